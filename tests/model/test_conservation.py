"""People are conserved, and no stock turns negative, for parameters and inputs far outside the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fineline.model.simulate import starting_stocks

from .setting import Floats, Setting, Trajectory, anywhere, ukraine

STEPS = 52
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking nine arrays of weeks takes minutes, and the failing example is read by its seed and quantiles anyway."""
MOST = {
    "contributor_arrivals": 1e5,
    "contributor_departures": 1e6,
    "contributor_combat_share": 1.0,
    "contributor_shell_deliveries": 6e5,
    "committed_aid": 20.0,
    "substitute_recruits": 1e5,
    "sanctions_markup": 100.0,
    "talks_factor": 100.0,
    "tempo_push": 2.0,
    "contingent_public": 1.0,
    "contingent_acknowledged": 1.0,
    "contingent_disclosed": 1.0,
    "success_claimed": 1.0,
    "lead_backer_regime": 1.0,
    "opponent_mobilisation_profile": 20.0,
    "opponent_absence_profile": 1000.0,
    "principal_mobilisation": 1e5,
    "season_angle": 6.3,
}
"""Upper ends of the inputs tried, all of them far above the record."""

HARSH = {
    "principal_casualty_rate": st.floats(1.0, 1e6),
    "opponent_casualty_rate": st.floats(1.0, 1e6),
    "recruitment_rate": st.floats(1.0, 1e5),
    "opponent_mobilisation_rate": st.floats(1.0, 1e5),
    "relative_exposure": st.floats(0.01, 100.0),
    "inexperience_penalty": st.floats(0.0, 20.0),
    "mature_effectiveness": st.floats(0.0, 2.0),
    "discharge_rate": st.floats(1e-6, 10.0),
    "absence_rate": st.floats(1e-6, 10.0),
    "recovery_time": st.floats(0.1, 500.0),
    "troops_elasticity": st.floats(0.0, 1.0),
}
"""Parameters far outside their priors."""


ROUNDING = 1e-14
"""Two outputs made from one stock may round it apart in the last digit."""


@dataclass(frozen=True)
class Force:
    """Where the people of one force come from and where they leave."""

    name: str
    inflows: tuple[str, ...]
    leavers: str


FORCES = (
    Force("principal", ("recruits", "principal_mobilised"), "principal_discharges"),
    Force("opponent", ("opponent_mobilised",), "opponent_absences"),
    Force("contributor", ("contributor_arrived",), "contributor_departed"),
)
STOCKS_OF_PEOPLE = tuple(f"{force.name}_{kind}" for force in FORCES for kind in ("troops", "recovering"))
FLOWS_OF_PEOPLE = tuple(
    flow
    for force in FORCES
    for flow in (
        *force.inflows,
        force.leavers,
        *(f"{force.name}_{kind}" for kind in ("casualties", "killed", "returns")),
    )
)
SHORT = ukraine()


@st.composite
def wild_inputs(draw: st.DrawFn) -> dict[str, Floats]:
    """Inputs that jump anywhere between nothing and far too much."""
    return {
        name: draw(
            arrays(np.float64, STEPS, elements=st.floats(0.0, MOST[name]), fill=st.sampled_from([0.0, MOST[name]]))
        )
        for name in SHORT.inputs
    }


@st.composite
def wild_shocks(draw: st.DrawFn) -> dict[str, Floats]:
    seed, size = draw(st.integers(0, 1000)), draw(st.sampled_from([0.0, 1.0, 4.0]))
    return {name: size * values for name, values in SHORT.noise((STEPS,), seed).items()}


quantiles = anywhere(SHORT.structure.parameters)
harsh = st.one_of(st.just({}), st.fixed_dictionaries(HARSH))


def ledger(force: Force, path: Trajectory, start: Mapping[str, Floats], returning_share: float, step: float) -> Floats:
    """People unaccounted for at the end of each step, relative to all who ever belonged to the force."""
    cumulative = {name: step * np.cumsum(path[name]) for name in FLOWS_OF_PEOPLE}
    wounded = cumulative[f"{force.name}_casualties"] - cumulative[f"{force.name}_killed"]
    came = sum(cumulative[flow] for flow in force.inflows)
    came = came + start[f"{force.name}_troops"] + start[f"{force.name}_recovering"]
    there = path[f"{force.name}_troops"] + path[f"{force.name}_recovering"]
    gone = cumulative[f"{force.name}_killed"] + (1.0 - returning_share) * wounded + cumulative[force.leavers]
    return (there + gone - came) / np.maximum(came, 1.0)


def begin(setting: Setting, parameters: Mapping[str, float | Floats]) -> dict[str, Floats]:
    stocks = starting_stocks(setting.structure, {name: jnp.asarray(value) for name, value in parameters.items()})
    return {name: np.asarray(value) for name, value in stocks.items()}


@settings(max_examples=60, phases=UNSHRUNK)
@given(quantiles, harsh, wild_inputs(), wild_shocks(), st.sampled_from([1.0, 0.25]))
def test_people_are_conserved(
    quantile: dict[str, float],
    extreme: dict[str, float],
    inputs: dict[str, Floats],
    shocks: dict[str, Floats],
    step: float,
) -> None:
    parameters = {**SHORT.at(quantile), **extreme}
    path = SHORT.run(parameters, inputs, shocks, step)
    start = begin(SHORT, parameters)
    for force in FORCES:
        lost = ledger(force, path, start, float(parameters["returning_share"]), step)
        assert np.max(np.abs(lost)) < 1e-9, force.name


@settings(max_examples=100, phases=UNSHRUNK)
@given(quantiles, harsh, wild_inputs(), wild_shocks(), st.sampled_from([1.0, 0.25]))
def test_no_stock_or_flow_of_people_is_negative_and_all_is_finite(
    quantile: dict[str, float],
    extreme: dict[str, float],
    inputs: dict[str, Floats],
    shocks: dict[str, Floats],
    step: float,
) -> None:
    path = SHORT.run({**SHORT.at(quantile), **extreme}, inputs, shocks, step)
    assert {name: bool(np.isfinite(values).all()) for name, values in path.items()} == dict.fromkeys(path, True)
    lowest = {name: path[name].min() for name in (*STOCKS_OF_PEOPLE, *FLOWS_OF_PEOPLE, "undelivered_aid")}
    assert {name: low for name, low in lowest.items() if low < 0} == {}


@settings(max_examples=40, phases=UNSHRUNK)
@given(quantiles, harsh, wild_inputs(), wild_shocks())
def test_the_killed_are_among_the_casualties_and_these_among_the_troops(
    quantile: dict[str, float], extreme: dict[str, float], inputs: dict[str, Floats], shocks: dict[str, Floats]
) -> None:
    parameters = {**SHORT.at(quantile), **extreme}
    path, start = SHORT.run(parameters, inputs, shocks), begin(SHORT, parameters)
    for force in (force.name for force in FORCES):
        present = np.concatenate([np.reshape(start[f"{force}_troops"], 1), path[f"{force}_troops"][:-1]])
        assert np.all(path[f"{force}_killed"] <= path[f"{force}_casualties"])
        assert np.all(path[f"{force}_casualties"] <= present * (1.0 + ROUNDING))


@pytest.mark.parametrize("departures", [1e3, 1e9])
def test_no_more_go_home_than_are_there(setting: Setting, departures: float) -> None:
    inputs = {**setting.inputs, "contributor_departures": np.full(len(setting.weeks), departures)}
    path = setting.run(setting.medians, inputs, setting.calm(len(setting.weeks)))
    arrived, departed = path["contributor_arrived"].sum(), path["contributor_departed"].sum()
    assert 0.0 < departed <= arrived
    assert np.all(path["contributor_troops"] >= 0.0)


def test_the_forces_outlast_two_years_without_a_single_recruit(setting: Setting) -> None:
    inputs = {**setting.inputs, "opponent_mobilisation_profile": np.zeros(len(setting.weeks))}
    parameters = {
        **setting.medians,
        "recruitment_rate": 0.0,
        "principal_casualty_rate": 1e5,
        "opponent_casualty_rate": 1e5,
    }
    path = setting.run(parameters, inputs, setting.calm(len(setting.weeks)))
    assert all(np.isfinite(values).all() for values in path.values())
    assert path["principal_troops"][-1] < 1e4
    assert all(path[name].min() >= 0.0 for name in STOCKS_OF_PEOPLE)


DRAWS = 1000


def many(setting: Setting, parameters: dict[str, float], inputs: dict[str, float | Floats]) -> Trajectory:
    """Draws from the priors over the last weeks of the record, some parameters and inputs replaced."""
    drawn = setting.draws(DRAWS, 4)
    draws = {name: np.broadcast_to(parameters.get(name, values), DRAWS) for name, values in drawn.items()}
    record = {name: values[-STEPS:] for name, values in setting.inputs.items()}
    replaced = {name: np.broadcast_to(value, STEPS) for name, value in inputs.items()}
    return setting.run_draws(draws, {**record, **replaced}, setting.noise((DRAWS, STEPS), 5))


def test_a_contingent_that_is_called_home_leaves_nobody_behind_and_no_fewer(setting: Setting) -> None:
    """What remains is a difference of large numbers: rounding must not leave a millionth of a person owing."""
    generator = np.random.default_rng(0)
    arrivals = np.where(generator.uniform(size=STEPS) < 0.3, generator.uniform(0.0, 1e5, STEPS), 0.0)
    inputs = {"contributor_arrivals": arrivals, "contributor_departures": 1e6, "contributor_combat_share": 1.0}
    path = many(setting, {"returning_share": 0.0}, inputs)
    assert path["contributor_troops"].min() >= 0.0
    assert path["contributor_departed"].min() >= 0.0


def test_a_contingent_better_than_its_hosts_never_suffers_fewer_than_no_casualties(setting: Setting) -> None:
    seasoned = {"initial_effectiveness": 1.5, "mature_effectiveness": 1.5, "inexperience_penalty": 4.0}
    path = many(setting, seasoned, {})
    assert path["contributor_exposure"].min() >= 0.0
    assert path["contributor_casualties"].min() >= 0.0


RUN_DRY = {
    "everybody_deserts": (
        {"returning_share": 0.0},
        {"opponent_absence_profile": 1e4, "opponent_mobilisation_profile": 0.0},
    ),
    "materiel_decides": (
        {"returning_share": 0.0, "recruitment_rate": 0.0, "troops_elasticity": 0.0, "principal_casualty_rate": 2e4},
        {"contributor_arrivals": 0.0},
    ),
}


@pytest.mark.parametrize("kind", list(RUN_DRY))
def test_a_force_that_runs_dry_stays_at_nothing(setting: Setting, kind: str) -> None:
    path = many(setting, *RUN_DRY[kind])
    assert all(np.isfinite(values).all() for values in path.values())
    assert all(path[name].min() >= 0.0 for name in STOCKS_OF_PEOPLE)
