"""Aid of a month: a total over the days of the month, lumpy, at times nothing."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from scipy import stats

from fineline.observation import aid
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import ObservationModel, Rows, location_and_scale
from fineline.time import spread_monthly

from .published import WEEKS, N, days, given, path, series

NOISE = given(aid_noise=0.7)
FLOW = np.linspace(0.2, 0.8, N)
MONTHS = ("2023-01", "2023-02", "2023-03", "2023-04", "2023-11")
MODELS = [(aid.LEAD_BACKER, "lead_backer_aid"), (aid.OTHER_BACKERS, "other_backers_aid")]


def month(*names: str, values: list[float] | None = None) -> Rows:
    starts = days([f"{name}-01" for name in names])
    ends = (starts.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    data = series(
        [str(day) for day in ends], values or [1.0] * len(names), begins=[str(day) for day in starts.tolist()]
    )
    return aid.prepare(data, WEEKS)


def centre(flow: object, rows: Rows) -> np.ndarray:
    """Expected aid of each month."""
    found = location_and_scale(aid.LEAD_BACKER.distribution(path(lead_backer_aid=flow), NOISE, rows), len(rows))
    return np.exp(np.asarray(found.location)) - aid.FLOOR


def test_a_month_across_week_boundaries_is_the_sum_of_its_days() -> None:
    """February 2023: five days of the week to the 5th, three whole weeks, two days of the week to 5 March."""
    by_hand = FLOW[5] * 5 / 7 + FLOW[6] + FLOW[7] + FLOW[8] + FLOW[9] * 2 / 7
    assert str(WEEKS[5]) == "2023-02-05"
    np.testing.assert_allclose(centre(FLOW, month("2023-02")), [by_hand], rtol=1e-12)


def test_months_add_up_to_the_flow_of_their_days() -> None:
    whole = month("2023-01", "2023-02", "2023-03", "2023-04")
    by_hand = FLOW[0] / 7 + FLOW[1:18].sum()  # from Sunday 1 January to Sunday 30 April
    assert str(WEEKS[17]) == "2023-04-30"
    np.testing.assert_allclose(centre(FLOW, whole).sum(), by_hand, rtol=1e-12)


def test_an_even_flow_comes_back_from_the_weeks_it_was_spread_over() -> None:
    ends = days(["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"])
    even = np.array([31.0, 28.0, 31.0, 30.0])
    found = centre(spread_monthly(ends, even, WEEKS), month("2023-02", "2023-03", "2023-04"))
    np.testing.assert_allclose(found, even[1:], rtol=1e-12)


def test_months_that_begin_before_the_weeks_or_have_no_period_are_left_out() -> None:
    assert month("2022-12", "2023-01", values=[1.0, 2.0]).value.tolist() == [2.0]
    assert len(aid.prepare(series(["2023-01-31"], [1.0]), WEEKS)) == 0


def test_a_month_that_ends_within_a_week_of_the_weeks_counts_up_to_there() -> None:
    data = series(["2023-11-30", "2023-12-31"], [3.0, 1.0], begins=["2023-11-01", "2023-12-01"])
    rows = aid.prepare(data, WEEKS[:-5])  # to 26 November
    np.testing.assert_allclose(rows.value, [3.0 * 26 / 30])
    np.testing.assert_allclose((rows.position - rows.begin) * 7.0, [26.0])
    np.testing.assert_allclose(aid.prepare(data, WEEKS).value, [3.0, 1.0])


@pytest.mark.parametrize(("model", "flow"), MODELS)
def test_a_month_has_the_density_of_its_model(model: ObservationModel, flow: str) -> None:
    rows = month("2023-03", values=[2.4])
    found = model.distribution(path(**{flow: 0.5}), NOISE, rows).log_prob(rows.value)
    expected = stats.t.logpdf(np.log(2.45), 4.0, np.log(0.5 * 31 / 7 + 0.05), 0.7) - np.log(2.45)
    np.testing.assert_allclose(found, [expected], rtol=1e-9)


def test_each_group_follows_its_own_flow() -> None:
    rows = month("2023-03")
    trajectory = path(lead_backer_aid=0.1, other_backers_aid=0.9)
    found = [location_and_scale(model.distribution(trajectory, NOISE, rows), 1).location[0] for model, _ in MODELS]
    np.testing.assert_allclose(np.exp(np.array(found)) - aid.FLOOR, [0.1 * 31 / 7, 0.9 * 31 / 7], rtol=1e-12)


def test_a_month_of_nothing_has_a_finite_density_and_speaks_for_little_aid() -> None:
    rows = month("2023-03", "2023-04", values=[0.0, 0.0])

    def density(rate: float) -> float:
        return float(aid.LEAD_BACKER.distribution(path(lead_backer_aid=rate), NOISE, rows).log_prob(rows.value).sum())

    found = [density(rate) for rate in (1e-9, 0.05, 0.5, 5.0)]
    assert np.isfinite(found).all()
    assert found == sorted(found, reverse=True)


def test_a_month_of_nothing_has_the_chance_of_at_most_the_floor() -> None:
    rows = month("2023-03", values=[0.0])
    source = aid.LEAD_BACKER.distribution(path(lead_backer_aid=0.3), NOISE, rows)
    centre, scale = float(source.base_dist.loc[0]), float(NOISE["aid_noise"])
    expected = stats.t.logcdf((np.log(2 * aid.FLOOR) - centre) / scale, aid.TAIL)
    assert float(source.log_prob(rows.value)[0]) == pytest.approx(expected, abs=1e-6)


def test_the_slope_is_finite_where_nothing_is_allocated() -> None:
    rows = month("2023-03", values=[0.0])

    def density(rate: float) -> jax.Array:
        flow = path(lead_backer_aid=1.0)["lead_backer_aid"] * rate
        return aid.LEAD_BACKER.distribution({"lead_backer_aid": flow}, NOISE, rows).log_prob(rows.value).sum()

    assert np.isfinite(jax.grad(density)(0.0))


@settings(max_examples=40)
@drawn(st.floats(0.0, 5.0), st.floats(0.01, 2.0), st.sampled_from(MONTHS))
def test_more_aid_a_week_is_more_aid_a_month(rate: float, more: float, name: str) -> None:
    rows = month(name)
    assert centre(rate + more, rows)[0] > centre(rate, rows)[0]


def test_a_draw_lies_above_minus_the_floor_and_is_read_from_zero_on() -> None:
    rows = month("2023-03")
    drawn_aid = np.asarray(
        aid.LEAD_BACKER.distribution(path(lead_backer_aid=0.01), NOISE, rows).sample(jax.random.key(1), (4000,))
    )
    assert drawn_aid.min() > -aid.FLOOR
    assert (drawn_aid < 0.0).any()
    assert OBSERVATION_MODELS["lead_backer_aid"].least == OBSERVATION_MODELS["other_backers_aid"].least == 0.0
