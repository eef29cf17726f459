"""Section 4: the outlook at each horizon, as a table and as fans over what was published."""

from __future__ import annotations

from collections.abc import Sequence

from fineline.analysis import milestones
from fineline.analysis.milestones import Grounds, Milestone
from fineline.analysis.trajectories import since_arrival
from fineline.evidence import View
from fineline.report.names import Names
from fineline.report.pairs import Pair
from fineline.report.quantities import from_cost, from_estimate, likelihood, to_date
from fineline.report.schema import OpenQuestion, Outlook, OutlookCell, OutlookRow, Pointer, TimeFigure

SHARES = {
    "killed_share",
    "bonus_rise",
    "contributor_share_of_losses",
    "contributor_share_of_new_manpower",
    "war_support",
    "perceived_success",
    "backers_perceived_success",
}
DIFFERENCES = {"area_change", "bonus_rise", "deaths_avoided_per_1000"}
AID, RESPONSE = "aid_military_allocated", "aid_belief_response"
"""The series of monthly aid, and the parameter that assumes how it answers to belief."""


def outlook_grounds(view: View, pair: Pair) -> Grounds:
    """What some questions of the outlook read beside the forecast.

    Args:
        view: what was known, for the mean of the published aid.
        pair: the forecast with the foreign soldiers and without them.
    """
    return Grounds(
        pair=None if since_arrival(pair.baseline) is None else pair,
        monthly_aid=float(view.latest(AID).value.mean()) if AID in view.names else None,
        aid_response=pair.parameters.get(RESPONSE),
    )


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
        elsewhere=tuple(
            Pointer(label=names.told(question.label), topic=question.part, why=question.why)
            for question in found.elsewhere
        ),
        open_questions=tuple(
            OpenQuestion(label=names.told(question.label), why=question.why) for question in found.left_open
        ),
        figures=tuple(figures),
    )


def _row(items: tuple[Milestone, ...], names: Names) -> OutlookRow:
    first, cells = items[0], tuple(_cell(item, names) for item in items)
    return OutlookRow(
        key=first.key,
        half=first.half,
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
