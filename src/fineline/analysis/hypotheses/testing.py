"""The tests of one proposition: each quantity measured, set against its threshold, and joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.hypotheses import QUANTITIES
from fineline.analysis.hypotheses.records import Asked, Finding, Findings, Floats, Measured, Missing, Quantity
from fineline.analysis.hypotheses.telling import number
from fineline.analysis.hypotheses.windows import window_of
from fineline.analysis.intervals import Estimate, estimate, probability
from fineline.analysis.status import Status
from fineline.analysis.trajectories import Window
from fineline.case.propositions import Comparison, DeclaredTest, Proposition
from fineline.errors import CaseError

Events = NDArray[np.bool_]

_COMPARED: Mapping[Comparison, Callable[[Floats, float], Events]] = {
    "above": np.greater,
    "at least": np.greater_equal,
    "below": np.less,
    "at most": np.less_equal,
}


_SAID: Mapping[Comparison, str] = {
    "above": "more than",
    "at least": "at least",
    "below": "less than",
    "at most": "at most",
}


class _Outcome(NamedTuple):
    """One test: what it names, the weeks, what was measured, and where the event holds, shape of the values."""

    test: DeclaredTest
    quantity: Quantity
    window: Window | None
    measured: Measured
    event: Events


def tested(row: Proposition, findings: Findings) -> Finding | Missing:
    """What the tests of a proposition find.

    Args:
        row: a proposition with at least one test.
        findings: what the quantities read.

    Returns:
        The finding, or what the run does not hold that a test needs.

    Raises:
        CaseError: a quantity that does not exist, weeks or scenarios that it does not take, or draws joined with
            counted cases.
    """
    outcomes: list[_Outcome] = []
    for test in row.tests:
        outcome = _outcome(test, row.id, findings)
        if isinstance(outcome, Missing):
            return outcome
        outcomes.append(outcome)
    return _joined(row, outcomes, findings)


def quantity_of(test: DeclaredTest, where: str) -> Quantity:
    """The quantity that a test names, checked against what the test asks of it. Raises ``CaseError``."""
    if test.quantity not in QUANTITIES:
        raise _unfit(f"a quantity among {', '.join(QUANTITIES)}", test.quantity, where)
    quantity = QUANTITIES[test.quantity]
    if test.window not in quantity.windows:
        known = ", ".join(name or "no window" for name in quantity.windows)
        raise _unfit(f"for {test.quantity} one of: {known}", test.window or "no window", where)
    fewest, most = quantity.scenarios
    if not fewest <= len(test.scenarios) <= most:
        raise _unfit(f"for {test.quantity} from {fewest} to {most} scenarios", str(len(test.scenarios)), where)
    return quantity


def _outcome(test: DeclaredTest, row: str, findings: Findings) -> _Outcome | Missing:
    quantity = quantity_of(test, f"proposition {row}, tests")
    window = window_of(findings, test.window) if test.window else None
    if isinstance(window, Missing):
        return window
    if lacking := _lacking(quantity, test, findings):
        return Missing(lacking)
    asked = Asked(window=window, scenarios={name: findings.extras.scenarios[name] for name in test.scenarios})
    measured = quantity.measure(findings, asked)
    if isinstance(measured, Missing):
        return measured
    event = _COMPARED[test.comparison](measured.values, test.threshold)
    return _Outcome(test, quantity, window, measured, event)


def _lacking(quantity: Quantity, test: DeclaredTest, findings: Findings) -> str:
    """What of the variables and the scenarios the run does not hold, in words; empty when it holds all."""
    variables = [name for name in quantity.reads if name not in findings.baseline]
    scenarios = [name for name in test.scenarios if name not in findings.extras.scenarios]
    lacking = [f"{name.replace('_', ' ')} in the trajectories" for name in variables]
    return ", ".join([*lacking, *(f"the scenario {name}" for name in scenarios)])


def _joined(row: Proposition, outcomes: list[_Outcome], findings: Findings) -> Finding:
    drawn = outcomes[0].measured.drawn
    if len({(outcome.measured.drawn, outcome.event.shape) for outcome in outcomes}) > 1:
        raise _unfit("tests joined over the same draws", "draws and counted cases", f"proposition {row.id}, tests")
    every = np.stack([outcome.event for outcome in outcomes])
    strict, loose = every.all(axis=0), every.any(axis=0)
    event: Events = np.asarray(loose if row.joined == "any" else strict)
    precedents = findings.extras.precedents
    known: dict[str, Status] = {**findings.statuses, **(precedents.statuses if precedents else {})}
    return Finding(
        keys=tuple(outcome.test.quantity for outcome in outcomes),
        rule=f"; {'or' if row.joined == 'any' else 'and'} ".join(_rules(outcomes)),
        estimates=tuple(_estimate(outcome) for outcome in outcomes),
        events=tuple(
            f"{_SAID[one.test.comparison]} {number(one.test.threshold, one.quantity.form)}" for one in outcomes
        ),
        chance=float(event.mean()),
        highest=float(loose.mean() if row.joined == "signs" else event.mean()),
        cases=0 if drawn else event.size,
        probability=probability(event) if drawn else None,
        sentence=" ".join(dict.fromkeys(outcome.measured.sentence for outcome in outcomes)),
        left_open="; ".join(dict.fromkeys(outcome.quantity.left_open for outcome in outcomes)),
        rests_on={name: known.get(name, "assumed") for one in outcomes for name in one.quantity.decided_by},
        assumed=tuple(dict.fromkeys(name for one in outcomes for name in _assumed(one.quantity, known))),
    )


def _rules(outcomes: list[_Outcome]) -> list[str]:
    """Each event in words; a quantity that is named again over the same weeks is not named twice."""
    said: list[str] = []
    named = ""
    for outcome in outcomes:
        what = outcome.quantity.words + (f", {outcome.window.label}" if outcome.window else "")
        event = f"{outcome.test.comparison} {number(outcome.test.threshold, outcome.quantity.form)}"
        said.append(event if what == named else f"{what}: {event}")
        named = what
    return said


def _assumed(quantity: Quantity, known: Mapping[str, Status]) -> tuple[str, ...]:
    """The deciding parameters where the data left every one of them at its prior; none otherwise."""
    left = all(known.get(name, "assumed") == "assumed" for name in quantity.decided_by)
    return quantity.decided_by if left else ()


def _estimate(outcome: _Outcome) -> Estimate | None:
    values = outcome.measured.values
    held = values[np.isfinite(values)]
    return estimate(held, outcome.quantity.unit) if outcome.measured.drawn and held.size else None


def _unfit(expected: str, found: str, where: str) -> CaseError:
    return CaseError(expected=expected, found=found, where=where, remedy="mend the test in propositions.toml")
