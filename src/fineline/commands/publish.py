"""`fineline publish`: a forecast frozen with its pins, and the record of those published before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import output, table, working
from fineline.commands.forecast import say_which
from fineline.evaluation.registry import Entry
from fineline.evaluation.track_record import AHEAD, track_record
from fineline.products.posteriors import choose
from fineline.products.publishing import publish, publish_headline, published_of
from fineline.products.requests import ForecastRequest, checked

PASSED_NOTE = (
    "Weeks that had passed on the day of publication are counted apart: the fit did not read them, but nobody can see "
    "that from outside. Misses stay."
)


def run(name: str, *, horizon: int, posterior: Path | None, registry: Path) -> None:
    """Make a forecast and freeze it.

    Args:
        name: name or folder of the case.
        horizon: weeks after the last week with data.
        posterior: its file; the shipped one when None.
        registry: folder of the registry.

    Raises:
        FinelineError: a fault of the request, the case, the registry or the disk.
    """
    case = load_case(name)
    request = checked(ForecastRequest, horizon=horizon)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    today = datetime.now(UTC).date()
    with working("simulating"):
        entry = publish(case, request, chosen, registry=registry, published=today)
    say_published(entry, registry)


def run_headline(name: str, run_id: str, *, registry: Path) -> None:
    """Freeze the headline forecast of a back-test that looked ahead.

    Args:
        name: name or folder of the case.
        run_id: the back-test.
        registry: folder of the registry.

    Raises:
        FinelineError: a fault of the run, the case, the registry or the disk.
    """
    say_published(
        publish_headline(load_case(name), run_id, registry=registry, published=datetime.now(UTC).date()), registry
    )


def say_published(entry: Entry, registry: Path) -> None:
    """Print where an entry lies, and its hash."""
    output().print(f"published entry {entry.number} in {registry / entry.folder}", soft_wrap=True)
    output().print(f"hash {entry.hash}", soft_wrap=True)


def show_record(name: str, registry: Path) -> None:
    """Print how the published forecasts of a case have fared.

    Raises:
        FinelineError: a fault of the case or the registry.
    """
    rows = [
        (
            str(row["entry"]),
            row["published"].isoformat(),
            row["reference_date"].isoformat(),
            row["target"],
            "ahead of publication" if row["weeks"] == AHEAD else "passed by then",
            str(row["forecast"]),
            str(row["observed"]),
            str(row["held_50"]),
            str(row["held_90"]),
            str(row["missed_90"]),
            "–" if row["mean_error"] is None else f"{row['mean_error']:,.0f} {row['unit']}".replace("-", "−"),
        )
        for row in track_record(published_of(load_case(name), registry)).iter_rows(named=True)
    ]
    numbers = ("weeks", "observed", "in 50 %", "in 90 %", "missed")
    columns = ("entry", "published", "from", "series", "weeks that were", *numbers, "observed less median")
    output().print(table("Track record of published forecasts", columns, rows, numbers=numbers))
    output().print(PASSED_NOTE, soft_wrap=True)
