"""Print how well reading does on labelled sentences: `measure_reading.py FILE...`, one table for each file."""

from __future__ import annotations

import sys
from pathlib import Path

from fineline.case import load_case
from fineline.reading.finding import Finder
from fineline.reading.lexicon import load_lexicon
from fineline.reading.likeness import lacking, likeness_of
from fineline.reading.measure import measure, read_labelled


def main(paths: list[str]) -> None:
    """Print the scores of each file."""
    folder = load_case("ukraine").folder
    print(f"by rules alone: {missing}" if (missing := lacking(folder)) else "by rules and the model of sentences")
    finder = Finder(load_lexicon(folder), likeness_of(folder))
    for path in map(Path, paths):
        rows = read_labelled(path)
        print(f"\n{path.stem}: {len(rows)} sentences, {sum(not row.p for row in rows)} of them with no bearing")
        print(f"{'':32}{'right':>7}{'wrong':>7}{'missed':>7}{'precision':>11}{'recall':>8}{'F1':>6}")
        for name, s in measure(rows, finder).items():
            counts = f"{s.right:>7}{s.wrong:>7}{s.missed:>7}"
            print(f"{name:32}{counts}{s.precision:>11.2f}{s.recall:>8.2f}{s.f1:>6.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
