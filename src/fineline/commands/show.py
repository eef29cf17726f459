"""`fineline cases` and `fineline show`: what a case holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fineline.analysis.disclosure import disclosure_check, read_beyond_contingent
from fineline.case import Case, case_names, deployment_rows, load_case
from fineline.commands.console import output, table
from fineline.commands.mechanisms import case_with
from fineline.evidence import View, series_rows, source_rows
from fineline.products.cases import SHIPPED, known_day
from fineline.report.numbers import quoted_text


def list_cases() -> None:
    """Print every embedded case."""
    cases = [load_case(name) for name in case_names()]
    rows = [
        (case.name, case.title, f"{case.calendar.first_week} to {case.calendar.last_week}", _posterior(case))
        for case in cases
    ]
    output().print(table("Cases", ("name", "title", "weeks", "posterior"), rows))


def show_case(
    name: str, as_of: date | None, mechanisms: Sequence[str] | None = None, ledger: Path | None = None
) -> None:
    """Print calendar, roles, mechanisms, sources, series and deployments of a case as known on a day."""
    case = case_with(name, mechanisms, ledger)
    day = known_day(case, as_of)
    view = case.evidence().view(day)
    console = output()
    console.print(f"{case.title} ({case.name}, version {case.version})")
    console.print(f"as of {day}; weeks {case.calendar.first_week} to {case.calendar.last_week}; {_posterior(case)}\n")
    console.print(table("Roles", ("role", "who"), [(role, held.name) for role, held in case.roles]))
    console.print(table("Mechanisms", ("mechanism", "equation"), case.mechanisms.items()))
    _show_sources(case)
    _show_series(view)
    _show_deployments(case, day)
    _show_disclosure(case, view)


def _posterior(case: Case) -> str:
    return f"with {SHIPPED}" if (case.folder / SHIPPED).is_file() else "no posterior yet"


def _show_sources(case: Case) -> None:
    lags = {name: source.lag_days for name, source in case.catalogue.sources.items()}
    rows = [
        (row.id, row.name, row.publisher, row.licence, row.coverage, lags.get(row.id, ""))
        for row in source_rows(case.folder)
    ]
    columns = ("id", "source", "publisher", "licence", "coverage", "lag (days)")
    output().print(table("Sources", columns, rows, numbers=("lag (days)",)))


def _show_series(view: View) -> None:
    rows = [
        (
            row.name,
            row.unit,
            row.use,
            row.first or "",
            row.last or "not public yet",
            row.rows,
            row.vintages or "",
            row.claimants,
            row.set_aside or "",
            " ".join(row.sources),
        )
        for row in series_rows(view)
    ]
    numbers = ("figures", "vintages", "claimants", "set aside")
    columns = ("series", "unit", "use", "first", "last observed", *numbers, "sources")
    output().print(table("Series", columns, rows, numbers=numbers))


def _show_deployments(case: Case, day: date) -> None:
    rows = [
        (
            row.kind,
            row.since,
            row.until if row.until and row.until != row.since else "",
            row.value if isinstance(row.value, str) else quoted_text(row.value),
            row.unit if row.unit != "1" else "",
            row.published,
            " ".join(row.claims),
        )
        for row in deployment_rows(case, day)
    ]
    columns = ("deployments and other dated facts", "since", "until", "value", "unit", "published", "claims")
    output().print(table("Dated facts", columns, rows, numbers=("value",)))


def _show_disclosure(case: Case, view: View) -> None:
    """The observed dates of disclosure against what the priors expect of such a contingent."""
    beyond = read_beyond_contingent(case)
    if beyond:
        output().print(f"Disclosure: this form reads {', '.join(beyond)}, so that its priors alone expect no date.")
        return
    checks = disclosure_check(case, view)
    if not checks:
        return
    rows = [
        (
            check.label,
            check.day,
            f"{check.observed:.1f}",
            f"{check.q50:.1f}",
            f"{check.q05:.1f} to {check.q95:.1f}",
            "inside" if check.inside else "outside",
        )
        for check in checks
    ]
    columns = ("disclosure, weeks from the first arrival", "on", "observed", "prior median", "prior 90 %", "check")
    output().print(table("Disclosure beside its priors", columns, rows, numbers=("observed", "prior median")))
