"""What a case declares about its evidence: sources, claimants, series, and figures it sets aside."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fineline.errors import MalformedCaseError, UnitError, UnknownSeriesError
from fineline.evidence.declared import Declared, Location, line_of, place, read_declared
from fineline.evidence.quantities import QUANTITIES
from fineline.evidence.units import same_unit

CATALOGUE_FILE = "evidence.yaml"
GAINS_FILE = "gains.yaml"
"""What kinds of claimant gain; told to readers, and read by no fit."""

Sentence = Annotated[str, Field(min_length=1)]


class Source(Declared):
    """A source of figures.

    Attributes:
        lag_days: days from the date of a figure to its publication, where the source gives no day of its own.
        reason: why that lag.
    """

    lag_days: int = Field(ge=0)
    reason: Sentence


class Claimant(Declared):
    """Somebody who states figures.

    Attributes:
        family: the claimants whose errors go together.
        interest: how the claimant stands to the war.
        gains: what a high or a low figure does for the claimant.
        copies: for a series, the series whose figures the claimant passes on; such rows are never counted again.
    """

    family: Sentence
    interest: Literal["party", "ally of party", "independent", "unknown"]
    gains: Sentence
    copies: dict[str, str] = Field(default_factory=dict)


class KindOfClaimant(Declared):
    """Claimants that are alike in what they gain, where the case does not name each.

    Attributes:
        kind: what they are.
        begins: beginnings of their names, of which one fits; none where the interest decides.
        interest: how they stand to the war, where that decides; empty where the name does.
        gains: what a high or a low figure does for them.
    """

    kind: Sentence
    begins: tuple[Sentence, ...] = ()
    interest: Literal["", "party", "ally of party", "independent", "unknown"] = ""
    gains: Sentence

    @model_validator(mode="after")
    def _by_name_or_interest(self) -> Self:
        if bool(self.begins) == bool(self.interest):
            raise ValueError("a kind is told by beginnings of names or by an interest, and not by both")
        return self

    def holds(self, claimant: str, interest: str) -> bool:
        """Whether a claimant is of this kind; a beginning ends where a word does."""
        fits = (claimant[len(start) :] for start in self.begins if claimant.startswith(start))
        return interest == self.interest or any(not rest[:1].isalnum() for rest in fits)


class _KindsFile(Declared):
    kinds: tuple[KindOfClaimant, ...]


class SeriesSpec(Declared):
    """A series of the case's tables.

    Attributes:
        title: what it measures, in words.
        unit: the unit of its values.
        frequency: weekly series end their weeks on Sunday; monthly ones on the last day; dated ones on any day.
        sign: a count is never negative, a change may be.
        sources: the sources its rows may name.
        use: observed figures are fitted, an input enters the model as it stands, context is only shown.
        observations: names of the observation models that fit it; none unless it is observed.
    """

    title: Sentence
    unit: Sentence
    frequency: Literal["weekly", "monthly", "dated"]
    sign: Literal["count", "change"]
    sources: tuple[str, ...] = Field(min_length=1)
    use: Literal["observed", "input", "context"]
    observations: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fitted_if_observed(self) -> Self:
        if (self.use == "observed") != bool(self.observations):
            raise ValueError("an observed series names its observation models, and no other series does")
        return self


class SetAside(Declared):
    """A figure that is shown beside its rivals and that no fit reads.

    Attributes:
        series: the series it belongs to.
        claimant: who states it.
        date: the day it speaks of.
        reason: why it is set aside.
    """

    series: str
    claimant: str
    date: date
    reason: Sentence


class Catalogue(Declared):
    """All a case declares about its evidence, by identifier or name."""

    sources: dict[str, Source]
    claimants: dict[str, Claimant]
    series: dict[str, SeriesSpec]
    set_aside: tuple[SetAside, ...] = ()
    kinds: tuple[KindOfClaimant, ...] = ()
    """Kinds of claimant; a case keeps them in a file of their own, which no fit reads."""

    def derived_from(self, series: str, claimant: str) -> str:
        """The series a claimant passes on in another, or an empty text when the claimant speaks for itself."""
        return self.claimants[claimant].copies.get(series, "")


def load_catalogue(case_dir: Path) -> Catalogue:
    """Read and check the catalogue of a case.

    Args:
        case_dir: the folder of the case.

    Returns:
        The catalogue, its units and cross-references checked.

    Raises:
        UnknownKeyError, MalformedCaseError: the file does not fit the schema.
        UnknownSeriesError: a series that no part of the model knows, or a reference to an undeclared one.
        UnitError: the unit of a series does not measure its quantity.
    """
    path = case_dir / CATALOGUE_FILE
    catalogue = read_declared(Catalogue, path)
    for name, spec in catalogue.series.items():
        _check_series(name, spec, catalogue, path)
    for name, claimant in catalogue.claimants.items():
        for copy, original in claimant.copies.items():
            _check_known_series((copy, original), catalogue, path, ("claimants", name, "copies"))
    for index, entry in enumerate(catalogue.set_aside):
        _check_known_series((entry.series,), catalogue, path, ("set_aside", index))
    return catalogue.model_copy(update={"kinds": _kinds(case_dir / GAINS_FILE) or catalogue.kinds})


def _kinds(path: Path) -> tuple[KindOfClaimant, ...]:
    """The kinds of claimant of a case; none where it has no such file."""
    return read_declared(_KindsFile, path).kinds if path.is_file() else ()


def _check_series(name: str, spec: SeriesSpec, catalogue: Catalogue, path: Path) -> None:
    if name not in QUANTITIES:
        raise UnknownSeriesError(
            expected=f"one of {', '.join(QUANTITIES)}",
            found=name,
            where=place(path, line_of(path, ("series", name))),
            remedy="use the name of the quantity the figures measure",
        )
    if not same_unit(spec.unit, QUANTITIES[name]):
        raise UnitError(
            expected=f"{name} in {QUANTITIES[name]}",
            found=spec.unit,
            where=place(path, line_of(path, ("series", name, "unit"))),
            remedy="convert the figures when the tables are built, and declare the unit they then have",
        )
    if unknown := [source for source in spec.sources if source not in catalogue.sources]:
        raise MalformedCaseError(
            expected=f"a source declared under 'sources': {', '.join(catalogue.sources)}",
            found=", ".join(unknown),
            where=place(path, line_of(path, ("series", name, "sources"))),
            remedy="declare the source with its lag, or correct its identifier",
        )


def _check_known_series(names: tuple[str, ...], catalogue: Catalogue, path: Path, location: Location) -> None:
    if unknown := [name for name in names if name not in catalogue.series]:
        raise UnknownSeriesError(
            expected="a series declared under 'series'",
            found=", ".join(unknown),
            where=place(path, line_of(path, location)),
            remedy="correct the name or declare the series",
        )
