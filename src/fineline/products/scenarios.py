"""All scenarios of a case side by side: what each changes and what that does, as one table and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from fineline.analysis.intervals import LEVELS
from fineline.analysis.scenarios import HEADLINES, Difference, WindowDifferences, differences, scenario_windows
from fineline.analysis.substitution import ELASTICITY, ImpliedBonus, implied_bonus
from fineline.case import Case
from fineline.files import write_bytes, write_json
from fineline.inference.store import Posterior
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import ScenariosRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario import Pair, SettingDiff
from fineline.scenario.arms import run_pair, scenario_changes
from fineline.scenario.assumptions import assumptions_of
from fineline.scenario.setting import prepare

TABLE, DATA = "scenarios.csv", "scenarios.json"

WANTED = (*(outcome.variable for outcome in HEADLINES), "recruits")
"""What is simulated: the outcomes compared, and what the bonus is reckoned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioSummary:
    """One scenario and what it changes.

    Attributes:
        name: its name.
        title: its title.
        question: what it answers.
        expect: whether it should differ from the baseline.
        settings: everything that differs between the arms.
        first_week: the first week that differs, ISO; empty when none does.
        found: the differences, from the first week that differs to the last of the horizon.
        notes: what it does not do.
        bonus: what it would have taken to buy the men it buys; None when it buys none.
        assumptions: what was assumed by hand, in both arms.
    """

    name: str
    title: str
    question: str
    expect: str
    settings: tuple[SettingDiff, ...]
    first_week: str
    found: WindowDifferences
    notes: tuple[str, ...]
    bonus: ImpliedBonus | None
    assumptions: tuple[str, ...]


def scenarios(case: Case, posterior: Posterior, request: ScenariosRequest) -> tuple[ScenarioSummary, ...]:
    """Run every scenario of a case against one baseline, with the same draws and shocks.

    Args:
        case: the case.
        posterior: the fit.
        request: horizon, draws, seed and assumptions.

    Raises:
        SettingError: a scenario that lies outside the weeks of the runs, or an assumption that cannot be made.
    """
    setting = prepare(case, posterior, **dict(request))
    baseline = setting.run(wanted=WANTED)
    return tuple(
        _summary(case, name, run_pair(setting, scenario_changes(case, (name,)), baseline=baseline, wanted=WANTED))
        for name in case.scenarios
    )


def make_scenarios(
    case: Case, request: ScenariosRequest, chosen: Chosen, *, out: Path | None = None
) -> Product[tuple[ScenarioSummary, ...]]:
    """Run every scenario and write the table as CSV, and all of it as JSON.

    Args:
        case: the case.
        request: horizon, draws, seed and assumptions.
        chosen: the posterior.
        out: folder of the files; that of the run when None.

    Returns:
        The summaries, their files and their record, not yet saved.

    Raises:
        StorageError: the disk refused.
    """
    posterior = chosen.posterior
    as_of = as_of_of(posterior)
    pins = pins_of("scenarios", request, case, as_of=as_of, seed=request.seed, posterior_id=posterior.id)
    folder = out or run_folder(pins.id)
    made = scenarios(case, posterior, request)
    files = (
        write_bytes(folder / TABLE, scenarios_table(made).write_csv().encode()),
        write_json(folder / DATA, [_plain(one) for one in made]),
    )
    run = record(pins, case, files, folder, posterior_file=chosen.file)
    return Product(result=made, run=run, files=files)


def scenarios_table(made: Sequence[ScenarioSummary]) -> pl.DataFrame:
    """One row for each scenario and outcome, with 50 and 90 % intervals of the difference."""
    return pl.DataFrame([_row(one, difference) for one in made for difference in one.found.differences])


def what_changes(one: ScenarioSummary) -> str:
    """What a scenario changes, in words."""
    return "; ".join(setting.arm for setting in one.settings)


def _summary(case: Case, name: str, pair: Pair) -> ScenarioSummary:
    scenario = case.scenarios[name]
    window = scenario_windows(pair, pair.first_week)[-1]
    elasticity = pair.parameters.get(ELASTICITY)
    return ScenarioSummary(
        name=name,
        title=scenario.title,
        question=scenario.question,
        expect=scenario.expect,
        settings=pair.settings,
        first_week="" if pair.first_week is None else str(pair.first_week),
        found=differences(pair, window, HEADLINES),
        notes=pair.notes,
        bonus=None if elasticity is None else implied_bonus(pair, elasticity),
        assumptions=assumptions_of(pair.baseline),
    )


def _row(one: ScenarioSummary, difference: Difference) -> dict[str, object]:
    outcome, found = difference.outcome, difference.summary
    return {
        "scenario": one.name,
        "title": one.title,
        "changes": what_changes(one),
        "assumptions": "; ".join(one.assumptions),
        "first_week": one.first_week,
        "last_week": str(one.found.window.last),
        "outcome": outcome.key,
        "definition": outcome.definition,
        "unit": outcome.unit,
        **{level: getattr(found.estimate, level) for level in LEVELS},
        "probability_above_zero": found.positive.value,
        "reached": difference.reached,
    }


def _plain(one: ScenarioSummary) -> dict[str, object]:
    rows = [_row(one, difference) for difference in one.found.differences]
    shared = ("scenario", "title", "changes", "assumptions", "first_week", "last_week")
    bonus = one.bonus
    return {
        "scenario": one.name,
        "title": one.title,
        "question": one.question,
        "expect": one.expect,
        "settings": [asdict(setting) for setting in one.settings],
        "first_week": one.first_week,
        "last_week": str(one.found.window.last),
        "differences": [{key: value for key, value in row.items() if key not in shared} for row in rows],
        "notes": list(one.notes),
        "assumptions": list(one.assumptions),
        "implied_bonus": None
        if bonus is None
        else {
            "first_week": str(bonus.window.first),
            "last_week": str(bonus.window.last),
            "persons": bonus.extra,
            "rise": asdict(bonus.rise),
            "rise_at_once": asdict(bonus.rise_at_once),
            "out_of_reach": bonus.out_of_reach.value,
            "sentence": bonus.sentence,
        },
    }
