"""The blocks of a back-test: what each forecaster says as of each day, made once and kept in the folder of the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from fineline.case import Case
from fineline.errors import FinelineError, StorageError
from fineline.evaluation.baselines.book import BASELINES, baseline_quantiles
from fineline.evaluation.baselines.history import forecastable
from fineline.evaluation.held_out import held_out, score
from fineline.evaluation.hub import quantile_table, table_of, write_csv
from fineline.evaluation.layout import end_of, horizons
from fineline.evaluation.stacking import Floats
from fineline.evidence import View, open_store
from fineline.files import write_text
from fineline.inference.fit import Progress
from fineline.inference.store import Posterior
from fineline.inference.target import fitted_weeks
from fineline.products.fits import FitTable, fitted
from fineline.products.requests import BacktestRequest, FitRequest
from fineline.scenario import forecast
from fineline.scenario.forecast_months import forecast_months
from fineline.time import DAYS_PER_WEEK, Days

FINELINE = "fineline"
"""The case's own structure as a forecaster."""
LIBRARY = "baselines"
FORECASTS, DENSITIES = "forecasts", "densities"
FUTURES = 32
"""Futures drawn from each draw of a posterior."""
SIZE: Mapping[str, int] = {"chains": 3, "draws": 60, "warmup": 180}
"""Size of a fit as of a day: enough that the noise of the sampler is small beside what scores differ by."""
TINY: Mapping[str, int] = {"chains": 3, "draws": 20, "warmup": 60}
"""Size of a fit that only shows that everything runs."""
POLL_SECONDS = 0.5

Watch = Callable[["Working"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """How far a back-test is.

    Attributes:
        done: blocks that are there.
        total: blocks in all.
        what: the block just heard of.
        sampled: how far its sampler is; None when it has none at work.
    """

    done: int
    total: int
    what: str
    sampled: Progress | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of work: a structure, or all baselines, as of a day."""

    forecaster: str
    cut: date


class HaltedError(Exception):
    """The whole back-test is being stopped."""


class Blocks:
    """The folder of a back-test and the work that fills it."""

    def __init__(
        self,
        case: Case,
        request: BacktestRequest,
        structures: Mapping[str, Case],
        cuts: Sequence[date],
        folder: Path,
        table: FitTable,
    ) -> None:
        """Plan the work.

        Args:
            case: the case.
            request: what is asked.
            structures: the case under each structure, by forecaster.
            cuts: the days, in order.
            folder: where forecasts are kept.
            table: where the state of every block is told.
        """
        self._case, self._request, self._structures, self._cuts = case, request, structures, tuple(cuts)
        self._folder, self._table = folder, table
        self._store = open_store(case.folder, case.catalogue)
        self._halt = threading.Event()
        self.plan = tuple(Block(name, cut) for cut in cuts for name in (LIBRARY, *structures))

    def reference(self, cut: date) -> date:
        """The Sunday from which the horizons of a cut are counted."""
        return fitted_weeks(self._case, cut)[-1].astype(date)

    def view(self, cut: date) -> View:
        """What was published by a day."""
        return self._store.view(cut)

    def file(self, forecaster: str, cut: date) -> Path:
        """The hub file of a forecaster as of a day."""
        return self._folder / FORECASTS / forecaster / f"{self.reference(cut)}-{forecaster}.csv"

    def files(self, forecasters: Iterable[str]) -> tuple[Path, ...]:
        """The hub files of forecasters as of every cut."""
        return tuple(self.file(name, cut) for name in forecasters for cut in self._cuts)

    def keep(self, forecaster: str, cut: date, quantiles: Mapping[str, Floats]) -> None:
        """Write the hub file of a forecaster as of a day."""
        file = self.file(forecaster, cut)
        write_csv(table_of(quantiles, self.reference(cut)), file.parent, forecaster)

    def week_number(self, cut: date) -> int:
        """Number of the last week that had ended by a day, counted from the first week of the case."""
        return (self.reference(cut) - self._case.calendar.first_week).days // DAYS_PER_WEEK

    def densities(self, forecaster: str, cut: date) -> pl.DataFrame:
        """Series, number of the week and log density of what came after a cut, as a structure saw it coming."""
        return pl.read_csv(self._density_file(forecaster, cut))

    def present(self, names: Iterable[str]) -> list[str]:
        """Those of some forecasters whose forecasts are there as of every day."""
        return [name for name in names if all(self.file(name, cut).is_file() for cut in self._cuts)]

    def run(self, jobs: int, progress: Watch | None) -> None:
        """Do what is not done yet, some blocks at a time. A structure other than the case's own may fail.

        Raises:
            FinelineError, RuntimeError: the case's own structure or a baseline failed.
            StorageError: the disk refused.
            KeyboardInterrupt: Ctrl-C; what is done stays.
        """
        waiting = [block for block in self.plan if not self._is_done(block)]
        for block in self.plan:
            (self._table.expect if block in waiting else self._table.done)(block.forecaster, block.cut)
        tell = _Telling(progress, len(self.plan), len(self.plan) - len(waiting))
        with ThreadPoolExecutor(jobs) as pool:
            try:
                _follow({pool.submit(self._work, block, tell): block for block in waiting}, tell)
            except BaseException:
                self._halt.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _is_done(self, block: Block) -> bool:
        if block.forecaster == LIBRARY:
            return all(self.file(name, block.cut).is_file() for name in BASELINES)
        made = self.file(block.forecaster, block.cut).is_file()
        return made and (self._is_ahead(block.cut) or self._density_file(block.forecaster, block.cut).is_file())

    def _is_ahead(self, cut: date) -> bool:
        """Whether nothing has been observed after a day."""
        return self.reference(cut) >= self._case.calendar.last_week

    def _density_file(self, forecaster: str, cut: date) -> Path:
        return self._folder / DENSITIES / f"{cut.isoformat()}-{forecaster}.csv"

    def _work(self, block: Block, tell: _Telling) -> None:
        if self._halt.is_set():
            return
        tell(block)
        try:
            with self._table.working(block.forecaster, block.cut):
                if block.forecaster == LIBRARY:
                    self._baselines(block.cut)
                else:
                    self._structure(block, tell)
        except StorageError:
            raise
        except (FinelineError, RuntimeError):
            if block.forecaster in {LIBRARY, FINELINE}:
                raise  # without them there is nothing to score; a rival that fails is left out and named

    def _baselines(self, cut: date) -> None:
        view, reference = self.view(cut), self.reference(cut)
        for name in BASELINES:
            self.keep(name, cut, baseline_quantiles(name, view, reference, self._request.horizon))

    def _structure(self, block: Block, tell: _Telling) -> None:
        own = self._structures[block.forecaster]

        def watch(sampled: Progress) -> None:
            if self._halt.is_set():
                raise HaltedError
            tell(block, sampled)

        size = TINY if self._request.quick else SIZE
        fit = fitted(own, FitRequest(as_of=block.cut, seed=self._request.seed, **size), watch)
        drawn = predictive(own, fit, self._request)
        if not self._is_ahead(block.cut):
            self._keep_densities(block, own, fit)
        wanted = forecastable(self.view(block.cut), self.reference(block.cut))
        table = quantile_table({name: drawn[name] for name in wanted}, self.reference(block.cut))
        write_csv(table, self.file(block.forecaster, block.cut).parent, block.forecaster)

    def _keep_densities(self, block: Block, own: Case, fit: Posterior) -> None:
        came = held_out(own, block.cut, self._request.horizon)
        scores = score(own, fit, came, horizon=_weeks_ahead(fit, self._request), seed=self._request.seed)
        columns = {"series": scores.series, "week": scores.weeks, "log_density": scores.log_density}
        write_text(self._density_file(block.forecaster, block.cut), pl.DataFrame(columns).write_csv())


class _Telling:
    """Whoever follows the work, told from any thread."""

    def __init__(self, progress: Watch | None, total: int, done: int) -> None:
        self._progress, self._total, self._lock = progress, total, threading.Lock()
        self.done = done

    def __call__(self, block: Block, sampled: Progress | None = None) -> None:
        if self._progress is not None:
            with self._lock:
                what = f"{block.forecaster}, as of {block.cut.isoformat()}"
                self._progress(Working(done=self.done, total=self._total, what=what, sampled=sampled))


def _follow(futures: Mapping[Future[None], Block], tell: _Telling) -> None:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
            tell.done += 1
            tell(futures[future])


def predictive(case: Case, posterior: Posterior, request: BacktestRequest) -> dict[str, Floats]:
    """Draws of every target from several futures of each draw of a posterior, shape ``(draws, horizons)``."""
    weeks = _weeks_ahead(posterior, request)
    several = replace(
        posterior, draws={name: np.repeat(each, FUTURES, axis=1) for name, each in posterior.draws.items()}
    )
    weekly = forecast(case, several, horizon=weeks, seed=request.seed).predictive
    months = forecast_months(case, several, month_ends(posterior, request), horizon=weeks, seed=request.seed)
    return {**{name: drawn[:, : request.horizon] for name, drawn in weekly.items()}, **months}


def month_ends(posterior: Posterior, request: BacktestRequest) -> Days:
    """Last days of the months within the horizon."""
    reference = posterior.weeks[-1].astype(date)
    ends = [end_of("month", reference, horizon) for horizon in horizons("month", request.horizon)]
    return np.array(ends, dtype="datetime64[D]")


def _weeks_ahead(posterior: Posterior, request: BacktestRequest) -> int:
    """Weeks to simulate: the horizon, and as far as the last month reaches beyond it."""
    last = (month_ends(posterior, request)[-1] - posterior.weeks[-1]).astype(np.int64)
    return max(request.horizon, int(np.ceil(last / DAYS_PER_WEEK)))
