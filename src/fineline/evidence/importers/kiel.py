"""The Ukraine Support Tracker of the Kiel Institute: CSV by month, all donors together or by country; EUR bn.

The two files are told apart by their columns and may be given together. The aid of all donors but the lead backer
needs both: the total less the lead backer's part.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from fineline.errors import DuplicateRowError, TableError
from fineline.evidence.figures import Figure
from fineline.evidence.importers.kind import Dating, Imported, Kind, Origin
from fineline.evidence.importers.reading import Cells, calendar_day, header_of, not_negative, number, records

ORIGIN = Origin(
    "S10",
    "Ukraine Support Tracker",
    "Kiel Institute",
    "https://github.com/UkraineSupportTrackerWebsite/ukraine-support-tracker",
    "none stated in the repository; cite Kiel Institute",
)
CLAIMANT = "Kiel Institute"
KINDS_OF_AID = ("military", "financial", "humanitarian")
MONTHLY = {"year", "month", "total_allocations", *KINDS_OF_AID}
BY_COUNTRY = {"country", "iso", "year", "month", "total", *KINDS_OF_AID}
LEAD_BACKER = "USA"
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_ISO = re.compile(r"[A-Z]{2,3}", re.ASCII)

Aid = dict[tuple[str, str, date], float]
"""EUR bn by kind of aid, country code (empty for all donors) and month end."""


def _recognises(head: str) -> bool:
    header = set(header_of(head))
    return header >= MONTHLY or header >= BY_COUNTRY


def _read(paths: tuple[Path, ...], advance: Callable[[], None]) -> Imported:
    aid: Aid = {}
    for path in paths:
        for where, row in records(path):
            _add(where, row, aid)
        advance()
    return Imported(list(_figures(aid)))


def _add(where: str, row: Cells, aid: Aid) -> None:
    iso = row.get("iso", "")
    if "iso" in row and not _ISO.fullmatch(iso):
        raise _fault(where, "iso as the code of a country", iso)
    month = _month_end(where, row)
    columns = {kind: kind for kind in KINDS_OF_AID} | {"total": "total" if iso else "total_allocations"}
    for kind, column in columns.items():
        value = number(where, row, column)
        if aid.setdefault((kind, iso, month), value) != value:
            raise DuplicateRowError(
                expected="one row for each month and donor",
                found=f"{kind} of {month:%Y-%m} {iso} again, with another amount",
                where=where,
                remedy="take one of the two rows out",
            )


def _month_end(where: str, row: Cells) -> date:
    if not (_WHOLE.fullmatch(row["year"]) and _WHOLE.fullmatch(row["month"])):
        raise _fault(where, "year and month as whole numbers", f"{row['year']}, {row['month']}")
    first = calendar_day(where, int(row["year"]), int(row["month"]), 1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _figures(aid: Aid) -> Iterator[Figure]:
    for (kind, iso, month), value in aid.items():
        by = f"_by_{iso.lower()}" if iso else ""
        yield _figure(f"aid_{kind}_allocated{by}", month, value, "")
    for (kind, iso, month), value in aid.items():
        if kind == "military" and iso == LEAD_BACKER:
            yield _figure("lead_backer_aid_allocated", month, not_negative(f"{month:%Y-%m}", iso, value), "")
            if (total := aid.get((kind, "", month))) is not None:
                others = not_negative(f"{month:%Y-%m}", "aid of all donors less the lead backer", total - value)
                yield _figure("other_backers_aid_allocated", month, others, "all donors less the lead backer")


def _figure(series: str, month: date, value: float, note: str) -> Figure:
    return Figure(
        series,
        month.replace(day=1),
        month,
        round(value, 6),
        None,
        None,
        "EUR_bn/month",
        ORIGIN.id,
        CLAIMANT,
        published=month,
        url=ORIGIN.url,
        note=note or None,
    )


def _fault(where: str, expected: str, found: str) -> TableError:
    return TableError(
        expected=expected, found=found[:60] or "an empty cell", where=where, remedy="correct the row, or take it out"
    )


KIND = Kind("kiel", "the Kiel tracker of aid", ORIGIN, Dating.REVISED, _recognises, _read)
