"""The quantity of the deal: how far apart the prices lie that an account of it allows."""

from __future__ import annotations

import numpy as np

from fineline.analysis.hypotheses.records import Asked, Findings, Measured, Quantity
from fineline.analysis.hypotheses.telling import told
from fineline.analysis.intervals import estimate
from fineline.analysis.trajectories import select, values


def _price_spread(findings: Findings, asked: Asked) -> Measured:
    inside = select(findings.baseline, asked.weeks)
    there = values(inside, "contributor_troops")
    price = estimate((values(inside, "deal_price") * there).sum(axis=1) / there.sum(axis=1), "USD/month")
    apart = price.high90 / price.low90
    said = (
        f"An account of what a soldier is worth to the one and costs the other puts the price of a month at "
        f"{told(price, '{:,.0f}')} USD. The ends lie a factor of {apart:.1f} apart."
    )
    return Measured(values=np.array([apart]), sentence=said, drawn=False)


PRICE_SPREAD = Quantity(
    words="upper over lower end of the 90 % range of the price of a soldier's month",
    unit="1",
    form="{:.2g}",
    windows=("since arrival",),
    measure=_price_spread,
    reads=("contributor_troops", "deal_price"),
    decided_by=(
        "contributor_share",
        "visible_death_cost",
        "soldier_wage",
        "service_time",
        "death_payment",
        "soldier_upkeep",
        "contributor_death_cost",
        "public_risk",
        "acknowledged_risk",
    ),
    left_open=(
        "the range is as wide as what was assumed; claimed prices are not fitted, and none of them tells what is paid "
        "in kind"
    ),
)
