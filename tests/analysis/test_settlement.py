"""The chance of a settlement over some weeks, as outcomes tell it: one less the chance that no week brings it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.scenarios import SETTLEMENT, differences, measure
from fineline.analysis.trajectories import Window

WEEKS = np.array(["2026-01-04", "2026-01-11", "2026-01-18", "2026-01-25"], "datetime64[D]")
LATE = Window(name="late", label="late", first=WEEKS[1], last=WEEKS[3])


def runs(*hazards: float) -> xr.Dataset:
    """Two draws, the second with twice the hazards of the first."""
    first = np.array(hazards)
    return xr.Dataset(
        {"settlement_hazard": (("draw", "week"), np.stack([first, 2 * first]))},
        coords={"draw": [0, 1], "week": WEEKS.astype("datetime64[ns]")},
        attrs={"data_end": "2026-01-04"},
    )


@dataclass(frozen=True)
class Pair:
    """Baseline and arm."""

    baseline: xr.Dataset
    arm: xr.Dataset
    inputs: dict[str, NDArray[np.float64]] = field(default_factory=dict)


def test_hazards_of_the_window_add_up_to_a_chance() -> None:
    found = measure(runs(9.0, 0.01, 0.02, 0.03), LATE, SETTLEMENT)
    np.testing.assert_allclose(found, 1 - np.exp([-0.06, -0.12]))


def test_the_difference_is_told_in_percentage_points() -> None:
    pair = Pair(runs(0.0, 0.01, 0.01, 0.01), runs(0.0, 0.02, 0.02, 0.02))
    found = differences(pair, LATE, (SETTLEMENT,)).of("settlement")
    wanted = 100 * (np.exp([-0.03, -0.06]) - np.exp([-0.06, -0.12]))
    assert found.reached
    assert found.summary.estimate.median == pytest.approx(wanted.mean())
    assert "were there no other end" in found.outcome.definition


def test_the_same_hazards_make_no_difference() -> None:
    same = runs(0.0, 0.01, 0.01, 0.01)
    assert not differences(Pair(same, same), LATE, (SETTLEMENT,)).of("settlement").reached
