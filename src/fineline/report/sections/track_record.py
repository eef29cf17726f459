"""Forecasts of the past scored on what came, as the back-test that lies with the case has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fineline.case import Case
from fineline.evaluation.layout import TARGETS
from fineline.evaluation.scoring.summary import ALL, BANDS, Skill
from fineline.report.names import Names
from fineline.report.numbers import day_text, number_text, unit_phrase
from fineline.report.schema import Grid, GridRow, Topic

if TYPE_CHECKING:
    from fineline.report.backtest import Scored

ID, TITLE = "backtest", "Forecasts of the past, scored on what came"
NAMED = {
    "fineline": "the model of this briefing",
    "structures": "mixture of structures",
    "structures_and_baselines": "mixture of structures and simple methods",
    "historical": "quantiles of the past year",
    "auto_arima": "ARIMA",
    "ets": "exponential smoothing",
    "theta": "Theta",
    "lanchester": "Lanchester's law",
    "materiel": "materiel law",
}
"""Forecasters whose key says too little."""
NEAR_MIDDLE_FAR = 3
LEVEL = 0.05
"""Shares closer to one than this are level: so few days tell no smaller difference."""
FEWEST = 5
"""Outcomes below which a share says nothing."""
ABSENT = "–"


def backtest_topic(made: Scored | None, case: Case, names: Names) -> Topic:
    """How forecasts as of past days did beside simple methods, or that none have been made.

    Args:
        made: the back-test that lies with the case; None where there is none.
        case: the case of the briefing.
        names: countries by role.
    """
    if made is None:
        return _topic(
            (
                (
                    "No back-test lies with this case, so that nothing is said here of how well its forecasts did. "
                    f"`fineline backtest {case.name}` forecasts as of past days, scores what was said on what came and "
                    "writes backtest.json; laid in the folder of the case, it is shown here."
                ),
            )
        )
    rows = {(row.target, row.band, row.forecaster): row for row in made.skill}
    targets = tuple(dict.fromkeys(row.target for row in made.skill))
    labels = {target: _label(target, case, names) for target in targets}
    return _topic(
        (_what(made, case), _how(made), _verdict(made, rows, labels), _bands(), _few(made)),
        Grid(
            id="headline",
            caption="The headline against the best single baseline: mean weighted interval score, and its share",
            heads=(
                "Target",
                "Outcomes",
                "Score",
                "Best baseline",
                "Its score",
                "Share",
                "Near",
                "Middle",
                "Far",
                "90 % interval holds",
            ),
            rows=tuple(_headline(labels[target], target, made, rows) for target in targets),
        ),
        Grid(
            id="everybody",
            caption="Everybody who forecast: share of the best baseline's score, over all horizons",
            heads=("Forecaster", *labels.values()),
            rows=tuple(_everybody(name, targets, made, rows) for name in _forecasters(made)),
        ),
    )


def _topic(sentences: tuple[str, ...], *grids: Grid) -> Topic:
    return Topic(id=ID, title=TITLE, sentences=sentences, heads=("", "", ""), rows=(), grids=grids)


def _label(target: str, case: Case, names: Names) -> str:
    series = case.catalogue.series.get(TARGETS[target].series)
    return names.told(target.replace("_", " ") if series is None else series.title)


def _what(made: Scored, case: Case) -> str:
    cuts = ", ".join(day_text(date.fromisoformat(cut)) for cut in made.cuts)
    other = "" if made.case == case.name else f" They were made for another case, {made.case}."
    return (
        f"As of {cuts}, each time reading only what was published by then, the model was fitted anew and forecast up "
        f"to {made.horizon} weeks ahead, beside rivals of it and {len(made.baselines)} simple methods. What came is "
        f"read from the tables of {day_text(date.fromisoformat(made.as_of))}.{other}"
    )


def _how(made: Scored) -> str:
    return (
        "The weighted interval score is a distance between forecast and outcome in the unit of the target, the lower "
        "the better. A share below 1 is better than the best of the simple methods. The row called "
        f"{made.headline} is a mean of structures whose intervals are narrowed as earlier days taught; for ground as "
        "ISW maps it, one structure, wider, over the first weeks in a mean with a simple method. Decision 13 tells how "
        "that was chosen, on the first two of three days, so that a good score on these is less of a test. The "
        "forecasts of this briefing are those of the model alone, which has a row of its own."
    )


def _verdict(made: Scored, rows: dict[tuple[str, str, str], Skill], labels: dict[str, str]) -> str:
    """On which targets the headline is better than the best simple method, level with it, or worse."""
    classes: dict[str, list[str]] = {"better on": [], "level on": [], "worse on": []}
    for target, label in labels.items():
        share = rows[target, ALL, made.headline].ratio
        if share is not None:
            word = "better on" if share < 1.0 - LEVEL else "worse on" if share > 1.0 + LEVEL else "level on"
            classes[word].append(label)
    told = [f"{word} {len(found)} ({'; '.join(found)})" for word, found in classes.items() if found]
    return f"Beside the best simple method the headline is {', '.join(told)}, of {len(labels)} targets."


def _bands() -> str:
    told = [", ".join(tuple(bands)[:NEAR_MIDDLE_FAR]) for bands in BANDS.values()]
    return (
        f"Near, middle and far are {told[0]} for weekly targets, and {told[1]} for monthly ones. Where fewer than "
        f"{FEWEST} outcomes fall into one, no share is given."
    )


def _few(made: Scored) -> str:
    return (
        f"Neighbouring weeks move together, so that {len(made.cuts)} days are few trials: differences of some per "
        "cent between two forecasters mean nothing."
    )


def _headline(label: str, target: str, made: Scored, rows: dict[tuple[str, str, str], Skill]) -> GridRow:
    row = rows[target, ALL, made.headline]
    best = rows.get((target, ALL, row.against))
    unit = unit_phrase(TARGETS[target].unit)
    bands = tuple(BANDS[TARGETS[target].step])[:NEAR_MIDDLE_FAR]
    return GridRow(
        label=f"{label}{f', {unit}' if unit else ''}",
        cells=(
            str(row.rows),
            number_text(row.wis, digits=3),
            _name(row.against) or ABSENT,
            ABSENT if best is None else number_text(best.wis, digits=3),
            _share(row),
            *(_share(rows.get((target, band, made.headline))) for band in bands),
            f"{100 * row.coverage_90:.0f} %",
        ),
    )


def _forecasters(made: Scored) -> list[str]:
    """The headline, whoever else is no baseline, and the baselines."""
    found = dict.fromkeys(row.forecaster for row in made.skill)
    others = sorted(name for name in found if name not in {made.headline, *made.baselines})
    return [made.headline, *others, *made.baselines]


def _everybody(name: str, targets: tuple[str, ...], made: Scored, rows: dict[tuple[str, str, str], Skill]) -> GridRow:
    kind = " (simple method)" if name in made.baselines else ""
    cells = tuple(_share(rows.get((target, ALL, name))) for target in targets)
    return GridRow(label=f"{_name(name)}{kind}", cells=cells)


def _name(forecaster: str) -> str:
    return NAMED.get(forecaster, forecaster.replace("-", ": ", 1).replace("_", " "))


def _share(row: Skill | None) -> str:
    return ABSENT if row is None or row.ratio is None or row.rows < FEWEST else f"{row.ratio:.2f}"
