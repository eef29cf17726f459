"""What can be asked for, as plain checked records; a saved run keeps them and `reproduce` asks again."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError, field_validator

from fineline.errors import SettingError
from fineline.runs import Command
from fineline.time import SUNDAY, require_sunday

Count = Annotated[int, Field(ge=1)]
Weeks = Annotated[int, Field(ge=0, le=520)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
Lever = Literal["contributor-troops", "contributor-munitions", "contributor"]

HORIZON = 26
BRIEF_HORIZON = 52
CUTS = (date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30))
"""Days as of which rival structures are fitted, half a year apart."""


class Request(BaseModel):
    """A frozen request; an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LeverAt(Request):
    """A lever at a value, from a week on.

    Attributes:
        lever: its name.
        value: its value.
        start: the first week, a Sunday, written `from`; that of the lever when None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    lever: str
    value: Annotated[float, Field(allow_inf_nan=False)]
    start: Annotated[date | None, Field(alias="from")] = None

    @field_validator("start")
    @classmethod
    def _is_a_sunday(cls, day: date | None) -> date | None:
        if day is not None and day.weekday() != SUNDAY:
            raise ValueError(f"a Sunday, by which weeks are named; this is a {day:%A}")
        return day


def _by_name(given: Any) -> Any:  # noqa: ANN401 - whatever a request was given
    """Levers written as value by name, which begin in their own weeks."""
    return tuple({"lever": name, "value": value} for name, value in given.items()) if isinstance(given, dict) else given


Levers = Annotated[tuple[LeverAt, ...], BeforeValidator(_by_name)]


class FitRequest(Request):
    """A fit.

    Attributes:
        as_of: the day whose knowledge it reads.
        chains: number of chains.
        draws: draws kept, per chain.
        warmup: draws of the warm-up, per chain.
        seed: of the sampler.
    """

    as_of: date
    chains: Count = 6
    draws: Count = 272
    warmup: Count = 900
    seed: Seed = 1


class SimulationRequest(Request):
    """What every request for trajectories states.

    Attributes:
        draws: posterior draws used; all of them when None.
        seed: of the shocks after the data.
        assumptions: values of assumed parameters, the same in every draw.
        force: whether assumptions outside their range are taken all the same.
    """

    draws: Count | None = None
    seed: Seed = 0
    assumptions: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = {}
    force: bool = False

    def runs(self) -> dict[str, Any]:
        """What fixes the runs alone, without what is asked of them: arguments of `prepare`."""
        return self.model_dump(include=set(SimulationRequest.model_fields))


class ForecastRequest(SimulationRequest):
    """A forecast of the observed series.

    Attributes:
        horizon: weeks after the last week with data.
    """

    horizon: Annotated[int, Field(ge=1, le=520)] = HORIZON


class CounterfactualRequest(SimulationRequest):
    """History as it was, and without part of the contributor's support or under scenarios of the case.

    Attributes:
        without: what is taken away; None where scenarios are named.
        scenarios: names of scenarios, applied one on top of the other.
        levers: levers of the case at values, on top of them.
        start: the first week that differs, a Sunday; that of the scenario, or the first with any of it, when None.
        horizon: weeks after the last week with data.
    """

    without: Lever | None = None
    scenarios: tuple[str, ...] = ()
    levers: Levers = ()
    start: date | None = None
    horizon: Weeks = 0


class ScenariosRequest(SimulationRequest):
    """Every scenario of the case, side by side.

    Attributes:
        horizon: weeks after the last week with data.
    """

    horizon: Annotated[int, Field(ge=1, le=520)] = BRIEF_HORIZON


class BriefRequest(SimulationRequest):
    """The briefing, with a scenario beside its baseline where one is asked for.

    Attributes:
        scenarios: names of scenarios of the case, applied one on top of the other.
        levers: levers of the case at values, on top of them.
    """

    scenarios: tuple[str, ...] = ()
    levers: Levers = ()


class State(Request):
    """What a reader of the page has set; a link, a saved file and a request all carry this.

    Attributes:
        version: of this record.
        scenarios: names of scenarios of the case, one on top of the other.
        levers: levers on top of them, in order; one may stand several times, from different weeks.
        assumptions: values of assumed parameters, in both arms.
        horizon: weeks after the last week with data.
        draws: draws of the posterior.
        seed: of the shocks after the data.
    """

    version: Literal[1] = 1
    scenarios: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    levers: Annotated[tuple[LeverAt, ...], Field(max_length=40)] = ()
    assumptions: Annotated[dict[str, Annotated[float, Field(allow_inf_nan=False)]], Field(max_length=20)] = {}
    horizon: Annotated[int, Field(ge=26, le=156)] = 104
    draws: Annotated[int, Field(ge=20, le=2000)] = 500
    seed: Seed = 0


class StructuresRequest(Request):
    """Rival structures fitted as of several days and weighed by what they forecast.

    Attributes:
        cuts: the days whose knowledge the fits read.
        only: rivals fitted beside the default, as ``NAME=FORM``; all of them when None.
        combine: combinations fitted as well, as ``NAME=FORM+NAME=FORM``.
        quick: few draws, for a trial: the weights then carry noise of the sampler.
        seed: of the fits, of the shocks after the data and of the bootstrap.
    """

    cuts: Annotated[tuple[date, ...], Field(min_length=1)] = CUTS
    only: tuple[str, ...] | None = None
    combine: tuple[str, ...] = ()
    quick: bool = False
    seed: Seed = 1


class BacktestRequest(Request):
    """Forecasts as of several days, scored on what came.

    Attributes:
        cuts: the days whose knowledge the forecasts read.
        horizon: the longest horizon, in weeks.
        rivals: structures beside that of the case, as ``NAME=FORM``.
        quick: the case's own structure alone, with a handful of draws.
        ahead: forecast from the last data on as well, as of the last day that the case knows.
        seed: of the fits and of the shocks after the data.
    """

    cuts: Annotated[tuple[date, ...], Field(min_length=1)] = CUTS
    horizon: Annotated[int, Field(ge=5, le=104)] = HORIZON
    rivals: tuple[str, ...] = ("attrition=materiel", "advance=constant_productivity")
    quick: bool = False
    ahead: bool = False
    seed: Seed = 1


Kind = TypeVar("Kind", bound=Request)


class ExploreRequest(Request):
    """Many futures by design.

    Attributes:
        design: Sobol sequence, Latin hypercube, or every combination of positions.
        size: futures in all; for every combination where it is factorial.
        levers: low and high of each lever pulled, or its positions where the design is factorial.
        assumptions: the same of assumed parameters.
        start: the first week run, a Sunday; the first after the data when None.
        horizon: weeks after the last week with data.
        outcomes: what is kept of each future; everything when empty.
        watched: quantities whose weekly path is kept of some futures.
        seed: of design and shocks.
        force: whether assumptions outside their range are taken all the same.
    """

    design: Literal["sobol", "lhs", "factorial"] = "sobol"
    size: Annotated[int, Field(ge=1, le=10**9)] = 10_000
    levers: dict[str, tuple[float, ...]] = {}
    assumptions: dict[str, tuple[float, ...]] = {}
    start: date | None = None
    horizon: Annotated[int, Field(ge=1, le=520)] = 104
    outcomes: tuple[str, ...] = ()
    watched: tuple[str, ...] = ("area_gained", "principal_troops", "opponent_troops", "war_support")
    seed: Seed = 0
    force: bool = False

    @field_validator("levers", "assumptions")
    @classmethod
    def _by_name(cls, values: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        """In the order of their names: a saved run keeps no other, and the columns of the design follow it."""
        return dict(sorted(values.items()))


REQUESTS: dict[Command, type[Request]] = {
    "fit": FitRequest,
    "forecast": ForecastRequest,
    "counterfactual": CounterfactualRequest,
    "scenarios": ScenariosRequest,
    "brief": BriefRequest,
    "structures": StructuresRequest,
    "backtest": BacktestRequest,
    "explore": ExploreRequest,
}
"""The request behind each command that makes a result."""


def checked(kind: type[Kind], **values: object) -> Kind:
    """A request of a kind, checked.

    Raises:
        SettingError: a value of the wrong type or out of range; the message names it.
        NotASundayError: a start that is not a Sunday.
    """
    try:
        request = kind.model_validate(values)
    except ValidationError as error:
        raise fault_of(error, "give another value") from error
    if isinstance(request, CounterfactualRequest) and request.start is not None:
        require_sunday(request.start, "start")
    return request


def fault_of(error: ValidationError, remedy: str, file: str = "") -> SettingError:
    """The first fault of a record, as a fault of Fineline.

    Args:
        error: what the library of records found.
        remedy: what to do about it.
        file: where the record stands; empty where it was given by hand.
    """
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return SettingError(
        expected=expected_of(first["msg"]),
        found=ascii(first["input"])[:200],
        where=", ".join(part for part in (file, field) if part),
        remedy=remedy,
    )


def expected_of(message: str) -> str:
    """What was expected, from what the library of records says of a fault."""
    return message.removeprefix("Input should be ").removeprefix("Value error, ")


def arguments_of(request: Request) -> dict[str, JsonValue]:
    """The values of a request as a saved run keeps them."""
    return request.model_dump(mode="json", by_alias=True)
