"""What the reader set: levers, scenarios and assumptions that make a briefing differ from the baseline."""

from __future__ import annotations

from fineline.report.schema.figures import TimeFigure
from fineline.report.schema.parts import Plain
from fineline.report.schema.results import Setting, WindowEffects


class Chosen(Plain):
    """What heads a briefing that is not of the baseline alone.

    `titles` name what was chosen; `assumptions` hold in every run of the briefing, `settings` in the scenario alone.
    """

    titles: tuple[str, ...]
    assumptions: tuple[str, ...]
    settings: tuple[Setting, ...]
    notes: tuple[str, ...]
    windows: tuple[WindowEffects, ...]
    figures: tuple[TimeFigure, ...]
