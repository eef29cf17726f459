"""Section 6: what a square kilometre costs, by window and over time."""

from __future__ import annotations

import xarray as xr

from fineline.analysis.cost import MINIMUM_GAIN, cost_of_ground, rolling_cost
from fineline.analysis.trajectories import Window, ground_gained
from fineline.report.names import Names
from fineline.report.quantities import from_band, from_cost, from_draws, likelihood, to_date
from fineline.report.schema import Cost, CostRow, TimeFigure
from fineline.report.sections.drawing import last_data_week, time_figure

ROLLING_WEEKS = 26
UNDEFINED = "too little ground gained for a price"


def cost_section(runs: xr.Dataset, windows: tuple[Window, ...], names: Names) -> Cost:
    """The price of ground.

    Args:
        runs: history and forecast.
        windows: windows of the table.
        names: countries by role.
    """
    return Cost(rows=tuple(_row(runs, window, names) for window in windows), figures=(_figure(runs, names),))


def _row(runs: xr.Dataset, window: Window, names: Names) -> CostRow:
    cost = cost_of_ground(runs, "total_casualties", window)
    price = f"casualties on {names.principal}'s side per km² gained"
    return CostRow(
        window=window.label,
        first=to_date(window.first),
        last=to_date(window.last),
        area=from_draws(f"net ground gained by {names.principal}", ground_gained(runs, window), "km2", signed=True),
        price=from_cost(price, cost),
        undefined=likelihood(UNDEFINED, cost.undefined),
    )


def _figure(runs: xr.Dataset, names: Names) -> TimeFigure:
    line = from_band("casualties per km²", "principal", rolling_cost(runs, "total_casualties", ROLLING_WEEKS))
    return time_figure(
        "cost-of-ground",
        f"Casualties on {names.principal}'s side for each square kilometre gained, over {ROLLING_WEEKS} weeks",
        note=(
            f"Each point sums the {ROLLING_WEEKS} weeks that end with it. Where a bound is missing, too little ground "
            f"was gained for a price to exist (less than {MINIMUM_GAIN:g} km² a week, net)."
        ),
        quantity="casualties over net ground gained",
        unit="persons/km2",
        lines=[line],
        data_end=last_data_week(runs),
        scale="log",
    )
