"""The whole briefing."""

from __future__ import annotations

from datetime import date

from fineline.report.schema.annex import Annex
from fineline.report.schema.chosen import Chosen
from fineline.report.schema.figures import Figure
from fineline.report.schema.grounds import Identification, Reproduce, Rivals, Scorecard, Source
from fineline.report.schema.parts import Plain
from fineline.report.schema.politics import Politics
from fineline.report.schema.results import Contribution, Cost, Judgement, Manpower, Outlook, Standing


class Header(Plain):
    """What the reader must know before the first number."""

    title: str
    case: str
    as_of: date
    data_end: date
    forecast_origin: date
    horizon_weeks: int
    draws: int
    model_version: str
    posterior_id: str
    principal: str
    opponent: str
    contributor: str
    what_this_is: str
    what_this_is_not: str
    how_to_read: str


class Briefing(Plain):
    """The whole briefing; `briefing.json` is this object and `briefing.html` is drawn from it."""

    header: Header
    judgements: tuple[Judgement, ...]
    standing: Standing
    outlook: Outlook
    contribution: Contribution
    cost: Cost
    manpower: Manpower
    rivals: tuple[Rivals, ...]
    identification: Identification
    scorecard: Scorecard
    sources: tuple[Source, ...]
    annex: Annex
    reproduce: Reproduce
    politics: Politics | None = None
    chosen: Chosen | None = None

    def figures(self) -> tuple[Figure, ...]:
        """Every figure in reading order."""
        topics = () if self.politics is None else self.politics.topics
        rivals = tuple(rival.figure for rival in self.rivals if rival.figure is not None)
        return (
            *(() if self.chosen is None else self.chosen.figures),
            *self.outlook.figures,
            *self.contribution.figures,
            *self.cost.figures,
            *self.manpower.figures,
            *(figure for topic in topics for figure in topic.figures),
            *rivals,
            *self.identification.figures,
        )
