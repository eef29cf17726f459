"""Baselines from the shelf: ARIMA chosen by AICc, exponential smoothing chosen by AICc, and the Theta method.

The models are those of statsmodels. A forecast's error after ``h`` steps is a weighted sum of one-step errors; these
are drawn from the model's own residuals, so that intervals have their tails, and the doubt about parameters is left
out, as is usual.
"""

from __future__ import annotations

import itertools
import warnings
import zlib
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from fineline.errors import FinelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Fit(Protocol):
    """What is read of a fitted model, whichever it is."""

    aicc: float
    resid: Floats
    params: Floats

    def forecast(self, steps: int) -> Floats:
        """Expected values of the steps ahead."""
        ...


PATHS = 4000
MOST_AR, MOST_MA = 2, 2
"""Orders searched: all of both up to these."""
MOST_STEPS = 60


def auto_arima(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """ARIMA(p, d, q), the order of differencing by a KPSS test and p, q and a constant by AICc.

    Reference: Hyndman and Khandakar (2008), "Automatic time series forecasting"; every order is tried instead of a
    walk through them.
    """
    del year
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415  an optional library

    differences = _differences(history)
    best = _best(_arima_fits(SARIMAX, history, differences))
    most = int(steps.max())
    centre = np.asarray(best.forecast(most))
    residuals = np.asarray(best.resid)[max(differences, 1) :]
    weights = np.asarray(cast("Any", best).impulse_responses(most - 1)).reshape(-1)
    return _with_errors(centre, weights, residuals, steps, levels, "auto_arima")


def exponential_smoothing(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """Exponential smoothing with additive errors: level alone, trend or damped trend by AICc.

    Reference: Hyndman, Koehler, Ord and Snyder (2008), "Forecasting with exponential smoothing", tables 2.1 and 6.1.
    """
    del year
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415  an optional library

    def fits() -> Iterable[Fit]:
        for trend, damped in ((None, False), ("add", False), ("add", True)):
            yield cast("Fit", ETSModel(history, error="add", trend=trend, damped_trend=damped).fit(disp=False))

    best = _best(fits())
    most = int(steps.max())
    names = dict(zip(cast("Any", best).model.param_names, best.params, strict=True))
    level, trend = float(names["smoothing_level"]), float(names.get("smoothing_trend", 0.0))
    damping = float(names.get("damping_trend", 1.0))
    powers = np.cumsum(damping ** np.arange(1, most))
    weights = np.concatenate([[1.0], level + trend * powers])
    return _with_errors(np.asarray(best.forecast(most)), weights, np.asarray(best.resid), steps, levels, "ets")


def theta(history: Floats, steps: Ints, levels: Floats, year: int) -> Floats:
    """The Theta method: simple exponential smoothing with half the slope of a straight line as drift.

    References: Assimakopoulos and Nikolopoulos (2000); Hyndman and Billah (2003).
    """
    del year
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415  an optional library

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = ThetaModel(history, period=1, deseasonalize=False).fit()
        most = int(steps.max())
        centre = np.asarray(fit.forecast(most, theta=2))
    alpha = float(fit.params["alpha"])
    level = history[0]
    errors = np.empty(len(history) - 1)
    for place, value in enumerate(history[1:]):
        errors[place] = value - level
        level += alpha * errors[place]
    weights = np.concatenate([[1.0], np.full(most - 1, alpha)])
    return _with_errors(centre, weights, errors, steps, levels, "theta")


class BaselineError(FinelineError):
    """A baseline that could not be fitted."""

    fault = "the baseline gives no forecast"


def _differences(history: Floats) -> int:
    """One when a KPSS test at 5 % says that the level is not steady, else none."""
    from statsmodels.tsa.stattools import kpss  # noqa: PLC0415  an optional library

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the p-value lies outside its table
        return int(kpss(history, nlags="auto")[1] < 0.05)


def _arima_fits(model: Callable[..., Any], history: Floats, differences: int) -> Iterable[Fit]:
    trends = ("n", "t") if differences else ("c",)
    for ar, ma, trend in itertools.product(range(MOST_AR + 1), range(MOST_MA + 1), trends):
        try:
            yield model(history, order=(ar, differences, ma), trend=trend).fit(
                disp=False, maxiter=MOST_STEPS, cov_type="none"
            )
        except np.linalg.LinAlgError:
            continue


def _best(fits: Iterable[Fit]) -> Fit:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a search that did not end has a worse AICc, which is all that counts
        kept = [fit for fit in fits if np.isfinite(fit.aicc) and np.isfinite(np.asarray(fit.forecast(1))).all()]
    if not kept:
        raise BaselineError(
            expected="a model that can be fitted", found="none", where="baselines", remedy="choose a later cut"
        )
    return min(kept, key=lambda fit: float(fit.aicc))


def _with_errors(centre: Floats, weights: Floats, residuals: Floats, steps: Ints, levels: Floats, name: str) -> Floats:
    """Quantiles of a centre plus weighted sums of errors drawn from residuals; shape ``(steps, levels)``."""
    stream = np.random.default_rng(zlib.crc32(name.encode()))
    pool = residuals - residuals.mean()
    drawn = stream.choice(np.concatenate([pool, -pool]), size=(PATHS, len(weights)))
    rows = [centre[step - 1] + np.quantile(drawn[:, :step] @ weights[:step][::-1], levels) for step in steps.tolist()]
    return np.stack(rows)
