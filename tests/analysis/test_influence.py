"""Influence on functions whose inputs are known to matter, or not."""

from __future__ import annotations

import numpy as np
import pytest

from fineline.analysis.influence import DUMMY, influences
from fineline.errors import SettingError

SIZE = 4000


def uniform(seed: int, *names: str) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {name: random.uniform(-np.pi, np.pi, SIZE) for name in names}


def test_on_a_linear_function_inputs_rank_by_their_weight() -> None:
    inputs = uniform(1, "a", "b", "c", "idle")
    outcome = 4.0 * inputs["a"] + 2.0 * inputs["b"] + 0.5 * inputs["c"]
    found = influences(inputs, outcome)
    assert [one.input for one in found][:3] == ["a", "b", "c"]
    by_name = {one.input: one for one in found}
    assert by_name["a"].beyond_chance
    assert by_name["b"].beyond_chance
    assert not by_name["idle"].beyond_chance
    assert not by_name[DUMMY].beyond_chance
    assert by_name["idle"].index < 0.1


def test_on_ishigami_an_input_that_acts_through_another_is_seen() -> None:
    """The third input has no first-order effect at all."""
    inputs = uniform(2, "x1", "x2", "x3")
    x1, x2, x3 = inputs.values()
    found = influences(inputs, np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))
    assert all(one.beyond_chance for one in found if one.input in {"x1", "x2", "x3"})


def repeated(seed: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters that do nothing, of 100 draws; an outcome that lies mostly between draws; the draw of each future."""
    random = np.random.default_rng(seed)
    draws = random.integers(0, 100, 2000)
    idle = {f"p{k}": random.normal(size=100)[draws] for k in range(8)}
    return idle, random.normal(size=100)[draws] + 0.3 * random.normal(size=2000), draws


def test_parameters_that_do_nothing_do_not_seem_to_matter_because_draws_repeat() -> None:
    idle, outcome, draws = repeated(1)
    assert sum(one.beyond_chance for one in influences(idle, outcome, draws)) <= 1
    assert sum(one.beyond_chance for one in influences(idle, outcome)) >= 4  # what the draws guard against


def test_a_parameter_that_matters_is_seen_though_draws_repeat() -> None:
    idle, luck, draws = repeated(2)
    given = np.random.default_rng(3).normal(size=100)[draws]
    first, *_ = influences({**idle, "given": given}, 2.0 * given + luck, draws)
    assert first.input == "given"
    assert first.beyond_chance


def test_intervals_hold_their_index_and_lie_within_bounds() -> None:
    inputs = uniform(3, "a", "b")
    for one in influences(inputs, inputs["a"] + 0.2 * inputs["b"]):
        assert 0.0 <= one.low <= one.index <= one.high <= 1.0


def test_an_input_that_never_moves_is_left_out() -> None:
    inputs = {**uniform(4, "a"), "still": np.ones(SIZE)}
    assert {one.input for one in influences(inputs, inputs["a"])} == {"a", DUMMY}


@pytest.mark.parametrize(("size", "said"), [(50, "at least 200"), (SIZE, "the same in all")])
def test_what_cannot_be_told_is_refused(size: int, said: str) -> None:
    inputs = {name: values[:size] for name, values in uniform(5, "a").items()}
    with pytest.raises(SettingError, match=said):
        influences(inputs, np.ones(size))
