"""How often states send troops to the wars of others: conflict-years at risk and new senders, by year.

Source: the UCDP/PRIO list of armed conflicts, which names the states that support a side with troops in a year of a
conflict. It says **who, not how many**: one pilot and an army count alike. Definitions of the table:

* A *conflict-year* is at risk: a conflict with at least 25 battle deaths in the year. Civil wars with and without
  troops from outside are one kind, `intrastate`, because it is the troops that make the source call them
  internationalised.
* A *new sender* is a state that supports a side of a conflict with troops and did not support either side of the same
  conflict with troops in the calendar year before. Whoever supports both sides is counted once. Who comes back after
  a year without counts again; the record names senders only in years with 25 battle deaths, so that a pause in the
  fighting looks like a departure.
* A *sending* is a conflict-year with at least one new sender, however many states come: a coalition decides together.
* A *first sending* is a sending into a conflict in which nobody from outside had troops in the year before: those who
  follow others into the same war are left out.
* 1946 has no year before it, so that it serves to tell who is new in 1947 and has no row.
* A conflict *begins* in its first year on record from 1947 on, and is *joined* in its first year with troops from
  outside; conflicts on record in 1946 are in neither count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from table_builders.rows import SourceRow, read_source, write_table

TABLE = "precedent.csv"
KINDS: Mapping[str, str] = {
    "interstate": "interstate",
    "intrastate": "intrastate",
    "internationalised intrastate": "intrastate",
    "extrasystemic": "extrasystemic",
}
FIRST_ON_RECORD = 1946
PUBLISHED = "2025-06-30"
"""Version 25.1, the first to reach 2024, was in use by mid-June 2025; its own pages give no day."""

Key = tuple[int, int]
"""Conflict and year."""


@dataclass
class PrecedentRow:
    """One year of one kind of conflict, in the order of the columns."""

    year: int
    kind: str
    conflict_years: int = 0
    war_years: int = 0
    with_troops: int = 0
    sendings: int = 0
    first_sendings: int = 0
    new_senders: int = 0
    conflicts_begun: int = 0
    conflicts_joined: int = 0
    published: str = PUBLISHED
    source: str = ""


def write_precedent(source_dir: Path, tables_dir: Path) -> None:
    """Write the table of precedents, and no other.

    Args:
        source_dir: folder with the compiled source files.
        tables_dir: where the table goes.
    """
    conflicts = read_source(source_dir / "historical_conflict_years_ucdp.csv")
    support = read_source(source_dir / "historical_troop_support_ucdp.csv")
    rows = precedent_rows(conflicts, support)
    columns = tuple(PrecedentRow.__dataclass_fields__)
    write_table(tables_dir / TABLE, columns, (map(str, astuple(row)) for row in rows))


def precedent_rows(conflicts: Iterable[SourceRow], support: Iterable[SourceRow]) -> list[PrecedentRow]:
    """One row for each year and kind from the second year on record on, years and kinds without conflict included."""
    listed = {_key(row): row for row in conflicts}
    senders: dict[Key, set[str]] = defaultdict(set)
    for row in support:
        senders[_key(row)].add(row["supporter_gwno"])
    source = ";".join(sorted({row["source"] for row in listed.values()}))
    last = max(year for _, year in listed)
    rows = {
        (year, kind): PrecedentRow(year, kind, source=source)
        for year in range(FIRST_ON_RECORD + 1, last + 1)
        for kind in sorted(set(KINDS.values()))
    }
    for (conflict, year), row in listed.items():
        if year > FIRST_ON_RECORD:
            here, before = senders.get((conflict, year), set()), senders.get((conflict, year - 1), set())
            _count(rows[year, KINDS[row["conflict_type"]]], row, here, before)
    for conflict, begun, joined in _histories(listed, senders):
        kind = KINDS[listed[conflict, begun]["conflict_type"]]
        rows[begun, kind].conflicts_begun += 1
        if joined is not None:
            rows[joined, kind].conflicts_joined += 1
    return list(rows.values())


def _key(row: SourceRow) -> Key:
    return int(row["conflict_id"]), int(row["year"])


def _count(row: PrecedentRow, listed: SourceRow, here: set[str], before: set[str]) -> None:
    new = here - before
    row.conflict_years += 1
    row.war_years += listed["intensity_level"] == "2"
    row.with_troops += bool(here)
    row.sendings += bool(new)
    row.first_sendings += bool(new) and not before
    row.new_senders += len(new)


def _histories(
    listed: Mapping[Key, SourceRow], senders: Mapping[Key, set[str]]
) -> Iterator[tuple[int, int, int | None]]:
    """Each conflict that begins after the first year on record: itself, its first year, its first year with troops."""
    years: dict[int, list[int]] = defaultdict(list)
    for conflict, year in sorted(listed):
        years[conflict].append(year)
    for conflict, active in years.items():
        if active[0] > FIRST_ON_RECORD:
            yield conflict, active[0], next((year for year in active if senders.get((conflict, year))), None)
