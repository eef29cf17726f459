"""Whether the fitted model behaves as declared: each check holds, or says by which run it is broken.

What is read is every draw, never a mean over draws: a model that behaves only on average does not behave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fineline.case.behaviour import Behaviour, Check, Limits, Monotone, Pulled, Response
from fineline.case.levers import LEVERS
from fineline.errors import MalformedCaseError, UnitError
from fineline.evaluation.pulling import Positions, Puller, extreme_positions
from fineline.evidence.declared import line_of, place
from fineline.evidence.units import same_unit
from fineline.scenario.setting import Setting, plural

Floats = npt.NDArray[np.float64]
ROUNDING = 1e-9
"""A change smaller than this share of what is compared is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of a check.

    Attributes:
        id: name of the check.
        kind: limits, monotone or response.
        quantity: what was watched.
        holds: whether it held.
        runs: how many sets of runs it was judged by.
        said: what was found, in a sentence; where it does not hold, the lever, its position, the week and the value.
    """

    id: str
    kind: str
    quantity: str
    holds: bool
    runs: int
    said: str


def check_behaviour(setting: Setting, behaviour: Behaviour, path: Path) -> tuple[Finding, ...]:
    """Judge every check of a file.

    Args:
        setting: draws, inputs and shocks of a fitted model.
        behaviour: levers and checks.
        path: their file, for faults.

    Raises:
        MalformedCaseError: a check watches a quantity that the model does not have.
        UnitError: limits in a unit that does not measure the quantity.
        SettingError: levers that are pulled from a week that is not run.
    """
    _require_quantities(setting, behaviour, path)
    wanted = tuple(sorted({check.quantity for check in behaviour.checks}))
    puller = Puller(setting, behaviour.start, wanted)
    units = setting.structure.units
    return tuple(_judged(puller, behaviour, check, plural(units[check.quantity])) for check in behaviour.checks)


def _judged(puller: Puller, behaviour: Behaviour, check: Check, unit: str) -> Finding:
    match check:
        case Limits():
            runs, broken = _beyond(puller, behaviour, check, unit)
        case Monotone():
            runs, broken = _out_of_order(puller, behaviour, check, unit)
        case Response():
            runs, broken = _wrong_sign(puller, behaviour, check, unit)
    return Finding(
        id=check.id,
        kind=check.kind,
        quantity=check.quantity,
        holds=not broken,
        runs=runs,
        said=broken or _held(check, unit),
    )


def _beyond(puller: Puller, behaviour: Behaviour, check: Limits, unit: str) -> tuple[int, str]:
    """How many sets of runs there were, and how far the worst of the first set beyond a limit went."""
    low = -np.inf if check.low is None else check.low
    high = np.inf if check.high is None else check.high
    tried = list(extreme_positions(behaviour.levers))
    for number, positions in enumerate(tried, start=1):
        made = puller.run(positions)[check.quantity]
        excess = np.where(np.isnan(made), np.inf, np.maximum(low - made, made - high))
        draw, week = np.unravel_index(int(np.argmax(excess)), excess.shape)
        if excess[draw, week] > 0:
            value = made[draw, week]
            limit = f"at least {low:g}" if value < low else f"at most {high:g}"
            said = f"with {_told(positions)}, in the week to {puller.weeks[week]}, "
            return number, said + f"{check.quantity} is {value:g} {unit}, and should be {limit}"
    return len(tried), ""


def _out_of_order(puller: Puller, behaviour: Behaviour, check: Monotone, unit: str) -> tuple[int, str]:
    extremes = behaviour.levers[check.lever]
    middle = (extremes.low, (extremes.low + extremes.high) / 2, extremes.high)
    ends = middle if LEVERS[check.lever].kind != "state" else (extremes.low, extremes.high)
    positions = check.positions or ends
    turn = 1.0 if check.direction == "rises" else -1.0
    for low, high in pairwise(positions):
        first, second = (puller.run({check.lever: at})[check.quantity] for at in (low, high))
        change = _measure(second, check) - _measure(first, check)
        right = turn * change >= -ROUNDING * _scale(first, second, check)
        if right.mean() < check.share:
            at = f"{check.lever} from {low:g} to {high:g}"
            return len(positions), _broken(puller, check, unit, at, first, second, right)
    return len(positions), ""


def _wrong_sign(puller: Puller, behaviour: Behaviour, check: Response, unit: str) -> tuple[int, str]:
    extremes = behaviour.levers[check.lever]
    first, second = (puller.run({check.lever: at})[check.quantity] for at in (extremes.low, extremes.high))
    change = _measure(second, check) - _measure(first, check)
    least = ROUNDING * _scale(first, second, check)
    right = {"positive": change > least, "negative": change < -least, "none": np.abs(change) <= least}[check.sign]
    if right.mean() < check.share:
        at = f"{check.lever} from {extremes.low:g} to {extremes.high:g}"
        return 2, _broken(puller, check, unit, at, first, second, right)
    return 2, ""


def _broken(
    puller: Puller,
    check: Monotone | Response,
    unit: str,
    at: str,
    first: Floats,
    second: Floats,
    right: npt.NDArray[np.bool_],
) -> str:
    """The worst of the draws that break a check of one lever: what changed in all, and the week that adds most."""
    wrong = np.flatnonzero(~right)
    change = _measure(second, check) - _measure(first, check)
    draw = int(wrong[np.argmax(np.abs(change[wrong]))])
    weekly = np.abs(second[draw] - first[draw])
    week = int(np.argmax(weekly)) if check.over == "sum" else weekly.size - 1
    wanted = check.direction if isinstance(check, Monotone) else f"a {check.sign} change"
    wanted = "no change" if wanted == "a none change" else wanted
    over = "summed over the weeks" if check.over == "sum" else "at the end"
    return (
        f"{at} changes {check.quantity} {over} by {change[draw]:+g} {unit} in draw {draw}, most of it in the week to "
        f"{puller.weeks[week]} ({first[draw, week]:g} against {second[draw, week]:g}); expected: {wanted} in at least "
        f"{check.share:.0%} of draws, found in {right.mean():.0%}"
    )


def _held(check: Check, unit: str) -> str:
    if isinstance(check, Limits):
        return f"{check.quantity} stays within {_range(check)} {unit}"
    over = "the sum of" if check.over == "sum" else "the last"
    if isinstance(check, Monotone):
        return f"{over} {check.quantity} {check.direction} with {check.lever}"
    change = "no change" if check.sign == "none" else f"a {check.sign} change"
    return f"{check.lever} makes {change} in {over} {check.quantity}"


def _range(check: Limits) -> str:
    low = "" if check.low is None else f"at least {check.low:g}"
    high = "" if check.high is None else f"at most {check.high:g}"
    return " and ".join(part for part in (low, high) if part)


def _measure(made: Floats, check: Pulled) -> Floats:
    return made.sum(axis=1) if check.over == "sum" else made[:, -1]


def _scale(first: Floats, second: Floats, check: Pulled) -> Floats:
    """What rounding is measured by, shape ``(draws,)``."""
    sizes = np.abs(first) + np.abs(second)
    return sizes.sum(axis=1) if check.over == "sum" else sizes[:, -1]


def _told(positions: Positions) -> str:
    return ", ".join(f"{name} at {value:g}" for name, value in positions.items()) or "no lever pulled"


def _require_quantities(setting: Setting, behaviour: Behaviour, path: Path) -> None:
    known: Sequence[str] = (*setting.structure.flows, *setting.structure.stocks)
    for number, check in enumerate(behaviour.checks):
        if check.quantity not in known:
            raise MalformedCaseError(
                expected=f"a flow or stock of the model: one of {', '.join(sorted(known))}",
                found=check.quantity,
                where=place(path, line_of(path, ("checks", number, "quantity"))),
                remedy="name one of these",
            )
        unit = plural(setting.structure.units[check.quantity])
        if isinstance(check, Limits) and not same_unit(check.unit, unit):
            raise UnitError(
                expected=f"limits of {check.quantity} in {unit}",
                found=check.unit,
                where=place(path, line_of(path, ("checks", number, "unit"))),
                remedy="convert the limits and give the unit they then have",
            )


def failed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The checks that do not hold."""
    return tuple(finding for finding in findings if not finding.holds)
