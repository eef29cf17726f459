"""Policy levers of outsiders, compared on several criteria with their regret across futures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from fineline.analysis.levers import NO_LEVER, Comparison, Criterion, Effect, Regret
from fineline.report.names import Names
from fineline.report.numbers import number_text, unit_phrase
from fineline.report.quantities import from_estimate
from fineline.report.schema import Grid, GridRow, Topic, TopicRow
from fineline.words import probability_number

UNTOUCHED = "0, untouched"


class Pulled(Protocol):
    """One lever as it was run."""

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def settings(self) -> Sequence[str]:
        """What it sets, in words."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What it does not do."""
        ...


def levers_topic(found: Comparison, pulled: Mapping[str, Pulled], names: Names) -> Topic:
    """What each lever changes, what one would regret of it, and how often it does best.

    Args:
        found: the comparison.
        pulled: each of its levers as it was run, by name.
        names: countries by role.
    """
    titles = {NO_LEVER: "No lever", **{name: pulled[name].title for name in found.levers}}
    return Topic(
        id="levers",
        title="Conflict management: levers compared",
        sentences=_sentences(found, titles),
        heads=("Lever", "What it sets", "What it reaches"),
        rows=tuple(_row(found, name, pulled[name]) for name in found.levers),
        grids=(
            _grid(
                "differences",
                "What each lever changes: expected value (90 % interval), with the lever less without",
                found,
                {name: titles[name] for name in found.levers},
                lambda name, one: _difference(found.effect(name, one.key), one),
                names,
            ),
            _grid(
                "regrets",
                "Largest regret over futures, and the future in which it falls, by its letter",
                found,
                titles,
                lambda name, one: _regret(found.regret(name, one.key)),
                names,
            ),
            _grid(
                "best",
                "Share of draws in which no other option leaves less; ties count for each",
                found,
                titles,
                lambda name, one: probability_number(found.regret(name, one.key).best.value),
                names,
            ),
            _futures(found),
        ),
    )


def _sentences(found: Comparison, titles: Mapping[str, str]) -> tuple[str, ...]:
    said = [
        (
            "Each lever is something that backers, states that sanction or those who publish could do, or could have "
            "done; whether they are able or right to is not judged here. It runs with the same draws and shocks as the "
            "baseline, to the end of the outlook."
        ),
        (
            "In every column less counts as better: fewer deaths, less ground taken by force, less support for the "
            "war, lower costs. That is one reader's view, and another may turn the sign of any column. Nothing is "
            "weighed between columns, so that no lever comes out best overall."
        ),
        (
            "A future is one way of crossing assumptions whose sign the record leaves open. Regret is how much more of "
            "a criterion an option leaves in a future, on average over its draws, than the option that leaves least."
        ),
    ]
    said += [f"“{titles[name]}” changes none of these criteria." for name in found.idle]
    return tuple(said)


def _row(found: Comparison, name: str, pulled: Pulled) -> TopicRow:
    reached = [one.label for one in found.criteria if found.effect(name, one.key).reached]
    which = f"{len(reached)} of {len(found.criteria)} criteria" if reached else "none of the criteria"
    notes = () if reached else pulled.notes
    return TopicRow(label=pulled.title, value="; ".join(pulled.settings), note=". ".join((which, *notes)))


def _grid(
    identifier: str,
    caption: str,
    found: Comparison,
    titles: Mapping[str, str],
    cell: Callable[[str, Criterion], str],
    names: Names,
) -> Grid:
    """A row for each option, a column for each criterion."""
    heads = [f"{names.told(one.label)}, {unit_phrase(one.unit)}" for one in found.criteria]
    return Grid(
        id=identifier,
        caption=caption,
        heads=("Option", *(head[:1].upper() + head[1:] for head in heads)),
        rows=tuple(
            GridRow(label=title, cells=tuple(cell(name, one) for one in found.criteria))
            for name, title in titles.items()
        ),
    )


def _difference(effect: Effect, criterion: Criterion) -> str:
    if not effect.reached:
        return UNTOUCHED
    found = from_estimate(criterion.label, effect.summary.estimate, signed=True)
    return found.model_copy(update={"median": effect.mean}).text


def _regret(regret: Regret) -> str:
    return "0" if regret.largest == 0 else f"{number_text(regret.largest)} ({_letter(regret.worst)})"


def _futures(found: Comparison) -> Grid:
    draws = len(found.futures[0].draws)
    return Grid(
        id="futures",
        caption="The futures",
        heads=("Future", "What is assumed in it", "Draws"),
        rows=tuple(
            GridRow(
                label=_letter(place),
                cells=(future.label or "everything as drawn", f"{int(future.draws.sum())} of {draws}"),
            )
            for place, future in enumerate(found.futures)
        ),
    )


def _letter(place: int) -> str:
    return chr(ord("A") + place)
