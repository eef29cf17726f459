"""The levers of a case, run against one baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fineline.analysis.levers import VARIABLES, Comparison, compare, measured
from fineline.case import Case
from fineline.scenario import Pair
from fineline.scenario.arms import run_pair, scenario_changes
from fineline.scenario.setting import Setting

OUTSIDERS = "outsiders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """One lever as it was run.

    Attributes:
        title: its title.
        settings: what it sets, in words.
        notes: what it does not do.
    """

    title: str
    settings: tuple[str, ...]
    notes: tuple[str, ...]


def levers_of(case: Case) -> tuple[str, ...]:
    """Scenarios that outsiders could bring about, by name."""
    return tuple(name for name, scenario in case.scenarios.items() if scenario.lever_of == OUTSIDERS)


def run_together(
    case: Case, setting: Setting, names: Iterable[str], wanted: tuple[str, ...] = VARIABLES
) -> dict[str, Pair]:
    """Scenarios of a case against one baseline, with the same draws and shocks.

    Args:
        case: the case.
        setting: draws, inputs and shocks, over history and the weeks after it.
        names: of the scenarios.
        wanted: quantities to give.

    Raises:
        SettingError: an unknown scenario, or one outside the weeks of the setting.
    """
    baseline = setting.run(wanted=wanted)
    return {
        name: run_pair(setting, scenario_changes(case, (name,)), baseline=baseline, wanted=wanted) for name in names
    }


def compared_levers(case: Case, pairs: Mapping[str, Pair]) -> tuple[Comparison, dict[str, Pulled]] | None:
    """Every lever of outsiders against the baseline; None where the case has none.

    Args:
        case: the case.
        pairs: one for each lever, run together, holding at least `VARIABLES`; others are left aside.

    Raises:
        KeyError: a lever without a pair.
    """
    held = {name: pairs[name] for name in levers_of(case)}
    if not held:
        return None
    first = next(iter(held.values()))
    pulled = {
        name: Pulled(
            title=case.scenarios[name].title, settings=tuple(one.arm for one in pair.settings), notes=pair.notes
        )
        for name, pair in held.items()
    }
    arms = {name: measured(pair.arm) for name, pair in held.items()}
    return compare(measured(first.baseline), arms, first.parameters), pulled
