"""What both arms and the forecast share: draws, inputs and shocks over history and the weeks after it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from fineline.case import Case, model_inputs
from fineline.errors import SettingError
from fineline.inference.target import assemble, constants_of
from fineline.inference.unlearned import unlearned
from fineline.model.structure import NEXT, Structure
from fineline.scenario.assumptions import assumed, fitting_draws, stamp
from fineline.scenario.changes import Span
from fineline.scenario.ensemble import Ensemble
from fineline.scenario.shocks import standard_normal
from fineline.time import DAYS_PER_WEEK, WEEK, Days

if TYPE_CHECKING:
    from fineline.inference.store import Posterior

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """Everything that fixes a set of runs.

    Attributes:
        case: the case.
        structure: the assembled model.
        weeks: Sundays of history and horizon, shape ``(weeks,)``.
        history: number of weeks fitted.
        index: place of each draw in the posterior, chains one after another, shape ``(draws,)``.
        parameters: parameters by name, shape ``(draws,)`` or ``(draws, k)``.
        inputs: weekly inputs by name, shape ``(weeks,)``.
        shocks: standard normal shocks by process, shape ``(draws, weeks)``.
        attrs: what every set of trajectories states of itself.
    """

    case: Case
    structure: Structure
    weeks: Days
    history: int
    index: Ints
    parameters: Mapping[str, Floats]
    inputs: Mapping[str, Floats]
    shocks: Mapping[str, Floats]
    attrs: Mapping[str, str]

    @property
    def week_numbers(self) -> Ints:
        """Number of each week, counted from the first week of the case, shape ``(weeks,)``."""
        return week_numbers(self.case, self.weeks)

    @property
    def span(self) -> Span:
        """The weeks, and how many of them have data."""
        return Span(self.weeks, self.history)

    def run(self, inputs: Mapping[str, Floats] | None = None, wanted: tuple[str, ...] | None = None) -> xr.Dataset:
        """Trajectories of all draws.

        Args:
            inputs: weekly inputs; those of the setting when None.
            wanted: quantities to give; every flow and stock when None.
        """
        ensemble = Ensemble(self.structure, constants_of(self.case), wanted)
        made = ensemble.run(self.parameters, inputs or self.inputs, self.shocks)
        names, units = long_names(self.structure), self.structure.units
        variables = {
            name: (("draw", "week"), made[name], {"units": plural(units[name]), "long_name": names[name]})
            for name in made
        }
        coords = {"draw": self.index, "week": self.weeks.astype("datetime64[ns]")}
        return xr.Dataset(variables, coords=coords, attrs=dict(self.attrs))


def prepare(
    case: Case,
    posterior: Posterior,
    *,
    horizon: int,
    draws: int | None,
    seed: int,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> Setting:
    """Draws, inputs and shocks of a posterior, over history and the weeks after it.

    Past shocks are each draw's own; those after the last week fitted, and those of processes that the record does not
    reach, come from the named streams of the seed. Parameters it does not reach are drawn from their priors.

    Args:
        case: the case.
        posterior: the fit.
        horizon: weeks after the last week fitted.
        draws: how many draws; all of them when None.
        seed: of the shocks after the last week fitted.
        assumptions: values of assumed parameters, the same in every draw.
        force: take assumptions outside their range all the same.

    Raises:
        SettingError: more draws than there are, a number out of range, or an assumption that cannot be made.
    """
    weeks = weeks_of(posterior, horizon)
    view = case.evidence().view(date.fromisoformat(posterior.pins.as_of))
    inputs = model_inputs(case, view, weeks)
    structure = assemble(case, inputs)
    made = assumed(case, posterior, structure, assumptions or {}, force=force)
    index = choose_draws(posterior, draws, fitting_draws(posterior, made) if made else None)
    flat = posterior.flat()
    numbers = week_numbers(case, weeks)
    history = len(posterior.weeks)
    shocks = {name: _shocks(flat.get(name), name, numbers, history, index, seed) for name in structure.shocks}
    learned = {name: values[index] for name, values in flat.items() if name not in shocks}
    priors = {name: case.priors[name] for name in structure.parameters}
    parameters = {**learned, **unlearned(priors, learned, posterior.pins.seed, index)}
    parameters.update({one.name: np.full(len(index), one.value) for one in made})
    return Setting(
        case=case,
        structure=structure,
        weeks=weeks,
        history=history,
        index=index,
        parameters=parameters,
        inputs=inputs,
        shocks=shocks,
        attrs={
            "data_end": str(posterior.weeks[-1]),
            "case": case.name,
            "as_of": posterior.pins.as_of,
            "posterior_id": posterior.id,
            **stamp(made),
        },
    )


def _shocks(fitted: Floats | None, name: str, numbers: Ints, history: int, index: Ints, seed: int) -> Floats:
    """Shocks of one process over all weeks, shape ``(draws, weeks)``."""
    if fitted is None:
        return standard_normal(seed, name, numbers, len(index))
    return np.concatenate([fitted[index], standard_normal(seed, name, numbers[history:], len(index))], axis=1)


def choose_draws(posterior: Posterior, draws: int | None, among: npt.NDArray[np.bool_] | None = None) -> Ints:
    """Places of the first draws in the posterior, taking from every chain in turn.

    Args:
        posterior: the fit.
        draws: how many; all of them when None.
        among: draws that may be taken, by place in ``posterior.flat()``; all of them when None.

    Returns:
        Indices into ``posterior.flat()``, shape ``(draws,)``.

    Raises:
        SettingError: none asked for, or more than there are.
    """
    chains, each = next(iter(posterior.draws.values())).shape[:2]
    order = np.arange(chains * each).reshape(chains, each).T.reshape(-1)
    held = order if among is None else order[among[order]]
    wanted = len(held) if draws is None else draws
    if not 1 <= wanted <= len(held):
        which = "which is what the posterior holds" if among is None else "which hold what is assumed"
        raise SettingError(
            expected=f"from 1 to {len(held)} draws, {which}",
            found=str(draws),
            where="draws",
            remedy="ask for fewer, or fit with more draws",
        )
    return held[:wanted]


def weeks_of(posterior: Posterior, horizon: int) -> Days:
    """Sundays of the fit and of the weeks after it.

    Raises:
        SettingError: a horizon below zero.
    """
    if horizon < 0:
        raise SettingError(
            expected="a horizon of no or more weeks", found=str(horizon), where="horizon", remedy="give 0 or more"
        )
    first, last = posterior.weeks[0], posterior.weeks[-1]
    return np.arange(first, last + (horizon + 1) * WEEK, WEEK).astype("datetime64[D]")


def week_numbers(case: Case, weeks: Days) -> Ints:
    """Number of each week, counted from the first week of the case."""
    days = (weeks - np.datetime64(case.calendar.first_week, "D")).astype(np.int64)
    return days // DAYS_PER_WEEK


def long_names(structure: Structure) -> dict[str, str]:
    """What each flow and stock is: the first sentence of its equation's description, without the formula."""
    return {
        name.removeprefix(NEXT): _first_sentence(inspect.getdoc(function) or "")
        for name, function in structure.weekly.items()
    }


def plural(unit: str) -> str:
    """A unit as the results write it: persons, not person."""
    return re.sub(r"\bperson\b", "persons", unit)


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    sentence = re.split(r"\.(?:\s|$)", paragraph, maxsplit=1)[0]
    return sentence.split(": ``")[0].replace("``", "")
