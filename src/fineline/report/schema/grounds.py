"""Sections on what the results stand on: rival claims, parameters, propositions, sources, pins."""

from __future__ import annotations

from datetime import date

from pydantic import computed_field

from fineline.report.numbers import number_text, quoted_text, range_text
from fineline.report.schema.figures import ClaimFigure, ContractionFigure
from fineline.report.schema.parts import Likelihood, Plain, Quantity, Status


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


class Assumed(Plain):
    """One parameter that the record does not reach: it was not sampled and keeps the range of its prior."""

    name: str
    label: str
    symbol: str
    unit: str
    prior: Quantity
    basis: str
    source: str


class Held(Plain):
    """How often what was published lay in the intervals of the fit without it; `shares` in the order of the levels."""

    label: str
    period: str
    periods: int
    shares: tuple[float, ...]
    least_effective: float


class Hindcast(Plain):
    """Coverage of central intervals, series by series."""

    levels: tuple[float, ...]
    rows: tuple[Held, ...]


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
    assumed: tuple[Assumed, ...]
    hindcast: Hindcast | None
    diagnostics: tuple[Diagnostic, ...]
    given: tuple[Given, ...]
    figures: tuple[ContractionFigure, ...]


class Candidate(Plain):
    """One candidate for a place that a proposition leaves open; none is asserted."""

    text: str
    would_show: str
    claims: tuple[str, ...]


class Proposition(Plain):
    """One row of the scorecard.

    ``strength`` says how likely the event of the ``rule`` is, or why no likelihood follows; ``likelihood`` is None
    there, for counted cases and where assumptions alone decide. ``assumed`` names the parameters on which it rests that
    the record left at their priors, and ``missing`` what a run would need to measure it.
    """

    id: str
    text: str
    answered_by: str
    verdict: str
    likelihood: Likelihood | None
    strength: str
    rule: str
    evidence: str
    rests_on: str
    assumed: tuple[str, ...]
    left_open: str
    missing: str
    would_settle: str
    claims: tuple[str, ...]
    candidates: tuple[Candidate, ...]


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
