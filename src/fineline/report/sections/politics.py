"""The political half: what the public sees and believes, what backers may do, what is kept quiet, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import xarray as xr

from fineline.analysis.arrangement import arrangement, rival_prices, withdrawals
from fineline.analysis.break_even import BreakEven
from fineline.analysis.diagram.records import Diagram
from fineline.analysis.disclosure import CovertWaits, StageCheck
from fineline.analysis.ending import endings
from fineline.analysis.fine_line import ContingentShift, FineLine
from fineline.analysis.intervals import Estimate, estimate, probability
from fineline.analysis.trajectories import data_end, last_year, position, since_arrival, values, week_days
from fineline.case import Case
from fineline.evaluation.precedent import PrecedentStudy
from fineline.evidence import View
from fineline.model.structure import ANNUAL, MECHANISMS
from fineline.report.diagram.drawing import diagram_svg
from fineline.report.diagram.layout import read_layout
from fineline.report.diagram.tables import loop_rows
from fineline.report.names import Names
from fineline.report.published import observations
from fineline.report.quantities import from_estimate, series
from fineline.report.schema import Observation, Politics, TimeFigure, Topic, TopicRow
from fineline.report.sections.drawing import last_data_week, time_figure
from fineline.time import WEEK
from fineline.words import probability_text

MEASURED = ("Quantity", "Median (90 % interval) or chance", "What it rests on")
HALF_YEAR, QUARTER, YEAR = 26, 13, 52
BELIEFS = ("perceived_success", "backers_perceived_success")
RESPONSES = {-0.3: "futility", 0.0: "no response", 0.3: "urgency"}


def _row(label: str, found: Estimate | None, note: str = "", *, share: bool = False) -> TopicRow:
    value = "undefined" if found is None else from_estimate(label, found, share=share).phrase
    return TopicRow(label=label, value=value, note=note)


def fine_line_topic(
    followed: Sequence[FineLine], shift: ContingentShift, even: BreakEven, runs: xr.Dataset, view: View, names: Names
) -> Topic:
    """The fine line: the index over time and by horizon, with and without the contingent, and the break-even tempo."""
    ahead = next(line for line in reversed(followed) if line.horizon == HALF_YEAR)
    rows = [
        _row(
            f"index over {line.horizon} weeks from {line.first}",
            line.index,
            f"pays: {probability_text(line.pays.value)}",
        )
        for line in followed
    ]
    return Topic(
        id="fine-line",
        title=f"The fine line of {names.principal}'s government",
        sentences=(
            (
                "The index sets what a harder push gains in support, by an expectation of success, against what "
                "it costs through deaths that are seen. Above 1 pressing harder pays for itself at home; that it does "
                f"in the {HALF_YEAR} weeks after the data is {probability_text(ahead.pays.value)}. Nearly all of it is "
                "weak or assumed."
            ),
            even.sentence,
            (
                "That the foreign soldiers made pressing easier in the half-year from their arrival is "
                f"{probability_text(shift.easier.value)}, largely by construction, and by little: the net effect of a "
                f"push on support moved by {from_estimate('net', shift.net).phrase}."
            ),
        ),
        heads=MEASURED,
        rows=tuple(rows),
        figures=(
            _figure(
                runs,
                "politics-support",
                "Support for the war, if all spoke freely",
                [("support", "principal", "war_support_share")],
                "Surveys show more: fear and refusal inflate what is said, by an offset that is assumed.",
                _shares(view, "war_support_opinion", runs),
            ),
        ),
    )


def narrative_topic(runs: xr.Dataset, responses: np.ndarray | None, view: View, names: Names) -> Topic:
    """Belief and aid: who thinks that the principal wins, and what backers may do about it.

    Args:
        runs: the baseline of the briefing.
        responses: assumed response of aid to belief, shape (draw,); None under a form of aid that has but one.
        view: the evidence.
        names: countries by role.
    """
    end = position(runs, data_end(runs))
    rows = [
        _row(label, estimate(values(runs, name)[:, end], "1"), "at the end of data", share=True)
        for name, label in zip(
            BELIEFS, ("chance of success as the public sees it", "the same as the backers see it"), strict=True
        )
    ]
    half = 0.5 * view.latest("aid_military_allocated").value.mean() * 3.0
    quarter = values(runs, "aid_allocated")[:, end + 1 + HALF_YEAR - QUARTER : end + 1 + HALF_YEAR].sum(axis=1)
    groups = _by_response(responses, len(quarter))
    for name, of_one in groups.items():
        low = probability(quarter[of_one] < half)
        rows.append(
            _row(
                f"aid in the second quarter ahead{name}",
                estimate(quarter[of_one], "EUR_bn"),
                f"below half of its 2022-25 mean: {probability_text(low.value)}",
            )
        )
    return Topic(
        id="narrative",
        title="Narrative and aid",
        sentences=(
            f"A learner who watches the front asks if {names.principal} will hold an assumed goal within two years.",
            _told_of_aid(len(groups)),
        ),
        heads=MEASURED,
        rows=tuple(rows),
        figures=(
            _figure(
                runs,
                "politics-belief",
                "Chance that the goal is reached, as seen by the public and by the backers",
                [("public", "principal", BELIEFS[0]), ("backers", "opponent", BELIEFS[1])],
                "Nobody publishes this; it follows from the advance and from assumptions about the learner.",
            ),
        ),
    )


def _by_response(responses: np.ndarray | None, draws: int) -> dict[str, np.ndarray]:
    """Which draws hold each assumed response, shape (draw,), by the words that say so."""
    if responses is None:
        return {"": np.ones(draws, dtype=bool)}
    held = {f", assuming {name}": np.isclose(responses, value) for value, name in RESPONSES.items()}
    return {words: of_one for words, of_one in held.items() if of_one.any()}


def _told_of_aid(answers: int) -> str:
    unknown = "Whether backers who see it win give up or give more the record does not tell"
    if answers == 1:
        return f"{unknown}: one answer is assumed in all draws."
    return f"{unknown}: {answers} answers are assumed, each in an equal share of the draws."


def secrecy_topic(checks: Sequence[StageCheck], covert: Sequence[CovertWaits], names: Names) -> Topic:
    """Disclosure: the observed dates against the prior, and how long contingents of other sizes would stay hidden."""
    rows = [
        TopicRow(
            label=f"{check.label}, on {check.day}",
            value=f"{check.observed:.1f} weeks after the first arrival",
            note=f"the prior expects {check.q50:.0f} ({check.q05:.1f} to {check.q95:.0f}); "
            f"{'inside' if check.inside else 'outside'} its central 90 %",
        )
        for check in checks
    ]
    rows += [
        TopicRow(
            label=f"a covert contingent of {wait.soldiers:,}",
            value=f"{from_estimate('public', wait.publicity).phrase} until it is public",
            note=f"acknowledged after {from_estimate('said', wait.acknowledgement).phrase}; prior alone",
        )
        for wait in covert
    ]
    return Topic(
        id="secrecy",
        title="Secrecy",
        sentences=(
            (
                f"{names.contributor}'s soldiers were hidden, then public, then acknowledged. One case cannot teach "
                "how fast such stages follow one another: the hazards are assumptions that the dates do not contradict."
            ),
        ),
        heads=("What", "How long", "Beside what was assumed"),
        rows=tuple(rows),
    )


def arrangement_topic(runs: xr.Dataset, parameters: dict[str, np.ndarray] | None, names: Names) -> Topic:
    """The deal: ranges of what a soldier is worth, costs and is paid."""
    window = since_arrival(runs) or last_year(runs)
    found = arrangement(runs, window)
    rows = [
        _row(term.label, term.mean, f"at the end of data {from_estimate('end', term.at_end).phrase}")
        for term in found.terms
    ]
    rows.append(_row(f"earned by {names.contributor} so far", found.earned, "price times soldiers there"))
    rows += [
        TopicRow(
            label=f"the contingent is withdrawn within {out.horizon} weeks",
            value=probability_text(out.chance),
            note="assumed",
        )
        for out in withdrawals(runs)
    ]
    if parameters is not None:
        rows += [
            _row(f"price by the account '{rival.form}'", rival.price, "a rival account of the same record")
            for rival in rival_prices(runs, parameters, window)
        ]
    return Topic(
        id="arrangement",
        title=f"The arrangement between {names.contributor} and {names.principal}",
        sentences=(
            (
                "No contract is public. The ranges follow from assumptions about bonus, wages, the price of a visible "
                "death and the share that each side gets; a published contract, or two prices that do not copy one "
                "another, would settle more than any model."
            ),
        ),
        heads=MEASURED,
        rows=tuple(rows),
    )


def precedent_topic(study: PrecedentStudy, runs: xr.Dataset) -> Topic:
    """Precedent and the ways a war may end."""
    rows = [
        TopicRow(
            label=f"a state newly sends troops within {chance.years} years, by '{chance.form}'",
            value=probability_text(chance.value),
            note=from_estimate("spread", chance.estimate, share=True).text,
        )
        for chance in study.chances
    ]
    rows += [
        _row(f"what one more sending adds over {more.years} years, by '{more.form}'", more.estimate, "sendings")
        for more in study.added
    ]
    rows += [
        TopicRow(
            label=f"{end.label} within {end.horizon} weeks", value=probability_text(end.chance), note="assumed hazards"
        )
        for end in endings(runs)
        if end.horizon == YEAR
    ]
    return Topic(
        id="precedent",
        title="Precedent and the management of conflicts",
        sentences=(
            study.sentence,
            "How a war ends is an assumption here, shown for its consequences and left out of every score.",
        ),
        heads=("What", "Chance or size", "Spread, or what it rests on"),
        rows=tuple(rows),
    )


def rivals_topic(case: Case) -> Topic:
    """Every mechanism, the form chosen, and the rivals that could stand in its place."""
    every = {**MECHANISMS, **ANNUAL}
    rows = [
        TopicRow(
            label=name.replace("_", " "),
            value=case.mechanisms.get(name, next(iter(forms))).replace("_", " "),
            note=", ".join(
                form.replace("_", " ") for form in forms if form != case.mechanisms.get(name, next(iter(forms)))
            )
            or "none",
        )
        for name, forms in every.items()
    ]
    return Topic(
        id="rivals",
        title="Rival mechanisms",
        sentences=(
            (
                "Each can be chosen by name; `fineline explain` gives equations and sources, `fineline structures` "
                "weighs them by what they forecast. This briefing uses the chosen forms alone."
            ),
        ),
        heads=("Mechanism", "Chosen", "Rivals"),
        rows=tuple(rows),
    )


def politics_section(topics: Sequence[Topic], diagram: Diagram, names: Names) -> Politics:
    """All topics with the causal diagram."""
    return Politics(
        topics=tuple(topics),
        diagram=diagram_svg(diagram, read_layout(), names, prefix="diagram"),
        loops=tuple(
            TopicRow(label=f"{row.number}. {row.title}", value=row.stands, note=f"{row.says} {row.chain}")
            for row in loop_rows(diagram, names)
        ),
    )


def _figure(
    runs: xr.Dataset,
    identifier: str,
    title: str,
    lines: Sequence[tuple[str, str, str]],
    note: str,
    observed: tuple[Observation, ...] = (),
) -> TimeFigure:
    return time_figure(
        identifier,
        title,
        note=note,
        quantity="share",
        unit="share",
        lines=[series(name, side, runs[variable]) for name, side, variable in lines],  # pyright: ignore[reportArgumentType]
        data_end=last_data_week(runs),
        observed=observed,
        scale="share",
    )


def _shares(view: View, name: str, runs: xr.Dataset) -> tuple[Observation, ...]:
    """Published percentages as shares."""
    since: date = week_days(runs)[0].astype(date)
    marks = observations(view, name, since=since)
    return tuple(mark.model_copy(update={"value": mark.value / 100.0}) for mark in marks)


def first_week_ahead(runs: xr.Dataset) -> np.datetime64:
    """The first week after the data."""
    return data_end(runs) + WEEK
