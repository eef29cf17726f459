"""Rival structures weighed by what they forecast, as a saved comparison has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from fineline.case import Case
from fineline.evaluation.structures import ForecastSpread, Member, Weight
from fineline.report.names import Names
from fineline.report.numbers import day_text, number_text, unit_phrase
from fineline.report.schema import Grid, GridRow, Topic
from fineline.report.sections.identification import MOST_RHAT

DEFAULT = "default"
CHOSEN = "as the case has it"
HEADS = ("", "", "")


class Trust(Protocol):
    """What the sampler said of the fits of one structure."""

    @property
    def name(self) -> str:
        """The structure."""
        ...

    @property
    def largest_rhat(self) -> float | None:
        """The worst R-hat of its fits; None where one has none."""
        ...

    @property
    def divergent(self) -> float:
        """The largest share of divergent transitions."""
        ...


class Compared(Protocol):
    """A comparison of rival structures."""

    @property
    def case(self) -> str:
        """Name of the case."""
        ...

    @property
    def as_of(self) -> str:
        """Day whose tables the outcomes were read from, ISO."""
        ...

    @property
    def cuts(self) -> Sequence[str]:
        """Days as of which the structures were fitted, ISO."""
        ...

    @property
    def settings(self) -> Mapping[str, int]:
        """Size of each fit."""
        ...

    @property
    def observations(self) -> int:
        """How many observations were scored."""
        ...

    @property
    def weights(self) -> Sequence[Weight]:
        """Every structure weighed."""
        ...

    @property
    def trust(self) -> Sequence[Trust]:
        """What the sampler said of each."""
        ...

    @property
    def forecasts(self) -> Sequence[ForecastSpread]:
        """Forecasts under the mixture."""
        ...


def structures_topic(made: Compared | None, case: Case, as_of: date, names: Names) -> Topic:
    """What rival structures weigh and how far their forecasts differ, or that nobody has compared them.

    Args:
        made: the comparison that lies with the case; None where there is none.
        case: the case of the briefing.
        as_of: the day whose knowledge the briefing reads.
        names: countries by role.
    """
    if made is None:
        return _none(case)
    trust = {row.name: row for row in made.trust}
    heaviest = sorted(made.weights, key=lambda row: -row.weight)
    return Topic(
        id="structures",
        title="Rival structures weighed",
        sentences=_sentences(made, case, as_of),
        heads=HEADS,
        rows=(),
        grids=(
            Grid(
                id="weights",
                caption="Structures by weight, and by the log score of what came after each cut",
                heads=(
                    "Structure",
                    "Weight",
                    "90 % interval",
                    "Log score less default",
                    "± error",
                    "R-hat",
                    "Divergent",
                ),
                rows=tuple(_weight(row, trust[row.name]) for row in heaviest),
            ),
            Grid(
                id="spread",
                caption="Forecasts under the mixture, and the share of their variance that lies between structures",
                heads=("Forecast", "Weeks", "Mean", "SD", "Between structures", "90 % interval", "Lowest", "Highest"),
                rows=tuple(_spread(row, names) for row in made.forecasts),
            ),
        ),
    )


def _none(case: Case) -> Topic:
    return Topic(
        id="structures",
        title="Rival structures weighed",
        sentences=(
            (
                f"No comparison has been run for this case, so that nothing is said here of how its rivals weigh. "
                f"`fineline structures {case.name}` fits every rival, scores it on what came after and writes "
                "structures.json; laid in the folder of the case, it is shown here."
            ),
        ),
        heads=HEADS,
        rows=(),
    )


def _sentences(made: Compared, case: Case, as_of: date) -> tuple[str, ...]:
    cuts = ", ".join(day_text(date.fromisoformat(cut)) for cut in made.cuts)
    size = f"{made.settings['chains']} chains of {made.settings['draws']} draws"
    said = [
        (
            f"Each structure was fitted as of {cuts} and scored on {made.observations:,} observations that came after, "
            f"read from the tables of {day_text(date.fromisoformat(made.as_of))}; each fit has {size}. The comparison "
            "is a record of its own and reads none of this briefing's draws."
        ),
        (
            "Weights are those of the mixture that forecasts these observations best. They are no probabilities that a "
            "structure is true; their intervals come from reweighing weeks, and are too narrow rather than too wide. "
            "Structures that no observation tells apart share one fit and its weight."
        ),
    ]
    return (*said, *_doubts(made, case, as_of))


def _doubts(made: Compared, case: Case, as_of: date) -> list[str]:
    """What a reader must know who would lean on the comparison."""
    poor = [row.name for row in made.trust if row.largest_rhat is None or row.largest_rhat > MOST_RHAT]
    said = []
    if made.case != case.name:
        said.append(f"It was made for another case, {made.case}.")
    if made.as_of != as_of.isoformat():
        said.append(f"The briefing itself reads what was known on {day_text(as_of)}, another day.")
    if poor:
        said.append(
            f"{len(poor)} of {len(made.trust)} structures have a fit with an R-hat above {MOST_RHAT:g}: their chains "
            "do not agree well enough for the last digits of their scores, and small differences mean nothing."
        )
    return said


def _weight(row: Weight, trust: Trust) -> GridRow:
    rhat = "undefined" if trust.largest_rhat is None else f"{trust.largest_rhat:.3f}"
    default = row.name == DEFAULT
    return GridRow(
        label=CHOSEN if default else _told(row.name),
        cells=(
            f"{row.weight:.2f}",
            f"{row.low:.2f} to {row.high:.2f}",
            "–" if default else f"{row.difference:+.1f}".replace("-", "−"),
            "–" if default else f"{row.difference_error:.1f}",
            rhat,
            f"{100 * trust.divergent:.1f} %",
        ),
    )


def _spread(row: ForecastSpread, names: Names) -> GridRow:
    low = min(row.members, key=lambda member: member.mean)
    high = max(row.members, key=lambda member: member.mean)
    unit = unit_phrase(row.unit)
    return GridRow(
        label=f"{names.told(row.label)}{f', {unit}' if unit else ''}",
        cells=(
            str(row.horizon),
            number_text(row.mean, digits=3),
            number_text(row.sd),
            f"{100 * row.share_between:.0f} %",
            f"{100 * row.low:.0f} to {100 * row.high:.0f} %",
            _member(low),
            _member(high),
        ),
    )


def _member(member: Member) -> str:
    name = CHOSEN if member.name == DEFAULT else _told(member.name)
    return f"{number_text(member.mean, digits=3)} ({name})"


def _told(name: str) -> str:
    """Forms in a reader's words: `attrition=square` becomes `attrition: square`."""
    return name.replace("=", ": ").replace("_", " ").replace("+", ", ")
