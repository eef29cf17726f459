"""Findings made by hand for the tests of propositions: trajectories whose every answer is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import xarray as xr

from fineline.analysis.fine_line import FineLine
from fineline.analysis.hypotheses import QUANTITIES, Asked, Findings, Measured, Precedents
from fineline.analysis.hypotheses.windows import window_of
from fineline.analysis.intervals import estimate, probability
from fineline.analysis.trajectories import data_end
from fineline.case.propositions import DeclaredTest, Proposition, WindowName
from fineline.time import WEEK

from .synthetic import SyntheticPair, claim, pair, trajectories

DRAWS = 40
SHIFT = np.where(np.arange(DRAWS) < 30, -0.5, 0.5)
RESPONSE = np.array([-0.3, 0.0, 0.3, 0.0])[np.arange(DRAWS) % 4]


def with_values(runs: xr.Dataset, **changed: np.ndarray | float) -> xr.Dataset:
    """The same runs, some variables set: a number, or an array that broadcasts to (draw, week)."""
    shape = (runs.sizes["draw"], runs.sizes["week"])
    made = {
        name: (("draw", "week"), np.broadcast_to(np.asarray(value, dtype=float), shape).copy(), {"units": "1"})
        for name, value in changed.items()
    }
    return runs.assign(made)


def findings(**changed: np.ndarray | float) -> Findings:
    """A contingent of 10,000 from week 60 to the end of data in week 67 and on, and claims by two sides."""
    runs = pair()
    base = with_values(runs.baseline, **{"deal_price": 3000.0, **changed})
    return Findings(
        baseline=base,
        without_troops=SyntheticPair(base, runs.arm),
        claims=(claim("100", "A"), claim("200", "B")),
        objective_km2=7000.0,
        parameters={"disclosure_belief_shift": SHIFT, "aid_belief_response": RESPONSE},
        stages={"public": date(2025, 3, 14), "acknowledged": date(2025, 4, 25)},
    )


def scenario(**changed: np.ndarray | float) -> SyntheticPair:
    """A pair whose arm differs in some variables."""
    base = trajectories()
    return SyntheticPair(base, with_values(base, **changed))


def with_extras(given: Findings, **held: object) -> Findings:
    """The same findings, holding more."""
    return replace(given, extras=replace(given.extras, **held))


def measured(key: str, given: Findings, window: WindowName | None, *scenarios: str) -> Measured:
    """A quantity as measured; it must not be missing."""
    weeks = None if window is None else window_of(given, window)
    pairs = {name: given.extras.scenarios[name] for name in scenarios}
    found = QUANTITIES[key].measure(given, Asked(window=weeks, scenarios=pairs))
    assert isinstance(found, Measured)
    assert found.sentence.endswith(".")
    assert "nan" not in found.sentence
    return found


def line(first: np.datetime64 | None = None, horizon: int = 26) -> FineLine:
    """A fine line at 1 in all draws but the first, in which it is undefined; from the first week after the data."""
    index = np.ones(DRAWS)
    index[0] = np.nan
    flat = estimate(np.ones(DRAWS), "logit")
    return FineLine(
        first=data_end(trajectories()) + WEEK if first is None else first,
        horizon=horizon,
        index=estimate(index[1:], "1"),
        undefined=probability(np.isnan(index)),
        pays=probability(np.zeros(DRAWS, dtype=bool)),
        success=flat,
        casualty=flat,
        values=index,
    )


def precedents(*added: float, status: str = "weak") -> Precedents:
    """What a record of precedents might say."""
    return Precedents(
        added=np.array(added),
        years=10,
        weights={"self_exciting": 0.5, "none": 0.5},
        statuses={"precedent_contagion": status},
        sentence="The record does not tell contagion from none.",
    )


def proposition(*tests: DeclaredTest, joined: str = "all") -> Proposition:
    """A row with these tests, an open place without any."""
    candidates = () if tests else ({"fear": "a second call-up", "would_show": "refusals"},)
    return Proposition(
        id="P1",
        text="A third state sent troops.",
        answered_by="deployments",
        would_settle="an acknowledgement",
        tests=tests,
        joined=joined,
        candidates=candidates,
    )


def declared(
    quantity: str, comparison: str, threshold: float, window: str | None = None, *scenarios: str
) -> DeclaredTest:
    """A test as a case declares it."""
    return DeclaredTest(
        quantity=quantity, comparison=comparison, threshold=threshold, window=window, scenarios=scenarios
    )
