"""`fineline read`: draft claims and a fact-check sheet from an article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fineline.case import load_case
from fineline.commands.console import output, working
from fineline.reading.extra import require_libraries


def run(path: Path, case_name: str, *, out: Path, published: date | None, briefing: Path | None) -> None:
    """Read an article, write the draft and the sheet, and say what was found.

    Args:
        path: the article.
        case_name: name or folder of the case.
        out: the draft; the sheet goes beside it with the ending .html.
        published: day of publication; that of the page when None.
        briefing: briefing.json whose verdicts are shown; made anew when None.

    Raises:
        FinelineError: a fault of the article, the case, the posterior or the disk; or libraries are missing.
    """
    require_libraries()
    from fineline.products import reading  # noqa: PLC0415 - needs the libraries just asked for

    case = load_case(case_name)
    with working("reading"):
        found = reading.read(case, path, published)
    console = output()
    console.print(f"wrote {reading.write_drafts(found, out)}", soft_wrap=True)
    if found.lacking:
        console.print(f"read by rules alone, which miss more: {found.lacking}", soft_wrap=True, markup=False)
    if not found.findings:
        console.print("nothing in the article bears on the case: the draft is empty, and there is no sheet")
        return
    figures = sum(len(one.figures) for one in found.findings)
    spoken = sorted({key for one in found.findings for key in one.match.propositions}, key=lambda key: int(key[1:]))
    console.print(f"{len(found.findings)} sentences bear on the case, with {figures} figures: {', '.join(spoken)}")
    with working("taking the verdicts"):
        told = reading.verdicts_for(case, briefing)
    console.print(f"wrote {reading.write_sheet(case, found, told, out.with_suffix('.html'))}", soft_wrap=True)
    console.print(f"decide on the drafts: fineline evidence review {out}", soft_wrap=True)
