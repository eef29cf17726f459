"""What the record of precedents says of the years ahead: base rate, chance of another sender, what one more adds.

The wars of the years ahead are assumed, not forecast: as many conflict-years, and as large a share of major wars, as
in the mean of the last ten years on record. The chances come out of the forms in closed form, without simulation: the
chance that nobody sends is the product over the years of the chance of a zero, given zeros before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy import stats

from fineline.analysis.intervals import LEVELS, Estimate, estimate
from fineline.errors import SettingError
from fineline.evidence.precedent import PrecedentRecord
from fineline.inference.annual import AnnualFit, log_chance
from fineline.model.precedent import INPUTS, run_years
from fineline.words import probability_text

Floats = NDArray[np.float64]

RECENT_YEARS = 10
"""The years ahead are taken to be like the mean of so many last years on record."""
HORIZONS = (5, 10)
"""Years ahead for which chances are given; what one more event adds is counted over the last of them."""
STACKED = "stacked"
"""Name of the mixture of all forms."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsAhead:
    """What is assumed of each year ahead.

    Attributes:
        first_year: the year after the last on record.
        conflict_years: conflicts at risk a year.
        high_intensity_share: share of them with at least 1,000 battle deaths.
    """

    first_year: int
    conflict_years: float
    high_intensity_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """How common it has been that troops of a third state enter a war, without any form assumed for the change.

    Attributes:
        conflict_years: conflict-years on record.
        with_troops: those with troops of a third state.
        sendings: those with a new sender.
        new_senders: states that newly sent.
        conflicts: conflicts begun on record.
        joined: those that troops of a third state ever entered.
        share_joined: share of conflicts joined: each conflict counts once, for its years are not independent.
    """

    conflict_years: int
    with_troops: int
    sendings: int
    new_senders: int
    conflicts: int
    joined: int
    share_joined: Estimate


class FormAhead(NamedTuple):
    """A form over the years ahead, by its name ``form``.

    ``someone`` is the chance of at least one event by the end of each year, shape ``(years, draws)``; ``added`` the
    events that one more in the first year adds in as many years after it, those that they beget in turn included, shape
    ``(draws,)``.
    """

    form: str
    someone: Floats
    added: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The chance of at least one event within some years, under one form or under their mixture.

    Attributes:
        form: name of the form, or "stacked".
        years: length of the horizon, counted from the year after the record ends.
        value: the chance, all that is not known about the parameters averaged out.
        estimate: how the chance spreads over the draws of the parameters.
    """

    form: str
    years: int
    value: float
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one more event in the first year ahead adds to those expected after it.

    Attributes:
        form: name of the form, or "stacked".
        years: years after that one over which the added events are counted.
        value: the mean over the draws, in events.
        estimate: median and intervals over the draws; all zero in a form without contagion.
        values: in each draw, shape ``(draws,)``.
    """

    form: str
    years: int
    value: float
    estimate: Estimate
    values: Floats = field(repr=False, compare=False)


def years_ahead(record: PrecedentRecord) -> YearsAhead:
    """Years like the mean of the last `RECENT_YEARS` on record."""
    at_risk, wars = record.conflict_years[-RECENT_YEARS:], record.war_years[-RECENT_YEARS:]
    return YearsAhead(
        first_year=int(record.year[-1]) + 1,
        conflict_years=float(at_risk.mean()),
        high_intensity_share=float(wars.sum() / at_risk.sum()),
    )


def base_rate(record: PrecedentRecord) -> BaseRate:
    """Counts over the whole record, and the share of conflicts joined with Jeffreys' interval for a binomial share."""
    conflicts, joined = int(record.conflicts_begun.sum()), int(record.conflicts_joined.sum())
    bounds = stats.beta.ppf(list(LEVELS.values()), joined + 0.5, conflicts - joined + 0.5)
    return BaseRate(
        conflict_years=int(record.conflict_years.sum()),
        with_troops=int(record.with_troops.sum()),
        sendings=int(record.sendings.sum()),
        new_senders=int(record.new_senders.sum()),
        conflicts=conflicts,
        joined=joined,
        share_joined=Estimate(**{name: float(b) for name, b in zip(LEVELS, bounds, strict=True)}, unit="1"),
    )


def run_ahead(fit: AnnualFit, ahead: YearsAhead, years: int = HORIZONS[-1]) -> FormAhead:
    """Run a fitted form over the years ahead: with nobody sending, as expected, and with one more in the first year.

    What is expected of a year is linear in what was sent before, so that the mean course is that of the means.

    Args:
        fit: the form.
        ahead: what is assumed of the years ahead.
        years: how many, at least 1.

    Raises:
        SettingError: no year at all.
    """
    if years < 1:
        raise SettingError(
            expected="at least one year",
            found=str(years),
            where="precedent",
            remedy="count whole years from the end of the record",
        )
    each = {"conflict_years": ahead.conflict_years, "cold_war": 0.0, "high_intensity_share": ahead.high_intensity_share}
    inputs = {name: jnp.full(years + 1, each[name]) for name in INPUTS}
    memory = None if fit.memory is None else jnp.asarray(fit.memory)

    @jax.jit
    def run(parameters: dict[str, Array], memory: Array | None) -> tuple[Array, Array]:
        def expected(sent: Callable[[Array, Array], Array]) -> Array:
            return run_years(fit.form, parameters, inputs, sent, memory).expected_sendings

        nobody = log_chance(fit.law, expected(lambda _, mean: jnp.zeros_like(mean)), jnp.zeros(()), parameters)
        one_more = expected(lambda number, mean: mean + jnp.where(number == 0, 1.0, 0.0))
        return -jnp.expm1(jnp.cumsum(nobody[:years], axis=0)), (one_more - expected(lambda _, mean: mean))[1:].sum(0)

    parameters = {name: jnp.asarray(values) for name, values in fit.draws.items()}
    someone, added = run(parameters, memory)
    return FormAhead(fit.form, np.asarray(someone), np.asarray(added))


def chances(
    forms: Sequence[FormAhead], weights: Mapping[str, float], horizons: Sequence[int] = HORIZONS
) -> tuple[Chance, ...]:
    """The chance of at least one event within each horizon, under each form and under their mixture.

    Args:
        forms: run over the years ahead.
        weights: weight of each form in the mixture, on the simplex.
        horizons: lengths in years, at least 1 and no longer than the forms were run.

    Raises:
        SettingError: a horizon out of reach, or weights that are none.
    """
    longest = min(len(form.someone) for form in forms)
    if not all(1 <= years <= longest for years in horizons):
        raise SettingError(
            expected=f"horizons of 1 to {longest} years",
            found=", ".join(map(str, horizons)),
            where="precedent",
            remedy="run the forms over more years first",
        )
    return tuple(
        Chance(form=form, years=years, value=float(drawn.mean()), estimate=estimate(drawn, "1"))
        for years in horizons
        for form, drawn in _with_mixture({run.form: run.someone[years - 1] for run in forms}, weights)
    )


def added_by_one_more(forms: Sequence[FormAhead], weights: Mapping[str, float]) -> tuple[Added, ...]:
    """What one more event in the first year ahead adds in the years after it, under each form and their mixture.

    Raises:
        SettingError: weights that are none.
    """
    years = min(len(form.someone) for form in forms)
    return tuple(
        Added(form=form, years=years, value=float(values.mean()), estimate=estimate(values, "events"), values=values)
        for form, values in _with_mixture({run.form: run.added for run in forms}, weights)
    )


def chance_sentence(chance: Chance, ahead: YearsAhead) -> str:
    """One chance in words and numbers, with its interval and the years it speaks of."""
    last = ahead.first_year + chance.years - 1
    low, high = 100 * chance.estimate.low90, 100 * chance.estimate.high90
    return (
        f"At least one state newly sends troops to a war between others in {ahead.first_year} to {last}: "
        f"{probability_text(chance.value)}, 90 % interval {low:.0f} to {high:.0f} % ({chance.form})."
    )


def _with_mixture(drawn: Mapping[str, Floats], weights: Mapping[str, float]) -> list[tuple[str, Floats]]:
    """The draws of each form, and of their mixture: the first of each, which are in no order, in proportion."""
    if set(weights) != set(drawn) or abs(sum(weights.values()) - 1.0) > ROUNDING:
        raise SettingError(
            expected=f"weights that sum to one for {', '.join(drawn)}",
            found=str(dict(weights)),
            where="precedent",
            remedy="take the weights from the scores of the same fits",
        )
    count = min(len(values) for values in drawn.values())
    mixed = np.concatenate([values[: round(weights[form] * count)] for form, values in drawn.items()])
    return [*drawn.items(), (STACKED, mixed)]
