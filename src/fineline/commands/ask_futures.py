"""`fineline sensitivity`, `fineline discover`, `fineline compare`: what a run of many futures answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fineline.analysis.discovery import in_full
from fineline.analysis.influence import Influence
from fineline.analysis.policies import Flip, criterion
from fineline.commands.console import messages, working
from fineline.commands.forms import Format
from fineline.commands.futures_page import show, show_head, write_page
from fineline.commands.printing import records, text_of
from fineline.errors import SettingError
from fineline.files import write_text
from fineline.products.futures import (
    Futures,
    between_structures,
    compared,
    conditions,
    posterior_of,
    read_futures,
    read_rivals,
    sensitivity,
)
from fineline.report.checks import Table

PAWN = (
    "PAWN: how far the distribution of the outcome in slices of an input lies from that over all futures, from 0 to 1. "
    "It asks nothing of how inputs go together: draws of a posterior do, and shares of variance would mislead. "
    "Chance: the most that the same index reaches when draws have changed places with all their futures."
)


def run_sensitivity(folders: Sequence[Path], outcomes: Sequence[str], posterior: Path | None, out: Path | None) -> None:
    """Print what each outcome hangs on; write the page where a folder is named.

    Raises:
        FinelineError: a fault of the run, the request or the disk.
    """
    futures = read_rivals(folders)
    if futures.structures and posterior is not None:
        raise SettingError(
            expected="one run beside --posterior",
            found=f"{len(folders)} of rival structures",
            where="--posterior",
            remedy="leave it out: each structure has parameters of its own, which are not looked at together",
        )
    chosen = None if futures.structures else posterior_of(futures, posterior)
    made = [_structures(futures)] if futures.structures else []
    for outcome in outcomes or futures.outcomes:
        with working(f"what {outcome} hangs on"):
            found = sensitivity(futures, outcome, chosen)
        made.append(
            Table(
                title=f"What {outcome} hangs on",
                note=f"{_between(futures, outcome)}{_idle(futures, found)} {PAWN}",
                head=("input", "index", "90 %", "chance", "beyond chance"),
                rows=[_influence(one) for one in found],
            )
        )
    _show(futures, made, out, "sensitivity")


def _structures(futures: Futures) -> Table:
    rows = [(str(number), forms) for number, forms in enumerate(futures.structures)]
    note = "Structures count equally here; `fineline structures` weighs them by what they forecast."
    return Table(title="Structures", note=note, head=("number", "forms in which they differ"), rows=rows)


def _between(futures: Futures, outcome: str) -> str:
    if not futures.structures:
        return ""
    return f"{between_structures(futures, outcome):.1%} of its variance lies between structures. "


def _influence(one: Influence) -> tuple[str, ...]:
    interval = f"{one.low:.3f} to {one.high:.3f}"
    return one.input, f"{one.index:.3f}", interval, f"{one.chance:.3f}", "yes" if one.beyond_chance else "no"


def _idle(futures: Futures, found: Sequence[Influence]) -> str:
    """Which levers and assumptions cannot be told from chance, in words."""
    idle = [one.input for one in found if one.input in futures.factors and not one.beyond_chance]
    if not idle:
        return "Every lever and assumption is beyond chance."
    return f"Not to be told from chance, among levers and assumptions: {', '.join(idle)}."


def run_discover(folder: Path, whens: Sequence[str], out: Path | None) -> None:
    """Print under which conditions outcomes come about; write the page where a folder is named.

    Raises:
        FinelineError: a fault of the run, the request or the disk.
    """
    futures = read_futures(folder)
    made: list[Table] = []
    for when in whens:
        with working(f"where {when}"):
            found = conditions(futures, when)
        rows = [("box (PRIM)", str(found.box)), *(("rule (CART)", rule) for rule in found.rules)]
        rows += [("turns", _turn(one)) for one in found.flips]
        note = f"By chance alone a box as good is found {found.box.chance:.0%} of the time, or less often."
        made.append(Table(title=f"Where {when}", note=note, head=("by", "found"), rows=rows))
    _show(futures, made, out, "conditions")


def _turn(one: Flip) -> str:
    """Where a finding turns along a lever; an interval that cannot be given is not passed over."""
    if one.value is None:
        first, last = one.at_ends
        return f"not along {one.lever}: {first:.0%} at its low end, {last:.0%} at its high end"
    if one.low is None or one.high is None:
        return f"along {one.lever} at {in_full(one.value)}, but in some resamples not at all"
    return f"along {one.lever} at {in_full(one.value)} (90 %: {in_full(one.low)} to {in_full(one.high)})"


def run_compare(folder: Path, criteria: Sequence[str], out: Path | None) -> None:
    """Print policies side by side; write the page where a folder is named.

    Raises:
        FinelineError: a fault of the run, the request or the disk.
    """
    futures = read_futures(folder)
    found = compared(futures, [criterion(text) for text in criteria])
    units = {name: spec["unit"] for name, spec in futures.manifest["outcomes"].items()}
    standings = [
        (
            one.outcome,
            one.policy,
            in_full(one.median),
            f"{in_full(one.low)} to {in_full(one.high)}",
            f"{one.regret:,.3g}",
            f"{one.worst_regret:,.3g}",
            "–" if one.satisfied is None else f"{one.satisfied:.0%}",
            f"{one.best:.0%}",
        )
        for one in found.standings
    ]
    worths = [
        (one.lever, f"{one.outcome} ({units[one.outcome]})", *_numbers(one.per_unit, one.low, one.high))
        for one in found.worths
    ]
    head = ("criterion", "policy", "median", "90 %", "mean regret", "95 % regret", "enough", "best")
    note = "Regret: what the best policy of the same future does better. Policies run in the same futures."
    made = [
        Table(title="Policies", note=note, head=head, rows=standings),
        Table(
            title="What a unit of a lever does",
            note="Slope within each future, other levers at their first position.",
            head=("lever", "outcome", "per unit", "90 %"),
            rows=worths,
        ),
    ]
    _show(futures, made, out, "policies")
    if out is not None:
        rows = [{**row, **_stamp(futures)} for row in records(found.standings)]
        messages().print(f"wrote {write_text(out / 'policies.csv', text_of(rows, Format.CSV))}")


def _stamp(futures: Futures) -> dict[str, str]:
    """What heads a table, as columns: a row that is cut out of it still says what it is of."""
    return {"outside": "", **futures.stamp} | {"outside": "; ".join(futures.outside)}


def _numbers(value: float, low: float, high: float) -> tuple[str, str]:
    return f"{value:,.3g}", f"{low:,.3g} to {high:,.3g}"


def _show(futures: Futures, made: Sequence[Table], out: Path | None, name: str) -> None:
    show_head(futures.manifest)
    show(made)
    if out is not None:
        write_page(futures.manifest, made, out, name)
