"""Sections on the war: judgements, state, outlook, contribution, price of ground, manpower."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import computed_field

from fineline.report.numbers import day_text
from fineline.report.schema.figures import IntervalFigure, TimeFigure
from fineline.report.schema.parts import Likelihood, Plain, Quantity, Side, Trust


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
    """One question at every horizon; `half` says whether it speaks of the war or of its politics."""

    key: str
    half: Literal["war", "politics"]
    label: str
    definition: str
    unit: str
    cells: tuple[OutlookCell, ...]


class OpenQuestion(Plain):
    """A question without an answer, and why there is none."""

    label: str
    why: str


class Pointer(Plain):
    """A question that a topic of the political half answers, and why it stands there."""

    label: str
    topic: str
    why: str


class Outlook(Plain):
    """Section 4: one row per question, one column per horizon."""

    horizons: tuple[int, ...]
    ends: tuple[date, ...]
    rows: tuple[OutlookRow, ...]
    elsewhere: tuple[Pointer, ...]
    open_questions: tuple[OpenQuestion, ...]
    figures: tuple[TimeFigure, ...]

    def of(self, half: Literal["war", "politics"]) -> tuple[OutlookRow, ...]:
        """The questions of one half."""
        return tuple(row for row in self.rows if row.half == half)

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
