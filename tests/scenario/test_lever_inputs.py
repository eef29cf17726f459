"""Levers on many trajectories do what the same changes do to one."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.case import Case, load_case
from fineline.case.lever_file import LeverChange, LeverSpec
from fineline.errors import SettingError
from fineline.products.chunks import levers_of_case
from fineline.scenario.changes import Span, apply_changes
from fineline.scenario.lever_inputs import pulled, rounded

WEEKS = np.arange(np.datetime64("2025-10-05"), np.datetime64("2027-01-03"), np.timedelta64(7, "D"))
SPAN = Span(WEEKS, 13)
CASE: Case = load_case("ukraine")
LEVERS = levers_of_case(CASE)
STATES = ("contingent_public", "contingent_acknowledged", "contingent_disclosed")


def baseline() -> dict[str, np.ndarray]:
    random = np.random.default_rng(2)
    names = {change.input for lever in LEVERS.values() for change in lever.changes}
    return {
        **{name: random.uniform(0.0, 1.0, len(WEEKS)) for name in names},
        **dict.fromkeys(STATES, np.ones(len(WEEKS))),
    }


BASELINE = baseline()


def weekly(arrays: Any) -> Any:
    """With an axis for trajectories."""
    return jax.tree.map(lambda values: jnp.asarray(values)[:, None], arrays)


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 100).map(lambda n: n / 100), min_size=len(LEVERS), max_size=len(LEVERS)),
    st.sampled_from([0, 5, 13]),
)
def test_arrays_and_changes_agree(unit: list[float], first: int) -> None:
    values = [lever.low + share * (lever.high - lever.low) for lever, share in zip(LEVERS.values(), unit, strict=True)]
    values = list(rounded(tuple(LEVERS.values()), np.array([values]))[0])
    changes = [
        change for lever, value in zip(LEVERS.values(), values, strict=True) for change in lever.at(float(value))
    ]
    wanted = apply_changes(CASE, SPAN, BASELINE, changes).inputs
    pull = pulled(LEVERS, SPAN, first)
    later = {name: weekly[first:] for name, weekly in BASELINE.items()}
    found = pull.apply(weekly(later), weekly(pull.held), jnp.asarray(values)[:, None])
    for name in later:
        np.testing.assert_allclose(found[name][:, 0], wanted[name][first:], rtol=1e-9, atol=1e-12, err_msg=name)


def test_at_their_defaults_levers_change_nothing() -> None:
    pull = pulled(LEVERS, SPAN, 0)
    found = pull.apply(weekly(BASELINE), weekly(pull.held), jnp.asarray(pull.defaults)[:, None])
    for name in BASELINE:
        np.testing.assert_array_equal(found[name][:, 0], BASELINE[name])


def test_a_state_holds_or_does_not() -> None:
    kept = rounded(tuple(LEVERS.values()), np.full((1, len(LEVERS)), 0.4))[0]
    place = list(LEVERS).index("lead_backer_policy")
    assert kept[place] == 0.0
    assert kept[list(LEVERS).index("shells")] == 0.4


def test_a_stage_of_disclosure_is_refused() -> None:
    spec = LEVERS["lead_backer_policy"].model_copy(
        update={"changes": (LeverChange(input="contingent_public", operation="set"),)}
    )
    assert isinstance(spec, LeverSpec)
    with pytest.raises(SettingError, match="disclosure"):
        pulled({"hidden": spec}, SPAN, 0)


def test_runs_that_begin_later_than_the_levers_lose_none_of_the_people() -> None:
    """Twelve weeks from the first week run, not from the first after the data."""
    first = 20
    pull = pulled({"contingent": LEVERS["contingent"]}, SPAN, first)
    later = {"contributor_arrivals": np.zeros(len(WEEKS) - first)}
    found = pull.apply(weekly(later), weekly(pull.held), jnp.asarray([24_000.0])[:, None])["contributor_arrivals"]
    assert float(found.sum()) == pytest.approx(24_000.0)
    assert float(found[0, 0]) == pytest.approx(2_000.0)
