"""Faults, one class per kind. Each says what was expected, what was found, where, and what to do.

The kinds::

    FinelineError
      WeekError                      a date that does not name a week
      CaseError                      a case that cannot be read or does not hold together
        CaseNotFoundError  MalformedCaseError  UnknownKeyError  MissingRoleError
        UnitError  UnknownMechanismError  StructureError  ComparisonError  LaidError
      EvidenceError                  a table, series or as-of view that cannot be trusted
        TableError  UnknownSeriesError  DuplicateRowError  OrderError  NegativeCountError
        NotASundayError (also a WeekError)  AsOfError
        ImportFormatError  RevisionError  ReviewError  LedgerError
      PosteriorError                 a saved fit that cannot be used
        PosteriorNotFoundError  PinMismatchError  TruncatedFileError  ResumeError
      SettingError                   a request that names something that does not exist or lies out of range
      StorageError                   the disk refused
      TypesettingError               a document that cannot be set in type

Every one of them is the user's to mend, so the command line prints the text and leaves with exit code 2.
"""

from __future__ import annotations

from typing import ClassVar


class FinelineError(Exception):
    """The base of every fault that a user or a data maintainer can mend.

    Attributes:
        fault: the kind of fault in a few words; each subclass has its own.
        expected: what would have been right.
        found: what was there instead.
        where: file and line, table and row, or the name of the argument; empty when there is no such place.
        remedy: what to do about it.
    """

    fault: ClassVar[str] = "something is wrong"

    def __init__(self, *, expected: str, found: str, where: str = "", remedy: str) -> None:
        super().__init__(expected, found, where, remedy)
        self.expected = expected
        self.found = found
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """The whole message: place and fault first, then expected, found and remedy, one to a line."""
        headline = f"{self.where}: {self.fault}" if self.where else self.fault
        return f"{headline}\n  expected: {self.expected}\n  found:    {self.found}\n  remedy:   {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by field, since the constructor takes keywords only and errors cross process borders."""
        return _rebuild, (type(self), self.expected, self.found, self.where, self.remedy)


def _rebuild(kind: type[FinelineError], expected: str, found: str, where: str, remedy: str) -> FinelineError:
    return kind(expected=expected, found=found, where=where, remedy=remedy)


class WeekError(FinelineError):
    """A date or a pair of dates that does not fit the weekly calendar."""

    fault = "a date does not fit the weekly calendar"


class CaseError(FinelineError):
    """A case that cannot be read or does not hold together."""

    fault = "the case does not hold together"


class CaseNotFoundError(CaseError):
    """A case name or path under which there is no case."""

    fault = "no such case"


class MalformedCaseError(CaseError):
    """A case file that is no valid YAML or TOML, or a value of the wrong type or out of its range."""

    fault = "a value in the case cannot be read"


class UnknownKeyError(CaseError):
    """A key that the case schema does not know."""

    fault = "unknown key in the case"


class MissingRoleError(CaseError):
    """A case without one of the roles every case needs."""

    fault = "a role is missing from the case"


class UnitError(CaseError):
    """A unit that does not measure the quantity it stands beside."""

    fault = "the unit does not fit the quantity"


class UnknownMechanismError(CaseError):
    """A mechanism name under which there is no equation."""

    fault = "no such mechanism"


class StructureError(CaseError):
    """Mechanisms that leave a quantity undefined, or define one twice."""

    fault = "the mechanisms do not fit together"


class ComparisonError(CaseError):
    """A saved comparison of rival structures that does not have the shape of one."""

    fault = "the comparison of structures cannot be read"


class LaidError(CaseError):
    """A result that lies with a case and does not have the shape of one."""

    fault = "the result that lies with the case cannot be read"


class EvidenceError(FinelineError):
    """A table, a series or an as-of view that cannot be trusted."""

    fault = "the evidence cannot be trusted"


class TableError(EvidenceError):
    """A table with a missing or surplus column, an empty required cell or a cell that does not parse."""

    fault = "the table cannot be read"


class UnknownSeriesError(EvidenceError):
    """A series name that the case or its tables do not hold."""

    fault = "no such series"


class DuplicateRowError(EvidenceError):
    """Two rows for one series, date, claimant and vintage."""

    fault = "two rows speak of the same thing"


class OrderError(EvidenceError):
    """A series whose rows are not in the order of their dates."""

    fault = "the series is out of order"


class NegativeCountError(EvidenceError):
    """A count of people, rounds or money below zero."""

    fault = "a count is negative"


class NotASundayError(EvidenceError, WeekError):
    """A week that does not end on Sunday."""

    fault = "a week does not end on Sunday"


class AsOfError(EvidenceError):
    """An as-of date on which nothing was known yet, or that lies after the case's own knowledge."""

    fault = "nothing can be read as of that date"


class ImportFormatError(EvidenceError):
    """A file that is not in the format it is imported as."""

    fault = "the file is not in that format"


class RevisionError(EvidenceError):
    """A figure that differs from the one already kept under the same series, date, claimant and vintage."""

    fault = "the figure contradicts the one already kept"


class ReviewError(EvidenceError):
    """Rows that no person has decided on yet."""

    fault = "not reviewed"


class LedgerError(EvidenceError):
    """A folder of imported evidence that is damaged."""

    fault = "the ledger cannot be read"


class PosteriorError(FinelineError):
    """A saved fit that cannot be used."""

    fault = "the posterior cannot be used"


class PosteriorNotFoundError(PosteriorError):
    """A place where a saved fit was expected and there is none."""

    fault = "no posterior there"


class PinMismatchError(PosteriorError):
    """A saved fit made from another case, model or setting than the one it is asked to serve."""

    fault = "the posterior was made from something else"


class TruncatedFileError(PosteriorError):
    """A saved fit that breaks off or whose content does not match its own checksum."""

    fault = "the posterior file is incomplete"


class ResumeError(PosteriorError):
    """An interrupted fit that cannot be taken up again with the settings given."""

    fault = "the interrupted fit cannot be resumed"


class SettingError(FinelineError):
    """A request that names a lever, run or option that does not exist, or gives a number out of range."""

    fault = "the request cannot be met"


class StorageError(FinelineError):
    """The disk refused: full, read-only or not permitted. Nothing is left half written."""

    fault = "the file could not be written"


class TypesettingError(FinelineError):
    """A document that cannot be set in type: no fonts, or content that does not fit its pages."""

    fault = "the document cannot be typeset"
