"""Competing chances of an end: they add up, grow with time, and follow the closed form of constant hazards."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fineline.analysis.ending import ENDS, GOES_ON, endings, incidence, incidence_over_time
from fineline.errors import WeekError

from .synthetic import trajectories

RATES = {"settlement": 0.002, "principal_exhaustion": 0.003, "opponent_collapse": 0.005}
hazards = st.fixed_dictionaries({key: arrays.arrays(float, (3, 20), elements=st.floats(0.0, 3.0)) for key in ENDS})


def run() -> xr.Dataset:
    made = trajectories(draws=6)
    for key, (hazard, _) in ENDS.items():
        made[hazard] = xr.full_like(made["tempo"], RATES[key])
    return made


@given(hazards)
def test_chances_of_all_outcomes_add_up_to_one(given_hazards: dict[str, np.ndarray]) -> None:
    found = incidence(given_hazards)
    np.testing.assert_allclose(sum(found.values()), 1.0, rtol=0, atol=1e-12)
    assert all(chance.min() >= 0 for chance in found.values())
    for key in ENDS:
        assert np.all(np.diff(found[key], axis=1) >= 0)
    assert np.all(np.diff(found[GOES_ON], axis=1) <= 0)


@given(hazards, st.sampled_from(sorted(ENDS)), st.floats(0.1, 2.0))
def test_a_larger_hazard_takes_from_every_rival(given_hazards: dict[str, np.ndarray], key: str, more: float) -> None:
    plain = incidence(given_hazards)
    raised = incidence({**given_hazards, key: given_hazards[key] + more})
    assert np.all(raised[key] >= plain[key] - 1e-12)
    for rival in plain.keys() - {key}:
        assert np.all(raised[rival] <= plain[rival] + 1e-12)


def test_constant_hazards_follow_their_closed_form() -> None:
    weeks = np.arange(1, 53)
    found = incidence({key: np.full((1, 52), rate) for key, rate in RATES.items()})
    total = sum(RATES.values())
    for key, rate in RATES.items():
        np.testing.assert_allclose(found[key][0], rate / total * (1 - np.exp(-total * weeks)))


def test_without_hazards_the_war_goes_on() -> None:
    found = incidence({key: np.zeros((2, 5)) for key in ENDS})
    assert np.all(found[GOES_ON] == 1)
    assert all(np.all(found[key] == 0) for key in ENDS)


def test_chances_are_read_as_far_as_the_trajectories_reach() -> None:
    found = endings(run())
    assert {end.horizon for end in found} == {26, 52}
    for horizon in (26, 52):
        at = [end for end in found if end.horizon == horizon]
        assert sum(end.chance for end in at) == pytest.approx(1)
        assert {end.key for end in at} == {*ENDS, GOES_ON}
    goes_on = {end.horizon: end.chance for end in found if end.key == GOES_ON}
    assert goes_on[52] == pytest.approx(np.exp(-0.01 * 52))


def test_history_does_not_end_the_war() -> None:
    made = run()
    for hazard, _ in ENDS.values():
        made[hazard][:, :68] = 10.0
    assert endings(made) == endings(run())


def test_a_horizon_beyond_the_trajectories_is_refused() -> None:
    with pytest.raises(WeekError):
        endings(run(), (60,))


def test_the_course_over_time_ends_where_the_table_does() -> None:
    made = run()
    course = incidence_over_time(made)
    assert course.sizes["week"] == 52
    np.testing.assert_allclose(sum(course[key].values for key in course.data_vars), 1.0)
    assert float(course["settlement"][-1]) == pytest.approx(
        next(end.chance for end in endings(made) if end.key == "settlement" and end.horizon == 52)
    )
