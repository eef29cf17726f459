"""Stand-ins for the sampler and the simulator: quick, deterministic, and able to fail on demand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import xarray as xr

from fineline.case import Case
from fineline.environment import lock, model_version, versions
from fineline.errors import PosteriorNotFoundError, ResumeError, TruncatedFileError
from fineline.evidence import View
from fineline.files import write_json
from fineline.inference.store import check_pins

WEEKS = np.arange("2024-06-02", "2026-12-27", 7, dtype="datetime64[D]")
DATA_END = np.datetime64("2025-12-28", "D")
ARRIVAL = np.datetime64("2024-10-13", "D")


@dataclass(frozen=True)
class Pins:
    """Pins of a posterior."""

    case: str
    case_digest: str
    as_of: str
    seed: int = 1
    chains: int = 4
    draws: int = 500
    warmup: int = 500
    mechanisms: dict[str, str] = field(default_factory=dict)
    first_week: str = "2023-01-01"
    last_week: str = "2025-12-28"
    model_version: str = field(default_factory=model_version)
    lock_sha256: str = field(default_factory=lambda: lock().sha256)
    versions: dict[str, str] = field(default_factory=versions)


@dataclass(frozen=True)
class Posterior:
    """What commands read of a posterior."""

    pins: Pins
    divergences: int = 0
    transitions: int = 10_000
    e_bfmi: tuple[float, ...] = (0.9, 0.8)
    rhat: float = 1.002
    level: float = 1.0

    @property
    def weeks(self) -> np.ndarray:
        """The weeks fitted."""
        return WEEKS[WEEKS <= DATA_END]

    @property
    def id(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self.pins), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def diagnostics(self) -> dict[str, dict[str, float]]:
        usual = {"mean": 1.0, "sd": 0.1, "q05": 0.8, "q50": 1.0, "q95": 1.2, "ess_bulk": 900.0, "ess_tail": 700.0}
        return {"tempo_persistence": {**usual, "rhat": self.rhat}, "advance_noise": {**usual, "rhat": 1.001}}

    @property
    def contraction(self) -> dict[str, float]:
        return {"tempo_persistence": 0.8, "advance_noise": 0.02}

    def save(self, path: Path) -> None:
        write_json(path, asdict(self))


def load_posterior(path: Path, case: Case | None = None) -> Posterior:
    """Read what `Posterior.save` wrote, with the faults of the real reader."""
    said = {"where": str(path), "remedy": "fit anew"}
    if not path.is_file():
        raise PosteriorNotFoundError(expected="a posterior", found="no file", **said)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TruncatedFileError(expected="a whole file", found="half of one", **said) from error
    pins = Pins(**content.pop("pins"))
    if case is not None:
        check_pins(pins, case, path)
    return Posterior(pins, **{**content, "e_bfmi": tuple(content["e_bfmi"])})


@dataclass(frozen=True)
class Progress:
    """How far the stand-in is."""

    done: int
    total: int
    stage: str = "sampling"
    divergences: int = 0


@dataclass
class Sampler:
    """A sampler that needs two blocks and can be stopped after the first."""

    stop: BaseException | None = None
    divergences: int = 0
    rhat: float = 1.002
    resumed: list[bool] = field(default_factory=list)

    def __call__(
        self,
        case: Case,
        view: View,
        inputs: dict[str, np.ndarray],
        settings: object,
        *,
        folder: Path,
        resume: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Posterior:
        asked = asdict(settings)
        assert all(len(values) == len(inputs["season_angle"]) for values in inputs.values())
        first, second = folder / "block-0.json", folder / "block-1.json"
        if first.exists() and not second.exists() and not resume:
            raise ResumeError(expected="no unfinished fit", found=str(first), where=str(folder), remedy="add --resume")
        self.resumed.append(first.exists())
        for block in (first, second):
            if block.exists():
                continue
            write_json(block, asked)
            if progress is not None:
                progress(Progress(1, 2))
            if self.stop is not None and block == first:
                raise self.stop
        pins = Pins(case.name, case.fitted_digest(), view.as_of.isoformat(), mechanisms=dict(case.mechanisms), **asked)
        return Posterior(pins, divergences=self.divergences, rhat=self.rhat)


@dataclass(frozen=True)
class Forecast:
    """What commands read of a forecast."""

    trajectories: xr.Dataset
    predictive: dict[str, np.ndarray]
    reference_date: date


@dataclass(frozen=True)
class Setting:
    """One setting that differs."""

    name: str
    baseline: object
    arm: object


@dataclass(frozen=True)
class Pair:
    """Two runs with the same shocks."""

    baseline: xr.Dataset
    arm: xr.Dataset
    settings: tuple[Setting, ...]
    notes: tuple[str, ...] = ()
    inputs: dict[str, np.ndarray] = field(default_factory=dict)
    first_week: np.datetime64 | None = None
    parameters: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def difference(self) -> xr.Dataset:
        with xr.set_options(keep_attrs=True):
            return self.arm - self.baseline


FLOWS = (
    "principal_casualties",
    "contributor_casualties",
    "total_casualties",
    "opponent_casualties",
    "principal_killed",
    "contributor_killed",
    "opponent_killed",
    "recruits",
    "principal_intake",
    "principal_mobilised",
    "contributor_arrived",
    "visible_deaths",
)
SHARES = ("war_support_share", "perceived_success", "backers_perceived_success", "settlement_hazard")
STOCKS = ("principal_troops", "opponent_troops", "contributor_troops")


def trajectories(seed: int, foreign: float, draws: int = 30) -> xr.Dataset:
    """History and a year ahead; `foreign` scales everything the contributor brings."""
    rng = np.random.default_rng(seed)
    shape = (draws, len(WEEKS))
    here = np.broadcast_to(np.where(WEEKS >= ARRIVAL, 10_000.0 * foreign, 0.0), shape)
    noise = rng.lognormal(0.0, 0.1, shape)
    made = {name: (("draw", "week"), (1000.0 + 0.1 * here) * noise, {"units": "persons/week"}) for name in FLOWS}
    made["contributor_arrived"] = (("draw", "week"), np.diff(here, axis=1, prepend=0.0), {"units": "persons/week"})
    made |= {name: (("draw", "week"), 400_000.0 * noise, {"units": "persons"}) for name in STOCKS}
    made |= {name: (("draw", "week"), 0.5 * noise, {"units": "1"}) for name in SHARES}
    made["aid_allocated"] = (("draw", "week"), 0.8 * noise, {"units": "EUR_bn/week"})
    made["contributor_troops"] = (("draw", "week"), here.copy(), {"units": "persons"})
    own, foreign_losses = made["principal_casualties"][1], 0.05 * here * noise
    made["contributor_casualties"] = (("draw", "week"), foreign_losses, {"units": "persons/week"})
    made["total_casualties"] = (("draw", "week"), own + foreign_losses, {"units": "persons/week"})
    made["advance"] = (("draw", "week"), (80.0 + 0.001 * here) * noise, {"units": "km2/week"})
    coords = {"week": WEEKS.astype("datetime64[ns]"), "draw": np.arange(draws)}
    return xr.Dataset(made, coords=coords, attrs={"data_end": str(DATA_END)})


@dataclass
class Simulator:
    """Forecasts and pairs, and what was asked of them."""

    asked: list[dict[str, object]] = field(default_factory=list)

    def forecast(self, case: Case, posterior: Posterior, **settings: object) -> Forecast:
        self.asked.append(settings)
        rng = np.random.default_rng(settings["seed"])
        shape = (200, settings["horizon"])
        predictive = {
            "principal_losses_claimed": 8000.0 * rng.lognormal(0.0, 0.1, shape),
            "area_change_isw": rng.normal(80.0, 40.0, shape),
        }
        return Forecast(stamped(trajectories(1, 1.0), settings), predictive, date(2025, 12, 28))

    def counterfactual(self, case: Case, posterior: Posterior, **settings: object) -> Pair:
        self.asked.append(settings)
        seed, scenarios = int(settings["seed"]), settings["scenarios"]
        baseline = stamped(trajectories(seed, 1.0), settings)
        if "placebo-date" in scenarios:
            return Pair(baseline, baseline, (), notes=("The change of contributor_arrivals changes nothing.",))
        differing = (Setting("contributor_arrivals", "as recorded", 0.0),)
        bought = {"substitute_recruits": np.where((WEEKS >= ARRIVAL) & (WEEKS < DATA_END), 100.0, 0.0)}
        return Pair(
            baseline,
            stamped(trajectories(seed, 0.0), settings),
            differing,
            inputs=bought if "bonus-instead" in scenarios else {},
            first_week=ARRIVAL,
            parameters={"pay_elasticity": np.full(30, 0.5)},
        )


def stamped(runs: xr.Dataset, settings: dict[str, object]) -> xr.Dataset:
    """The runs with the attribute that names what was assumed."""
    said = [f"{name} is assumed to be {value:g} in every draw" for name, value in settings["assumptions"].items()]
    return runs.assign_attrs({"assumptions": "\n".join(said)} if said else {})


def posterior_for(case: Case, as_of: date | None = None, **pins: object) -> Posterior:
    """A posterior of a case as of a day."""
    day = (as_of or case.calendar.knowledge).isoformat()
    made = Pins(case.name, case.fitted_digest(), day, mechanisms=dict(case.mechanisms))
    return Posterior(replace(made, **pins))
