"""The tests behind the political propositions. Most rest on assumptions with a range, and each says so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fineline.analysis.hypotheses import Finding, Findings, of_draws, spread
from fineline.analysis.intervals import estimate
from fineline.analysis.trajectories import Window, data_end, last_year, position, since_arrival, total, values
from fineline.time import WEEK

KNOWN_WITHIN = 2.0
"""A price known to a factor of two would be known (P2)."""
MARKED_BELIEF = 0.10
"""Rise of the perceived chance of success that a reader would notice (P8)."""
MUCH_LESS = 0.5
"""Share of the aid of the last year below which backers have thought again (P9)."""
SAME_ORDER = 3.0
"""Two forces of which neither is three times the other run close to one another (P11)."""
HALF_YEAR = 26


def price_unclear(findings: Findings) -> Finding:
    """P2: the price of a soldier-month lies more than a factor ``KNOWN_WITHIN`` from its median."""
    window = since_arrival(findings.baseline) or last_year(findings.baseline)
    price = total(findings.baseline, "deal_price", window) / window.weeks
    size = estimate(price, "USD/month")
    away = np.abs(np.log(price / np.median(price))) > np.log(KNOWN_WITHIN) / 2.0
    return of_draws(
        "price of a foreign soldier for a month since they came",
        f"outside a range of a factor {KNOWN_WITHIN:g} around its median",
        KNOWN_WITHIN,
        size,
        away,
        f"The accounts put a soldier at {spread(size, '{:,.0f}')} USD a month.",
        "everything but the bonus is assumed; a published contract, or prices by two sources that did not copy one "
        "another, would settle it",
    )


def belief_rose(findings: Findings) -> Finding:
    """P8: the perceived chance of success rose by more than ``MARKED_BELIEF`` since the year before the data end."""
    believed = values(findings.baseline, "perceived_success")
    window = last_year(findings.baseline)
    end, start = position(findings.baseline, window.last), position(findings.baseline, window.first)
    first = believed[:, :start].mean(axis=1)
    rise, now = estimate(believed[:, end] - first, "1"), estimate(believed[:, end], "1")
    return of_draws(
        "rise of the perceived chance of success, from its mean before the last year to the end of data",
        f"more than {MARKED_BELIEF:.0%}",
        MARKED_BELIEF,
        rise,
        believed[:, end] - first > MARKED_BELIEF,
        f"A learner who watches the front puts the chance at {spread(now, '{:.0%}')}, "
        f"{spread(rise, '{:+.0%}')} on the years before.",
        "the goal, the horizon and the learner are assumed; surveys that ask who is winning would settle it",
    )


def aid_reconsidered(findings: Findings) -> Finding:
    """P9: aid in the coming half-year falls below ``MUCH_LESS`` of that of the last year, over all three responses."""
    end = data_end(findings.baseline)
    ahead = Window(name="next_26_weeks", label="next 26 weeks", first=end + WEEK, last=end + HALF_YEAR * WEEK)
    past = last_year(findings.baseline)
    before = total(findings.baseline, "aid_allocated", past) / past.weeks
    share = total(findings.baseline, "aid_allocated", ahead) / HALF_YEAR / before
    size = estimate(share, "1")
    return of_draws(
        "military aid of the next 26 weeks over that of the last year, per week",
        f"below {MUCH_LESS:.0%}",
        MUCH_LESS,
        size,
        share < MUCH_LESS,
        f"Aid runs at {spread(size, '{:.0%}')} of the last year's rate.",
        "whether backers give up or give more is assumed, a third of the draws each; aid by month after losses of "
        "ground in more than one war would settle it",
    )


def fine_line_walked(findings: Findings) -> Finding:
    """P11: over the last year, what deaths cost in support and what success gave lie within ``SAME_ORDER``."""
    window = last_year(findings.baseline)
    gained, lost = (total(findings.baseline, name, window) for name in ("success_effect", "casualty_effect"))
    close = (gained > 0) & (gained < SAME_ORDER * lost) & (lost < SAME_ORDER * gained)
    net, wear = estimate(gained - lost, "1"), estimate(lost, "1")
    return of_draws(
        "support gained by success less support lost to deaths in the last year, logit",
        f"both at work, and neither more than {SAME_ORDER:g} times the other",
        SAME_ORDER,
        net,
        close,
        f"Deaths wore support down by {spread(wear, '{:.2f}')} logit; the balance with success was "
        f"{spread(net, '{:+.2f}')}.",
        "how sensitive support is to either force is weak; a survey that asks about losses and success would settle it",
    )


POLITICAL_TESTS: dict[str, Callable[[Findings], Finding | None]] = {
    "price_unclear": price_unclear,
    "belief_rose": belief_rose,
    "aid_reconsidered": aid_reconsidered,
    "fine_line_walked": fine_line_walked,
}
"""Every test by the key that a proposition of a case names."""
