"""The levers of a case, run against one baseline."""

from __future__ import annotations

from dataclasses import dataclass

from fineline.analysis.levers import VARIABLES, Comparison, compare, measured
from fineline.case import Case
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


def compared_levers(case: Case, setting: Setting) -> tuple[Comparison, dict[str, Pulled]] | None:
    """Every lever of outsiders against the baseline, with the same draws and shocks; None where the case has none.

    Arms are measured one after another and not kept.

    Args:
        case: the case.
        setting: draws, inputs and shocks, over history and the weeks after it.

    Raises:
        SettingError: a lever lies outside the weeks of the setting.
    """
    names = levers_of(case)
    if not names:
        return None
    baseline = setting.run(wanted=VARIABLES)
    held, pulled = {}, {}
    for name in names:
        pair = run_pair(setting, scenario_changes(case, (name,)), baseline=baseline, wanted=VARIABLES)
        held[name] = measured(pair.arm)
        pulled[name] = Pulled(
            title=case.scenarios[name].title, settings=tuple(one.arm for one in pair.settings), notes=pair.notes
        )
    return compare(measured(baseline), held, setting.parameters), pulled
