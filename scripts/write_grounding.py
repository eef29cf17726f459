"""Write docs/credibility.md and docs/odd.md from what the briefing reads: `python scripts/write_grounding.py`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from fineline.report.grounding import HIGHEST, Evidence, Factor, OddPart, credibility, odd

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = "<!-- Written by scripts/write_grounding.py; change the YAML file and run it again. -->"

CREDIBILITY = f"""\
{WRITTEN}
# Credibility

How far the model and its use may be trusted, by eight factors after NASA-STD-7009B, a standard for models and
simulations. Levels run from 0, nothing to show, to {HIGHEST}; what each asks is said in our own words. The levels are
the authors' own claim, and nobody else has assessed them. Every item of evidence is a file, a page or a command. A
test looks that files and pages are there and that the program takes the commands as they are written; it runs no
command and judges nothing. ID stands for an identifier of the reader's own. The briefing shows the same in its annex.
"""

ODD = f"""\
{WRITTEN}
# The model by the ODD protocol

The order of this page is that of Grimm et al. (2020), so that the model can be compared with others described in the
same way. The briefing shows the same text in its annex.
"""


def credibility_page() -> str:
    """The whole text of docs/credibility.md."""
    factors = credibility().factors
    rows = "\n".join(f"| [{factor.title}](#{_slug(factor.title)}) | {factor.level} |" for factor in factors)
    parts = "\n".join(_factor(factor) for factor in factors)
    return f"{CREDIBILITY}\n| factor | level claimed |\n|---|---|\n{rows}\n\n{parts}"


def odd_page() -> str:
    """The whole text of docs/odd.md."""
    groups = groupby(odd().parts, key=lambda part: part.group)
    return "\n".join([ODD, *(f"## {group}\n\n" + "\n".join(_part(part) for part in parts) for group, parts in groups)])


def _factor(factor: Factor) -> str:
    lines = [f"## {factor.title}", "", f"**Level {factor.level} of {HIGHEST}.** {factor.asks}", ""]
    lines += [f"* {item.says[:1].upper()}{item.says[1:]}: {_link(item)}" for item in factor.evidence]
    return "\n".join([*lines, *([""] if factor.evidence else []), f"*What is missing:* {factor.gap}", ""])


def _link(item: Evidence) -> str:
    if item.page is not None:
        return f"[{item.page}]({item.page})"
    return f"[{item.decision}](decisions/{item.decision})" if item.decision is not None else f"`{item.place}`"


def _part(part: OddPart) -> str:
    more = f"\nMore: {', '.join(f'[{page}]({page})' for page in part.see)}.\n" if part.see else ""
    return f"### {part.title}\n\n" + "\n\n".join(part.text) + f"\n{more}"


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


if __name__ == "__main__":
    (DOCS / "credibility.md").write_text(credibility_page(), encoding="utf-8")
    (DOCS / "odd.md").write_text(odd_page(), encoding="utf-8")
