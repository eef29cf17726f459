"""What a pollster reports of support: a share of a sample, rounded, off by a house offset."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, logit

from fineline.observation import opinion
from fineline.observation.rows import location_and_scale

from .published import WEEKS, N, given, path, series, sundays

supports = st.floats(-3.0, 3.0)


def parameters(offset: float = 0.25, initial: float = 1.0) -> dict:
    return given(opinion_house_offset=offset, initial_war_support=initial)


def reported(support: object, known: dict, *places: int) -> tuple[np.ndarray, np.ndarray]:
    """Location and scale of the logit of what is reported in some weeks."""
    rows = opinion.prepare(series(sundays(*places), [76.0] * len(places)), WEEKS)
    found = location_and_scale(opinion.distribution(path(war_support=support), known, rows), len(rows))
    assert np.isinf(found.tail).all()
    return np.asarray(found.location), np.asarray(found.scale)


def test_none_and_all_are_left_out() -> None:
    data = series(sundays(1, 2, 3), [0.0, 76.0, 100.0])
    assert opinion.prepare(data, WEEKS).value.tolist() == [76.0]


def test_the_scale_is_that_of_a_clustered_sample_and_its_rounding() -> None:
    """At one half, in points: 1.68 from 889 effective respondents, and half a point of rounding."""
    points = 25.0 * np.asarray(opinion.survey_scale(np.array([0.5])))  # a logit is 25 points wide at one half
    sampling = 100.0 * np.sqrt(0.25 / (1600.0 / 1.8))
    np.testing.assert_allclose(points, [np.hypot(sampling, 0.5)], rtol=1e-12)
    assert sampling == pytest.approx(1.68, abs=0.005)


@settings(max_examples=60)
@drawn(st.floats(0.02, 0.98))
def test_the_scale_is_the_same_for_a_share_and_for_the_rest(share: float) -> None:
    both = np.asarray(opinion.survey_scale(np.array([share, 1.0 - share])))
    np.testing.assert_allclose(both[0], both[1], rtol=1e-9)
    assert both[0] >= float(opinion.survey_scale(np.array(0.5))) * (1.0 - 1e-12)


def test_a_reported_share_has_the_density_of_its_model() -> None:
    support = np.linspace(0.8, 1.3, N)
    rows = opinion.prepare(series(sundays(9, 30), [76.0, 79.0]), WEEKS)
    found = opinion.distribution(path(war_support=support), parameters(0.2), rows).log_prob(rows.value)
    expected = []
    for share, week in ((0.76, 9), (0.79, 30)):
        centre = support[week] + 0.2
        spread = expit(centre) * (1 - expit(centre))
        scale = np.sqrt(1.8 / (1600 * spread) + (0.005 / spread) ** 2)
        expected.append(stats.norm.logpdf(logit(share), centre, scale) - np.log(100 * share * (1 - share)))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_share_is_that_of_its_day_and_not_of_its_week_end() -> None:
    support = np.arange(N) / 100.0
    rows = opinion.prepare(series(["2023-01-11"], [60.0]), WEEKS)
    found = location_and_scale(opinion.distribution(path(war_support=support), parameters(0.0), rows), 1)
    np.testing.assert_allclose(found.location, [0.01 + 0.01 * 3 / 7], rtol=1e-12)


def test_before_the_first_week_ends_support_comes_from_its_start() -> None:
    rows = opinion.prepare(series(["2022-12-28"], [60.0]), WEEKS)
    found = location_and_scale(opinion.distribution(path(war_support=1.7), parameters(0.0, initial=1.0), rows), 1)
    np.testing.assert_allclose(found.location, [1.0 + 0.7 * 3 / 7], rtol=1e-12)


@settings(max_examples=40)
@drawn(supports, st.floats(0.01, 2.0))
def test_more_support_is_reported_as_more(support: float, more: float) -> None:
    (lower,), _ = reported(support, parameters(), 5)
    (higher,), _ = reported(support + more, parameters(), 5)
    assert higher > lower


@settings(max_examples=40)
@drawn(supports, st.floats(-1.0, 1.0))
def test_the_house_offset_moves_every_wave_by_itself(support: float, offset: float) -> None:
    plain, _ = reported(support, parameters(0.0), 5, 40)
    moved, _ = reported(support, parameters(offset), 5, 40)
    np.testing.assert_allclose(moved - plain, [offset, offset], atol=1e-12)


def test_support_and_house_offset_cannot_be_told_apart_at_a_single_level() -> None:
    """Negative control: the record fixes their sum; only the prior of the offset separates them."""
    one, other = reported(1.0, parameters(0.25, 1.0), 5, 40), reported(1.25, parameters(0.0, 1.25), 5, 40)
    np.testing.assert_allclose(one, other, rtol=1e-12)
