"""Rival structures: fitted as of several days, scored on what came afterwards, stacked, and their forecasts compared.

The default and each rival are fitted at every cut and once more to the last data. Only what the observations rest on
shapes a fit, so that structures which differ elsewhere share one, and with it their score: the record cannot tell them
apart, and they share their weight equally.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from fineline.case import Case
from fineline.errors import FinelineError, SettingError, StorageError
from fineline.evaluation.compared import HORIZONS, compared_draws
from fineline.evaluation.held_out import HeldOut, Scores, held_out, score
from fineline.evaluation.stacking import Floats, StackingError
from fineline.evaluation.structures import (
    ForecastSpread,
    SeriesScore,
    Weight,
    forecast_spreads,
    series_scores,
    weigh,
    weights_of,
)
from fineline.files import write_json, write_text
from fineline.inference.fit import Progress
from fineline.inference.store import Posterior
from fineline.model.structure import ANNUAL, MECHANISMS
from fineline.products.cases import known_day
from fineline.products.fits import STATUS, Entry, FitTable, fitted
from fineline.products.forms import TOGETHER, forms_text, parse_forms
from fineline.products.mechanisms import chosen_forms, fitted_forms, with_forms
from fineline.products.requests import HORIZON, FitRequest, StructuresRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario.setting import prepare

DEFAULT = "default"
JSON, CSV = "structures.json", "structures.csv"
QUICK: Mapping[str, int] = {"chains": 3, "draws": 40, "warmup": 180}
"""Size of a quick fit: a minute or two of one core, with a few dozen effective draws of the slowest parameters."""
RULE = (
    "each observation scored by itself: log of the mean over draws of its density; dated after the cut, within "
    f"{HORIZON} weeks, of series that the fit had figures of and whose claimants have no bias of their own; inputs "
    "after the cut follow the rules of the case; intervals by the Bayesian bootstrap over weeks"
)

Draws = Mapping[tuple[str, int], Floats]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """How far the work is.

    Attributes:
        number: which fit this is, from 1.
        total: how many there are.
        what: the structure and the day.
        sampled: how far its sampler is; None before it begins.
    """

    number: int
    total: int
    what: str
    sampled: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One structure: the forms in which it differs from the case, none for the default."""

    name: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether the fits of a structure can be trusted: the worst R-hat and the share of divergences over all of them."""

    name: str
    largest_rhat: float | None
    divergent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Structures:
    """Rival structures and what they forecast.

    Attributes:
        case: name of the case.
        as_of: day whose tables the outcomes were read from.
        cuts: days as of which the structures were fitted.
        settings: size and seed of each fit.
        rule: how the observations were scored.
        observations: how many were scored.
        weights: every structure weighed, in the order fitted.
        trust: what the sampler said of each.
        forecasts: forecasts under the mixture, and how much of their variance lies between structures.
        scores: log scores by cut and series.
        fits: the state of every fit.
    """

    case: str
    as_of: str
    cuts: tuple[str, ...]
    settings: dict[str, int]
    rule: str
    observations: int
    weights: tuple[Weight, ...]
    trust: tuple[Trust, ...]
    forecasts: tuple[ForecastSpread, ...]
    scores: tuple[SeriesScore, ...]
    fits: tuple[Entry, ...]


@dataclass
class _Results:
    """What has come in so far, by structure."""

    scores: dict[str, list[Scores]] = field(default_factory=dict)
    draws: dict[str, Draws] = field(default_factory=dict)
    rhat: dict[str, list[float]] = field(default_factory=dict)
    divergent: dict[str, list[float]] = field(default_factory=dict)


def candidates(case: Case, request: StructuresRequest) -> tuple[Candidate, ...]:
    """The structures to fit: the default, the rivals one at a time, and the combinations asked for.

    Raises:
        SettingError: a text that names no form, or a rival that the case has chosen already.
        UnknownMechanismError: a mechanism or a form that does not exist.
        StructureError: a combination that cannot stand together.
    """
    chosen = chosen_forms(case)
    if request.only is None:
        rivals = [{name: form} for name, forms in MECHANISMS.items() for form in forms if form != chosen[name]]
    else:
        rivals = [_asked(case, text, "only") for text in request.only]
    combined = [_asked(case, text, "combine") for text in request.combine]
    named = {forms_text(forms): forms for forms in (*rivals, *combined)}
    return (
        Candidate(name=DEFAULT, forms={}),
        *(Candidate(name=name, forms=forms) for name, forms in named.items()),
    )


def fit_request(request: StructuresRequest, as_of: date) -> FitRequest:
    """The fit of a structure as of a day: of the standard size, or quick."""
    size = QUICK if request.quick else {}
    return FitRequest(as_of=as_of, seed=request.seed, **size)


def make_structures(
    case: Case,
    request: StructuresRequest,
    *,
    out: Path | None = None,
    progress: Callable[[Working], None] | None = None,
) -> Product[Structures]:
    """Fit, score and stack rival structures, and write `structures.json` and `structures.csv`.

    Every fit is a saved run; one that is there is not made again, and one that was interrupted goes on. How far all of
    them are stands in `status.json` in the folder of the run. A structure whose fit fails is left out and named.

    Args:
        case: the case; its own forms are the default.
        request: cuts, rivals and combinations.
        out: folder of the files; that of the run when None.
        progress: told how far the work is.

    Returns:
        The comparison, its files and its record, not yet saved.

    Raises:
        SettingError: a structure or a cut that cannot be compared.
        UnknownMechanismError, StructureError: forms that do not exist or cannot stand together.
        FinelineError: the default itself could not be fitted.
        StorageError: the disk refused.
    """
    pins = pins_of("structures", request, case, as_of=case.calendar.knowledge, seed=request.seed)
    plan = candidates(case, request)
    work = _Work(case, request, plan, FitTable(run_folder(pins.id) / STATUS), progress)
    made = work.run()
    folder = out or run_folder(pins.id)
    files = (
        write_json(folder / JSON, asdict(made)),
        write_text(folder / CSV, weights_table(made)),
    )
    return Product(result=made, run=record(pins, case, files, folder), files=files)


def weights_table(made: Structures) -> str:
    """The weights as CSV, one row for each structure weighed."""
    trust = {row.name: asdict(row) for row in made.trust}
    rows = [asdict(row) | trust[row.name] for row in made.weights]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _asked(case: Case, text: str, where: str) -> dict[str, str]:
    forms = parse_forms(text.split(TOGETHER), where)
    if yearly := [name for name in forms if name in ANNUAL]:
        raise SettingError(
            expected="mechanisms that run from week to week",
            found=", ".join(yearly),
            where=where,
            remedy="leave it out: it runs from year to year and is scored by itself",
        )
    chosen = chosen_forms(with_forms(case, forms))
    held = chosen_forms(case)
    if same := [f"{name}={form}" for name, form in forms.items() if held[name] == form]:
        raise SettingError(
            expected="forms other than those of the case",
            found=", ".join(same),
            where=where,
            remedy="leave it out: the case as it is is fitted in any event",
        )
    return {name: chosen[name] for name in forms}


class _Work:
    """The fits of one comparison, shared where the observations cannot tell structures apart."""

    def __init__(
        self,
        case: Case,
        request: StructuresRequest,
        plan: Sequence[Candidate],
        table: FitTable,
        progress: Callable[[Working], None] | None,
    ) -> None:
        self._case = case
        self._request = request
        self._plan = plan
        self._table = table
        self._progress = progress
        self._cuts = tuple(sorted({known_day(case, cut) for cut in request.cuts}))
        self._last = case.calendar.knowledge
        self._observed = {cut: held_out(case, cut, HORIZON) for cut in self._cuts}
        self._results = _Results()
        # first structure with these fitted forms on a day, and its scores there
        self._first: dict[tuple[date, frozenset[tuple[str, str]]], Candidate] = {}
        self._scored: dict[tuple[date, str], Scores] = {}

    def run(self) -> Structures:
        days = (*self._cuts, self._last)
        for candidate in self._plan:
            for day in days:
                self._table.expect(candidate.name, day)
        for place, candidate in enumerate(self._plan):
            try:
                self._one(candidate, place * len(days))
            except StorageError:
                raise
            except (FinelineError, RuntimeError):
                if candidate.name == DEFAULT:
                    raise  # nothing to compare with; a rival that fails stands in the table with its reason
        return self._compared()

    def _one(self, candidate: Candidate, before: int) -> None:
        """Fit and score one structure at every cut, and forecast from the last data."""
        own = self._case.with_mechanisms(candidate.forms)
        scores = [
            self._at(candidate, cut, before + number, lambda fit, cut=cut: self._score(own, fit, cut))
            for number, cut in enumerate(self._cuts, 1)
        ]
        drawn = self._at(candidate, self._last, before + len(scores) + 1, lambda fit: self._forecast(own, fit))
        self._results.scores[candidate.name] = scores
        self._results.draws[candidate.name] = drawn

    def _at(self, candidate: Candidate, day: date, number: int, use: Callable[[Posterior], Found]) -> Found:
        """Fit a structure as of a day, or take the fit of one that the observations do not tell from it, and use it."""
        total = len(self._plan) * (len(self._cuts) + 1)
        working = Working(number=number, total=total, what=f"{candidate.name}, as of {day.isoformat()}")
        self._tell(working)
        with self._table.working(candidate.name, day):
            own = self._case.with_mechanisms(candidate.forms)
            key = (day, frozenset(fitted_forms(own, day).items()))
            first = self._first.setdefault(key, candidate)
            fit = fitted(
                self._case.with_mechanisms(first.forms),
                fit_request(self._request, day),
                lambda sampled: self._tell(Working(number=number, total=total, what=working.what, sampled=sampled)),
            )
            self._note(candidate.name, fit)
            found = use(fit)
        if first is not candidate:
            self._table.share(candidate.name, day, first.name)
        return found

    def _score(self, own: Case, fit: Posterior, cut: date) -> Scores:
        """Scores of a fit after a cut; those of one fit are the same whatever it does not rest on."""
        known = self._scored.get((cut, fit.id))
        if known is None:
            observed: tuple[HeldOut, ...] = self._observed[cut]
            known = score(own, fit, observed, horizon=HORIZON, seed=self._request.seed)
            _refuse_unscored(known)
            self._scored[cut, fit.id] = known
        return known

    def _forecast(self, own: Case, fit: Posterior) -> Draws:
        return compared_draws(prepare(own, fit, horizon=max(HORIZONS), draws=None, seed=self._request.seed).run())

    def _note(self, name: str, fit: Posterior) -> None:
        self._results.rhat.setdefault(name, []).extend(found["rhat"] for found in fit.diagnostics.values())
        self._results.divergent.setdefault(name, []).append(fit.divergences / fit.transitions)

    def _tell(self, working: Working) -> None:
        if self._progress is not None:
            self._progress(working)

    def _compared(self) -> Structures:
        results = self._results
        cuts = tuple(cut.isoformat() for cut in self._cuts)
        weighing = weigh(results.scores, seed=self._request.seed)
        settings = fit_request(self._request, self._last).model_dump(exclude={"as_of"})
        return Structures(
            case=self._case.name,
            as_of=self._last.isoformat(),
            cuts=cuts,
            settings=settings,
            rule=RULE,
            observations=len(weighing.log_density),
            weights=weights_of(weighing),
            trust=tuple(_trust(name, results) for name in results.scores),
            forecasts=forecast_spreads(results.draws, weighing),
            scores=series_scores(results.scores, cuts),
            fits=self._table.entries,
        )


def _trust(name: str, results: _Results) -> Trust:
    worst = max(results.rhat[name], key=lambda value: (np.isnan(value), value))
    return Trust(
        name=name,
        largest_rhat=None if np.isnan(worst) else float(worst),
        divergent=max(results.divergent[name]),
    )


def _refuse_unscored(scores: Scores) -> None:
    if not np.isfinite(scores.log_density).all():
        bad = sorted({str(name) for name in scores.series[~np.isfinite(scores.log_density)]})
        raise StackingError(
            expected="a finite density for every observation",
            found=f"none for some of {', '.join(bad)}",
            where="scores",
            remedy="look for the first week in which the forecast leaves its range",
        )
