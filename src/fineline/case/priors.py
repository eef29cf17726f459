"""Priors as a case declares them: family, unit, basis and source."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, RootModel, model_validator

from fineline.evidence.catalogue import Sentence
from fineline.evidence.declared import Declared

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Lognormal(Declared):
    """A lognormal prior: median, in the unit of the parameter, and standard deviation of the logarithm."""

    family: Literal["lognormal"]
    median: Positive
    log_sd: Positive


class Normal(Declared):
    """A normal prior: mean and standard deviation in the unit of the parameter, cut at `low` and `high` where given."""

    family: Literal["normal"]
    mean: Finite
    sd: Positive
    low: Finite | None = None
    high: Finite | None = None

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must lie below high")
        return self


class Beta(Declared):
    """A beta prior on the interval from 0 to 1."""

    family: Literal["beta"]
    a: Positive
    b: Positive


class Levels(Declared):
    """Values of an assumption that no record can tell apart: each conditions a fit of its own, pooled equally."""

    family: Literal["levels"]
    values: tuple[Finite, ...] = Field(min_length=1)


class Prior(Declared):
    """What is believed of one parameter before the record is read.

    Attributes:
        symbol: letter of the model page.
        unit: unit of the parameter; "1" for a pure number.
        prior: the distribution.
        basis: why, in words.
        source: where that comes from: identifiers of sources and claims, or the design of the model.
        each: what the parameter is repeated over, such as claimant families; empty for a single number.
    """

    symbol: Sentence
    unit: Sentence
    prior: Lognormal | Normal | Beta | Levels = Field(discriminator="family")
    basis: Sentence
    source: Sentence
    each: str = ""


class Priors(RootModel[dict[str, Prior]]):
    """All priors of a case by parameter, in the order of the file."""
