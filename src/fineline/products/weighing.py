"""How much the answers hang on one claimant, on whose side a claimant is, and on the priors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import jax
import numpy as np
from numpy.typing import NDArray

from fineline.analysis.fine_line import pressed_runs
from fineline.analysis.trajectories import data_end, total, whole_record
from fineline.analysis.value_of_information import Answer
from fineline.case import Case, model_inputs
from fineline.errors import SettingError
from fineline.evaluation.power_scaling import Sensitivity, sensitivities_of_answers, sensitivities_of_parameters
from fineline.evaluation.reweighing import Reweighed, refitted, reweighed, swapped, without
from fineline.evidence import View
from fineline.evidence.view import SeriesData
from fineline.inference.diagnostics import scalars
from fineline.inference.fit import FitSettings, Progress
from fineline.inference.fit import fit as sample
from fineline.inference.pointwise import Key, log_likelihoods, log_priors, reading
from fineline.inference.store import Posterior
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.observation.rows import Rows
from fineline.products.pairing import counterfactual
from fineline.products.requests import HORIZON, CounterfactualRequest
from fineline.products.worth import answers_of, fine_line_answer
from fineline.scenario.setting import prepare

Floats = NDArray[np.float64]

SIDES = ("official", "opponent")
"""Families of claimants that speak for the two parties."""
FITTED = "as fitted"
SWAP = "the two sides exchanged"
REFIT = FitSettings(chains=6, draws=100, warmup=300)
"""Size of a fit without a claimant: enough for means, in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimantsCheck:
    """Answers of a fit, and what becomes of them under other readings of the record.

    Attributes:
        posterior: identifier of the fit.
        answers: the answers, in their order.
        readings: one for each claimant left out, and the two sides exchanged; the one that moves an answer most first.
    """

    posterior: str
    answers: tuple[Answer, ...]
    readings: tuple[Reweighed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorsCheck:
    """How much parameters and answers hang on priors and record, and the identifier of the fit."""

    posterior: str
    answers: tuple[Answer, ...]
    parameters: tuple[Sensitivity, ...]
    of_answers: tuple[Sensitivity, ...]


def headline_answers(case: Case, posterior: Posterior) -> tuple[Answer, ...]:
    """Answers of the briefing in every draw of a posterior, in the order of ``posterior.flat()``."""
    pair = counterfactual(case, posterior, CounterfactualRequest(without="contributor-troops", horizon=HORIZON))
    setting = prepare(case, posterior, horizon=HORIZON, draws=None, seed=0)
    runs, over = pair.baseline, whole_record(pair.baseline)
    lost, killed = (total(runs, name, over) for name in ("total_casualties", "principal_killed"))
    found = (
        Answer(key="casualties", label="casualties of the principal's side on record", values=lost, unit="persons"),
        Answer(key="killed", label="own soldiers of the principal killed on record", values=killed, unit="persons"),
        *answers_of(pair),
        fine_line_answer(pressed_runs(setting), data_end(runs)),
    )
    places = np.argsort(setting.index, kind="stable")
    return tuple(replace(answer, values=answer.values[places]) for answer in found)


def fitted_target(case: Case, posterior: Posterior) -> tuple[View, Target]:
    """The evidence and the density that a posterior was drawn from."""
    view = case.evidence().view(date.fromisoformat(posterior.pins.as_of))
    weeks = fitted_weeks(case, view.as_of)
    return view, build_target(case, view, weeks, model_inputs(case, view, weeks))


def claimants_of(view: View, target: Target) -> dict[str, int]:
    """Claimants whose rows the fit counts, and how many it counts, the most first.

    Who only passes on what another has said is not among them.
    """
    names = {str(name) for series, _ in target.rows for name in view.latest(series).claimant}
    total = _counted(target.rows)
    rows = {name: total - _counted(reading(view, target, _leaving_out(name))) for name in names}
    return dict(sorted(((name, n) for name, n in rows.items() if n), key=lambda item: (-item[1], item[0])))


def check_claimants(
    case: Case,
    posterior: Posterior,
    *,
    refit: Sequence[str] = (),
    folder: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> ClaimantsCheck:
    """Leave out one claimant at a time, and exchange the two sides.

    Args:
        case: the case.
        posterior: the fit.
        refit: claimants for whom the model is fitted anew rather than its draws weighed.
        folder: where the blocks of those fits are kept; needed with ``refit``.
        progress: told how far a fit is.

    Raises:
        SettingError: a claimant to refit that the fit does not read, or no folder for its blocks.
    """
    view, target = fitted_target(case, posterior)
    names = claimants_of(view, target)
    _check_refit(refit, names, folder)
    answers = headline_answers(case, posterior)
    edits: dict[str, Callable[[SeriesData], SeriesData]] = {name: _leaving_out(name) for name in names}
    edits[SWAP] = lambda series: swapped(series, SIDES)
    readings = {name: reading(view, target, edit) for name, edit in edits.items()}
    differing = {name: _differing(rows, target.rows) for name, rows in readings.items()}
    likelihoods = log_likelihoods(target, posterior, {FITTED: target.rows, **differing})
    fitted = {key: values.sum(axis=1) for key, values in likelihoods[FITTED].items()}
    changed = {**names, SWAP: _changed(target.rows, readings[SWAP])}
    found = [
        _anew(case, view, name, changed[name], answers, folder / str(refit.index(name)), progress)
        if folder is not None and name in refit
        else reweighed(name, changed[name], _log_ratios(readings[name], likelihoods[name], fitted), answers)
        for name in edits
    ]
    return ClaimantsCheck(
        posterior=posterior.id,
        answers=answers,
        readings=tuple(sorted(found, key=lambda one: -abs(one.shifts[0].moved))),
    )


def check_priors(case: Case, posterior: Posterior) -> PriorsCheck:
    """Raise every prior, and the likelihood, to powers about 1 and say what moves."""
    _, target = fitted_target(case, posterior)
    answers = headline_answers(case, posterior)
    record = _summed(log_likelihoods(target, posterior, {FITTED: target.rows})[FITTED])
    priors = log_priors(posterior, case.priors)
    names = {name: posterior.elements.get(name, ()) for name in posterior.draws if name in case.priors}
    drawn = {name: value.ravel() for name, value in scalars(posterior.draws, names).items() if name in priors}
    return PriorsCheck(
        posterior=posterior.id,
        answers=answers,
        parameters=sensitivities_of_parameters(drawn, priors, record),
        of_answers=sensitivities_of_answers(answers, priors, record),
    )


def _leaving_out(claimant: str) -> Callable[[SeriesData], SeriesData]:
    return lambda series: without(series, claimant)


def _summed(parts: Mapping[Key, Floats]) -> Floats:
    return np.sum([values.sum(axis=1) for values in parts.values()], axis=0)


def _differing(rows: Mapping[Key, Rows], other: Mapping[Key, Rows]) -> dict[Key, Rows]:
    """Rows of the observations that a reading takes otherwise than another: the likelihood of the rest is the same."""
    return {key: part for key, part in rows.items() if not _same(part, other[key])}


def _same(part: Rows, other: Rows) -> bool:
    pairs = zip(jax.tree.leaves(part), jax.tree.leaves(other), strict=True)
    return all(np.array_equal(one, two) for one, two in pairs)


def _log_ratios(rows: Mapping[Key, Rows], read: Mapping[Key, Floats], fitted: Mapping[Key, Floats]) -> Floats:
    """Log likelihood of a reading less that of the fit, by draw; observations it leaves out count for nothing."""
    gone = [fitted[key] for key in fitted if key not in rows]
    changed = [fitted[key] - values.sum(axis=1) for key, values in read.items()]
    return -np.sum([*gone, *changed], axis=0)


def _counted(rows: Mapping[Key, Rows]) -> int:
    return sum(len(part) for part in rows.values())


def _changed(rows: Mapping[Key, Rows], other: Mapping[Key, Rows]) -> int:
    """Rows that another reading of the same rows takes differently."""
    return sum(
        int(np.sum((np.asarray(part.family) != other[key].family) | (np.asarray(part.marked) != other[key].marked)))
        for key, part in rows.items()
    )


def _check_refit(refit: Sequence[str], names: Mapping[str, int], folder: Path | None) -> None:
    for name in refit:
        if name not in names:
            raise SettingError(
                expected=f"a claimant that the fit reads: {', '.join(names)}",
                found=name,
                where="--refit",
                remedy="name one of these, in quotation marks",
            )
    if refit and folder is None:
        raise SettingError(
            expected="a folder for the blocks of the new fit",
            found="none",
            where="--out",
            remedy="name a folder",
        )


def _anew(
    case: Case,
    view: View,
    claimant: str,
    rows: int,
    answers: tuple[Answer, ...],
    folder: Path,
    progress: Callable[[Progress], None] | None,
) -> Reweighed:
    silent = view.keeping(lambda series: series.claimant != claimant)
    inputs = model_inputs(case, silent, fitted_weeks(case, silent.as_of))
    posterior = sample(case, silent, inputs, REFIT, folder=folder, resume=folder.is_dir(), progress=progress)
    found = {answer.key: answer.values for answer in headline_answers(case, posterior)}
    return refitted(claimant, rows, answers, found)
