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
from fineline.analysis.trajectories import TrajectoryError, Window
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
        statuses: what the record of precedents says about each parameter of the forms.
        sentence: what the scores of the forms say.
    """

    added: Floats
    years: int
    weights: Mapping[str, float]
    statuses: Mapping[str, Status]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a run may hold beside history and the pair without the soldiers; what is not there is not measured.

    Attributes:
        scenarios: pairs by the name of the scenario, holding at least what the tests that name them read.
        fine_line: the fine-line index from the first week after the data.
        precedents: what the record of precedents says.
    """

    scenarios: Mapping[str, Arms] = field(default_factory=dict)
    fine_line: FineLine | None = None
    precedents: Precedents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the measured quantities read.

    Attributes:
        baseline: history and at least 52 weeks after it.
        without_troops: the pair without the foreign soldiers.
        claims: those of the case.
        objective_km2: ground the principal is taken to want, km2; None where the case states none.
        parameters: parameters of the baseline's draws by name, shape (draw,) or (draw, k).
        statuses: what the data say about each parameter; one that is not named is assumed.
        stages: the day on which each stage of disclosure began, as far as it was known.
        extras: what else the run holds.
    """

    baseline: xr.Dataset
    without_troops: Arms
    claims: tuple[Claim, ...]
    objective_km2: float | None = None
    parameters: Mapping[str, Floats] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    stages: Mapping[str, date] = field(default_factory=dict)
    extras: Extras = field(default_factory=Extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a test asks of a quantity beside its threshold.

    Attributes:
        window: the weeks; None where the test names none.
        scenarios: the pairs that it names, by name, in its order.
    """

    window: Window | None = None
    scenarios: Mapping[str, Arms] = field(default_factory=dict)

    @property
    def weeks(self) -> Window:
        """The weeks of a quantity that needs some. Raises ``TrajectoryError`` where the test names none."""
        if self.window is None:
            raise TrajectoryError(
                expected="the weeks over which the quantity is measured",
                found="none",
                where="test of a proposition",
                remedy="name a window in the test",
            )
        return self.window


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One quantity as measured.

    Attributes:
        values: in each posterior draw, shape (draw,), not a number where it is undefined; or one for each counted case.
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
        form: how its values are written, a format.
        windows: windows over which it can be measured; None among them for no weeks at all.
        measure: measures it in a run.
        left_open: what it does not settle.
        decided_by: parameters that decide on which side of a threshold it lies. Where the data leave every one of
            them at its prior, the quantity says what was assumed, and no verdict follows from it. Empty where no
            parameter has a say.
        reads: variables of the baseline that it reads.
        scenarios: fewest and most scenarios that a test of it names.
    """

    words: str
    unit: str
    form: str
    windows: tuple[WindowName | None, ...]
    measure: Callable[[Findings, Asked], Measured | Missing]
    left_open: str
    decided_by: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    scenarios: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of the tests of one proposition.

    Attributes:
        keys: keys of the quantities, in the order of the tests.
        rule: the events in words: quantities, windows, comparisons and thresholds.
        estimates: each quantity as measured, None for counted cases and where it is undefined in every draw.
        events: what is asked of each in words, such as "more than 100".
        chance: share of draws, or of counted cases, in which the events hold; all of them where they are signs.
        highest: share in which any of the signs holds; the chance itself where the events are no signs.
        cases: how many counted cases; 0 for draws.
        probability: the chance with its error; None for counted cases.
        sentence: what was found, made from numbers.
        left_open: what the tests do not settle.
        rests_on: what the data say about each deciding parameter, by name.
        assumed: parameters at their priors that alone decide a test; empty where the data have a say in every one.
    """

    keys: tuple[str, ...]
    rule: str
    estimates: tuple[Estimate | None, ...]
    events: tuple[str, ...]
    chance: float
    highest: float
    cases: int
    probability: Probability | None
    sentence: str
    left_open: str
    rests_on: Mapping[str, Status] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
