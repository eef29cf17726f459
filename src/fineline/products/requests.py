"""What can be asked for, as plain checked records; a saved run keeps them and `reproduce` asks again."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from fineline.errors import SettingError
from fineline.runs import Command
from fineline.time import require_sunday

Count = Annotated[int, Field(ge=1)]
Weeks = Annotated[int, Field(ge=0, le=520)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
Lever = Literal["contributor-troops", "contributor-munitions", "contributor"]

HORIZON = 26
BRIEF_HORIZON = 52


class Request(BaseModel):
    """A frozen request; an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
    draws: Count = 340
    warmup: Count = 500
    seed: Seed = 1


class ForecastRequest(Request):
    """A forecast of the observed series.

    Attributes:
        horizon: weeks after the last week with data.
        draws: posterior draws used; all of them when None.
        seed: of the shocks after the data.
    """

    horizon: Annotated[int, Field(ge=1, le=520)] = HORIZON
    draws: Count | None = None
    seed: Seed = 0


class CounterfactualRequest(Request):
    """History with and without part of the contributor's support.

    Attributes:
        without: what is taken away.
        start: the first week without it, a Sunday; the first week with any of it when None.
        horizon: weeks after the last week with data.
        draws: posterior draws used; all of them when None.
        seed: of the shocks after the data.
    """

    without: Lever
    start: date | None = None
    horizon: Weeks = 0
    draws: Count | None = None
    seed: Seed = 0


class BriefRequest(Request):
    """The briefing.

    Attributes:
        draws: posterior draws used; all of them when None.
        seed: of the shocks after the data.
    """

    draws: Count | None = None
    seed: Seed = 0


Kind = TypeVar("Kind", bound=Request)

REQUESTS: dict[Command, type[Request]] = {
    "fit": FitRequest,
    "forecast": ForecastRequest,
    "counterfactual": CounterfactualRequest,
    "brief": BriefRequest,
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
        first = error.errors()[0]
        raise SettingError(
            expected=first["msg"].removeprefix("Input should be "),
            found=repr(first["input"]),
            where=".".join(str(part) for part in first["loc"]),
            remedy="give another value",
        ) from error
    if isinstance(request, CounterfactualRequest) and request.start is not None:
        require_sunday(request.start, "start")
    return request


def arguments_of(request: Request) -> dict[str, JsonValue]:
    """The values of a request as a saved run keeps them."""
    return request.model_dump(mode="json")
