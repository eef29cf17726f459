"""Units of the tables."""

from __future__ import annotations

import pytest

from fineline.evidence.quantities import QUANTITIES
from fineline.evidence.units import same_unit


@pytest.mark.parametrize("unit", sorted(set(QUANTITIES.values())))
def test_every_unit_of_the_model_can_be_read(unit: str) -> None:
    assert same_unit(unit, unit)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("person/week", "persons/week"),
        ("persons / week", "persons/week"),
        ("km**2", "km2"),
    ],
)
def test_spellings_of_one_unit_are_the_same(unit: str, wanted: str) -> None:
    assert same_unit(unit, wanted)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("persons/day", "persons/week"),
        ("persons", "persons/week"),
        ("rounds", "persons"),
        ("cases/month", "persons/month"),
        ("EUR_bn/month", "thousand_RUB"),
        ("km", "km2"),
        ("percent", "persons"),
        ("percent", "1"),
        ("apples", "persons"),
        ("", "persons"),
        ("persons//", "persons"),
    ],
)
def test_other_units_and_nonsense_are_not(unit: str, wanted: str) -> None:
    assert not same_unit(unit, wanted)
