"""What is scored lies after the cut, was unknown on it, and is scored by the forecast alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from fineline.case import Case, load_case
from fineline.errors import SettingError
from fineline.evaluation.held_out import HeldOut, Scores, held_out, score
from fineline.evidence import open_store
from fineline.inference.target import fitted_weeks
from fineline.observation.registry import OBSERVATION_MODELS

from ..scenario.fake_posterior import fake_posterior

CUT = date(2024, 12, 31)
LAST_FITTED = date(2024, 12, 29)
HORIZON = 26


@cache
def ukraine() -> Case:
    return load_case("ukraine")


@cache
def observed() -> tuple[HeldOut, ...]:
    return held_out(ukraine(), CUT, HORIZON)


def of_week(parts: tuple[HeldOut, ...], series: str) -> HeldOut:
    return next(part for part in parts if part.series == series)


def test_every_row_lies_after_the_cut_and_within_the_horizon() -> None:
    fitted = len(fitted_weeks(ukraine(), CUT))
    for part in observed():
        assert len(part.rows) == len(part.weeks) > 0
        assert (np.asarray(part.rows.position) > fitted).all()
        assert (part.weeks >= fitted).all()
        assert (part.weeks < fitted + HORIZON).all()


def test_weekly_series_are_held_out_week_by_week_with_the_figures_of_the_newest_table() -> None:
    part = of_week(observed(), "principal_losses_claimed")
    newest = open_store(ukraine().folder, ukraine().catalogue).view(ukraine().calendar.knowledge)
    data = newest.latest("principal_losses_claimed")
    after = (data.date > np.datetime64(CUT)) & (data.date <= np.datetime64("2025-06-29"))
    assert len(part.rows) == HORIZON
    assert np.array_equal(np.asarray(part.rows.value), data.value[after])


def test_claims_by_many_claimants_and_series_unknown_on_the_cut_are_not_scored() -> None:
    named = {part.series for part in observed()}
    assert all(OBSERVATION_MODELS[part.model].bias is None for part in observed())
    assert "principal_deaths_probate" not in named  # its first table is of 2025
    assert "area_change_deepstate" in named
    assert "area_change_deepstate" not in {part.series for part in held_out(ukraine(), date(2024, 6, 30), HORIZON)}


def test_a_total_that_begins_before_the_cut_is_left_out() -> None:
    begins = {part.series: np.asarray(part.rows.begin) for part in observed()}
    fitted = len(fitted_weeks(ukraine(), CUT))
    assert (begins["recruits_claimed"] >= fitted).all()
    assert (begins["other_backers_aid_allocated"] >= fitted).all()


def test_a_cut_with_nothing_after_it_is_refused() -> None:
    with pytest.raises(SettingError, match="well before 2025-12-28"):
        held_out(ukraine(), ukraine().calendar.knowledge, HORIZON)


@cache
def scored(shift: float = 0.0) -> Scores:
    posterior = fake_posterior(chains=1, draws=40, last=LAST_FITTED)
    posterior = replace(posterior, pins=replace(posterior.pins, as_of=CUT.isoformat()))
    parts = tuple(
        replace(part, rows=replace(part.rows, value=part.rows.value * np.exp(shift)))
        for part in observed()
        if part.series in {"principal_losses_claimed", "area_change_isw"}
    )
    return score(ukraine(), posterior, parts, horizon=HORIZON, seed=1)


def test_every_observation_has_a_finite_density_in_the_order_held_out() -> None:
    found = scored()
    assert np.isfinite(found.log_density).all()
    assert len(found) == 2 * HORIZON
    assert found.series.tolist() == ["principal_losses_claimed"] * HORIZON + ["area_change_isw"] * HORIZON


def test_outcomes_far_from_the_forecast_score_worse() -> None:
    """A negative control: losses and advance twenty times what they were are less probable, week by week."""
    assert (scored(np.log(20.0)).log_density < scored().log_density).all()


def test_scores_can_be_repeated() -> None:
    again = scored.__wrapped__(0.0)
    assert np.array_equal(again.log_density, scored().log_density)
