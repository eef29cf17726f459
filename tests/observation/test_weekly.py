"""Sources that publish by the week: the General Staff's claims, the two mappers, the list of names."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fineline.observation import area, general_staff, opponent_list

from .published import WEEKS, N, given, path, series, sundays

CLAIMS = given(claims_level=1.05, claims_level_early=0.7, claims_noise=0.08, claims_walk=[0.1, 0.05, -0.2, 0.025])


def log_t(y: float, tail: float, centre: float, scale: float) -> float:
    """Log density of a figure whose logarithm is Student t."""
    return float(stats.t.logpdf(np.log(y), tail, centre, scale) - np.log(y))


def test_claims_of_nothing_and_outside_the_weeks_are_left_out() -> None:
    rows = general_staff.prepare(series(sundays(-1, 0, 1, 2, N), [500.0, 600, 0, 700, 800]), WEEKS)
    assert rows.value.tolist() == [600.0, 700.0]


def test_claims_before_the_change_of_level_are_marked() -> None:
    rows = general_staff.prepare(series(["2023-06-25", "2023-07-02"], [1.0, 2.0]), WEEKS)
    assert rows.marked.tolist() == [1.0, 0.0]


def test_the_level_of_claims_walks_from_quarter_to_quarter() -> None:
    rows = general_staff.prepare(series(sundays(12, 25, 31, 38, 51, 52), [1.0] * 6), WEEKS)
    steps = np.cumsum([0.1, 0.05, -0.2, 0.025])
    base = np.log([0.7, 0.7, 1.05, 1.05, 1.05, 1.05])
    between = steps[1] + (steps[2] - steps[1]) * 6 / 13
    walk = [steps[0], steps[1], between, steps[2], steps[3], steps[3]]
    np.testing.assert_allclose(general_staff.claims_log_level(CLAIMS, rows), base + np.array(walk), atol=1e-12)


def test_a_claim_has_the_density_of_its_model() -> None:
    casualties = np.linspace(4000.0, 9000.0, N)
    rows = general_staff.prepare(series(sundays(12, 38), [3600.0, 9500.0]), WEEKS)
    found = general_staff.distribution(path(total_casualties=casualties), CLAIMS, rows).log_prob(rows.value)
    levels = (0.7 * np.exp(0.1), 1.05 * np.exp(-0.05))
    expected = [
        log_t(claim, 5.0, np.log(level * casualties[week]), 0.08)
        for claim, level, week in zip((3600.0, 9500.0), levels, (12, 38), strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_claims_follow_casualties_of_the_whole_side_alone() -> None:
    rows = general_staff.prepare(series(sundays(12), [1.0]), WEEKS)
    assert general_staff.distribution(path(total_casualties=5000.0), CLAIMS, rows).log_prob(rows.value).shape == (1,)


def test_every_finite_change_of_area_counts_losses_of_ground_among_them() -> None:
    rows = area.prepare(series(sundays(-1, 0, 1, 2), [9.0, -35.0, np.nan, 0.0]), WEEKS)
    assert rows.value.tolist() == [-35.0, 0.0]


@pytest.mark.parametrize(("model", "name", "level"), [(area.ISW, "isw", 1.0), (area.DEEPSTATE, "deepstate", 1.3)])
@pytest.mark.parametrize("advance", [-80.0, 0.0, 60.0])
def test_a_mapped_change_has_the_density_of_its_model(model: object, name: str, level: float, advance: float) -> None:
    parameters = given(**{f"{name}_noise": 15.0, f"{name}_noise_share": 0.4, "deepstate_level": 1.3})
    rows = area.prepare(series(sundays(3), [42.0]), WEEKS)
    found = model.distribution(path(advance=advance), parameters, rows).log_prob(rows.value)
    expected = stats.t.logpdf(42.0, 4.0, level * advance, 15.0 + 0.4 * abs(advance))
    np.testing.assert_allclose(found, [expected], rtol=1e-10)


def test_a_mapped_change_is_that_of_its_own_week() -> None:
    advance = np.arange(N, dtype=np.float64)
    rows = area.prepare(series(sundays(7, 20), [7.0, 20.0]), WEEKS)
    parameters = given(isw_noise=1e-3, isw_noise_share=0.0)
    density = area.ISW.distribution(path(advance=advance), parameters, rows).log_prob(rows.value)
    np.testing.assert_allclose(density, stats.t.logpdf(0.0, 4.0) - np.log(1e-3))


def test_names_of_the_last_half_year_before_the_list_was_copied_are_left_out() -> None:
    copied = str(WEEKS[40])
    data = series(sundays(0, 14, 15, 39), [100.0, 90.0, 80.0, 5.0], vintage=[copied] * 4)
    assert opponent_list.prepare(data, WEEKS).value.tolist() == [100.0, 90.0]


def test_weeks_without_a_name_are_left_out() -> None:
    data = series(sundays(0, 1), [0.0, 90.0], vintage=["2025-01-01"] * 2)
    assert opponent_list.prepare(data, WEEKS).value.tolist() == [90.0]


def test_a_week_of_names_has_the_density_of_its_model() -> None:
    rows = opponent_list.prepare(series(sundays(5), [900.0], vintage=["2025-01-01"]), WEEKS)
    parameters = given(opponent_list_coverage=0.6, opponent_list_noise=0.2)
    found = opponent_list.distribution(path(opponent_killed=1400.0), parameters, rows).log_prob(rows.value)
    np.testing.assert_allclose(found, [log_t(900.0, 5.0, np.log(0.6 * 1400.0), 0.2)], rtol=1e-10)
