"""Against the closed form of jointly normal draws: a figure with error removes the squared correlation."""

from __future__ import annotations

import numpy as np
import pytest

from fineline.analysis.value_of_information import Answer, Candidate, value_of_information
from fineline.errors import SettingError

RANDOM = np.random.default_rng(4)
DRAWS = 4000
TRUTH, OTHER = RANDOM.standard_normal((2, DRAWS))


def _candidate(key: str, truth: np.ndarray, error: float) -> Candidate:
    return Candidate(key=key, label=key, truth=truth, error=error, unit="1", stated=f"{error}")


def _answer(values: np.ndarray) -> Answer:
    return Answer(key="answer", label="answer", values=values, unit="1")


@pytest.mark.parametrize("error", [0.0, 0.5, 1.0, 2.0])
def test_a_noisy_figure_removes_the_squared_correlation(error: float) -> None:
    answer = _answer(TRUTH + 0.5 * OTHER)
    (found,) = value_of_information([_candidate("figure", TRUTH, error)], [answer])
    exact = 1.0 / ((1.0 + 0.25) * (1.0 + error**2))
    assert found.removed == pytest.approx(exact, abs=0.03)
    assert found.low <= exact + 0.01
    assert found.high >= exact - 0.01
    assert found.sd_after == pytest.approx(found.sd_before * np.sqrt(1 - found.removed))


def test_a_curved_relation_is_seen_where_correlation_is_blind() -> None:
    (found,) = value_of_information([_candidate("figure", TRUTH, 0.0)], [_answer(TRUTH**2)])
    assert abs(np.corrcoef(TRUTH, TRUTH**2)[0, 1]) < 0.1
    assert found.removed > 0.9


def test_a_worthless_figure_scores_about_nothing() -> None:
    (found,) = value_of_information([_candidate("figure", OTHER, 0.1)], [_answer(TRUTH)])
    assert found.removed < 0.01


def test_several_figures_are_worth_more_than_one_and_sorted_first() -> None:
    several = np.tile(TRUTH, (6, 1))
    found = value_of_information([_candidate("one", TRUTH, 1.0), _candidate("six", several, 1.0)], [_answer(TRUTH)])
    assert [one.candidate for one in found] == ["six", "one"]
    assert found[0].removed == pytest.approx(6 / 7, abs=0.03)


def test_the_table_is_the_same_each_time() -> None:
    asked = [_candidate("figure", TRUTH, 1.0)], [_answer(TRUTH)]
    assert value_of_information(*asked) == value_of_information(*asked)


def test_few_draws_are_refused() -> None:
    with pytest.raises(SettingError, match="at least 50 draws"):
        value_of_information([_candidate("figure", TRUTH[:20], 1.0)], [_answer(TRUTH[:20])])
