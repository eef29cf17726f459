"""The causal diagram: derivatives, folding, strengths and loops."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.analysis.diagram import (
    Diagram,
    DiagramError,
    DiagramLink,
    DiagramLoop,
    causal_diagram,
    declaration,
    outline,
)
from fineline.analysis.diagram.loops import prevailing
from fineline.analysis.diagram.measured import formula
from fineline.analysis.diagram.outline import readings
from fineline.analysis.diagram.response import responses
from fineline.errors import CaseError
from fineline.inference.target import constants_of
from fineline.model import structure as structure_module
from fineline.model.links import slopes
from fineline.model.simulate import simulate
from fineline.model.structure import MECHANISMS, STEP, Structure

from .runs import ukraine, ukraine_runs

FORMS = [(mechanism, form) for mechanism, forms in MECHANISMS.items() for form in forms]
# Derivatives differ on the two sides of a corner: a week's departures reach up to the men who are left.
CORNERS = {"contributor_departed", "aid_allocated"}


@cache
def drawn(*forms: tuple[str, str]) -> Diagram:
    return causal_diagram(ukraine(*forms), ukraine_runs(*forms), declaration())


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return drawn()


def link(diagram: Diagram, cause: str, effect: str) -> DiagramLink:
    return {(each.cause, each.effect): each for each in diagram.links}[cause, effect]


def loop(diagram: Diagram, key: str) -> DiagramLoop:
    return {each.key: each for each in diagram.loops}[key]


# Derivatives ---------------------------------------------------------------------------------------------------------


def state() -> dict[str, jax.Array]:
    """Everything that the equations read in the last week of the middle draw."""
    setting, runs = ukraine(), ukraine_runs()
    known = {name: setting.parameters[name][1] for name in setting.structure.parameters}
    known |= {name: float(runs[name][1, -1]) for name in setting.structure.stocks}
    known |= {name: values[-1] for name, values in setting.inputs.items()} | constants_of(setting.case)
    return {name: jnp.asarray(value, dtype=jnp.float64) for name, value in known.items()}


def test_derivatives_are_those_of_small_changes() -> None:
    structure, known = ukraine().structure, state()
    calm = {**known, **{name: jnp.zeros(()) for name in structure.shocks}, STEP: jnp.ones(())}
    week = structure.week(**{name: calm[name] for name in inspect.signature(structure.week).parameters})
    given = {**calm, **week}
    found = jax.jit(lambda values: slopes(structure, values))(known)
    assert len(found) > 150
    for (cause, equation), slope in found.items():
        if equation not in CORNERS:
            function = structure.weekly[equation]
            read = {name: given[name] for name in inspect.signature(function).parameters}
            small = 1e-6 * max(abs(float(read[cause])), 1e-2)
            up, down = (function(**{**read, cause: read[cause] + change}) for change in (small, -small))
            expected = float(up - down) / (2 * small)
            rounding = 1e-15 * abs(float(function(**read))) / small
            assert float(slope) == pytest.approx(expected, rel=1e-4, abs=1e-10 + 4 * rounding), (cause, equation)


def test_neither_parameters_nor_shocks_are_causes() -> None:
    structure = ukraine().structure
    causes = {cause for causes in readings(structure).values() for cause in causes}
    assert not causes & {*structure.parameters, *structure.constants, *structure.shocks, STEP}


# Folding -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mechanism", "form"), FORMS)
def test_no_path_is_lost_and_none_is_made_up(mechanism: str, form: str) -> None:
    """Taking hidden quantities out one by one, joining what each reads to what reads it, leaves the same links."""
    structure = ukraine((mechanism, form)).structure
    found = outline(structure, declaration().nodes)
    pairs = {(cause, effect) for effect, causes in readings(structure).items() for cause in causes}
    for hidden in {name for pair in pairs for name in pair} - set(found.nodes):
        into = {cause for cause, effect in pairs if effect == hidden} - {hidden}
        out_of = {effect for cause, effect in pairs if cause == hidden} - {hidden}
        pairs = {pair for pair in pairs if hidden not in pair} | {(c, e) for c in into for e in out_of}
    assert set(found.edges) == {(cause, effect) for cause, effect in pairs if cause != effect}


def test_every_declared_node_exists_in_the_structure_of_the_case(diagram: Diagram) -> None:
    assert diagram.absent == ()
    assert 25 <= len(diagram.nodes) <= 40


def stocks_and_flows(a: float, b: float, c: float, d: float) -> tuple[Callable[..., jax.Array], ...]:
    """A line of five: an input, a flow, two stocks that read one another, and a flow that reads both."""

    def pressed(push: jax.Array, tempo: jax.Array) -> jax.Array:
        return a * push + b * tempo

    def next_tempo(tempo: jax.Array, pressed: jax.Array) -> jax.Array:
        return c * tempo + pressed

    def next_depth(depth: jax.Array, tempo: jax.Array, push: jax.Array) -> jax.Array:
        return depth + d * tempo - push

    def ground(depth: jax.Array, pressed: jax.Array) -> jax.Array:
        return 2.0 * depth + pressed

    return pressed, next_tempo, next_depth, ground


def assembled(monkeypatch: pytest.MonkeyPatch, equations: tuple[Callable[..., jax.Array], ...]) -> Structure:
    monkeypatch.setattr(structure_module, "MECHANISMS", {"all": {"one": equations}})
    monkeypatch.setattr(structure_module, "INITIAL", ())
    return Structure({}, ("push",), ())


def slopes_of(structure: Structure) -> dict[tuple[str, str], np.ndarray]:
    known = {name: jnp.ones(()) for name in (*structure.stocks, *structure.inputs)}
    return {edge: np.asarray(slope)[None] for edge, slope in slopes(structure, known).items()}


COEFFICIENT = st.floats(-0.9, 0.9)


@settings(max_examples=20)
@given(a=COEFFICIENT, b=COEFFICIENT, c=COEFFICIENT, d=COEFFICIENT, weeks=st.integers(1, 12))
def test_what_is_folded_acts_as_it_does_in_a_run(a: float, b: float, c: float, d: float, weeks: int) -> None:
    """With all between hidden, the response to an input held up is the difference of two runs."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        structure = assembled(monkeypatch, stocks_and_flows(a, b, c, d))
        found = outline(structure, ("push", "ground"))
        response = responses(slopes_of(structure), found, weeks)["push", "ground"]
        calm = {name: jnp.zeros(()) for name in structure.stocks}
        runs = [simulate(structure, {}, {"push": level * jnp.ones(weeks)}, {}, stocks=calm) for level in (0.0, 1.0)]
    expected = float(runs[1]["ground"][-1] - runs[0]["ground"][-1])
    assert response[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_shown_quantity_between_two_takes_the_path_over_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    structure = assembled(monkeypatch, stocks_and_flows(0.5, 0.0, 0.5, 1.0))
    found = outline(structure, ("push", "tempo", "ground"))
    assert found.through == {
        ("push", "tempo"): ("pressed",),
        ("push", "ground"): ("depth", "pressed"),
        ("tempo", "ground"): ("depth", "pressed"),
    }
    made = responses(slopes_of(structure), found, 3)
    # a stock that keeps half: .5 (1 + .5 + .25)
    assert made["push", "tempo"] == pytest.approx(0.875)
    # two updates of a stock that keeps all, read by the flow of the third week
    assert made["tempo", "ground"] == pytest.approx(2.0 * 2.0)
    assert made["push", "ground"] == pytest.approx(2.0 * -2.0 + 0.5)


# Strength and sign ---------------------------------------------------------------------------------------------------


def test_a_link_without_a_fold_is_its_equations_derivative(diagram: Diagram) -> None:
    found = link(diagram, "principal_firepower", "strength_ratio_log")
    swings = {node.name: node.swing for node in diagram.nodes}
    assert (found.sign, found.agreement, found.response, found.through) == (1, 1.0, pytest.approx(1.0), ())
    ratio = swings["principal_firepower"] / swings["strength_ratio_log"]
    assert found.strength == pytest.approx(ratio, rel=0.5)
    assert found.low <= found.strength <= found.high


def test_swings_are_those_of_the_weeks_with_data(diagram: Diagram) -> None:
    swings = {node.name: node.swing for node in diagram.nodes}
    path = ukraine_runs()["war_support"].transpose("draw", "week").values
    assert swings["war_support"] == pytest.approx(np.median(path.std(axis=1)))
    assert swings["contingent_public"] == pytest.approx(ukraine().inputs["contingent_public"].std())


def test_a_cause_that_never_moved_has_a_sign_and_no_strength(diagram: Diagram) -> None:
    found = link(diagram, "principal_mobilisation", "principal_troops")
    assert (found.sign, found.strength, found.low, found.high) == (1, None, None, None)


@pytest.mark.parametrize(
    ("cause", "effect", "sign"),
    [
        ("offensive_tempo", "principal_casualties", 1),
        ("opponent_firepower", "strength_ratio_log", -1),
        ("principal_casualties", "principal_troops", -1),
        ("principal_troops", "log_signing_bonus", -1),
        ("visible_deaths", "war_support", -1),
        ("visible_deaths", "recruits", -1),
        ("perceived_success", "war_support", 1),
        ("contributor_combat_share", "principal_casualties", -1),
        ("contributor_killed", "visible_deaths", 1),
        ("aid_allocated", "aid_deliveries", 1),
    ],
)
def test_signs_are_those_of_the_mechanisms(diagram: Diagram, cause: str, effect: str, sign: int) -> None:
    found = link(diagram, cause, effect)
    assert (found.sign, found.agreement) == (sign, 1.0)


def test_the_sign_of_the_aid_response_is_left_as_open_as_it_is_assumed(diagram: Diagram) -> None:
    assert link(diagram, "backers_perceived_success", "aid_allocated").agreement == pytest.approx(1 / 3)


def test_the_prevailing_sign_is_that_of_most_draws() -> None:
    assert prevailing(np.array([1.0, -2.0, -3.0, 0.0])) == (-1, 0.5)
    assert prevailing(np.zeros(3)) == (0, 1.0)


def test_a_formula_is_read_from_the_equation() -> None:
    weekly = ukraine().structure.weekly
    assert formula(weekly["advance"]) == "dA = a + b exp(i) rho"
    assert formula(weekly["principal_killed"]) == "K_R = logistic(d) C_R"


def test_where_no_formula_is_stated_the_first_sentence_stands() -> None:
    def men_lost(men: float) -> float:
        """Men who are lost. Not those who come back."""
        return men

    assert formula(men_lost) == "Men who are lost"


# Loops ---------------------------------------------------------------------------------------------------------------


def test_closed_loops_turn_as_their_mechanisms_do(diagram: Diagram) -> None:
    (momentum,) = loop(diagram, "momentum").paths
    assert (momentum.closed, momentum.sign, momentum.agreement) == (True, 1, 1.0)
    assert [(path.closed, path.sign) for path in loop(diagram, "manpower_squeeze").paths] == [(True, -1), (True, -1)]


def test_the_two_strands_of_the_fine_line_pull_against_each_other_and_end_at_support(diagram: Diagram) -> None:
    strands = loop(diagram, "fine_line").paths
    assert [path.missing for path in strands] == [(("war_support", "offensive_tempo"),)] * 2
    assert [path.sign for path in strands] == [1, -1]
    assert [path.gain for path in strands] == [None, None]


@pytest.mark.parametrize(("form", "sign"), [("futility", 1), ("urgency", -1), ("no_feedback", 0)])
def test_futility_turns_with_the_response_of_aid(form: str, sign: int) -> None:
    (path,) = loop(drawn(("aid", form)), "futility").paths
    assert (path.closed, path.sign, path.agreement) == (True, sign, 1.0)


def test_loops_that_only_the_case_could_close_are_said_to_be_open(diagram: Diagram) -> None:
    (substitution,) = loop(diagram, "substitution").paths
    assert substitution.missing == (("soldier_value", "contributor_arrivals"),)
    (exposure,) = loop(diagram, "exposure").paths
    assert exposure.missing == (("publicity_hazard", "contingent_public"), ("war_support", "contributor_arrivals"))


def test_the_gain_of_a_loop_is_the_product_of_its_links(diagram: Diagram) -> None:
    (path,) = loop(drawn(("aid", "futility")), "momentum").paths
    found = {(each.cause, each.effect): each for each in drawn(("aid", "futility")).links}
    assert path.gain == pytest.approx(np.prod([abs(found[leg].response) for leg in path.links]), rel=0.5)


def test_a_rival_without_a_link_opens_the_loop_that_needs_it() -> None:
    found = drawn(("belief", "fixed"))
    (path,) = loop(found, "momentum").paths
    assert path.missing == (("advance", "perceived_success"),)


def test_a_rival_that_silences_a_link_leaves_it_at_zero() -> None:
    found = link(drawn(("public", "mueller")), "perceived_success", "war_support")
    assert (found.sign, found.agreement, found.response) == (0, 1.0, 0.0)


# Faults --------------------------------------------------------------------------------------------------------------


DECLARED = """
weeks: 4
groups: {all: Everything}
nodes:
  advance: {label: ground, group: all}
loops:
  one: {title: One, says: It turns., paths: [[advance]]}
"""


def test_a_declaration_is_read(tmp_path: Path) -> None:
    path = tmp_path / "diagram.yaml"
    path.write_text(DECLARED, encoding="utf-8")
    assert list(declaration(path).nodes) == ["advance"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("  advance: {", "  advancing: {", "advancing"),
        ("group: all", "group: none", "none"),
        ("[[advance]]", "[[retreat]]", "retreat"),
    ],
)
def test_a_declaration_that_names_what_there_is_not_is_refused(tmp_path: Path, old: str, new: str, named: str) -> None:
    path = tmp_path / "diagram.yaml"
    path.write_text(DECLARED.replace(old, new), encoding="utf-8")
    with pytest.raises(DiagramError, match=named):
        declaration(path)


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "diagram.yaml"
    path.write_text(DECLARED + "colours: blue\n", encoding="utf-8")
    with pytest.raises(CaseError, match="line 8"):
        declaration(path)


def test_a_state_without_finite_derivatives_is_refused() -> None:
    runs = ukraine_runs().copy(deep=True)
    runs["principal_troops"][0, -1] = np.nan
    with pytest.raises(DiagramError, match="1 of 3 draws"):
        causal_diagram(ukraine(), runs, declaration())
