"""Reading back a run of many futures, and asking it: what matters, under which conditions, which policy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import spearmanr

from fineline.analysis.discovery import Box, condition, discover, tree_of
from fineline.analysis.influence import Influence, influences, share_between
from fineline.analysis.policies import Criterion, Flip, Standing, Worth, flip, standings, worth_of_unit
from fineline.case import load_case
from fineline.errors import PinMismatchError, SettingError
from fineline.inference.store import Posterior
from fineline.products.chunks import rows_in
from fineline.products.exploring import RESULT, FuturesError, futures_file, paths_file, read_manifest
from fineline.products.forms import forms_text
from fineline.products.heading import heading
from fineline.products.paths import paths_dataset
from fineline.products.posteriors import choose

Floats = NDArray[np.float64]

MOST = 5_000
"""Futures that are looked at for influence and conditions: the first, which are as good a sample as any; where the
design is factorial, the first of every combination."""
STRUCTURE = "structure"
SHARED = ("case", "request", "levers", "assumptions", "outcomes")
"""What the manifests of rivals have in common."""
DRAWS = 10**6
"""Draws of the first posterior count from 0, those of the next from here."""
PARAMETERS = 8
"""Parameters of the posterior that are looked at beside levers: those that rank with the outcome most closely."""


@dataclass(frozen=True)
class Futures:
    """A finished run.

    Attributes:
        folder: where it lies.
        manifest: what heads it.
        table: one row for each future.
        structures: forms in which the structures differ, in the order of their numbers; none where there is one.
    """

    folder: Path
    manifest: Mapping[str, Any]
    table: pl.LazyFrame
    structures: tuple[str, ...] = ()

    @property
    def factors(self) -> tuple[str, ...]:
        """Levers and assumptions that differ, and the structure where there are several."""
        own = (*self.manifest["levers"], *self.manifest["assumptions"])
        return (*own, STRUCTURE) if self.structures else own

    @property
    def outside(self) -> tuple[str, ...]:
        """What was asked that the record has not seen, in sentences without full stops."""
        return tuple(self.manifest["outside"])

    @property
    def stamp(self) -> dict[str, str]:
        """The attributes of a dataset: which run, of what, and what differs from the baseline; see `heading`."""
        return heading(self.manifest)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What was kept of each future."""
        return tuple(self.manifest["outcomes"])

    @property
    def factorial(self) -> bool:
        """Whether combinations are paired by future."""
        return self.manifest["request"]["design"] == "factorial"

    @property
    def combinations(self) -> int:
        """Combinations that share each future: one where the design spreads levers over futures, in each structure."""
        request = self.manifest["request"]
        positions = (*request["levers"].values(), *request["assumptions"].values())
        return math.prod(len(values) for values in positions) if self.factorial else 1

    @cached_property
    def sample(self) -> pl.DataFrame:
        """The first futures, each with all its combinations."""
        return self.table.filter(pl.col("future") < max(MOST // self.combinations, 1)).collect()

    def column(self, name: str) -> Floats:
        """A column of the sample, shape (futures,)."""
        return self.sample[name].to_numpy().astype(np.float64)

    def outcome(self, name: str) -> Floats:
        """An outcome of the sample, shape (futures,).

        Raises:
            SettingError: there is none of that name.
        """
        if name not in self.outcomes:
            raise SettingError(
                expected=f"an outcome of this run: {', '.join(self.outcomes)}",
                found=name,
                where="outcome",
                remedy="name one of these",
            )
        return self.column(name)

    def to_xarray(self) -> xr.Dataset:
        """Every future as a dataset with the dimension ``experiment``, units attached; beside it `paths_dataset`.

        Raises:
            FuturesError: the files of paths are not there, or damaged.
        """
        made = self.table.collect()
        columns = {name: ("experiment", made[name].to_numpy()) for name in made.columns if name != "experiment"}
        dataset = xr.Dataset(columns, coords={"experiment": made["experiment"].to_numpy()}, attrs=self.stamp)
        for kind in ("levers", "assumptions", "outcomes"):
            for name, spec in self.manifest[kind].items():
                dataset[name].attrs = {"units": spec["unit"], **({"long_name": t} if (t := spec.get("title")) else {})}
        return dataset.merge(paths_dataset(_whole(self.folder, self.manifest, paths_file)))


def read_futures(folder: Path) -> Futures:
    """Read a finished run.

    Raises:
        FuturesError: there is none, it was stopped before its end, or a file of it is damaged.
    """
    manifest = read_manifest(folder)
    if not (folder / RESULT).is_file():
        raise FuturesError(
            expected="a finished run",
            found="one that was stopped",
            where=str(folder),
            remedy="go on with it: the same command with --resume",
        )
    return Futures(folder, manifest, pl.scan_parquet(_whole(folder, manifest, futures_file)))


def _whole(folder: Path, manifest: Mapping[str, Any], name: Callable[[Path, int], Path]) -> list[Path]:
    """The files of all chunks that are named so, none of them damaged."""
    files = [name(folder, number) for number in range(manifest["chunks"])]
    for file in files:
        if rows_in(file) is None:
            raise FuturesError(
                expected=f"{len(files)} whole files such as {files[0].name}",
                found="one that is damaged" if file.is_file() else "one that is not there",
                where=str(file),
                remedy="make it again: the same `fineline explore` with --resume",
            )
    return files


def read_rivals(folders: Sequence[Path]) -> Futures:
    """Finished runs of one request under rival structures, as one whose futures know their structure by number.

    Structures count equally. Those that share a posterior share its draws, and with them their futures.

    Raises:
        FuturesError: a run that cannot be read.
        SettingError: runs of different requests or cases, or two of the same structure.
    """
    runs = [read_futures(folder) for folder in folders]
    if len(runs) == 1:
        return runs[0]
    for run in runs[1:]:
        if any(run.manifest[key] != runs[0].manifest[key] for key in SHARED):
            raise _no_rivals("runs of one case and one request", "another case or request", run.folder)
    forms = [dict(run.manifest["mechanisms"]) for run in runs]
    for place, held in enumerate(forms):
        if held in forms[:place]:
            raise _no_rivals("runs of different structures", "the structure of an earlier one", runs[place].folder)
    posteriors = list(dict.fromkeys(str(run.manifest["posterior"]) for run in runs))
    tables = [
        run.table.with_columns(
            pl.col("draw").cast(pl.Int64) + posteriors.index(run.manifest["posterior"]) * DRAWS,
            pl.lit(place).alias(STRUCTURE),
        )
        for place, run in enumerate(runs)
    ]
    said = [item for held in forms for item in held.items()]
    own = [forms_text({k: v for k, v in held.items() if said.count((k, v)) < len(runs)}) for held in forms]
    return Futures(runs[0].folder, _together(runs), pl.concat(tables), tuple(text or "as in the case" for text in own))


def _together(runs: Sequence[Futures]) -> dict[str, Any]:
    """What heads several runs: all their identifiers, and the forms that they have in common."""
    first = runs[0].manifest
    named = {
        key: ", ".join(dict.fromkeys(str(run.manifest[key]) for run in runs)) for key in ("run", "posterior", "as_of")
    }
    forms = [run.manifest["mechanisms"] for run in runs]
    shared = {name: form for name, form in forms[0].items() if all(held.get(name) == form for held in forms)}
    outside = list(dict.fromkeys(one for run in runs for one in run.outside))
    return {**first, **named, "mechanisms": shared, "outside": outside}


def _no_rivals(expected: str, found: str, folder: Path) -> SettingError:
    return SettingError(
        expected=expected,
        found=found,
        where=str(folder),
        remedy="run the same `fineline explore` with another --mechanism NAME=FORM for each folder",
    )


def sensitivity(futures: Futures, outcome: str, posterior: Posterior | None = None) -> tuple[Influence, ...]:
    """What an outcome hangs on, the strongest first.

    Args:
        futures: the run.
        outcome: name of the outcome.
        posterior: of the run; its parameters are then looked at as well, those that rank with the outcome most closely.
            None for rival structures, whose posteriors are of different parameters.

    Raises:
        SettingError: no such outcome, or too few futures.
        PinMismatchError: the posterior is not that of the run, whose draws the futures name by number.
    """
    values, draws = futures.outcome(outcome), futures.column("draw").astype(np.int64)
    inputs = {name: futures.column(name) for name in futures.factors}
    among = len(inputs)
    if posterior is not None:
        if posterior.id != futures.manifest["posterior"]:
            raise PinMismatchError(
                expected=f"posterior {futures.manifest['posterior']}, whose draws the futures name by number",
                found=posterior.id,
                where=str(futures.folder),
                remedy="name the file that `fineline explore` read: --posterior FILE",
            )
        parameters = _moving(posterior, draws)
        among += len(parameters)
        inputs |= _closest(parameters, values)
    shared = futures.factorial or futures.structures
    paired = futures.column("future").astype(np.int64) if shared else None
    return influences(inputs, values, draws, paired, among=among)


def between_structures(futures: Futures, outcome: str) -> float:
    """Share of the variance of an outcome that lies between structures.

    Raises:
        SettingError: no such outcome.
    """
    return share_between(futures.column(STRUCTURE).astype(np.int64), futures.outcome(outcome))


def posterior_of(futures: Futures, given: Posterior | Path | None = None) -> Posterior:
    """The posterior of a run: the one given, or that of its case with its forms of the mechanisms.

    Raises:
        CaseNotFoundError: the case is no longer where it was.
        PosteriorNotFoundError, PinMismatchError: there is none, or it is of another case.
    """
    manifest = futures.manifest
    case = load_case(manifest["place"]).with_mechanisms(manifest["mechanisms"])
    return choose(case, given=given).posterior


def _moving(posterior: Posterior, draws: NDArray[np.int64]) -> dict[str, Floats]:
    """Parameters that differ between draws, by future."""
    flat = {name: values[draws] for name, values in posterior.flat().items() if values.ndim == 1}
    return {name: values for name, values in flat.items() if np.ptp(values) > 0.0}


def _closest(moving: Mapping[str, Floats], outcome: Floats) -> dict[str, Floats]:
    """Parameters that rank with an outcome most closely."""
    found: Any = spearmanr(np.column_stack([outcome, *moving.values()]))
    ranks = np.abs(np.asarray(found.statistic)[0, 1:])
    names = list(moving)
    return {names[place]: moving[names[place]] for place in np.argsort(-ranks, kind="stable")[:PARAMETERS]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions an outcome comes about.

    Attributes:
        when: the condition on the outcome.
        box: by PRIM.
        rules: by a tree.
        flips: where along each factor of more than two values it turns, if it does.
    """

    when: str
    box: Box
    rules: tuple[str, ...]
    flips: tuple[Flip, ...]


def conditions(futures: Futures, when: str) -> Conditions:
    """Under which levers and assumptions a condition on an outcome holds.

    Args:
        futures: the run.
        when: such as ``ground_gained > 5000``.

    Raises:
        SettingError: no such outcome, no condition, or one that holds always or never.
    """
    outcome, test = condition(when)
    holds = test(futures.outcome(outcome))
    inputs = {name: futures.column(name) for name in futures.factors}
    box = discover(inputs, holds)
    return Conditions(
        when=when,
        box=box,
        rules=tuple(tree_of(inputs, holds)),
        flips=tuple(flip(name, values, holds) for name, values in inputs.items() if len(np.unique(values)) > 2),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Policies of a factorial run side by side, and what a unit of each lever does."""

    standings: tuple[Standing, ...]
    worths: tuple[Worth, ...]


def compared(futures: Futures, criteria: Sequence[Criterion]) -> Compared:
    """Every combination of positions as a policy, by criterion.

    Args:
        futures: a run of factorial design.
        criteria: what policies are measured by.

    Raises:
        SettingError: combinations that are not paired, or a criterion of no outcome.
    """
    if not futures.factorial:
        raise SettingError(
            expected="a run of factorial design, whose combinations are paired by future",
            found=str(futures.manifest["request"]["design"]),
            where=str(futures.folder),
            remedy="explore with --design factorial",
        )
    names = {criterion.outcome for criterion in criteria}
    for name in sorted(names - set(futures.outcomes)):
        futures.outcome(name)
    table = futures.table.select([*futures.factors, "future", *sorted(names)]).sort("future").collect()
    runs: dict[tuple[float, ...], dict[str, Floats]] = {
        tuple(float(value) for value in key): {name: part[name].to_numpy().astype(np.float64) for name in names}
        for key, part in table.group_by(list(futures.factors), maintain_order=True)
    }
    policies = {_policy(futures.factors, key): outcomes for key, outcomes in runs.items()}
    worths = [
        worth_of_unit(factor, name, [key[place] for key in line], [runs[key][name] for key in line])
        for place, factor in enumerate(futures.factors)
        for line in [_line(runs, place)]
        if len(line) > 1
        for name in sorted(names)
    ]
    return Compared(standings=standings(policies, criteria), worths=tuple(worths))


def _policy(factors: Sequence[str], key: Sequence[float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in zip(factors, key, strict=True))


def _line(runs: Mapping[tuple[float, ...], object], place: int) -> list[tuple[float, ...]]:
    """Combinations along one factor, all others at their first position."""
    first = next(iter(runs))
    return [key for key in runs if all(key[at] == first[at] for at in range(len(key)) if at != place)]
