"""Deaths from the register of inheritance: the newest vintage, how it fills, and what the older ones add."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from scipy import stats

from fineline.observation import probate

from .published import WEEKS, given, path, series, sundays

OLD, NEW, MODELLED = "2024-06-30", "2025-06-29", "2026-05-11"
PARAMETERS = given(
    probate_level=0.05, probate_noise=0.1, probate_delay=35.0, probate_delay_shape=1.2, probate_revision_noise=0.15
)


def weeks_between(day: str, vintage: str) -> float:
    return float((np.datetime64(vintage, "D") - np.datetime64(day, "D")).astype(float)) / 7.0


def coverage(age: float) -> float:
    return float(1.0 - np.exp(-((age / 35.0) ** 1.2)))


def two_vintages(newest: str = NEW) -> object:
    """Weeks 10 and 11 in both vintages, 12 in the old one and 13 in the new one alone."""
    dates = [*sundays(10, 11, 12), *sundays(10, 11, 13)]
    return series(dates, [700.0, 720, 740, 800, 900, 850], vintage=[OLD] * 3 + [newest] * 3)


def test_the_newest_vintage_is_the_observation() -> None:
    rows = probate.prepare_newest(two_vintages(), WEEKS)
    assert rows.value.tolist() == [800.0, 900.0, 850.0]
    np.testing.assert_allclose(rows.age, [weeks_between(day, NEW) for day in sundays(10, 11, 13)])


def test_weeks_that_the_publisher_fills_itself_are_complete() -> None:
    rows = probate.prepare_newest(two_vintages(MODELLED), WEEKS)
    assert np.isinf(rows.age).all()
    assert probate.log_coverage(PARAMETERS, rows.age).tolist() == [0.0, 0.0, 0.0]


def test_weeks_without_deaths_are_left_out() -> None:
    data = series(sundays(1, 2), [0.0, 5.0], vintage=[NEW, NEW])
    assert probate.prepare_newest(data, WEEKS).value.tolist() == [5.0]


def test_a_revision_pairs_the_same_week_in_both_vintages() -> None:
    rows = probate.prepare_revision(two_vintages(), WEEKS)
    np.testing.assert_allclose(rows.value, [700 / 800, 720 / 900])
    assert rows.position.tolist() == [11.0, 12.0]
    np.testing.assert_allclose(rows.age, [weeks_between(day, OLD) for day in sundays(10, 11)])
    np.testing.assert_allclose(rows.paired_age, [weeks_between(day, NEW) for day in sundays(10, 11)])


def test_a_revision_against_a_filled_vintage_has_an_infinite_paired_age() -> None:
    rows = probate.prepare_revision(two_vintages(MODELLED), WEEKS)
    assert np.isfinite(rows.age).all()
    assert np.isinf(rows.paired_age).all()


def test_a_single_vintage_records_no_revision() -> None:
    assert len(probate.prepare_revision(series(sundays(1, 2), [5.0, 6.0], vintage=[NEW, NEW]), WEEKS)) == 0


def test_three_vintages_give_two_revisions_of_a_week() -> None:
    data = series(sundays(4, 4, 4), [60.0, 80.0, 100.0], vintage=[OLD, "2024-12-29", NEW])
    np.testing.assert_allclose(probate.prepare_revision(data, WEEKS).value, [0.6, 0.8])


@settings(max_examples=60)
@drawn(st.floats(1.0, 300.0), st.floats(0.1, 100.0), st.floats(10.0, 120.0), st.floats(0.4, 2.5))
def test_coverage_lies_between_nothing_and_all_and_grows_with_age(
    age: float, more: float, delay: float, shape: float
) -> None:
    parameters = given(probate_delay=delay, probate_delay_shape=shape)
    younger, older = np.asarray(probate.log_coverage(parameters, jnp.array([age, age + more])))
    assert younger <= older <= 0.0
    assert np.isfinite(younger)
    if older < -1e-9:
        assert younger < older < 0.0


def test_coverage_is_the_weibull_share() -> None:
    ages = np.array([2.0, 35.0, 120.0])
    found = np.exp(np.asarray(probate.log_coverage(PARAMETERS, jnp.asarray(ages))))
    np.testing.assert_allclose(found, stats.weibull_min.cdf(ages, 1.2, scale=35.0), rtol=1e-12)


@pytest.mark.parametrize("ranged", [False, True])
def test_a_week_of_deaths_has_the_density_of_its_model(ranged: bool) -> None:
    limits = {"low": [800.0], "high": [1000.0]} if ranged else {}
    rows = probate.prepare_newest(series(sundays(8), [900.0], vintage=[NEW], **limits), WEEKS)
    killed = np.linspace(800.0, 1300.0, len(WEEKS))
    found = probate.distribution(path(principal_killed=killed), PARAMETERS, rows).log_prob(rows.value)
    noise = np.hypot(0.1, 0.5 * np.log(1000 / 800) / 1.645 if ranged else 0.0)
    centre = killed[8] * np.exp(0.05) * coverage(weeks_between(sundays(8)[0], NEW))
    np.testing.assert_allclose(found, [stats.lognorm.logpdf(900.0, noise, scale=centre)], rtol=1e-9)


def test_a_revision_has_the_density_of_its_model() -> None:
    rows = probate.prepare_revision(two_vintages(), WEEKS)
    found = probate.revision(path(), PARAMETERS, rows).log_prob(rows.value)
    shares = [coverage(weeks_between(day, OLD)) / coverage(weeks_between(day, NEW)) for day in sundays(10, 11)]
    expected = [stats.lognorm.logpdf(y, 0.15, scale=s) for y, s in zip((700 / 800, 720 / 900), shares, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
