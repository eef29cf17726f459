"""Totals of contracts over stated periods, and the signing bonus."""

from __future__ import annotations

import numpy as np
from scipy import stats

from fineline.observation import recruitment

from .published import WEEKS, N, given, path, series, sundays

PARAMETERS = given(official_recruits_level=1.1, recruits_noise=0.12)
RECRUITS = np.linspace(7000.0, 9000.0, N)


def test_a_period_runs_from_the_morning_of_its_first_day_to_the_evening_of_its_last() -> None:
    data = series(["2023-01-15"], [100.0], begins=["2023-01-02"])
    rows = recruitment.prepare(data, WEEKS)
    np.testing.assert_allclose([rows.begin[0], rows.position[0]], [1.0, 3.0])


def test_totals_that_begin_before_the_weeks_or_end_after_them_are_left_out() -> None:
    dates = ["2023-03-31", "2023-03-31", "2023-03-31", "2024-03-31"]
    data = series(dates, [1.0, 2.0, 3.0, 4.0], begins=["2022-07-01", "2023-01-01", "2022-12-26", "2023-04-01"])
    assert recruitment.prepare(data, WEEKS).value.tolist() == [2.0, 3.0]


def test_a_total_without_a_period_is_left_out() -> None:
    assert len(recruitment.prepare(series(["2023-03-31"], [1.0]), WEEKS)) == 0


def test_running_totals_of_a_family_in_a_year_share_the_weight_of_one() -> None:
    dates = ["2023-06-30", "2023-09-30", "2023-12-31", "2023-12-31"]
    data = series(dates, [1.0, 2.0, 3.0, 4.0], begins=["2023-01-01"] * 4, family=["official"] * 3 + ["budget"])
    rows = recruitment.prepare(data, WEEKS)
    assert rows.repeats.tolist() == [3.0, 3.0, 3.0, 1.0]
    assert rows.marked.tolist() == [1.0, 1.0, 1.0, 0.0]


def test_a_total_has_the_density_of_its_model() -> None:
    data = series(["2023-02-05"] * 2, [4.2e4, 3.9e4], begins=["2023-01-09"] * 2, family=["official", "budget"])
    rows = recruitment.prepare(data, WEEKS)
    found = recruitment.distribution(path(recruits=RECRUITS), PARAMETERS, rows).log_prob(rows.value)
    truth = RECRUITS[2:6].sum()
    expected = [
        stats.t.logpdf(np.log(y), 4.0, np.log(level * truth), 0.12) - np.log(y)
        for y, level in ((4.2e4, 1.1), (3.9e4, 1.0))
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_more_totals_of_one_statement_say_no_more_than_one() -> None:
    """Repeating a statement leaves the curvature of its log density at the centre as it was."""
    curvatures: list[float] = []
    for repeats in (1, 5):
        data = series(
            ["2023-02-05"] * repeats, [3e4] * repeats, begins=["2023-01-09"] * repeats, family=["official"] * repeats
        )
        rows = recruitment.prepare(data, WEEKS)
        truth = 3e4 / 1.1 / 4.0

        def density(shift: float, rows: object = rows, truth: float = truth) -> float:
            trajectory = path(recruits=truth * np.exp(shift))
            return float(recruitment.distribution(trajectory, PARAMETERS, rows).log_prob(rows.value).sum())

        curvatures.append((density(1e-3) - 2 * density(0.0) + density(-1e-3)) / 1e-6)
    np.testing.assert_allclose(curvatures[1], curvatures[0], rtol=1e-3)


def test_the_bonus_has_the_density_of_its_model() -> None:
    rows = recruitment.BONUS.prepare(series(sundays(9, 19), [400.0, 0.0]), WEEKS)
    level = np.linspace(0.0, 1.0, N)
    found = recruitment.BONUS.distribution(path(log_signing_bonus=level), given(signing_bonus_reference=340.0), rows)
    expected = stats.lognorm.logpdf(400.0, 0.1, scale=340.0 * np.exp(level[9]))
    np.testing.assert_allclose(found.log_prob(rows.value), [expected], rtol=1e-9)
