"""Sections 1 and 12: what this briefing is, and what fixes the run behind it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

import xarray as xr

from fineline.analysis.trajectories import week_days
from fineline.report.names import Names
from fineline.report.posterior import Posterior
from fineline.report.quantities import to_date
from fineline.report.schema import Header, Pin, Reproduce
from fineline.report.sections.drawing import last_data_week
from fineline.time import DAYS_PER_WEEK

IS = (
    "This briefing reports what a calibrated simulation of a war of attrition, fitted to public and attributed "
    "figures, says about ground, losses and manpower, and about what soldiers and shells from a third state "
    "changed. Numbers are medians with 90 % intervals of posterior draws; weeks end on Sunday."
)
IS_NOT = (
    "It is not an account of what happened, names no winner, predicts no decision of any government and says nothing "
    "below the level of a whole front and a week. Figures of the parties are claims and are shown as such. Where the "
    "record does not settle a parameter, the answer rests on an assumption, and the briefing says so."
)


def header_section(title: str, posterior: Posterior, names: Names, as_of: date, runs: xr.Dataset) -> Header:
    """What the reader must know before the first number.

    Args:
        title: of the case.
        posterior: names the run.
        names: countries by role.
        as_of: day of the view.
        runs: history and forecast, whose last week with data is the origin of the forecast.
    """
    end, last = last_data_week(runs), to_date(week_days(runs)[-1])
    return Header(
        title=title,
        case=posterior.pins.case,
        as_of=as_of,
        data_end=end,
        forecast_origin=end,
        horizon_weeks=(last - end).days // DAYS_PER_WEEK,
        draws=int(runs.sizes["draw"]),
        model_version=posterior.pins.model_version,
        posterior_id=posterior.id,
        principal=names.principal,
        opponent=names.opponent,
        contributor=names.contributor,
        what_this_is=IS,
        what_this_is_not=IS_NOT,
        how_to_read=names.roles(),
    )


def reproduce_section(posterior: Posterior) -> Reproduce:
    """The command that makes the run again, and every pin by name."""
    pins = posterior.pins
    named = (
        {field.name: getattr(pins, field.name) for field in fields(pins)} if is_dataclass(pins) else dict(vars(pins))
    )
    rows = [
        Pin(name="id", value=posterior.id),
        *(Pin(name=_plain(name), value=_text(value)) for name, value in named.items()),
    ]
    return Reproduce(command=f"fineline reproduce {posterior.id}", pins=tuple(rows))


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)
