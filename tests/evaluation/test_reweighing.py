"""Answers under another reading of the record: closed forms, and readings that can be undone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.value_of_information import Answer
from fineline.case import load_case
from fineline.evaluation.reweighing import refitted, reweighed, swapped, without
from fineline.evidence import View
from fineline.inference.diagnostics import TRUSTED_TO, smoothed_weights

DRAWS = np.random.default_rng(7).normal(size=4000)
ANSWER = Answer(key="x", label="x", values=10.0 + 2.0 * DRAWS, unit="1")


@pytest.fixture(scope="module", name="view")
def view_of_the_case() -> View:
    return load_case("ukraine").evidence().view(date(2025, 12, 31))


@given(st.floats(-0.8, 0.8))
def test_a_tilted_normal_moves_by_the_tilt_and_keeps_its_width(tilt: float) -> None:
    """``exp(t x)`` times a standard normal is a normal about ``t``."""
    found = reweighed("tilted", 3, tilt * DRAWS, [ANSWER])
    assert abs(found.shifts[0].moved - tilt) < 0.1
    assert abs(found.shifts[0].spread - 1.0) < 0.1
    assert found.trusted


def test_a_reading_that_changes_nothing_moves_nothing() -> None:
    found = reweighed("same", 0, np.full(4000, -3.0), [ANSWER])
    assert found.trusted
    assert found.effective == pytest.approx(4000)
    assert found.shifts[0].moved == pytest.approx(0.0, abs=1e-9)


def test_weights_that_rest_on_a_few_draws_are_not_trusted() -> None:
    found = reweighed("far", 3, 8.0 * np.abs(DRAWS) ** 1.5, [ANSWER])
    assert found.tail > TRUSTED_TO
    assert not found.trusted


def test_an_answer_that_is_the_same_in_every_draw_stays() -> None:
    still = Answer(key="still", label="still", values=np.full(4000, 2.0), unit="1")
    assert reweighed("any", 1, DRAWS, [still]).shifts[0].moved == 0.0


def test_the_answer_that_moves_most_comes_first() -> None:
    other = Answer(key="noise", label="noise", values=np.random.default_rng(8).normal(size=4000), unit="1")
    assert [one.answer for one in reweighed("tilted", 1, 0.5 * DRAWS, [other, ANSWER]).shifts] == ["x", "noise"]


def test_a_new_fit_is_compared_in_units_of_the_old() -> None:
    found = refitted("gone", 5, [ANSWER], {"x": ANSWER.values + 2.0 * ANSWER.values.std()})
    assert found.shifts[0].moved == pytest.approx(2.0)
    assert found.refitted
    assert found.trusted


def test_weights_sum_to_one() -> None:
    weights, _ = smoothed_weights(DRAWS)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights > 0).all()


def test_leaving_out_takes_all_rows_of_a_claimant_and_no_other(view: View) -> None:
    series = view.latest("recruits_claimed")
    left = without(series, "D. Medvedev")
    assert set(left.claimant) == set(series.claimant) - {"D. Medvedev"}
    assert len(left) == (series.claimant != "D. Medvedev").sum()


def test_exchanging_the_sides_twice_changes_nothing(view: View) -> None:
    series, sides = view.latest("recruits_claimed"), ("official", "opponent")
    once = swapped(series, sides)
    assert (once.family != series.family).sum() == sum(name in sides for name in series.family)
    np.testing.assert_array_equal(swapped(once, sides).family, series.family)


def test_where_one_side_speaks_alone_nobody_is_exchanged(view: View) -> None:
    series = view.latest("principal_force_claimed")
    assert swapped(series, ("official", "opponent")) is series


def test_a_view_keeps_what_a_rule_keeps(view: View) -> None:
    kept = view.keeping(lambda series: series.claimant != "IStories")
    for name in view.names:
        assert "IStories" not in set(kept.vintages(name).claimant)
        assert len(kept.vintages(name)) == (view.vintages(name).claimant != "IStories").sum()
