"""Influence on functions whose inputs are known to matter, or not."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import pawn

from fineline.analysis.influence import influences
from fineline.errors import SettingError
from fineline.scenario.design import BLOCK, design_of

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
    assert by_name["idle"].index < 0.1


def test_on_ishigami_an_input_that_acts_through_another_is_seen() -> None:
    """The third input has no first-order effect at all."""
    inputs = uniform(2, "x1", "x2", "x3")
    x1, x2, x3 = inputs.values()
    found = influences(inputs, np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))
    assert all(one.beyond_chance for one in found if one.input in {"x1", "x2", "x3"})


def test_the_index_is_that_of_the_published_implementation() -> None:
    """It leaves out the largest value of each input, which moves an index by less than one in a thousand."""
    inputs = uniform(6, "a", "b", "c")
    outcome = np.round(3.0 * inputs["a"] + inputs["b"] ** 2, 1)  # ties
    problem = {"num_vars": 3, "names": list(inputs), "bounds": [[-np.pi, np.pi]] * 3}
    theirs = pawn.analyze(problem, np.column_stack(list(inputs.values())), outcome, S=10)["median"]
    ours = {one.input: one.index for one in influences(inputs, outcome)}
    np.testing.assert_allclose([ours[name] for name in inputs], theirs, atol=1e-3)


def sobol(seed: int, draws: int = 1632) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.random.Generator]:
    """Levers as a run of futures spreads them, the draw of each, and an outcome that lies mostly between draws."""
    names = ("first", "second", "third")
    design = design_of("sobol", dict.fromkeys(names, (0.0, 1.0)), 4 * BLOCK, seed)
    values = np.concatenate([design.values(block) for block in range(4)])
    number, random = np.arange(len(values)) % draws, np.random.default_rng(seed)
    luck = random.normal(size=draws)[number] + 0.3 * random.normal(size=len(values))
    return dict(zip(names, values.T, strict=True)), number, luck, random


def test_a_planted_dummy_lever_is_no_different_from_chance_and_a_planted_real_one_is() -> None:
    """The first dimension of the sequence goes with the draw, and so shares its luck in all of its futures."""
    levers, draws, luck, _ = sobol(1)
    for real in levers:
        found = influences(levers, luck + levers[real], draws)
        assert [one.input for one in found if one.beyond_chance] == [real]
        assert all(one.index <= one.chance for one in found if one.input != real)


def test_of_many_dummy_levers_hardly_any_is_beyond_chance() -> None:
    """Of twelve runs 0.6 are expected to show one; three or more once in fifty times."""
    shown = 0
    for seed in range(12):
        levers, draws, luck, _ = sobol(seed)
        shown += any(one.beyond_chance for one in influences(levers, luck, draws))
    assert shown <= 2


def test_inputs_chosen_from_many_are_judged_among_all_of_them() -> None:
    """The three of sixty that rank with the outcome most closely, none of which does anything.

    Of six such runs 0.3 are expected to show one; two or more once in thirty times.
    """
    shown = 0
    for seed in range(20, 26):
        random = np.random.default_rng(seed)
        draws = np.arange(1000) % 100
        idle = {str(place): random.normal(size=100)[draws] for place in range(60)}
        outcome = random.normal(size=100)[draws] + 0.3 * random.normal(size=1000)
        near = {name: abs(float(np.corrcoef(values, outcome)[0, 1])) for name, values in idle.items()}
        closest = {name: idle[name] for name in sorted(idle, key=near.__getitem__, reverse=True)[:3]}
        shown += any(one.beyond_chance for one in influences(closest, outcome, draws, among=60))
    assert shown <= 1


def factorial(effect: float) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Two levers of three positions in the same 60 futures."""
    random = np.random.default_rng(7)
    place = np.arange(540)
    levers = {"idle": place // 60 % 3.0, "real": place // 180 % 3.0}
    return levers, random.normal(size=60)[place % 60] + effect * levers["real"], place % 60


def test_in_paired_futures_a_lever_far_smaller_than_luck_is_seen_and_a_dummy_is_not() -> None:
    levers, outcome, futures = factorial(0.05)
    found = {one.input: one for one in influences(levers, outcome, futures, futures)}
    assert found["real"].beyond_chance
    assert not found["idle"].beyond_chance
    assert found["idle"].index == found["idle"].chance == 0.0


def test_in_paired_futures_a_parameter_is_judged_by_its_draws() -> None:
    levers, outcome, futures = factorial(0.05)
    luck = np.random.default_rng(8).normal(size=60)[futures]
    found = {one.input: one for one in influences({**levers, "idle parameter": luck}, outcome, futures, futures)}
    assert not found["idle parameter"].beyond_chance
    assert found["idle parameter"].chance > 0.1
    assert found["real"].beyond_chance


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
    assert {one.input for one in influences(inputs, inputs["a"])} == {"a"}


@pytest.mark.parametrize(("size", "said"), [(50, "at least 200"), (SIZE, "the same in all")])
def test_what_cannot_be_told_is_refused(size: int, said: str) -> None:
    inputs = {name: values[:size] for name, values in uniform(5, "a").items()}
    with pytest.raises(SettingError, match=said):
        influences(inputs, np.ones(size))
