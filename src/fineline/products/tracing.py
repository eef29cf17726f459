"""From a number of the briefing to the claims and sources that the fit behind it read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from fineline.analysis.lineage import upstream
from fineline.case import Case, model_inputs
from fineline.errors import SettingError
from fineline.evidence import SeriesData, SourceRow, View, source_rows
from fineline.inference.target import Reads, assemble, fitted_weeks, observation_reads
from fineline.model.structure import Structure
from fineline.report.tracing import Computed, Content, Number, computed, numbers_of

CLOSEST = 12
"""Parameters and claims named of a list; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """A parameter that a number rests on: how many equations lie between, its contraction and status."""

    name: str
    distance: int
    contraction: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A series that the fit read and that speaks of something the number rests on.

    Attributes:
        series: its name.
        title: what it measures.
        observation: the observation model that reads it.
        quantities: what of the number's ancestry it speaks of, the nearest first.
        distance: equations between the number and the nearest of them.
        rows: figures read.
        first: first day they speak of.
        last: last day.
        claims: identifiers of claims that rows repeat.
        claimants: who says so.
        sources: sources of the rows, with publisher, address and licence.
    """

    series: str
    title: str
    observation: str
    quantities: tuple[str, ...]
    distance: int
    rows: int
    first: str
    last: str
    claims: tuple[str, ...]
    claimants: tuple[str, ...]
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The chain from a number to its sources."""

    number: Number
    computed: Computed
    header: Mapping[str, Any]
    parameters: tuple[Leaning, ...]
    readings: tuple[Reading, ...]


def read_briefing(file: Path) -> dict[str, Any]:
    """The content of a `briefing.json`.

    Raises:
        SettingError: the file is missing or holds no briefing.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_briefing(file, f"{type(error).__name__}") from error
    if not isinstance(content, dict) or not {"header", "outlook", "identification"} <= content.keys():
        raise _no_briefing(file, "other data")
    return cast(dict[str, Any], content)


def _no_briefing(file: Path, found: str) -> SettingError:
    return SettingError(
        expected="a briefing.json written by `fineline brief`",
        found=found,
        where=str(file),
        remedy="write one: fineline brief CASE --out out; or name it with --briefing FILE",
    )


def find(content: Content, identifier: str) -> Number:
    """The number with an identifier.

    Raises:
        SettingError: the briefing holds none such; the message names the nearest.
    """
    numbers = numbers_of(content)
    if identifier in numbers:
        return numbers[identifier]
    near = [name for name in numbers if name.startswith(identifier)] or list(numbers)
    raise SettingError(
        expected=f"the identifier of a number, such as {', '.join(near[:6])}",
        found=identifier,
        where="NUMBER",
        remedy="take it from the address of a number in briefing.html, or from `numbers` in briefing.json",
    )


def trace(content: dict[str, Any], case: Case, view: View, identifier: str) -> Trace:
    """The chain from one number of a briefing to what the fit read for it.

    What a variable rests on is read from the equations of the case, and what a series speaks of from its observation
    model: no list of dependencies is kept.

    Args:
        content: the briefing as plain data.
        case: the case it was written of.
        view: the evidence as known on the day of the briefing.
        identifier: of the number.

    Raises:
        SettingError: there is no such number.
    """
    number = find(content, identifier)
    how = computed(number, content["header"])
    weeks = fitted_weeks(case, view.as_of)
    inputs = model_inputs(case, view, weeks)
    structure = assemble(case, inputs)
    resting = upstream(structure, how.variables)
    reads = observation_reads(case, view, weeks, inputs)
    known = {name for one in how.variables if one in case.priors for name in _informs(structure, reads, one)}
    apart = resting | dict.fromkeys(known - resting.keys(), 1)
    speaking = {key: {*one.quantities, *one.parameters} & apart.keys() for key, one in reads.items()}
    readings = [_reading(case, view, key, found, apart) for key, found in speaking.items() if found]
    return Trace(
        number=number,
        computed=how,
        header=content["header"],
        parameters=_leanings(content, resting),
        readings=tuple(sorted(readings, key=lambda one: (one.distance, one.series))),
    )


def _informs(structure: Structure, reads: Mapping[tuple[str, str], Reads], parameter: str) -> set[str]:
    """Observed quantities that rest on a parameter: what the record knows of it, it knows through them."""
    observed = {quantity for one in reads.values() for quantity in one.quantities}
    return {quantity for quantity in observed if parameter in upstream(structure, (quantity,))}


def _leanings(content: dict[str, Any], resting: Mapping[str, int]) -> tuple[Leaning, ...]:
    """Parameters of the identification table among what the number rests on, the nearest and least known first."""
    found = [
        Leaning(
            name=row["name"],
            distance=resting[row["name"].split("[")[0]],
            contraction=row["contraction_text"],
            status=row["status"],
        )
        for row in content["identification"]["parameters"]
        if row["name"].split("[")[0] in resting
    ]
    return tuple(sorted(found, key=lambda one: (one.distance, one.status, one.name)))


def _reading(case: Case, view: View, key: tuple[str, str], found: set[str], resting: Mapping[str, int]) -> Reading:
    series, observation = key
    data = view.latest(series)
    sources = {row.id: row for row in source_rows(case.folder)}
    return Reading(
        series=series,
        title=view.catalogue.series[series].title,
        observation=observation,
        quantities=tuple(sorted(found, key=lambda name: (resting[name], name))),
        distance=min(resting[name] for name in found),
        rows=len(data),
        first=str(data.date[0]),
        last=str(data.date[-1]),
        claims=_distinct(data, "claim"),
        claimants=_distinct(data, "claimant"),
        sources=tuple(sources[name] for name in _distinct(data, "source") if name in sources),
    )


def _distinct(data: SeriesData, column: str) -> tuple[str, ...]:
    return tuple(str(value) for value in np.unique(getattr(data, column)) if value)
