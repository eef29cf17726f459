"""Every rival of the core mechanisms runs on the case, conserves people and is blind to the length of the step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.model.structure import MECHANISMS

from .setting import Floats, Setting, Trajectory, anywhere, repeated, rival, ukraine
from .test_conservation import FLOWS_OF_PEOPLE, FORCES, STOCKS_OF_PEOPLE, UNSHRUNK, begin, ledger

WEEKS = 104
CORE = ("attrition", "advance", "recruitment", "lethality", "learning")
RIVALS = [(mechanism, form) for mechanism in CORE for form in list(MECHANISMS[mechanism])[1:]]
EVERY_RIVAL = pytest.mark.parametrize(("mechanism", "form"), RIVALS)
"""The defaults, which come first, have tests of their own."""

POSITIVE = (
    "principal_materiel",
    "opponent_materiel",
    "principal_production",
    "opponent_production",
    "recruited_total",
    "combat_weeks",
)
"""Stocks of single rivals that cannot be negative either."""

HARSH = {
    "own_force_exponent": st.floats(0.0, 3.0),
    "opposing_force_exponent": st.floats(0.0, 3.0),
    "materiel_use_rate": st.floats(1e-4, 5.0),
    "production_growth_rate": st.floats(0.0, 2.0),
    "principal_production_ceiling": st.floats(1e-3, 50.0),
    "opponent_production_ceiling": st.floats(1e-3, 50.0),
    "ground_per_casualty": st.floats(0.0, 1.0),
    "critical_density": st.floats(1.0, 1e4),
    "density_sharpness": st.floats(0.0, 200.0),
    "recruitment_pool": st.floats(1.0, 1e9),
    "recruitment_rate": st.floats(1.0, 1e5),
    "recruitment_quota": st.floats(100.0, 1e5),
    "learning_exponent": st.floats(0.0, 20.0),
    "selection_strength": st.floats(0.0, 50.0),
}
"""Parameters of the rivals far outside their priors."""


def last_weeks(setting: Setting) -> dict[str, Floats]:
    """Inputs of the last two years, in which the contingent comes, fights and goes."""
    return {name: values[-WEEKS:] for name, values in setting.inputs.items()}


def check(path: Trajectory, start: Mapping[str, Floats], returning_share: float, step: float) -> None:
    """Everything finite, people conserved, and no stock or flow of people below nothing."""
    assert [name for name, values in path.items() if not np.isfinite(values).all()] == []
    for force in FORCES:
        assert np.max(np.abs(ledger(force, path, start, returning_share, step))) < 1e-9, force.name
    never_negative = {*STOCKS_OF_PEOPLE, *FLOWS_OF_PEOPLE, *POSITIVE} & set(path)
    assert {name: path[name].min() for name in never_negative if path[name].min() < 0} == {}


def check_run(setting: Setting, parameters: Mapping[str, float | Floats], seed: int) -> None:
    path = setting.run(parameters, last_weeks(setting), setting.noise((WEEKS,), seed))
    check(path, begin(setting, parameters), float(parameters["returning_share"]), 1.0)


@EVERY_RIVAL
@settings(max_examples=12, phases=UNSHRUNK)
@given(data=st.data(), extreme=st.one_of(st.just({}), st.fixed_dictionaries(HARSH)), seed=st.integers(0, 1000))
def test_a_rival_runs_and_conserves_people(
    mechanism: str, form: str, data: st.DataObject, extreme: dict[str, float], seed: int
) -> None:
    setting = rival(mechanism, form)
    usual = setting.at(data.draw(anywhere(setting.structure.parameters)))
    check_run(setting, {**usual, **{name: value for name, value in extreme.items() if name in usual}}, seed)


@settings(max_examples=6, phases=UNSHRUNK)
@given(
    forms=st.fixed_dictionaries({mechanism: st.sampled_from(list(MECHANISMS[mechanism])) for mechanism in CORE}),
    data=st.data(),
    seed=st.integers(0, 1000),
)
def test_any_combination_of_forms_runs_and_conserves_people(
    forms: dict[str, str], data: st.DataObject, seed: int
) -> None:
    setting = ukraine().with_mechanisms(**forms)
    check_run(setting, setting.at(data.draw(anywhere(setting.structure.parameters))), seed)


DEFAULTS = {mechanism: next(iter(MECHANISMS[mechanism])) for mechanism in CORE}


def given_to_others(setting: Setting, mechanism: str) -> set[str]:
    """Quantities of a mechanism that other mechanisms, or the starting values, read."""
    structure = setting.structure
    own = {function.__name__ for function in MECHANISMS[mechanism][setting.case.mechanisms[mechanism]]}
    made = {name.removeprefix("next_") for name in own}
    return {name for name in made if any(reader not in own for reader in structure.readers(name))}


@EVERY_RIVAL
def test_a_rival_gives_what_the_default_gives_to_others(mechanism: str, form: str) -> None:
    wanted = given_to_others(rival(mechanism, DEFAULTS[mechanism]), mechanism)
    structure = rival(mechanism, form).structure
    assert wanted <= {*structure.flows, *structure.stocks}


WATCHED = {
    "attrition": ("principal_casualties", "opponent_casualties"),
    "advance": ("area_gained",),
    "recruitment": ("recruits",),
    "lethality": ("killed_logit",),
    "learning": ("contributor_effectiveness",),
}


@pytest.mark.parametrize("mechanism", CORE)
def test_no_two_forms_are_the_same_war(mechanism: str) -> None:
    """The negative control of a choice by name: choosing another form changes what the mechanism gives."""
    paths = {}
    for form in MECHANISMS[mechanism]:
        setting = rival(mechanism, form)
        shocks = {name: np.full(WEEKS, 0.5) for name in setting.structure.shocks}
        paths[form] = setting.run(setting.medians, last_weeks(setting), shocks)
    for name in WATCHED[mechanism]:
        assert len({path[name].tobytes() for path in paths.values()}) == len(paths)


# The step ----------------------------------------------------------------------------------------------------------

DRAWS = 300
TOLERANCE = 0.02
SLACK = {"contributor_troops": 100.0, "area_gained": 30.0, "contributor_effectiveness": 0.02}
"""Differences below which a quantity that starts at zero, or jumps with newcomers, is the same."""

COMPARED = (
    "principal_troops",
    "opponent_troops",
    "contributor_troops",
    "total_casualties",
    "opponent_casualties",
    "principal_killed",
    "recruits",
    "area_gained",
    "contributor_effectiveness",
    "principal_materiel",
    "opponent_materiel",
    "recruited_total",
)


def median_by_week(setting: Setting, path: Trajectory, name: str) -> Floats:
    """Median level at the end of each week, or median of its mean flow."""
    parts = path[name].reshape(DRAWS, WEEKS, -1)
    return np.median(parts[:, :, -1] if name in setting.structure.stocks else parts.mean(axis=2), axis=0)


@EVERY_RIVAL
def test_halving_the_step_hardly_moves_a_rival(mechanism: str, form: str) -> None:
    setting = rival(mechanism, form)
    draws, inputs = setting.draws(DRAWS, seed=5), last_weeks(setting)
    calm = {name: np.zeros((DRAWS, WEEKS)) for name in setting.structure.shocks}
    calmer = {name: np.zeros((DRAWS, 2 * WEEKS)) for name in setting.structure.shocks}
    coarse, fine = setting.run_draws(draws, inputs, calm), setting.run_draws(draws, repeated(inputs, 2), calmer, 0.5)
    for name in set(COMPARED) & set(coarse):
        one, two = (median_by_week(setting, path, name) for path in (coarse, fine))
        np.testing.assert_allclose(one, two, rtol=TOLERANCE, atol=SLACK.get(name, 0.0), err_msg=name)
    for draw in range(3):
        parameters, path = ({name: values[draw] for name, values in each.items()} for each in (draws, fine))
        check(path, begin(setting, parameters), float(parameters["returning_share"]), 0.5)
