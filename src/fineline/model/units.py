"""Units of every quantity in the model, written once as annotated types.

An equation annotates its arguments and its result with these types. The structure reads them to build the
glossary, and the tests read them to check that each equation is homogeneous: when a base unit is rescaled,
the result must rescale with it. Time is always counted in weeks, so weeks are not rescaled; the test that halves the
step looks after time.
"""

from __future__ import annotations

from typing import Annotated, get_args, get_type_hints

from jax import Array

Pure = Annotated[Array, "1"]
Weeks = Annotated[Array, "week"]
Persons = Annotated[Array, "person"]
PersonsPerWeek = Annotated[Array, "person/week"]
PersonsPerKm = Annotated[Array, "person/km"]
Km = Annotated[Array, "km"]
SquareKm = Annotated[Array, "km2"]
SquareKmPerPerson = Annotated[Array, "km2/person"]
SquareKmPerWeek = Annotated[Array, "km2/week"]
SquareKmPerWeekSquared = Annotated[Array, "km2^2/week^2"]
RoundsPerWeek = Annotated[Array, "round/week"]
EuroBn = Annotated[Array, "EUR_bn"]
EuroBnPerWeek = Annotated[Array, "EUR_bn/week"]
Months = Annotated[Array, "month"]
PerPerson = Annotated[Array, "1/person"]
PerThousandPersons = Annotated[Array, "1/(thousand person)"]
Usd = Annotated[Array, "USD"]
UsdPerMonth = Annotated[Array, "USD/month"]
ThousandRoubles = Annotated[Array, "thousand RUB"]
RoublesPerUsd = Annotated[Array, "RUB/USD"]


def annotated_units(function: object) -> dict[str, str]:
    """Return the unit of each argument of an equation, and of its result under the key ``return``.

    Raises:
        TypeError: if an argument or the result carries no unit.
    """
    hints = get_type_hints(function, include_extras=True)
    units: dict[str, str] = {}
    for name, hint in hints.items():
        marks = get_args(hint)[1:]
        if len(marks) != 1:
            raise TypeError(f"{function!r}: expected one unit on {name!r}, found {marks!r}")
        units[name] = marks[0]
    return units
