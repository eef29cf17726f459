"""The summary of two pages, for a reader who decides: question, numbers, what the foreign troops changed, doubts."""

from __future__ import annotations

from fineline.report.headlines import Headline, headlines
from fineline.report.numbers import day_text, unit_phrase
from fineline.report.pdf.doubts import flips, trust, unknowns
from fineline.report.pdf.parts import foot, picture_of
from fineline.report.pdf.typesetting import typeset
from fineline.report.schema import Briefing, Chosen, Contribution, Judgement, Quantity
from fineline.report.sections.contribution_figures import main_window

SHOWN = ("ground", "own_deaths_avoided", "contributor_casualties", "opponent_casualties", "recruits_saved")
"""Effects of the foreign troops that the summary tells."""
ABOUT_TROOPS = ("soldiers-ground", "deaths-avoided", "exposure", "shells")
"""Key judgements on the foreign troops."""
MOST_SETTINGS = 5
"""Settings told; the briefing holds all of them."""
MOST_WORDS = 160
"""Letters kept of one setting."""


def summary_pdf(content: Briefing) -> bytes:
    """Two pages as PDF/UA-1, with the numbers of the briefing; the same content gives the same bytes.

    Args:
        content: the structure behind page and data file.

    Raises:
        TypesettingError: the fonts are not there, or the content does not fit on two pages.
    """
    figure = content.outlook.figures[0]
    data = {**summary_data(content), "picture": figure.id, "caption": figure.note}
    return typeset("summary", data, content.header.as_of, pictures={figure.id: picture_of(figure)})


def summary_data(content: Briefing) -> dict[str, object]:
    """Every word and number of the summary, as the template reads it."""
    head = content.header
    return {
        "title": f"{head.title}: summary",
        "about": head.what_this_is,
        "foot": foot(head),
        "facts": f"Data end in the week to {day_text(head.data_end)}. {head.draws:,} draws of the posterior; ranges "
        "hold 90 % of them. Words of probability follow US Intelligence Community Directive 203.",
        "chosen": None if content.chosen is None else _chosen(content.chosen),
        "question": f"{head.contributor} sends soldiers to fight for {head.principal} against {head.opponent}. How "
        "effective are they, on what terms did they come, and what follows for security and for managing the conflict?",
        "headlines": [_headline(one) for one in headlines(content.outlook)],
        "troops": [_judgement(one) for one in content.judgements if one.id in ABOUT_TROOPS],
        "effects": _effects(content.contribution),
        "flips": flips(content),
        "unknowns": unknowns(content),
        "trust": trust(content),
        "not": head.what_this_is_not,
    }


def _headline(one: Headline) -> dict[str, str]:
    number, _, interval = one.quantity.text.partition(" (")
    return {
        "label": one.label,
        "number": number,
        "range": f"({interval}" if interval else "",
        "unit": "" if one.quantity.unit == "share" else unit_phrase(one.quantity.unit),
        "horizon": one.horizon,
        "chance": "" if one.likelihood is None else f"{one.likelihood.event}: {one.likelihood.text}",
    }


def _judgement(one: Judgement) -> dict[str, str]:
    return {"statement": one.statement, "confidence": f"{one.confidence.level} confidence"}


def _effects(found: Contribution) -> dict[str, object]:
    windows = [main_window(arm) for arm in found.arms]
    first = windows[0]
    keys = [effect.key for effect in first.effects if effect.key in SHOWN]
    return {
        "caption": f"{first.label}, {day_text(first.first)} to {day_text(first.last)}: median (90 %)",
        "heads": ["Outcome", *(f"{arm.label} added" for arm in found.arms)],
        "rows": [
            [_with_unit(first.of(key).difference), *(window.of(key).difference.text for window in windows)]
            for key in keys
        ],
    }


def _with_unit(quantity: Quantity) -> str:
    unit = unit_phrase(quantity.unit)
    return f"{quantity.name}, {unit}" if unit else quantity.name


def _chosen(chosen: Chosen) -> dict[str, object]:
    """What differs from the baseline, and what the scenario changes to the end of the runs."""
    effects = chosen.windows[-1].effects if chosen.windows else ()
    return {
        "titles": list(chosen.titles),
        "assumptions": list(chosen.assumptions),
        "settings": [f"{one.name}: {_cut(one.arm)}" for one in chosen.settings[:MOST_SETTINGS]],
        "more": max(0, len(chosen.settings) - MOST_SETTINGS),
        "effects": [[_with_unit(one.difference), one.difference.text, one.positive.number] for one in effects],
        "window": "" if not chosen.windows else chosen.windows[-1].label,
    }


def _cut(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS].rsplit(' ', 1)[0]} …"
