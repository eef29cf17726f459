"""How a model should behave, as an analyst declares it: limits, order and sign of responses to levers.

A file names levers with the least and the most that each is to be tried at, and checks. `behaviour.schema.json` beside
this module is the JSON Schema of such a file, made by `schema_text`; an editor that knows it completes keys and marks
faults while one writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fineline.case.levers import LEVERS
from fineline.case.records import BEHAVIOUR
from fineline.case.scenarios import Day, Finite
from fineline.errors import MalformedCaseError
from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared, Location, line_of, place, read_declared
from fineline.time import require_sunday

SCHEMA_FILE = "behaviour.schema.json"
Share = Annotated[float, Field(gt=0.0, le=1.0)]
Over = Literal["sum", "end"]
FREE = tuple(name for name, lever in LEVERS.items() if not lever.follows)
"""Levers that can be set apart from others."""


class Extremes(Declared):
    """How far a lever is pulled.

    Attributes:
        low: the least, in the unit of the lever and a week for a flow.
        high: the most.
        reason: why so far.
    """

    low: Finite
    high: Finite
    reason: Sentence

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError("the least must lie below the most")
        return self


class Checked(Declared):
    """What every check states.

    Attributes:
        id: its name, unlike any other of the file.
        quantity: the flow or stock that is watched.
        reason: why it should be so.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    quantity: str
    reason: Sentence


class Limits(Checked):
    """A quantity stays within limits, for all extremes of all levers.

    Attributes:
        low: the least it may be; None for no such limit.
        high: the most it may be.
        unit: in which the limits are given.
    """

    kind: Literal["limits"]
    low: Finite | None = None
    high: Finite | None = None
    unit: Sentence

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give a least (low), a most (high) or both")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError("the least must lie below the most")
        return self


class Pulled(Checked):
    """What a check of one lever states.

    Attributes:
        lever: the lever, one of the file.
        over: the quantity summed from the first week pulled, or read in the last week.
        share: in how large a part of the draws it must hold.
    """

    lever: str
    over: Over
    share: Share = 1.0


class Monotone(Pulled):
    """A quantity rises, or falls, with a lever.

    Attributes:
        direction: which of the two; staying equal is neither a rise nor a fall and breaks neither.
        positions: where the lever is put, from low to high; its extremes and the point between them when None.
    """

    kind: Literal["monotone"]
    direction: Literal["rises", "falls"]
    positions: tuple[Finite, ...] | None = Field(default=None, min_length=2)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        given = self.positions or ()
        if any(later <= earlier for earlier, later in pairwise(given)):
            raise ValueError("positions must ascend")
        return self


class Response(Pulled):
    """The sign of what a lever does: the quantity with the lever at its most, less that with it at its least.

    Attributes:
        sign: positive, negative, or none where nothing may change.
    """

    kind: Literal["response"]
    sign: Literal["positive", "negative", "none"]


Check = Annotated[Limits | Monotone | Response, Field(discriminator="kind")]


class Behaviour(Declared):
    """A file of checks.

    Attributes:
        horizon: weeks after the data over which the model runs.
        draws: posterior draws it runs with.
        start: the first week in which levers are pulled, written `from`.
        levers: how far each lever is pulled, by name.
        checks: what should hold.
    """

    horizon: int = Field(ge=1, le=520)
    draws: int = Field(ge=1)
    start: Day = Field(alias="from")
    levers: dict[str, Extremes] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)


def behaviour_path(folder: Path) -> Path:
    """Where the checks of a case lie."""
    return folder / BEHAVIOUR


def read_behaviour(path: Path) -> Behaviour:
    """Checks from a file, as far as they can be checked without a model.

    Raises:
        UnknownKeyError: a key that no check has.
        NotASundayError: levers that are pulled from a day that ends no week.
        MalformedCaseError: a value missing, of the wrong kind or out of range; a lever that does not exist or lies
            outside what it can be; two checks of one name.
    """
    behaviour = read_declared(Behaviour, path)
    if not isinstance(behaviour.start, str):
        require_sunday(behaviour.start, place(path, line_of(path, ("from",))))
    for location, expected, found, remedy in _faults(behaviour):
        raise MalformedCaseError(
            expected=expected, found=found, where=place(path, line_of(path, location)), remedy=remedy
        )
    return behaviour


def schema_text() -> str:
    """The JSON Schema of a file of checks, made from the records above."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Behaviour.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def shipped_schema() -> str:
    """The JSON Schema as it is shipped."""
    return files("fineline.case").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


Fault = tuple[Location, str, str, str]


def _faults(behaviour: Behaviour) -> Iterator[Fault]:
    yield from _lever_faults(behaviour)
    seen: set[str] = set()
    for number, check in enumerate(behaviour.checks):
        at = ("checks", number)
        if check.id in seen:
            yield (*at, "id"), "a name that no other check has", f"{check.id} again", "give it a name of its own"
        seen.add(check.id)
        if isinstance(check, Limits):
            continue
        if check.lever not in behaviour.levers:
            known = ", ".join(behaviour.levers)
            yield (*at, "lever"), f"one of the levers above: {known}", check.lever, "name one of them, or add it above"
            continue
        lever = LEVERS[check.lever]
        for position in (check.positions or ()) if isinstance(check, Monotone) else ():
            if not lever.holds(position):
                expected = f"positions that {check.lever} can have, from {lever.low:g} to {lever.high:g}"
                yield (*at, "positions"), expected, f"{position:g}", "give other positions"


def _lever_faults(behaviour: Behaviour) -> Iterator[Fault]:
    for name, extremes in behaviour.levers.items():
        if name not in FREE:
            found = name if name not in LEVERS else f"{name}, which follows from {LEVERS[name].follows}"
            yield ("levers", name), f"an input of the model: one of {', '.join(FREE)}", found, "name one of these"
            continue
        for key in ("low", "high"):
            value: float = getattr(extremes, key)
            if not LEVERS[name].holds(value):
                expected = "0 or 1" if LEVERS[name].kind == "state" else f"at least {LEVERS[name].low:g}"
                if LEVERS[name].kind != "state" and LEVERS[name].high != float("inf"):
                    expected = f"from {LEVERS[name].low:g} to {LEVERS[name].high:g}"
                yield ("levers", name, key), f"a value of {name} {expected}", f"{value:g}", "give another value"
