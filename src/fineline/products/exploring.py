"""Many futures by design: streamed in chunks, each a file; stopped and taken up again without loss or double count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from fineline.case import Case, model_inputs
from fineline.case.lever_file import LeverSpec
from fineline.errors import FinelineError, ResumeError, SettingError
from fineline.files import sha256_of, write_bytes, write_json
from fineline.inference.target import assemble
from fineline.products.cases import place_of
from fineline.products.chunks import (
    BLOCKS_A_CHUNK,
    Job,
    blocks_of,
    compute_chunk,
    design_asked,
    idle_levers,
    levers_of_case,
    rows_in,
    runner_of,
)
from fineline.products.executors import Executor, Threads
from fineline.products.heading import heading
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import ExploreRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario.assumptions import Assumption, assumed
from fineline.scenario.outcomes import OUTCOMES
from fineline.scenario.setting import weeks_of

MANIFEST, RESULT, POSTERIOR = "manifest.json", "result.json", "posterior.nc"

MANIFEST_KEYS = {
    *("run", "case", "place", "as_of", "mechanisms", "posterior", "request", "chunks"),
    *("outside", "levers", "assumptions", "outcomes"),
}

Watch = Callable[[int, int], None]
"""Told how many chunks are done, and of how many."""


class FuturesError(FinelineError):
    """A folder that holds no finished run of futures, or one that is damaged."""

    fault = "no futures can be read"


@dataclass(frozen=True)
class Exploration:
    """A finished run.

    Attributes:
        folder: where it lies.
        rows: futures kept.
        sha256: checksum over the checksums of all chunks, in order.
        idle: levers that reach no outcome.
    """

    folder: Path
    rows: int
    sha256: str
    idle: tuple[str, ...]


def make_exploration(
    case: Case,
    request: ExploreRequest,
    chosen: Chosen,
    *,
    out: Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
    watch: Watch | None = None,
) -> Product[Exploration]:
    """Run every future of a request, or those that an earlier attempt has not run yet.

    Args:
        case: the case.
        request: what is asked.
        chosen: the posterior.
        out: folder; that of the run when None.
        resume: go on with what is there.
        executor: who computes; threads of this process when None.
        watch: told how far the run is.

    Returns:
        The run, its files and its record, not yet saved. The files are the same whatever the executor, and however
        often it was stopped.

    Raises:
        SettingError: an unknown lever, outcome or assumption, or a value outside its range.
        ResumeError: the folder holds another run, or this one and ``resume`` is not set.
        FuturesError: the folder holds a manifest that cannot be read.
        StorageError: the disk refused.
    """
    levers = levers_of_case(case)
    outside = outside_of(case, levers, request, chosen)
    pins = pins_of(
        "explore", request, case, as_of=as_of_of(chosen.posterior), seed=request.seed, posterior_id=chosen.posterior.id
    )
    folder = out or run_folder(pins.id) / "futures"
    design = design_asked(request)
    count = -(-blocks_of(design) // BLOCKS_A_CHUNK)
    manifest = manifest_of(case, levers, request, chosen, pins.id, count, outside)
    _claim(folder, pins.id, manifest, resume=resume)
    job = _job(case, request, chosen, folder, heading(manifest))
    missing = [number for number in range(count) if None in map(rows_in, _files_of(folder, number))]
    done = count - len(missing)
    hands = executor or Threads()
    for chunk in hands.run(partial(compute_chunk, job, cores=hands.cores_a_chunk), missing):
        rows, paths = _files_of(folder, chunk.number)
        write_bytes(paths, chunk.paths)  # first, so that where the rows are the paths are too
        write_bytes(rows, chunk.rows)
        done += 1
        if watch is not None:
            watch(done, count)
    files = [file for number in range(count) for file in _files_of(folder, number)]
    made = _finish(folder, files, idle_levers(runner_of(job), tuple(request.levers), hands.cores_a_chunk))
    everything = [folder / MANIFEST, *files, folder / RESULT]
    run = record(pins, case, everything, folder, posterior_file=chosen.file)
    return Product(result=made, run=run, files=tuple(everything))


def _job(case: Case, request: ExploreRequest, chosen: Chosen, folder: Path, head: Mapping[str, str]) -> Job:
    """The job; a posterior that was handed over in memory is put where workers find it."""
    file = chosen.file or chosen.posterior.save(folder / POSTERIOR)
    return Job(
        case=place_of(case),
        ledger=str(case.ledger.resolve()) if case.ledger else "",
        mechanisms=tuple(case.mechanisms.items()),
        posterior=str(file.resolve()),
        request=request.model_dump_json(),
        head=tuple(head.items()),
    )


def futures_file(folder: Path, number: int) -> Path:
    """Where the futures of a chunk are kept."""
    return folder / f"futures-{number:06d}.parquet"


def paths_file(folder: Path, number: int) -> Path:
    """Where the paths by week of a chunk are kept."""
    return folder / f"paths-{number:06d}.parquet"


def _files_of(folder: Path, number: int) -> tuple[Path, Path]:
    return futures_file(folder, number), paths_file(folder, number)


def manifest_of(
    case: Case,
    levers: Mapping[str, LeverSpec],
    request: ExploreRequest,
    chosen: Chosen,
    run_id: str,
    chunks: int,
    outside: tuple[str, ...],
) -> dict[str, object]:
    """What heads a run: what it is of, what is outside the record, the levers that differ, and what columns mean."""
    outcomes = request.outcomes or tuple(OUTCOMES)
    return {
        "run": run_id,
        "case": case.name,
        "place": place_of(case),
        "as_of": as_of_of(chosen.posterior).isoformat(),
        "mechanisms": dict(case.mechanisms),
        "posterior": chosen.posterior.id,
        "request": json.loads(request.model_dump_json()),
        "chunks": chunks,
        "outside": list(outside),
        "levers": {
            name: {**levers[name].model_dump(mode="json", include={"title", "unit", "default"}), "asked": list(values)}
            for name, values in request.levers.items()
        },
        "assumptions": {name: {"unit": case.priors[name].unit, "asked": v} for name, v in request.assumptions.items()},
        "outcomes": {name: {"title": OUTCOMES[name].title, "unit": OUTCOMES[name].unit} for name in outcomes},
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """What heads the run in a folder.

    Raises:
        FuturesError: there is none, or it is not what `manifest_of` gives.
    """
    place = folder / MANIFEST
    if not place.is_file():
        raise FuturesError(
            expected="a folder that `fineline explore` wrote",
            found=f"no {MANIFEST}",
            where=str(folder),
            remedy="name the folder, or make it: fineline explore CASE --out DIR",
        )
    try:
        held: Any = json.loads(place.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _broken(place, f"no JSON: {error}") from error
    lacking = sorted(MANIFEST_KEYS - (held.keys() if isinstance(held, dict) else set()))
    if lacking:
        raise _broken(place, f"none of {', '.join(lacking)}")
    return held


def _broken(place: Path, found: str) -> FuturesError:
    return FuturesError(
        expected="the manifest that `fineline explore` wrote",
        found=found,
        where=str(place),
        remedy="run explore again in another folder: without its manifest nobody knows what the futures are of",
    )


def _claim(folder: Path, run_id: str, manifest: Mapping[str, object], *, resume: bool) -> None:
    place = folder / MANIFEST
    if not place.is_file():
        write_json(place, manifest)
        return
    held = read_manifest(folder)["run"]
    if held != run_id:
        raise ResumeError(
            expected=f"an empty folder, or futures of run {run_id}",
            found=f"futures of run {held}",
            where=str(folder),
            remedy="choose another folder, or ask for the same again",
        )
    if not resume:
        raise ResumeError(
            expected="an empty folder",
            found="futures of this very request",
            where=str(folder),
            remedy="go on with them by --resume, or remove the folder to begin again",
        )


def _finish(folder: Path, files: list[Path], idle: tuple[str, ...]) -> Exploration:
    rows = sum(rows_in(file) or 0 for file in files if "futures-" in file.name)
    total = hashlib.sha256("".join(sha256_of(file) for file in files).encode()).hexdigest()
    write_json(folder / RESULT, {"rows": rows, "sha256": total, "levers that reach no outcome": list(idle)})
    return Exploration(folder, rows, total, idle)


def outside_of(case: Case, levers: Mapping[str, LeverSpec], request: ExploreRequest, chosen: Chosen) -> tuple[str, ...]:
    """What a request asks for that the record has not seen, in sentences without full stops; every output begins so.

    Args:
        case: the case.
        levers: its levers.
        request: what is asked.
        chosen: the posterior.

    Raises:
        SettingError: an unknown lever, outcome, assumption or week, or a value outside its range that is not forced.
    """
    _known("lever", request.levers, levers)
    _known("outcome", request.outcomes, OUTCOMES)
    for name, values in request.levers.items():
        for value in values:
            levers[name].require(name, value)
    _check_start(request, chosen)
    unseen = [_unseen(name, levers[name], values) for name, values in request.levers.items()]
    forced = [_forced(name, made) for name, made in _assumed(case, request, chosen).items()]
    return tuple(said for said in (*unseen, *forced) if said)


def _check_start(request: ExploreRequest, chosen: Chosen) -> None:
    weeks = weeks_of(chosen.posterior, request.horizon)[1:]  # before the first week there are no stocks
    if request.start is not None and np.datetime64(request.start, "D") not in weeks:
        raise SettingError(
            expected=f"a Sunday from {weeks[0]} to {weeks[-1]}",
            found=f"{request.start}, a {request.start:%A}",
            where="from",
            remedy="name one of these weeks by its Sunday, or give a longer horizon",
        )


def _assumed(case: Case, request: ExploreRequest, chosen: Chosen) -> dict[str, tuple[Assumption, ...]]:
    """Every value of every assumption, checked."""
    if not request.assumptions:
        return {}
    view = case.evidence().view(as_of_of(chosen.posterior))
    structure = assemble(case, model_inputs(case, view, weeks_of(chosen.posterior, request.horizon)))
    return {
        name: tuple(
            one
            for value in values
            for one in assumed(case, chosen.posterior, structure, {name: value}, force=request.force)
        )
        for name, values in request.assumptions.items()
    }


def _unseen(name: str, lever: LeverSpec, values: Sequence[float]) -> str:
    """What history has not seen of a lever; empty where it has seen all that is asked."""
    low, high = lever.historic or (lever.default, lever.default)
    if low <= min(values) and max(values) <= high:
        return ""
    seen = "nothing like it" if lever.historic is None else f"{low:,g} to {high:,g}"
    return f"{name} is asked to be {_span(values, lever.unit)}, OUTSIDE THE RECORD: history has seen {seen}"


def _forced(name: str, made: Sequence[Assumption]) -> str:
    """Which range a forced assumption leaves; empty where it leaves none."""
    if all(one.inside for one in made):
        return ""
    span = _span([one.value for one in made], made[0].unit)
    return f"{name} is assumed to be {span}, FORCED: outside {made[0].allowed}"


def _span(values: Sequence[float], unit: str) -> str:
    return f"{min(values):,g} to {max(values):,g}{'' if unit == '1' else f' {unit}'}"


def _known(kind: str, asked: Mapping[str, object] | tuple[str, ...], known: Mapping[str, object]) -> None:
    for name in asked:
        if name not in known:
            raise SettingError(
                expected=f"one of {', '.join(known) or 'none: the case declares no levers'}",
                found=name,
                where=kind,
                remedy="name one of these; `fineline levers` lists the levers of a case",
            )
