"""Every equation is homogeneous in its units, and units agree wherever two places name them.

An equation is evaluated twice, the second time with persons, square kilometres, rounds and euros counted in others; its
result must come out in the other units as well. Weeks are left alone: the tests of the step look after time.
"""

from __future__ import annotations

import inspect
from math import prod

import jax.numpy as jnp
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.case import Prior
from fineline.case.records import CONSTANT_UNITS
from fineline.model.initial import INITIAL
from fineline.model.structure import INITIAL_PREFIX, MECHANISMS, Equation, Structure
from fineline.model.units import Persons, Pure, annotated_units

from .setting import FORMS, Setting, rival

REGISTRY = pint.UnitRegistry(None)
for definition in (
    "person = [person]",
    "km = [length]",
    "km2 = [area]",
    "round = [round]",
    "EUR_bn = [money]",
    "USD = [dollar]",
    "RUB = [rouble]",
    "week = [time]",
    "month = 4.348125 * week",
    "thousand = 1000",
):
    REGISTRY.define(definition)

SCALED = ("[person]", "[length]", "[area]", "[round]", "[money]", "[dollar]", "[rouble]")
EQUATIONS = [
    pytest.param(equation, id=f"{mechanism}-{name}-{equation.__name__}")
    for mechanism, rivals in MECHANISMS.items()
    for name, group in rivals.items()
    for equation in group
] + [pytest.param(equation, id=equation.__name__) for equation in INITIAL]

# Where no equation has a floor or a ceiling; forces above the one person below which newcomers count as none.
RANGES = {
    "1": (0.05, 0.95),
    "week": (2.0, 60.0),
    "person": (1e3, 1e6),
    "person/week": (10.0, 1e4),
    "person/km": (50.0, 1e3),
    "km": (100.0, 5e3),
    "km2": (10.0, 1e4),
    "km2/week": (1.0, 300.0),
    "km2^2/week^2": (1.0, 1e4),
    "km2/person": (1e-3, 0.1),
    "round/week": (1e3, 1e5),
    "EUR_bn": (1.0, 50.0),
    "EUR_bn/week": (0.1, 5.0),
    "month": (1.0, 24.0),
    "1/person": (1e-6, 1e-3),
    "1/(thousand person)": (1e-3, 0.5),
    "USD": (1e3, 1e5),
    "USD/month": (1e2, 1e4),
    "thousand RUB": (1e2, 3e3),
    "RUB/USD": (50.0, 150.0),
}
ANY_FORM = pytest.mark.parametrize(("mechanism", "form"), FORMS)
FACTORS = st.fixed_dictionaries({dimension: st.floats(0.2, 5.0) for dimension in SCALED})


def dimensions(unit: str) -> dict[str, float]:
    return {name: float(power) for name, power in REGISTRY.parse_units(unit).dimensionality.items()}


def size(unit: str, factors: dict[str, float]) -> float:
    """How a figure in a unit changes when the base units do."""
    return prod(factors.get(name, 1.0) ** power for name, power in dimensions(unit).items())


def breach(equation: Equation, values: dict[str, float], factors: dict[str, float]) -> float:
    """Ratio of the rescaled result to what it should be, less one."""
    units = annotated_units(equation)
    plain = float(equation(**{name: jnp.asarray(value) for name, value in values.items()}))
    rescaled = {name: jnp.asarray(value * size(units[name], factors)) for name, value in values.items()}
    expected = plain * size(units["return"], factors)
    return float(equation(**rescaled)) - expected if plain == 0 else float(equation(**rescaled)) / expected - 1.0


def arguments(equation: Equation) -> st.SearchStrategy[dict[str, float]]:
    units = annotated_units(equation)
    step = {"step": st.sampled_from([1.0, 0.5])} if "step" in units else {}
    ranges = {name: RANGES[unit] for name, unit in units.items() if name not in {"return", "step"}}
    return st.fixed_dictionaries({**{name: st.floats(*ends) for name, ends in ranges.items()}, **step})


@pytest.mark.parametrize("equation", EQUATIONS)
@settings(max_examples=8)
@given(data=st.data(), factors=FACTORS)
def test_equation_is_homogeneous(equation: Equation, data: st.DataObject, factors: dict[str, float]) -> None:
    assert abs(breach(equation, data.draw(arguments(equation)), factors)) < 1e-9


def persons_plus_a_number(force: Persons, number: Pure) -> Persons:
    return force + number


def test_the_check_finds_an_equation_that_adds_a_number_to_persons() -> None:
    assert abs(breach(persons_plus_a_number, {"force": 2.0, "number": 3.0}, {"[person]": 3.0})) > 0.1


def test_every_equation_annotates_exactly_what_it_reads_and_gives() -> None:
    for parameter in EQUATIONS:
        equation = parameter.values[0]
        assert set(annotated_units(equation)) == {*inspect.signature(equation).parameters, "return"}


def unitless(force: float) -> Pure:
    return jnp.asarray(force)


def test_an_argument_without_a_unit_is_refused() -> None:
    with pytest.raises(TypeError, match="force"):
        annotated_units(unitless)


def test_two_units_for_one_quantity_are_refused(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    structure = Structure(setting.structure.mechanisms, setting.structure.inputs, setting.structure.constants)
    monkeypatch.setitem(structure.weekly["advance"].__annotations__, "strength_ratio_log", "SquareKm")
    with pytest.raises(TypeError, match="strength_ratio_log"):
        _ = structure.units


@ANY_FORM
def test_every_quantity_has_one_unit_that_can_be_read(mechanism: str, form: str) -> None:
    assert {unit for unit in rival(mechanism, form).structure.units.values() if unit not in RANGES} == set()


def unit_of(structure: Structure, name: str) -> str:
    """Unit of a parameter; a starting value has that of its stock."""
    return structure.units[name.removeprefix(INITIAL_PREFIX) if name not in structure.units else name]


@ANY_FORM
def test_starting_values_have_the_unit_of_their_stock(mechanism: str, form: str) -> None:
    structure = rival(mechanism, form).structure
    units = structure.units
    computed = {stock: units.get(INITIAL_PREFIX + stock, units[stock]) for stock in structure.stocks}
    assert computed == {stock: units[stock] for stock in structure.stocks}


@ANY_FORM
def test_every_parameter_has_a_prior_in_its_own_unit(mechanism: str, form: str) -> None:
    chosen = rival(mechanism, form)
    structure, priors = chosen.structure, chosen.case.priors
    needed = {name: unit_of(structure, name) for name in structure.parameters}
    assert needed == {name: _unit(priors.get(name)) for name in structure.parameters}


def _unit(prior: Prior | None) -> str:
    return "no prior" if prior is None else prior.unit


@ANY_FORM
def test_every_constant_that_an_equation_reads_has_its_unit(mechanism: str, form: str) -> None:
    read = {name: unit for name, unit in rival(mechanism, form).structure.units.items() if name in CONSTANT_UNITS}
    spelled = {name: singular(CONSTANT_UNITS[name]) for name in read}
    assert {name: dimensions(unit) for name, unit in read.items()} == {n: dimensions(u) for n, u in spelled.items()}


def singular(unit: str) -> str:
    return unit.replace("persons", "person").replace("rounds", "round").replace("weeks", "week")


def test_every_input_of_the_case_is_read(setting: Setting) -> None:
    assert set(setting.inputs) <= set(setting.structure.units)
