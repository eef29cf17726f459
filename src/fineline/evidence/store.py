"""The tables of a case, and the one place that decides what was known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from fineline.errors import AsOfError
from fineline.evidence.catalogue import Catalogue, load_catalogue
from fineline.evidence.claims import TEXTS_OF_A_CLAIM, Claim
from fineline.evidence.door import CLAIM_COLUMNS, SERIES_COLUMNS, check_claims, check_row, check_series
from fineline.evidence.figures import CLAIMS_SCHEMA, KEY, SERIES_SCHEMA, cell
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.view import Days, KnownRows, SeriesData, Texts, View

TABLES = "tables"
SERIES_TABLE = "series.csv"
CLAIMS_TABLE = "claims.csv"

# The latest vintage of a figure is the one that replaces the others; a figure without vintages is its own latest.
_KNOWN_SERIES = """
    SELECT *, row_number() OVER (
        PARTITION BY series, date, period_start, claimant ORDER BY vintage DESC NULLS LAST, published DESC
    ) = 1 AS latest
    FROM known ORDER BY series, date, claimant, period_start NULLS FIRST, vintage NULLS FIRST
"""
_KNOWN_CLAIMS = "SELECT * FROM known ORDER BY id"

Column = npt.NDArray[np.generic]


class EvidenceStore:
    """The tables of a case, ready to be read as of any day.

    Attributes:
        catalogue: what the case declares about its evidence.
    """

    def __init__(self, tables: Path, catalogue: Catalogue, ledger: Ledger | None = None) -> None:
        """Load tables that have passed the door; `open_store` checks them first.

        Args:
            tables: the folder with the tables of the case.
            catalogue: what the case declares about its evidence.
            ledger: imported evidence to read as well. Where it has a row or claim of the same key as the case's own
                tables, the case's stands.

        Raises:
            LedgerError: the ledger is damaged.
        """
        self.catalogue = catalogue
        self._database = duckdb.connect(":memory:")
        for name, file, columns in (
            ("series", SERIES_TABLE, SERIES_COLUMNS),
            ("claims", CLAIMS_TABLE, CLAIM_COLUMNS),
        ):
            self._load(name, tables / file, columns)
        if ledger is not None:
            self._add("series", ledger.series(), KEY)
            self._add("claims", ledger.claims(), ("id",))

    def _load(self, name: str, path: Path, columns: Mapping[str, str]) -> None:
        """One table, read with the types declared; nothing about the file is guessed."""
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        self._database.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv($path, auto_detect = false, header = true, "  # noqa: S608
            f"columns = {{{types}}}, delim = ',', quote = '\"', escape = '\"', nullstr = '')",
            {"path": str(path)},
        )

    def _add(self, name: str, rows: pl.DataFrame, key: tuple[str, ...]) -> None:
        """Add the rows of the ledger whose key the case's own table does not hold."""
        same = " AND ".join(f"own.{column} IS NOT DISTINCT FROM imported.{column}" for column in key)
        self._database.register("imported", rows.to_arrow())
        self._database.execute(
            f"INSERT INTO {name} BY NAME SELECT * FROM imported "  # noqa: S608  our own names
            f"WHERE NOT EXISTS (SELECT 1 FROM {name} AS own WHERE {same})"
        )
        self._database.unregister("imported")

    def everything(self, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Every row of the long table and every claim published by the end of a day, declared by the case or not.

        Args:
            as_of: the day.

        Returns:
            The rows, sorted by series, date, claimant, period and vintage; and the claims, sorted by identifier.
        """
        schema = {**SERIES_SCHEMA, "latest": pl.Boolean}
        rows = pl.DataFrame(self._known("series", _KNOWN_SERIES, as_of).fetchall(), schema=schema, orient="row")
        claims = self._known("claims", _KNOWN_CLAIMS, as_of).fetchall()
        return rows.drop("latest"), pl.DataFrame(claims, schema=dict(CLAIMS_SCHEMA), orient="row")

    def view(self, as_of: date) -> View:
        """What was public at the end of a day.

        Args:
            as_of: the day.

        Returns:
            Every row and claim published on or before that day.

        Raises:
            AsOfError: no observation was public yet.
        """
        self._check_as_of(as_of)
        rows = _columns(self._known("series", _KNOWN_SERIES, as_of))
        claims = _columns(self._known("claims", _KNOWN_CLAIMS, as_of))
        return View(
            as_of=as_of,
            catalogue=self.catalogue,
            rows=_by_series(rows, self.catalogue),
            claims=_claims(claims),
        )

    def first_observation(self) -> date:
        """The day on which the first observation became public: a row that a fit may read."""
        observed = [name for name, spec in self.catalogue.series.items() if spec.use == "observed"]
        found = self._database.cursor().execute(
            "SELECT min(published) FROM series WHERE series IN (SELECT unnest($observed))", {"observed": observed}
        )
        first = cast(tuple[date | None], found.fetchone())[0]
        if first is None:
            raise AsOfError(
                expected="at least one observation in the tables",
                found="none",
                where=SERIES_TABLE,
                remedy="build the tables of the case",
            )
        return first

    def _check_as_of(self, as_of: date) -> None:
        first = self.first_observation()
        if as_of < first:
            raise AsOfError(
                expected=f"a day on or after {first.isoformat()}, when the first observation became public",
                found=as_of.isoformat(),
                where="as of",
                remedy=f"choose {first.isoformat()} or later",
            )

    def _known(self, table: str, query: str, as_of: date) -> duckdb.DuckDBPyConnection:
        """The only way from the tables to a view: rows published later are cut off here, before anything else."""
        known = f"WITH known AS (SELECT * FROM {table} WHERE published <= $as_of) {query}"  # noqa: S608  our own names
        return self._database.cursor().execute(known, {"as_of": as_of})


def open_store(case_dir: Path, catalogue: Catalogue | None = None, ledger: Ledger | None = None) -> EvidenceStore:
    """Check the tables of a case and load them.

    Args:
        case_dir: the folder of the case.
        catalogue: its catalogue, if already read.
        ledger: imported evidence to read as well; its rows of series that the case does not declare enter no view.

    Returns:
        The store.

    Raises:
        CaseError: the catalogue does not hold together.
        EvidenceError: a table or the ledger does not; the message names file and line, or the row.
    """
    catalogue = catalogue or load_catalogue(case_dir)
    tables = case_dir / TABLES
    check_series(tables / SERIES_TABLE, catalogue)
    check_claims(tables / CLAIMS_TABLE)
    if ledger is not None:
        _check_ledger(ledger, catalogue)
    return EvidenceStore(tables, catalogue, ledger)


def _check_ledger(ledger: Ledger, catalogue: Catalogue) -> None:
    """Hold the rows of a ledger to what the case declares about their series."""
    declared = ledger.series().filter(pl.col("series").is_in(list(catalogue.series)))
    for row in declared.iter_rows(named=True):
        where = f"{ledger.folder}, {row['series']} of {row['date']} by {row['claimant']}"
        check_row(where, {name: cell(value) for name, value in row.items()}, catalogue)


def _columns(found: duckdb.DuckDBPyConnection) -> dict[str, Column]:
    return cast(dict[str, Column], found.fetchnumpy())


def _days(column: Column) -> Days:
    return np.ma.filled(column.astype("datetime64[D]"), np.datetime64("NaT", "D"))


def _floats(column: Column) -> npt.NDArray[np.float64]:
    return np.ma.filled(column.astype(np.float64), np.nan)


def _texts(column: Column) -> Texts:
    return np.ma.filled(column, "").astype(np.str_)


def _by_series(columns: Mapping[str, Column], catalogue: Catalogue) -> dict[str, KnownRows]:
    names = _texts(columns["series"])
    if not len(names):
        return {}
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    ends = np.r_[starts[1:], len(names)]
    blocks = {str(names[start]): slice(start, end) for start, end in zip(starts, ends, strict=True)}
    return {
        name: _known_rows(name, {key: column[block] for key, column in columns.items()}, catalogue)
        for name, block in blocks.items()
        if name in catalogue.series
    }


def _known_rows(name: str, columns: Mapping[str, Column], catalogue: Catalogue) -> KnownRows:
    dates, claimants = _days(columns["date"]), _texts(columns["claimant"])
    aside = {(entry.claimant, np.datetime64(entry.date, "D")) for entry in catalogue.set_aside if entry.series == name}
    data = SeriesData(
        name=name,
        unit=catalogue.series[name].unit,
        date=dates,
        period_start=_days(columns["period_start"]),
        value=_floats(columns["value"]),
        low=_floats(columns["low"]),
        high=_floats(columns["high"]),
        published=_days(columns["published"]),
        vintage=_days(columns["vintage"]),
        claimant=claimants,
        family=np.array([catalogue.claimants[str(claimant)].family for claimant in claimants], np.str_),
        derived_from=np.array([catalogue.derived_from(name, str(claimant)) for claimant in claimants], np.str_),
        source=_texts(columns["source"]),
        claim=_texts(columns["claim"]),
    )
    set_aside = np.array([(str(who), day) in aside for who, day in zip(claimants, dates, strict=True)], np.bool_)
    return KnownRows(data=data, latest=np.asarray(columns["latest"], np.bool_), set_aside=set_aside)


def _claims(columns: Mapping[str, Column]) -> dict[str, Claim]:
    texts = {name: _texts(columns[name]) for name in TEXTS_OF_A_CLAIM}
    as_of, published = _days(columns["as_of"]), _days(columns["published"])
    return {
        str(identifier): Claim(
            *(str(texts[name][row]) for name in TEXTS_OF_A_CLAIM),
            as_of=cast(date, as_of[row].astype(date)),
            published=cast(date, published[row].astype(date)),
        )
        for row, identifier in enumerate(texts["id"])
    }
