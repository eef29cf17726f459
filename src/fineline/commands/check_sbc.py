"""`fineline check sbc`: does the sampler find what made the data?"""

from __future__ import annotations

from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import messages, output, table, working
from fineline.commands.forms import Format
from fineline.commands.printing import records, text_of
from fineline.files import write_text
from fineline.products.calibrating import REQUIRED, Calibration, calibrate
from fineline.report.checks import Table, check_page

SHOWN = 12
EXPLAINED = (
    "Wars are drawn from the prior and seen by the real sources on the days on which they did publish. Where prior, "
    "observation models and sampler fit together, the truth lies anywhere among the draws alike. A mean rank below one "
    "half means that the draws lie too high."
)


def run(name: str, *, wars: int, weeks: int, seed: int, jobs: int | None, out: Path | None) -> bool:
    """Calibrate, print the quantities whose ranks are least uniform, and write the report where a folder is named.

    Returns:
        Whether no rank can be told from uniform.

    Raises:
        FinelineError: a fault of the case or the disk.
    """
    case = load_case(name)
    with working(f"fitting {wars} imagined wars"):
        found = calibrate(case, wars=wars, weeks=weeks, seed=seed, jobs=jobs)
    made = ranks_table(found)
    output().print(table(made.title, made.head, made.rows[:SHOWN], numbers=("p", "mean rank")))
    output().print(verdict(found), soft_wrap=True)
    if out is not None:
        facts = (("Imagined wars", str(found.wars)), ("Weeks", str(found.weeks)), ("Sources", ", ".join(found.sources)))
        told = (
            verdict(found),
            EXPLAINED,
        )
        page = check_page(f"Calibration of {case.name}", facts, told, (made,))
        files = (
            write_text(out / "sbc.html", page),
            write_text(out / "sbc.csv", text_of(records(found.quantities), Format.CSV)),
        )
        for file in files:
            messages().print(f"wrote {file}", soft_wrap=True)
    return found.holds


def ranks_table(found: Calibration) -> Table:
    """One row for each quantity, the least uniform first."""
    rows = [(one.name, f"{one.p:.4f}", f"{one.mean:.2f}", " ".join(map(str, one.counts))) for one in found.quantities]
    note = "Chi-square test of uniform ranks; a p-value counts after division by the number of quantities."
    return Table(title="Ranks of the truth", note=note, head=("quantity", "p", "mean rank", "wars by rank"), rows=rows)


def verdict(found: Calibration) -> str:
    """What the check says, in a sentence."""
    says = "holds" if found.holds else "DOES NOT HOLD"
    return (
        f"Calibration {says}: the least p-value of {len(found.quantities)} quantities is {found.least:.3f} after "
        f"correction, above {REQUIRED} wanted; {found.failed} of {found.wars} wars failed; {found.diverging:.2%} of "
        "transitions diverged."
    )
