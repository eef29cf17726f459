"""Many futures by design: streamed in chunks, each a file; stopped and taken up again without loss or double count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from fineline.case import Case, model_inputs
from fineline.case.lever_file import LeverSpec
from fineline.errors import ResumeError, SettingError
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
    runner_of,
)
from fineline.products.executors import Executor, Threads
from fineline.products.posteriors import Chosen, as_of_of
from fineline.products.requests import ExploreRequest
from fineline.products.saving import Product, pins_of, record
from fineline.runs import run_folder
from fineline.scenario.assumptions import assumed
from fineline.scenario.outcomes import OUTCOMES
from fineline.scenario.setting import weeks_of

MANIFEST, RESULT, POSTERIOR = "manifest.json", "result.json", "posterior.nc"

Watch = Callable[[int, int], None]
"""Told how many chunks are done, and of how many."""


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
        StorageError: the disk refused.
    """
    levers = levers_of_case(case)
    _check(case, request, chosen, levers)
    pins = pins_of(
        "explore", request, case, as_of=as_of_of(chosen.posterior), seed=request.seed, posterior_id=chosen.posterior.id
    )
    folder = out or run_folder(pins.id) / "futures"
    design = design_asked(request)
    count = -(-blocks_of(design) // BLOCKS_A_CHUNK)
    _claim(folder, pins.id, manifest_of(case, request, chosen, pins.id, count), resume=resume)
    job = _job(case, request, chosen, folder)
    missing = [number for number in range(count) if not _files_of(folder, number)[0].is_file()]
    done = count - len(missing)
    for chunk in (executor or Threads()).run(partial(compute_chunk, job), missing):
        rows, paths = _files_of(folder, chunk.number)
        write_bytes(paths, chunk.paths)  # first, so that where the rows are the paths are too
        write_bytes(rows, chunk.rows)
        done += 1
        if watch is not None:
            watch(done, count)
    files = [file for number in range(count) for file in _files_of(folder, number)]
    made = _finish(folder, files, idle_levers(runner_of(job), tuple(request.levers)))
    everything = [folder / MANIFEST, *files, folder / RESULT]
    run = record(pins, case, everything, folder, posterior_file=chosen.file)
    return Product(result=made, run=run, files=tuple(everything))


def _job(case: Case, request: ExploreRequest, chosen: Chosen, folder: Path) -> Job:
    """The job; a posterior that was handed over in memory is put where workers find it."""
    file = chosen.file or chosen.posterior.save(folder / POSTERIOR)
    return Job(
        case=place_of(case),
        ledger=str(case.ledger.resolve()) if case.ledger else "",
        mechanisms=tuple(case.mechanisms.items()),
        posterior=str(file.resolve()),
        request=request.model_dump_json(),
    )


def _files_of(folder: Path, number: int) -> tuple[Path, Path]:
    return folder / f"futures-{number:06d}.parquet", folder / f"paths-{number:06d}.parquet"


def manifest_of(case: Case, request: ExploreRequest, chosen: Chosen, run_id: str, chunks: int) -> dict[str, object]:
    """What heads a run: what it is of, the levers that differ from the baseline, and what every column means."""
    levers = levers_of_case(case)
    outcomes = request.outcomes or tuple(OUTCOMES)
    return {
        "run": run_id,
        "case": case.name,
        "place": place_of(case),
        "mechanisms": dict(case.mechanisms),
        "posterior": chosen.posterior.id,
        "request": json.loads(request.model_dump_json()),
        "chunks": chunks,
        "levers": {
            name: {**levers[name].model_dump(mode="json", include={"title", "unit", "default"}), "asked": values}
            for name, values in request.levers.items()
        },
        "assumptions": {name: {"unit": case.priors[name].unit, "asked": v} for name, v in request.assumptions.items()},
        "outcomes": {name: {"title": OUTCOMES[name].title, "unit": OUTCOMES[name].unit} for name in outcomes},
    }


def _claim(folder: Path, run_id: str, manifest: Mapping[str, object], *, resume: bool) -> None:
    place = folder / MANIFEST
    if not place.is_file():
        write_json(place, manifest)
        return
    held = json.loads(place.read_text(encoding="utf-8"))["run"]
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
    rows = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files if "futures-" in file.name)
    total = hashlib.sha256("".join(sha256_of(file) for file in files).encode()).hexdigest()
    write_json(folder / RESULT, {"rows": rows, "sha256": total, "levers that reach no outcome": list(idle)})
    return Exploration(folder, rows, total, idle)


def _check(case: Case, request: ExploreRequest, chosen: Chosen, levers: Mapping[str, LeverSpec]) -> None:
    _known("lever", request.levers, levers)
    _known("outcome", request.outcomes, OUTCOMES)
    for name, values in request.levers.items():
        for value in values:
            levers[name].require(name, value)
    if not request.assumptions:
        return
    view = case.evidence().view(as_of_of(chosen.posterior))
    structure = assemble(case, model_inputs(case, view, weeks_of(chosen.posterior, request.horizon)))
    for name, values in request.assumptions.items():
        for value in values:
            assumed(case, chosen.posterior, structure, {name: value}, force=False)


def _known(kind: str, asked: Mapping[str, object] | tuple[str, ...], known: Mapping[str, object]) -> None:
    for name in asked:
        if name not in known:
            raise SettingError(
                expected=f"one of {', '.join(known) or 'none: the case declares no levers'}",
                found=name,
                where=kind,
                remedy="name one of these; `fineline levers` lists the levers of a case",
            )
