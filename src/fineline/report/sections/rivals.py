"""Section 8: rival claims about one quantity side by side, and what the model makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fineline.analysis.trajectories import values, week_days
from fineline.evidence import View
from fineline.report.names import Names
from fineline.report.published import claims
from fineline.report.quantities import from_draws, series
from fineline.report.schema import Claim, ClaimFigure, ClaimMark, Quantity, Rivals
from fineline.report.sections.drawing import last_data_week

FEWEST_DRAWN = 5
"""A figure needs so many claims; fewer are read faster in the table."""
LOG_FROM_RATIO = 20.0
"""A logarithmic axis where the largest claim exceeds the smallest by this factor."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One series of rival claims and the trajectories that speak of the same quantity.

    `flows` are summed over weeks, `stock` is read as it stands; with neither, the model has no such quantity.
    """

    series: str
    flows: tuple[str, ...] = ()
    stock: str = ""


TOPICS = (
    Topic(series="contributor_troops_present", stock="contributor_troops"),
    Topic(series="contributor_troops_sent_cum"),
    Topic(series="contributor_casualties_cum", flows=("contributor_casualties",)),
    Topic(series="contributor_killed_cum", flows=("contributor_killed",)),
    Topic(series="contributor_wounded_cum"),
    Topic(series="contributor_shells_delivered_cum"),
    Topic(series="principal_casualties_estimated_cum"),
    Topic(series="principal_deaths_estimated_cum"),
    Topic(series="opponent_casualties_estimated_cum"),
    Topic(series="opponent_deaths_estimated_cum"),
)
"""Reading order. Totals since February 2022 have no counterpart: the trajectories begin later."""


def rivals_section(runs: xr.Dataset, view: View, names: Names) -> tuple[Rivals, ...]:
    """Every topic of which at least one claim was public.

    Args:
        runs: history and forecast.
        view: what was known.
        names: countries by role.
    """
    found = (_rivals(topic, runs, view, names) for topic in TOPICS if topic.series in view.names)
    return tuple(rivals for rivals in found if rivals.claims)


def _rivals(topic: Topic, runs: xr.Dataset, view: View, names: Names) -> Rivals:
    found, spec = claims(view, topic.series), view.catalogue.series[topic.series]
    rows = tuple(row.model_copy(update={"derived_from": names.told(row.derived_from)}) for row in found)
    told = names.told(spec.title)
    title = told[0].upper() + told[1:]
    return Rivals(
        topic=topic.series.replace("_", "-"),
        title=title,
        unit=spec.unit,
        claims=rows,
        model=_model(topic, runs, rows, told),
        figure=_figure(topic, runs, rows, title, spec.unit) if len(rows) >= FEWEST_DRAWN else None,
    )


def _trajectory(topic: Topic, runs: xr.Dataset) -> xr.DataArray | None:
    if topic.stock:
        return runs[topic.stock]
    if not topic.flows:
        return None
    total = sum((values(runs, flow) for flow in topic.flows), start=np.zeros(1))
    return runs[topic.flows[0]].transpose("draw", "week").copy(data=np.cumsum(total, axis=1))


def _model(topic: Topic, runs: xr.Dataset, rows: tuple[Claim, ...], title: str) -> Quantity | None:
    trajectory = _trajectory(topic, runs)
    if trajectory is None:
        return None
    last = np.datetime64(max(row.date for row in rows))
    at = int(np.searchsorted(week_days(trajectory), last))
    at = min(at, len(week_days(trajectory)) - 1)
    return from_draws(title, trajectory.transpose("draw", "week").values[:, at], "persons")


def _figure(topic: Topic, runs: xr.Dataset, rows: tuple[Claim, ...], title: str, unit: str) -> ClaimFigure:
    trajectory = _trajectory(topic, runs)
    sizes = [row.value for row in rows if row.value > 0]
    return ClaimFigure(
        id=f"rivals-{topic.series.replace('_', '-')}",
        title=f"{title}: {len(rows)} claims by {len({row.claimant for row in rows})} claimants",
        note="A mark stands at the day a claim speaks of; a line spans the range given. The table says by whom.",
        alt=f"{title}. " + "; ".join(f"{row.date:%d %b %Y}, {row.claimant}: {row.text}" for row in rows),
        quantity=title,
        unit=unit,
        scale="log" if max(sizes) / min(sizes) > LOG_FROM_RATIO else "linear",
        data_end=last_data_week(runs),
        model=None if trajectory is None else series("model", "neutral", trajectory),
        marks=tuple(_mark(row) for row in rows),
    )


def _mark(row: Claim) -> ClaimMark:
    return ClaimMark(
        date=row.date,
        value=row.value,
        low=row.low,
        high=row.high,
        claimant=row.claimant,
        interest=row.interest,
        counts=row.counts,
    )
