"""Nothing acts on the past, nothing acts without a path, and a new stream of shocks leaves the others alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .setting import Floats, Setting, Trajectory, anywhere, ukraine

WEEKS = 104
UKRAINE = ukraine()
DRIVERS = (*UKRAINE.inputs, *UKRAINE.structure.shocks)


def drivers(seed: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    return {name: values[-WEEKS:] for name, values in UKRAINE.inputs.items()}, UKRAINE.noise((WEEKS,), seed)


def differing(one: Trajectory, other: Trajectory, until: int | None = None) -> set[str]:
    return {name for name in one if one[name][:until].tobytes() != other[name][:until].tobytes()}


@settings(max_examples=40)
@given(
    anywhere(UKRAINE.structure.parameters),
    st.sampled_from(DRIVERS),
    st.integers(0, WEEKS - 1),
    st.floats(0.5, 3.0),
    st.integers(0, 1000),
)
def test_a_change_leaves_every_earlier_week_as_it_was(
    quantiles: dict[str, float], name: str, week: int, amount: float, seed: int
) -> None:
    parameters, (inputs, shocks) = UKRAINE.at(quantiles), drivers(seed)
    plain = UKRAINE.run(parameters, inputs, shocks)
    for values in (inputs, shocks):
        if name in values:
            values[name] = np.concatenate([values[name][:week], values[name][week:] + amount])
    assert differing(plain, UKRAINE.run(parameters, inputs, shocks), week) == set()


def test_a_further_stream_of_shocks_changes_nothing(setting: Setting) -> None:
    inputs, shocks = drivers(1)
    plain = setting.run(setting.medians, inputs, shocks)
    further = {**shocks, "support_shock": np.ones(WEEKS)}
    assert differing(plain, setting.run(setting.medians, inputs, further)) == set()


def reached(setting: Setting, cause: str) -> set[str]:
    """Every quantity with a path from a cause in the causal diagram."""
    found, frontier = set[str](), {cause}
    while frontier:
        frontier = {effect for source, effect in setting.structure.links if source in frontier} - found
        found |= frontier
    return found


def open_paths(seed: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Drivers under which every arrow of the diagram carries.

    The whole contingent goes home in the last weeks, and in the middle backers give more than they otherwise would.
    """
    inputs, shocks = drivers(seed)
    recall = np.where(np.arange(WEEKS) < WEEKS - 4, 0.0, 1e6)
    bound = np.where(np.arange(WEEKS) == WEEKS // 2, 50.0, 0.0)
    opened = {"contributor_departures": inputs["contributor_departures"] + recall, "committed_aid": bound}
    return {**inputs, **opened}, shocks


RESPONSIVE = {"aid_belief_response": -0.3, "perceived_goal": 7000.0, "belief_model_spread": 60.0}
"""Backers who respond, and who hold success neither for certain nor for out of the question."""


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_moves_what_the_diagram_says_and_nothing_else(setting: Setting, name: str) -> None:
    drawn = {key: value if np.ndim(value) == 0 else value[0] for key, value in setting.draws(1, 3).items()}
    parameters = {**drawn, **RESPONSIVE}
    inputs, shocks = open_paths(2)
    plain = setting.run(parameters, inputs, shocks)
    for values in (inputs, shocks):
        if name in values:
            values[name] = values[name] * 0.9 + 0.01
    assert differing(plain, setting.run(parameters, inputs, shocks)) == reached(setting, name)
