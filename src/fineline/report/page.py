"""The page: from the briefing's structure and its drawings to one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from fineline.report.figure_tables import figure_tables
from fineline.report.numbers import day_text, unit_phrase
from fineline.report.schema import Briefing
from fineline.report.schema.results import Judgement
from fineline.report.tracing import numbers_of, places


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the page; its template is `sections/<id>.html.jinja`."""

    id: str
    title: str
    new_page: bool = False


SECTIONS = (
    Section(id="chosen", title="What was set, and what that changes"),
    Section(id="judgements", title="Key judgements"),
    Section(id="standing", title="Where the war stands"),
    Section(id="outlook", title="Outlook at 4, 13, 26 and 52 weeks", new_page=True),
    Section(id="contribution", title="What the foreign troops changed", new_page=True),
    Section(id="cost", title="What a square kilometre costs"),
    Section(id="manpower", title="Manpower: intake against losses"),
    Section(id="politics", title="The political half: support, belief, aid, secrecy, the deal", new_page=True),
    Section(id="rivals", title="Rival claims side by side", new_page=True),
    Section(id="identification", title="What is estimated, what is weak, what is assumed", new_page=True),
    Section(id="scorecard", title="Scorecard of propositions"),
    Section(id="sources", title="Sources"),
    Section(id="annex", title="Annex: checks, credibility, the model by the ODD protocol", new_page=True),
    Section(id="reproduce", title="How to reproduce this"),
)
"""Reading order: first what a reader in a hurry needs, then what a reader who checks needs."""


class Drawn(Protocol):
    """What stands in the page where a figure is: markup for screen and print, and for a telephone."""

    @property
    def wide(self) -> str:
        """For screen and print."""
        ...

    @property
    def narrow(self) -> str:
        """For a telephone."""
        ...


def page(briefing: Briefing, drawings: Mapping[str, Drawn]) -> str:
    """The whole page as HTML text; it opens offline and asks for nothing.

    Args:
        briefing: the structure.
        drawings: one for each figure of the briefing, by the figure's id.
    """
    environment = Environment(
        loader=PackageLoader("fineline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    anchors = Anchors(briefing)
    addressed: dict[str, Any] = {"place": anchors.place, "is_first": anchors.is_first}
    environment.filters.update({**FILTERS, **addressed})
    told: dict[str, Any] = {"unshown": anchors.unshown}
    environment.globals.update(told)
    css = files("fineline.report").joinpath("templates/briefing.css").read_text(encoding="utf-8")
    template = environment.get_template("briefing.html.jinja")
    held: dict[str, object] = {"politics": briefing.politics, "chosen": briefing.chosen}
    sections = [section for section in SECTIONS if held.get(section.id, briefing) is not None]
    text = template.render(briefing=briefing, drawings=drawings, sections=sections, css=css)
    return text.replace(" %", "\N{NO-BREAK SPACE}%")  # a number and its per cent sign stay on one line


class Anchors:
    """Addresses of numbers in the page: each is the identifier that `fineline trace` takes."""

    def __init__(self, briefing: Briefing) -> None:
        """Take the identifiers of a briefing's numbers by the identity of each number's object."""
        self._places = places(briefing)
        self._said = {path: number.said for path, number in numbers_of(briefing.model_dump(mode="json")).items()}
        self._placed: set[str] = set()

    def place(self, number: object) -> str:
        """The identifier of a number; empty when it has none."""
        return self._places.get(id(number), "")

    def is_first(self, place: str) -> bool:
        """Whether a number is shown for the first time: only then is the place the target of its link."""
        first = place not in self._placed
        self._placed.add(place)
        return first

    def unshown(self) -> dict[str, str]:
        """What the numbers say that nothing has shown so far, by identifier."""
        return {place: said for place, said in self._said.items() if place not in self._placed}


def _pieces(judgement: Judgement) -> list[tuple[str, object]]:
    """The statement of a judgement in pieces, each with the number that it states, or None."""
    said: list[tuple[str, object]] = [(one.phrase, one) for one in judgement.quantities]
    if judgement.likelihood is not None:
        said.append((judgement.likelihood.text, judgement.likelihood))
    pieces: list[tuple[str, object]] = [(judgement.statement, None)]
    for words, number in said:
        at = next((at for at, (text, held) in enumerate(pieces) if held is None and words in text), None)
        if at is not None:
            before, _, after = pieces[at][0].partition(words)
            pieces[at : at + 1] = [(before, None), (words, number), (after, None)]
    return pieces


def _unit(unit: str) -> str:
    """A unit in a table, with a dash where the quantity has none."""
    return unit_phrase(unit) or "–"


def _sentence(text: str) -> str:
    """Text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def _percent(share: float) -> str:
    """A threshold in whole per cent."""
    return f"{share:.0%}".replace("%", " %")


FILTERS: dict[str, Any] = {
    "day": day_text,
    "percent": _percent,
    "unit": _unit,
    "sentence": _sentence,
    "pieces": _pieces,
    "figure_tables": figure_tables,
}
"""What the templates may do to a value: turn it into text, never compute with it."""
