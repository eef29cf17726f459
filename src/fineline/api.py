"""Fineline from Python: a case, a fit, a forecast, paired counterfactuals, the briefing, and a run made again.

::

    import fineline

    case = fineline.load_case("ukraine")
    pair = fineline.counterfactual(case, without="contributor-troops")
    print(pair.difference["principal_killed"].sum("week").quantile([0.05, 0.5, 0.95], "draw"))      # persons

Trajectories are `xarray` datasets with the dimensions `draw` and `week`; weeks are named by the Sunday they end on, and
every variable knows its unit. Where no posterior is given, the one shipped with the case is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fineline._runtime import configure

if TYPE_CHECKING:
    import xarray as xr

    from fineline.case import Case
    from fineline.inference.fit import Progress
    from fineline.inference.store import Posterior
    from fineline.products.executors import Executor
    from fineline.products.remaking import Reproduction
    from fineline.products.requests import Lever
    from fineline.products.scenarios import ScenarioSummary
    from fineline.scenario import Forecast, Pair

__all__ = [
    "load_case",
    "fit",
    "forecast",
    "counterfactual",
    "scenarios",
    "explore",
    "sensitivity",
    "discover",
    "compare",
    "brief",
    "reproduce",
]


def load_case(name_or_path: str | Path = "ukraine") -> Case:
    """Read a case and check that it holds together.

    Args:
        name_or_path: the name of an embedded case, or the folder of another.

    Returns:
        The case, frozen.

    Raises:
        CaseNotFoundError: there is no such case.
        CaseError, EvidenceError: it is faulty; the message names file and line.
    """
    from fineline.case import load_case as load  # noqa: PLC0415

    return load(name_or_path)


def fit(
    case: Case,
    *,
    as_of: date | None = None,
    chains: int = 6,
    draws: int = 272,
    warmup: int = 900,
    seed: int = 1,
    out: Path | None = None,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Posterior:
    """Sample the posterior of the core model and save it with the record of the run. Takes minutes.

    Args:
        case: the case.
        as_of: read only what was published by this day; by default all that the case knows.
        chains: number of chains.
        draws: draws kept, per chain.
        warmup: draws of the warm-up, per chain.
        seed: of the sampler.
        out: the file; by default `runs/<id>/posterior.nc`.
        resume: take up a fit of the same settings that was interrupted.
        progress: called with the number of iterations done.

    Returns:
        Draws of shape (chain, draw, ...) by parameter, with diagnostics, contraction and pins.

    Raises:
        AsOfError: nothing was known on that day, or it lies after everything the case knows.
        SettingError: a number out of range.
        ResumeError: an unfinished fit is there and `resume` is not set, or it cannot be taken up.
        StorageError: the disk refused.
    """
    configure()
    from fineline.products.fitting import keep, make_fit  # noqa: PLC0415
    from fineline.products.requests import FitRequest, checked  # noqa: PLC0415

    day = as_of or case.calendar.knowledge
    request = checked(FitRequest, as_of=day, chains=chains, draws=draws, warmup=warmup, seed=seed)
    product = make_fit(case, request, out=out, resume=resume, progress=progress)
    keep(product)
    return product.result


def forecast(
    case: Case,
    *,
    as_of: date | None = None,
    horizon: int = 26,
    posterior: Posterior | Path | None = None,
    draws: int | None = None,
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> Forecast:
    """History and the weeks after the data, and what the observed series may then read.

    Args:
        case: the case.
        as_of: the day whose knowledge the forecast may use; by default that of the posterior.
        horizon: weeks after the last week with data.
        posterior: a posterior or its file; by default the one shipped with the case or, for another day, a fit of that
            day among the saved runs.
        draws: posterior draws used; by default all.
        seed: of the shocks after the data.
        assumptions: values of assumed parameters, the same in every draw and stated in the attributes of the runs.
        force: take assumptions outside their range all the same.

    Returns:
        Trajectories (draw, week), predictive draws (draw, horizon) by series in its unit, and the reference date.

    Raises:
        PosteriorNotFoundError: there is no posterior of that day; the message names the command that makes it.
        PinMismatchError: the posterior was made from another case, model or day.
        SettingError: a number out of range, or an assumption that cannot be made.
    """
    configure()
    from fineline.products.forecasting import forecast as run_forecast  # noqa: PLC0415
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import ForecastRequest, checked  # noqa: PLC0415

    assumed = {"assumptions": dict(assumptions or {}), "force": force}
    request = checked(ForecastRequest, horizon=horizon, draws=draws, seed=seed, **assumed)
    return run_forecast(case, choose(case, as_of=as_of, given=posterior).posterior, request)


def counterfactual(
    case: Case,
    *,
    without: Lever | None = None,
    scenarios: Sequence[str] = (),
    levers: Mapping[str, float] | None = None,
    start: date | None = None,
    horizon: int = 0,
    posterior: Posterior | Path | None = None,
    draws: int | None = None,
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> Pair:
    """History as it was beside the same history without part of the support or under scenarios, with the same shocks.

    Args:
        case: the case.
        without: `contributor-troops` (its soldiers), `contributor-munitions` (its shells) or `contributor` (both).
        scenarios: instead, names of scenarios of the case (`case.scenarios`), one on top of the other.
        levers: value by lever of the case, on top of them; needs a horizon.
        start: the first week that differs, a Sunday; by default that of the scenario, or the first with any support.
        horizon: weeks after the last week with data.
        posterior: a posterior or its file; by default the one shipped with the case.
        draws: posterior draws used; by default all.
        seed: of the shocks after the data.
        assumptions: values of assumed parameters, the same in every draw and stated in the attributes of the runs.
        force: take assumptions outside their range all the same.

    Returns:
        Baseline and arm (draw, week), the settings that differ, and `difference`, which is arm less baseline.

    Raises:
        PosteriorNotFoundError, PinMismatchError: there is no posterior of this case.
        SettingError, NotASundayError: a name, number, assumption or start that cannot be had; the message names it.
    """
    configure()
    from fineline.products.pairing import counterfactual as run_pair  # noqa: PLC0415
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import CounterfactualRequest, checked  # noqa: PLC0415

    asked = {"without": without, "scenarios": tuple(scenarios), "levers": dict(levers or {}), "start": start}
    asked |= {"horizon": horizon, "draws": draws, "assumptions": dict(assumptions or {}), "force": force}
    request = checked(CounterfactualRequest, **asked, seed=seed)
    return run_pair(case, choose(case, given=posterior).posterior, request)


def scenarios(
    case: Case,
    *,
    horizon: int = 52,
    posterior: Posterior | Path | None = None,
    draws: int | None = None,
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> tuple[ScenarioSummary, ...]:
    """Every scenario of the case against one baseline, with the same draws and shocks.

    Args:
        case: the case.
        horizon: weeks after the last week with data.
        posterior: a posterior or its file; by default the one shipped with the case.
        draws: posterior draws used; by default all.
        seed: of the shocks after the data.
        assumptions: values of assumed parameters, the same in every draw and stated in the attributes of the runs.
        force: take assumptions outside their range all the same.

    Returns:
        For each scenario what it changes, and the differences in ground, own losses, support, aid and belief.

    Raises:
        PosteriorNotFoundError, PinMismatchError, SettingError: no posterior of this case, or what cannot be asked.
    """
    configure()
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import ScenariosRequest, checked  # noqa: PLC0415
    from fineline.products.scenarios import scenarios as run_scenarios  # noqa: PLC0415

    assumed = {"assumptions": dict(assumptions or {}), "force": force}
    request = checked(ScenariosRequest, horizon=horizon, draws=draws, seed=seed, **assumed)
    return run_scenarios(case, choose(case, given=posterior).posterior, request)


def explore(
    case: Case,
    *,
    levers: Mapping[str, tuple[float, ...]],
    assumptions: Mapping[str, tuple[float, ...]] | None = None,
    design: str = "sobol",
    size: int = 10_000,
    start: date | None = None,
    horizon: int = 104,
    seed: int = 0,
    posterior: Posterior | Path | None = None,
    out: Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
) -> xr.Dataset:
    """Many futures: draws of the posterior, shocks, and levers and assumptions by design.

    Args:
        case: the case.
        levers: low and high of each lever pulled, or its positions where the design is factorial.
        assumptions: the same of parameters that the record leaves open.
        design: ``sobol``, ``lhs`` or ``factorial``.
        size: futures in all; for every combination where the design is factorial.
        start: the first week run, a Sunday; the first after the data when None.
        horizon: weeks after the last week with data.
        seed: of design and shocks.
        posterior: a posterior or its file; by default the one shipped with the case.
        out: folder of the files; by default that of the run.
        resume: go on with futures that are there.
        executor: who computes, of `fineline.products.executors`; threads of this process when None.

    Returns:
        Every future, dimension ``experiment``: its draw, levers, assumptions and outcomes, each with its unit.

    Raises:
        SettingError: an unknown lever or assumption, or a value outside its range.
        ResumeError, StorageError: the folder holds futures of another request or to go on with; the disk refused.
        ExecutorError: a cluster that is not there, or whose workers die again and again over a chunk.
    """
    configure()
    from fineline.products.answers import futures_dataset  # noqa: PLC0415
    from fineline.products.requests import ExploreRequest, checked  # noqa: PLC0415

    asked = {"design": design, "size": size, "levers": dict(levers), "assumptions": dict(assumptions or {})}
    request = checked(ExploreRequest, **asked, start=start, horizon=horizon, seed=seed)
    return futures_dataset(case, request, posterior, out=out, resume=resume, executor=executor)


def sensitivity(futures: Path, outcome: str, *, posterior: Posterior | Path | None = None) -> xr.Dataset:
    """What an outcome hangs on: PAWN indices with 90 % intervals, dimension ``input``, the strongest first.

    Args:
        futures: folder that `explore` wrote.
        outcome: name of the outcome.
        posterior: the one that `explore` read; by default that of the case.

    Raises:
        FuturesError, SettingError, PinMismatchError: no finished run or outcome, or another posterior.
    """
    configure()
    from fineline.products.answers import influence_dataset  # noqa: PLC0415

    return influence_dataset(futures, outcome, posterior)


def discover(futures: Path, when: str) -> xr.Dataset:
    """Where a condition on an outcome holds: box, density, coverage, tree, and where along each input it turns.

    Args:
        futures: folder that `explore` wrote.
        when: such as ``ground_gained > 5000``.

    Raises:
        FuturesError, SettingError: no finished run, or a condition that always or never holds.
    """
    configure()
    from fineline.products.answers import conditions_dataset  # noqa: PLC0415

    return conditions_dataset(futures, when)


def compare(futures: Path, criteria: Sequence[str]) -> xr.Dataset:
    """Policies by criterion in the same futures, with their regret, and what a unit of each lever does.

    Args:
        futures: folder that `explore` wrote, of factorial design.
        criteria: such as ``less:principal_killed:300000``; what comes third is enough, and may be left out.

    Raises:
        FuturesError, SettingError: no finished run, policies that are not paired, or no criterion.
    """
    configure()
    from fineline.products.answers import policies_dataset  # noqa: PLC0415

    return policies_dataset(futures, criteria)


def brief(
    case: Case,
    *,
    out: Path = Path("out"),
    posterior: Posterior | Path | None = None,
    draws: int | None = None,
    seed: int = 0,
    scenarios: Sequence[str] = (),
    levers: Mapping[str, float] | None = None,
    assumptions: Mapping[str, float] | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the briefing, with the record of the run; what is set heads every document.

    Args:
        case: the case.
        out: the folder; made if need be.
        posterior: a posterior or its file; by default the one shipped with the case.
        draws: posterior draws used; by default all.
        seed: of the shocks after the data.
        scenarios: names of scenarios of the case, one on top of the other.
        levers: value by lever of the case, on top of them.
        assumptions: values of assumed parameters, the same in every draw and stated in the attributes of the runs.
        force: take assumptions outside their range all the same.

    Returns:
        The files written, the page first.

    Raises:
        PosteriorNotFoundError, PinMismatchError, SettingError: no posterior of this case, or what cannot be had.
        TypesettingError, StorageError: a PDF cannot be set, or the disk refused.
    """
    configure()
    from fineline.products.briefing import make_brief  # noqa: PLC0415
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import BriefRequest, checked  # noqa: PLC0415
    from fineline.runs import save_run  # noqa: PLC0415

    set_up = {"scenarios": tuple(scenarios), "levers": levers or {}, "assumptions": assumptions or {}, "force": force}
    request = checked(BriefRequest, draws=draws, seed=seed, **set_up)
    product = make_brief(case, request, choose(case, given=posterior), out=out)
    save_run(product.run)
    return product.files


def reproduce(run_id: str, *, progress: Callable[[Progress], None] | None = None) -> Reproduction:
    """Make a saved run again from its pins, in a temporary folder, and compare every file to the last bit.

    Args:
        run_id: identifier of a saved run, or of a posterior: then the fit that made it.
        progress: called with the number of iterations done, when the run is a fit.

    Returns:
        Every file with both checksums, and the pins that are no longer as they were.

    Raises:
        SettingError, PinMismatchError: there is no such run, or the case has changed since.
        PosteriorNotFoundError: the posterior that the run read is not to be found.
    """
    configure()
    from fineline.products.remaking import remake, run_to_remake  # noqa: PLC0415

    return remake(run_to_remake(run_id), progress=progress)
