"""What the tests of propositions read, and what they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fineline.analysis.contribution import Arms
from fineline.analysis.fine_line import FineLine
from fineline.analysis.intervals import Estimate, Probability
from fineline.analysis.status import Status
from fineline.analysis.trajectories import Window
from fineline.case.propositions import WindowName
from fineline.evidence.claims import Claim

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedents:
    """What the yearly forms of precedent say together.

    Attributes:
        added: events that one more now adds in the years after it, draws of the mixture of all forms, shape (draw,).
        years: length of those years.
        weights: weight of each form in the mixture.
        sentence: what the scores of the forms say.
    """

    added: Floats
    years: int
    weights: Mapping[str, float]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the measured quantities read. Those that read something a run does not hold are not measured in it.

    Attributes:
        baseline: history and at least 52 weeks after it.
        without_troops: the pair without the foreign soldiers.
        claims: those of the case.
        objective_km2: ground the principal is taken to want, km2; None where the case states none.
        parameters: parameters of the baseline's draws by name, shape (draw,).
        statuses: what the data say about each parameter; one that is not named is assumed.
        stages: the day on which each stage of disclosure began.
        scenarios: pairs by the name of the scenario.
        fine_line: the fine-line index from the first week after the data.
        precedents: what the record of precedents says.
    """

    baseline: xr.Dataset
    without_troops: Arms
    claims: tuple[Claim, ...]
    objective_km2: float | None = None
    parameters: Mapping[str, Floats] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    stages: Mapping[str, date] = field(default_factory=dict)
    scenarios: Mapping[str, Arms] = field(default_factory=dict)
    fine_line: FineLine | None = None
    precedents: Precedents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One quantity as measured.

    Attributes:
        values: in each posterior draw, shape (draw,), not a number where it is undefined; or counted cases.
        sentence: what was found, made from numbers.
        drawn: whether the values are posterior draws, whose share is a probability; False for counted cases.
    """

    values: Floats
    sentence: str
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a quantity is not measured in a run: what the run does not hold."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity that a test of a proposition may name.

    Attributes:
        words: what it is.
        unit: its unit; "1" for a pure number.
        windows: windows over which it can be measured; None among them for no weeks at all.
        measure: measures it in a run; the window is None where the test names none.
        left_open: what it does not settle.
        decided_by: parameters that decide on which side of a threshold it lies. Where the data leave every one of
            them at its prior, the quantity says what was assumed, and no verdict follows from it.
    """

    words: str
    unit: str
    windows: tuple[WindowName | None, ...]
    measure: Callable[[Findings, Window | None], Measured | Missing]
    left_open: str
    decided_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of the tests of one proposition.

    Attributes:
        rule: the events in words: quantities, windows, comparisons and thresholds.
        estimates: each quantity as measured, None for counted cases; in the order of the tests.
        thresholds: their thresholds, in the same order.
        chance: chance that the events hold, or share of counted cases in which they do.
        probability: the chance with its error; None for counted cases.
        sentence: what was found, made from numbers.
        left_open: what the tests do not settle.
        assumed: parameters at their priors that alone decide the outcome; empty where the data have a say.
    """

    rule: str
    estimates: tuple[Estimate | None, ...]
    thresholds: tuple[float, ...]
    chance: float
    probability: Probability | None
    sentence: str
    left_open: str
    assumed: tuple[str, ...] = ()
