"""Waiting times by inverse survival, and the record's dates against the priors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.disclosure import (
    SIZES,
    StageCheck,
    covert_waits,
    disclosure_check,
    killed_share,
    prior_parameters,
    read_beyond_contingent,
    waiting_times,
    waits,
)
from fineline.analysis.trajectories import TrajectoryError
from fineline.case import Case, load_case
from fineline.case.priors import Lognormal
from fineline.errors import SettingError
from fineline.evidence import View, open_store

from .synthetic import trajectories

HAZARD = {"publicity": 0.2, "acknowledgement": 0.05, "terms": 0.01}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


def known_on(case: Case, day: date) -> View:
    return open_store(case.folder, case.catalogue).view(day)


def with_hazards(draws: int = 400, **given: int) -> xr.Dataset:
    run = trajectories(draws=draws, **given)
    for stage, hazard in HAZARD.items():
        run[f"{stage}_hazard"] = xr.full_like(run["contributor_troops"], hazard)
    return run


def one(hazard: list[float], budget: float, start: float = 0.0) -> float:
    return float(waiting_times(np.array([hazard]), np.array([budget]), np.array([start]))[0])


# Waiting times -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hazard", "budget", "start", "expected"),
    [
        ([0.5], 2.0, 0.0, 4.0),
        ([0.5, 0.5], 2.0, 1.5, 5.5),
        ([0.1, 0.4, 1.0], 0.5, 0.0, 2.0),
        ([0.1, 0.4, 1.0], 1.0, 0.0, 2.5),
        ([0.1, 0.4, 1.0], 0.25, 0.5, 1.5),
        ([0.0, 0.0, 0.5], 0.25, 0.0, 2.5),
        ([1.0, 2.0], 3.0, 7.0, 8.5),
    ],
)
def test_waits_by_hand(hazard: list[float], budget: float, start: float, expected: float) -> None:
    assert one(hazard, budget, start) == pytest.approx(expected)


def test_a_hazard_that_stops_for_good_waits_for_ever() -> None:
    assert one([0.3, 0.0], 0.5) == np.inf


@given(
    st.lists(st.floats(0.01, 2.0), min_size=1, max_size=12),
    st.floats(1e-3, 20.0),
    st.floats(0.0, 20.0),
)
def test_the_hazard_used_up_is_the_budget(hazard: list[float], budget: float, start: float) -> None:
    def used(until: float) -> float:
        whole = np.arange(len(hazard))
        inside = np.clip(until - whole, 0.0, 1.0) @ np.array(hazard)
        return inside + hazard[-1] * max(until - len(hazard), 0.0)

    wait = one(hazard, budget, start)
    assert wait >= start
    assert used(wait) - used(start) == pytest.approx(budget, rel=1e-6, abs=1e-9)


def test_waits_of_a_constant_hazard_are_exponential() -> None:
    found = {wait.stage: wait for wait in waits(with_hazards(draws=4000))}
    public = found["publicity"]
    assert public.estimate.median == pytest.approx(np.log(2) / 0.2, rel=0.1)
    assert public.estimate.high90 == pytest.approx(np.log(20) / 0.2, rel=0.1)
    assert public.by_end.value == pytest.approx(1 - np.exp(-0.2 * 60), abs=0.01)
    assert found["terms"].by_end.value < found["acknowledgement"].by_end.value < public.by_end.value


def test_a_later_stage_is_waited_for_from_publicity_on() -> None:
    run = with_hazards()
    run["acknowledgement_hazard"][:] = 1e9
    public, acknowledged, _ = waits(run)
    assert acknowledged.estimate.median == pytest.approx(public.estimate.median, abs=1e-6)


def test_weeks_before_the_arrival_do_not_count() -> None:
    early = with_hazards()
    early["publicity_hazard"][:, :60] = 1e6
    assert waits(early) == waits(with_hazards())


def test_each_stage_has_its_own_stream() -> None:
    run = with_hazards()
    changed = run.copy(deep=True)
    changed["terms_hazard"][:] = 3.0
    assert waits(run)[:2] == waits(changed)[:2]
    assert waits(run, seed=1)[0] != waits(run, seed=2)[0]


def test_trajectories_without_soldiers_have_nothing_to_disclose() -> None:
    run = with_hazards()
    run["contributor_troops"][:] = 0.0
    with pytest.raises(TrajectoryError, match="foreign soldiers"):
        waits(run)


def test_share_killed_is_deaths_over_man_weeks() -> None:
    np.testing.assert_allclose(killed_share(trajectories()), 0.2 * 0.05 * 60 / 59.5)


# The record against the priors ---------------------------------------------------------------------------------------


def by_stage(checks: tuple[StageCheck, ...]) -> dict[str, StageCheck]:
    return {check.stage: check for check in checks}


@pytest.mark.parametrize("seed", [0, 1])
def test_the_dates_of_the_record_lie_inside_what_the_priors_predict(case: Case, seed: int) -> None:
    found = by_stage(disclosure_check(case, known_on(case, case.calendar.knowledge), seed=seed))
    assert set(found) == {"publicity", "acknowledgement"}
    assert all(check.inside for check in found.values()), found
    assert all(check.q05 < check.q50 < check.q95 for check in found.values())


def test_observed_weeks_run_from_the_monday_of_the_first_arrival(case: Case) -> None:
    found = by_stage(disclosure_check(case, known_on(case, case.calendar.knowledge), draws=50))
    assert found["publicity"].observed == pytest.approx((date(2024, 10, 18) - date(2024, 10, 7)).days / 7)
    assert found["acknowledgement"].observed == pytest.approx((date(2025, 4, 26) - date(2024, 10, 7)).days / 7)


def slower(case: Case, *names: str) -> Case:
    """The case with hazards that are a thousand times smaller."""
    priors = dict(case.priors)
    for name in names:
        spec = priors[name].prior
        assert isinstance(spec, Lognormal)
        changed = spec.model_copy(update={"median": spec.median / 1000})
        priors[name] = priors[name].model_copy(update={"prior": changed})
    return case.model_copy(update={"priors": priors})


def test_priors_that_hide_a_contingent_for_decades_fail_the_check(case: Case) -> None:
    hidden = slower(case, "publication_readiness")
    found = by_stage(disclosure_check(hidden, known_on(case, case.calendar.knowledge), draws=500))
    assert not found["publicity"].inside


def test_the_check_reads_only_what_was_public(case: Case) -> None:
    assert disclosure_check(case, known_on(case, date(2024, 10, 1)), draws=50) == ()
    assert set(by_stage(disclosure_check(case, known_on(case, date(2025, 3, 1)), draws=50))) == {"publicity"}


def test_a_form_that_reads_the_course_of_the_war_cannot_be_checked_without_it(case: Case) -> None:
    strategic = case.with_mechanisms({"disclosure": "strategic"})
    assert read_beyond_contingent(case) == ()
    assert read_beyond_contingent(strategic) == ("perceived_success", "war_support_share")
    with pytest.raises(SettingError, match="war_support_share"):
        disclosure_check(strategic, known_on(case, case.calendar.knowledge))


# Covert contingents by size ------------------------------------------------------------------------------------------


def test_a_larger_contingent_is_found_out_sooner_in_every_part_of_the_spread(case: Case) -> None:
    known = prior_parameters(case, draws=400)
    found = covert_waits(case, known, np.full(400, 0.005))
    assert tuple(item.soldiers for item in found) == SIZES
    for smaller, larger in pairwise(found):
        for bound in ("low90", "low50", "median", "high50", "high90"):
            assert getattr(larger.publicity, bound) < getattr(smaller.publicity, bound)
            assert getattr(larger.acknowledgement, bound) < getattr(smaller.acknowledgement, bound)
        assert larger.public_within_quarter.value >= smaller.public_within_quarter.value


def test_size_means_nothing_where_the_hazard_is_constant(case: Case) -> None:
    constant = case.with_mechanisms({"disclosure": "constant"})
    found = covert_waits(constant, prior_parameters(constant, draws=100), np.zeros(100))
    assert len({replace(item, soldiers=0) for item in found}) == 1


def test_a_contingent_that_fights_is_found_out_sooner(case: Case) -> None:
    known = prior_parameters(case, draws=100)
    still, fighting = (covert_waits(case, known, np.full(100, share))[0] for share in (0.0, 0.01))
    assert fighting.publicity.median < still.publicity.median


def test_a_form_that_is_not_given_what_it_reads_says_what_is_missing(case: Case) -> None:
    quiet = case.with_mechanisms({"disclosure": "collusion"})
    known = prior_parameters(quiet, draws=20)
    with pytest.raises(SettingError, match="backers_perceived_success"):
        covert_waits(quiet, known, np.zeros(20))
    held = {**known, "backers_perceived_success": np.full(20, 0.3)}
    plain = covert_waits(case, prior_parameters(case, draws=20), np.zeros(20))
    for kept_quiet, spoken in zip(covert_waits(quiet, held, np.zeros(20)), plain, strict=True):
        assert kept_quiet.publicity.median > spoken.publicity.median
