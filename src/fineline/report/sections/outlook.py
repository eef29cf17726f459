"""Section 4: the outlook at each horizon, as a table and as fans over what was published."""

from __future__ import annotations

from collections.abc import Sequence

from fineline.analysis import milestones
from fineline.analysis.milestones import Milestone
from fineline.report.names import Names
from fineline.report.quantities import from_cost, from_estimate, likelihood, to_date
from fineline.report.schema import OpenQuestion, Outlook, OutlookCell, OutlookRow, TimeFigure

SHARES = {"killed_share", "bonus_rise", "contributor_share_of_losses", "contributor_share_of_new_manpower"}
DIFFERENCES = {"area_change", "bonus_rise"}


def outlook_section(found: milestones.Outlook, figures: Sequence[TimeFigure], names: Names) -> Outlook:
    """The outlook as the reader sees it.

    Args:
        found: every milestone at every horizon.
        figures: the fans.
        names: countries by role.
    """
    keys = list(dict.fromkeys(item.key for item in found.milestones))
    ends = {item.horizon: to_date(item.week) for item in found.milestones}
    return Outlook(
        horizons=found.horizons,
        ends=tuple(ends[horizon] for horizon in found.horizons),
        rows=tuple(_row(found.of(key), names) for key in keys),
        open_questions=tuple(
            OpenQuestion(label=names.told(question.label), answered_by=question.answered_by)
            for question in found.not_yet_modelled
        ),
        figures=tuple(figures),
    )


def _row(items: tuple[Milestone, ...], names: Names) -> OutlookRow:
    first, cells = items[0], tuple(_cell(item, names) for item in items)
    return OutlookRow(
        key=first.key,
        label=names.told(first.label),
        definition=names.told(first.definition),
        unit=cells[0].quantity.unit if cells[0].quantity else "",
        cells=cells,
    )


def _cell(item: Milestone, names: Names) -> OutlookCell:
    label = names.told(item.label)
    quantity = None
    if item.estimate is not None:
        share, signed = item.key in SHARES, item.key in DIFFERENCES
        quantity = from_estimate(label, item.estimate, share=share, signed=signed)
    if item.cost is not None:
        quantity = from_cost(label, item.cost)
    event = None
    if item.probability is not None and item.event is not None:
        event = likelihood(names.told(item.event), item.probability)
    undefined = likelihood("too little ground gained for a price", item.cost.undefined) if item.cost else None
    return OutlookCell(quantity=quantity, likelihood=event, undefined=undefined)
