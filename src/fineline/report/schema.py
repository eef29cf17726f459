"""The briefing as plain data: every number the page and the JSON show comes from one object of this file.

Text that holds a number is computed here from the number, so page and JSON cannot disagree.
Intervals are 90 % (5 % to 95 % quantiles of the posterior draws) unless a field says otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from fineline.report.numbers import day_text, interval_text, number_text, quoted_text, range_text, unit_phrase
from fineline.words import probability_number, probability_text

Status = Literal["estimated", "weak", "assumed"]
Side = Literal["principal", "opponent", "contributor", "soldiers", "shells", "both", "neutral"]
Numbers = tuple[float | None, ...]


class Plain(BaseModel):
    """Base of every part of the briefing: immutable, no field nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(Plain):
    """One estimate with its 90 % interval, its unit and where it comes from.

    A bound is None when it lies among draws in which the quantity does not exist, as the price of ground that was not
    gained.
    """

    name: str
    unit: str
    median: float | None
    low: float | None
    high: float | None
    source: str
    signed: bool = False

    @computed_field
    @property
    def text(self) -> str:
        """Number and interval without the unit: `9,200 (8,100 to 10,400)`."""
        return interval_text(self.median, self.low, self.high, unit=self.unit, signed=self.signed)

    @computed_field
    @property
    def phrase(self) -> str:
        """Number, interval and unit as a clause: `9,200 (8,100 to 10,400) persons a week`."""
        phrase = unit_phrase(self.unit)
        return self.text if phrase in ("", "%") else f"{self.text} {phrase}"


class Likelihood(Plain):
    """The probability of an event, as a share of posterior draws."""

    event: str
    probability: float

    @computed_field
    @property
    def text(self) -> str:
        """ICD 203 words with the number: `likely (67 %)`."""
        return probability_text(self.probability)

    @computed_field
    @property
    def number(self) -> str:
        """The number alone: `67 %`."""
        return probability_number(self.probability)


class Trust(Plain):
    """Confidence in the sources and the method behind a judgement; says nothing of how probable the event is."""

    level: Literal["low", "moderate", "high"]
    reason: str


class Judgement(Plain):
    """One key judgement: what, how likely, how well founded, and the numbers it rests on.

    `statement` holds the words and numbers of the likelihood and the first quantity; `quantities` are all of them.
    """

    id: str
    heading: str
    statement: str
    likelihood: Likelihood | None
    quantities: tuple[Quantity, ...]
    confidence: Trust
    basis: str


class Header(Plain):
    """What the reader must know before the first number."""

    title: str
    case: str
    as_of: date
    data_end: date
    forecast_origin: date
    horizon_weeks: int
    draws: int
    model_version: str
    posterior_id: str
    principal: str
    opponent: str
    contributor: str
    what_this_is: str
    what_this_is_not: str
    how_to_read: str


class Series(Plain):
    """A quantity by week as the model sees it: the median with bands of 50 and 90 %, `None` where there is none."""

    name: str
    side: Side
    weeks: tuple[date, ...]
    median: Numbers
    low50: Numbers | None = None
    high50: Numbers | None = None
    low90: Numbers | None = None
    high90: Numbers | None = None


class Observation(Plain):
    """One published figure drawn over the model's series."""

    date: date
    value: float
    low: float | None
    high: float | None
    claimant: str


class TimeFigure(Plain):
    """A figure over calendar weeks: model series with bands, published figures over them, the line where data end."""

    kind: Literal["time"] = "time"
    id: str
    title: str
    note: str
    alt: str
    quantity: str
    unit: str
    scale: Literal["linear", "log", "probability", "share"]
    limits: tuple[float, float] | None
    data_end: date
    series: tuple[Series, ...]
    observed: tuple[Observation, ...]


class Interval(Plain):
    """One mark of a figure of intervals."""

    panel: str
    row: str
    side: Side
    median: float | None
    low: float | None
    high: float | None
    text: str


class IntervalFigure(Plain):
    """Estimates with 90 % intervals side by side, one panel per quantity, zero marked."""

    kind: Literal["interval"] = "interval"
    id: str
    title: str
    note: str
    alt: str
    panels: tuple[str, ...]
    marks: tuple[Interval, ...]


class ClaimMark(Plain):
    """One rival claim as a point, with its published range."""

    date: date
    value: float
    low: float | None
    high: float | None
    claimant: str
    interest: str
    counts: str


class ClaimFigure(Plain):
    """Rival published figures for one quantity, with the model's own series behind them if it has one."""

    kind: Literal["claims"] = "claims"
    id: str
    title: str
    note: str
    alt: str
    quantity: str
    unit: str
    scale: Literal["linear", "log"]
    data_end: date
    model: Series | None
    marks: tuple[ClaimMark, ...]


class ContractionMark(Plain):
    """How far the record moved one parameter."""

    parameter: str
    contraction: float
    status: Status


class ContractionFigure(Plain):
    """Contraction of every parameter with the two thresholds between the three statuses."""

    kind: Literal["contraction"] = "contraction"
    id: str
    title: str
    note: str
    alt: str
    weak_from: float
    estimated_from: float
    marks: tuple[ContractionMark, ...]


Figure = TimeFigure | IntervalFigure | ClaimFigure | ContractionFigure


class StandingRow(Plain):
    """One line of "where the war stands": the model's estimate beside the newest published figure."""

    estimate: Quantity
    week: date
    observed: str
    observed_on: date | None
    claimant: str


class Freshness(Plain):
    """Where the observation of one series ends."""

    name: str
    series: str
    last_observed: date
    claimants: str
    weeks_before_data_end: int


class Standing(Plain):
    """Section 3: the state of the war in the last week with data."""

    week: date
    note: str
    rows: tuple[StandingRow, ...]
    freshness: tuple[Freshness, ...]


class OutlookCell(Plain):
    """One answer at one horizon; what the question does not give is None."""

    quantity: Quantity | None
    likelihood: Likelihood | None
    undefined: Likelihood | None


class OutlookRow(Plain):
    """One question at every horizon."""

    key: str
    label: str
    definition: str
    unit: str
    cells: tuple[OutlookCell, ...]


class OpenQuestion(Plain):
    """A question this release cannot answer, and the part of the model that will."""

    label: str
    answered_by: str


class Outlook(Plain):
    """Section 4: one row per question, one column per horizon."""

    horizons: tuple[int, ...]
    ends: tuple[date, ...]
    rows: tuple[OutlookRow, ...]
    open_questions: tuple[OpenQuestion, ...]
    figures: tuple[TimeFigure, ...]

    @property
    def column_heads(self) -> list[str]:
        """Head of each column: the horizon and the day it ends."""
        return [f"{weeks} weeks, to {day_text(end)}" for weeks, end in zip(self.horizons, self.ends, strict=True)]


class Setting(Plain):
    """One setting that differs between the two arms of a pair."""

    name: str
    baseline: str
    arm: str


class Effect(Plain):
    """What one contribution changed in one outcome over one window: same draws and same shocks in both arms."""

    key: str
    label: str
    definition: str
    difference: Quantity
    positive: Likelihood


class WindowEffects(Plain):
    """Every effect over one window; both weeks belong to it."""

    window: str
    label: str
    first: date
    last: date
    effects: tuple[Effect, ...]

    def of(self, key: str) -> Effect:
        """The effect with this key. Raises `KeyError` when there is none."""
        return {effect.key: effect for effect in self.effects}[key]


class Arm(Plain):
    """One pair of runs: history with the contribution and the same history without it."""

    name: str
    label: str
    side: Side
    settings: tuple[Setting, ...]
    windows: tuple[WindowEffects, ...]

    def window(self, name: str) -> WindowEffects:
        """The window with this name. Raises `KeyError` when there is none."""
        return {window.window: window for window in self.windows}[name]


class Placebo(Plain):
    """The negative control: the same lever at a date on which it was not in use."""

    first: date
    last: date
    passed: bool
    largest: float
    effects: tuple[Effect, ...]

    @computed_field
    @property
    def largest_text(self) -> str:
        """The largest difference with one digit: it is meant to be zero to rounding."""
        return "0" if self.largest == 0 else f"{self.largest:.1g}"


class Contribution(Plain):
    """Section 5: what the foreign troops and shells changed."""

    main_window: str
    arms: tuple[Arm, ...]
    per_soldier: tuple[Quantity, ...]
    exposure: tuple[Quantity, ...]
    exposed_more: Likelihood | None
    learning: tuple[Quantity, ...]
    placebo: Placebo | None
    figures: tuple[TimeFigure | IntervalFigure, ...]


class CostRow(Plain):
    """Price of ground in one window, and how often none exists."""

    window: str
    first: date
    last: date
    area: Quantity
    price: Quantity
    undefined: Likelihood


class Cost(Plain):
    """Section 6."""

    rows: tuple[CostRow, ...]
    figures: tuple[TimeFigure, ...]


class ManpowerRow(Plain):
    """Balance of one side over one window."""

    side: str
    window: str
    first: date
    last: date
    change: Quantity
    weeks_short: Quantity
    share_short: Quantity
    longest_run: Quantity
    sustained: Likelihood


class Manpower(Plain):
    """Section 7."""

    rows: tuple[ManpowerRow, ...]
    figures: tuple[TimeFigure, ...]


class Claim(Plain):
    """One published figure with everything needed to weigh it."""

    id: str
    date: date
    published: date | None
    claimant: str
    interest: str
    basis: str
    counts: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    url: str
    note: str
    derived_from: str
    set_aside: str

    @computed_field
    @property
    def text(self) -> str:
        """The figure as claimed, with its range where one was given; a range that opens on one side says so."""
        quoted = quoted_text(self.value)
        if self.low == self.value and self.high is None:
            return f"at least {quoted}"
        if self.high == self.value and self.low is None:
            return f"at most {quoted}"
        if self.low is None or self.high is None:
            return quoted
        return f"{quoted} ({range_text(self.low, self.high)})"


class Rivals(Plain):
    """Rival claims about one quantity, and what the model makes of them."""

    topic: str
    title: str
    unit: str
    claims: tuple[Claim, ...]
    model: Quantity | None
    figure: ClaimFigure | None


class Parameter(Plain):
    """One parameter before and after the record, and what the record did to it."""

    name: str
    label: str
    symbol: str
    unit: str
    prior: Quantity
    posterior: Quantity
    contraction: float
    status: Status
    basis: str
    source: str

    @computed_field
    @property
    def contraction_text(self) -> str:
        """Contraction with two digits; below zero the posterior is wider than the prior."""
        return number_text(self.contraction)


class Diagnostic(Plain):
    """One line of the sampler's own report."""

    name: str
    value: str
    bar: str
    met: bool


class Given(Plain):
    """One dated fact that the case feeds into the model as it stands."""

    kind: str
    since: date
    until: date | None
    value: str
    published: date
    claims: tuple[str, ...]
    reason: str


class Identification(Plain):
    """Section 9."""

    weak_from: float
    estimated_from: float
    parameters: tuple[Parameter, ...]
    diagnostics: tuple[Diagnostic, ...]
    given: tuple[Given, ...]
    figures: tuple[ContractionFigure, ...]


class Proposition(Plain):
    """One row of the scorecard."""

    id: str
    text: str
    quantity: str
    verdict: str
    likelihood: Likelihood | None
    rule: str
    evidence: str
    left_open: str
    answered_by: str
    claims: tuple[str, ...]


class Scorecard(Plain):
    """Section 10."""

    supported_from: float
    contradicted_to: float
    rows: tuple[Proposition, ...]


class Source(Plain):
    """Where figures come from, under which licence, with which faults."""

    id: str
    name: str
    publisher: str
    url: str
    licence: str
    measures: str
    biases: str
    coverage: str


class Pin(Plain):
    """One thing that fixes this run."""

    name: str
    value: str


class Reproduce(Plain):
    """Section 12."""

    command: str
    pins: tuple[Pin, ...]


class Briefing(Plain):
    """The whole briefing; `briefing.json` is this object and `briefing.html` is drawn from it."""

    header: Header
    judgements: tuple[Judgement, ...]
    standing: Standing
    outlook: Outlook
    contribution: Contribution
    cost: Cost
    manpower: Manpower
    rivals: tuple[Rivals, ...]
    identification: Identification
    scorecard: Scorecard
    sources: tuple[Source, ...]
    reproduce: Reproduce

    def figures(self) -> tuple[Figure, ...]:
        """Every figure in reading order."""
        rivals = tuple(rival.figure for rival in self.rivals if rival.figure is not None)
        return (
            *self.outlook.figures,
            *self.contribution.figures,
            *self.cost.figures,
            *self.manpower.figures,
            *rivals,
            *self.identification.figures,
        )
