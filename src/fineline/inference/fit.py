"""A fit from case to posterior: workers in processes of their own, blocks on disk, resumable."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jax
import numpy as np
import numpy.typing as npt

from fineline.environment import lock, model_version, versions
from fineline.errors import ResumeError, SettingError, StorageError
from fineline.files import write_bytes
from fineline.inference.chains import FitSettings, assumed_by_chain, block_path, blocks_done
from fineline.inference.diagnostics import contraction, diagnose, e_bfmi, scalars
from fineline.inference.precondition import unflatten
from fineline.inference.sampler import BLOCK
from fineline.inference.store import Pins, Posterior
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.inference.worker import DISK_FULL, environment

if TYPE_CHECKING:
    from fineline.case import Case
    from fineline.evidence import View

__all__ = ["FitSettings", "Progress", "fit"]

Floats = npt.NDArray[np.float64]
Watch = Callable[["Progress"], None]

POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Progress:
    """How far a fit is.

    Attributes:
        done: transitions made, over all chains.
        total: transitions to make, over all chains; the pilots are not counted.
        stage: ``pilot``, ``warm-up`` or ``sampling``.
        divergences: divergent transitions after the warm-up so far.
    """

    done: int
    total: int
    stage: str
    divergences: int


def fit(
    case: Case,
    view: View,
    inputs: Mapping[str, Floats],
    settings: FitSettings,
    *,
    folder: Path,
    resume: bool = False,
    progress: Watch | None = None,
) -> Posterior:
    """Sample the posterior of a case as known on the day of a view.

    Args:
        case: the case.
        view: the evidence of that day.
        inputs: weekly inputs over ``fitted_weeks(case, view.as_of)``.
        settings: size and seed.
        folder: where blocks are written; it holds one fit.
        resume: go on with the fit in ``folder``.
        progress: called about twice a second.

    Returns:
        The posterior, rounded as its file rounds it, so that it equals what is loaded later.

    Raises:
        SettingError: the assumptions cannot be spread evenly over that many chains.
        ResumeError: ``folder`` holds an unfinished fit and ``resume`` is not set, or it holds another fit.
        StorageError: the disk refused.
    """
    target = build_target(case, view, fitted_weeks(case, view.as_of), inputs)
    _check_chains(target, settings)
    pins = pins_of(case, view, settings, target)
    _claim_folder(folder, pins, target, settings, resume=resume)
    _run_workers(folder, settings, progress)
    return _assemble(target, settings, pins, folder)


def _check_chains(target: Target, settings: FitSettings) -> None:
    for name, values in target.levels.items():
        if settings.chains % len(values):
            raise SettingError(
                expected=f"a multiple of {len(values)} chains: {name} has {len(values)} values of equal weight",
                found=f"{settings.chains}",
                where="chains",
                remedy=f"ask for {len(values) * -(-settings.chains // len(values))} chains",
            )


def pins_of(case: Case, view: View, settings: FitSettings, target: Target) -> Pins:
    """Everything that fixes the posterior, known before it is made."""
    return Pins(
        case=case.name,
        case_digest=case.fitted_digest(),
        as_of=view.as_of.isoformat(),
        first_week=str(target.weeks[0]),
        last_week=str(target.weeks[-1]),
        model_version=model_version(),
        mechanisms=target.mechanisms,
        seed=settings.seed,
        chains=settings.chains,
        draws=settings.draws,
        warmup=settings.warmup,
        lock_sha256=lock().sha256,
        versions=versions(),
    )


def _claim_folder(folder: Path, pins: Pins, target: Target, settings: FitSettings, *, resume: bool) -> None:
    mark = folder / "pins.txt"
    stamp = f"{pins.id} {hashlib.sha256(repr(settings).encode()).hexdigest()[:12]}\n"
    if mark.exists():
        if mark.read_text() != stamp:
            raise ResumeError(
                expected=f"an unfinished fit with pins {pins.id}",
                found=mark.read_text().strip(),
                where=str(folder),
                remedy="choose another folder, or remove this one",
            )
        if not resume:
            raise ResumeError(
                expected="an empty folder",
                found="an unfinished fit of these very settings",
                where=str(folder),
                remedy="go on with it by --resume, or remove the folder to begin again",
            )
    write_bytes(folder / "target.pkl", pickle.dumps((target, settings)))
    write_bytes(mark, stamp.encode())


def _run_workers(folder: Path, settings: FitSettings, progress: Watch | None) -> None:
    started: list[subprocess.Popen[bytes]] = []
    try:
        for group in range(settings.groups):
            command = [sys.executable, "-m", "fineline.inference.worker", str(folder), str(group)]
            started.append(subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE))  # noqa: S603
        while any(worker.poll() is None for worker in started):
            if progress is not None:
                progress(_progress(folder, settings))
            if any(worker.poll() not in (None, 0) for worker in started):
                break
            time.sleep(POLL_SECONDS)
        for worker in started:
            _check_worker(worker, folder)
    finally:
        for worker in started:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
            if worker.stderr is not None:
                worker.stderr.close()
    if progress is not None:
        progress(_progress(folder, settings))


def _check_worker(worker: subprocess.Popen[bytes], folder: Path) -> None:
    code = worker.poll()
    if code in (None, 0):
        return
    said = worker.stderr.read().decode(errors="replace").strip() if worker.stderr is not None else ""
    if code == DISK_FULL:
        raise StorageError(
            expected="room for the blocks of the fit",
            found=said,
            where=str(folder),
            remedy="free space and go on with --resume",
        )
    raise RuntimeError(f"a sampling process ended with code {code}: {said[-2000:]}")


def _progress(folder: Path, settings: FitSettings) -> Progress:
    done = [blocks_done(folder / f"group-{group}") for group in range(settings.groups)]
    made = sum(count * settings.chains_in(group) for group, count in enumerate(done)) * BLOCK
    stage = "pilot" if not any(done) else "warm-up" if min(done) < settings.warmup_blocks else "sampling"
    divergent = sum(
        int(_read(block_path(folder / f"group-{group}", index), "diverging").sum())
        for group, count in enumerate(done)
        for index in range(settings.warmup_blocks, count)
    )
    return Progress(done=made, total=settings.blocks * settings.chains * BLOCK, stage=stage, divergences=divergent)


def _read(path: Path, name: str) -> Floats:
    with np.load(path) as saved:
        return saved[name]


def _sampled(folder: Path, settings: FitSettings, name: str) -> Floats:
    """One record of all blocks after the warm-up, shape (chain, transition, ...)."""
    groups = [
        np.concatenate(
            [
                _read(block_path(folder / f"group-{group}", index), name)
                for index in range(settings.warmup_blocks, settings.blocks)
            ]
        )
        for group in range(settings.groups)
    ]
    return np.swapaxes(np.concatenate(groups, axis=1), 0, 1)


def strata(target: Target, chains: int) -> tuple[int, ...]:
    """Which combination of assumed values each chain holds."""
    held = [tuple(values[chain % len(values)] for values in target.levels.values()) for chain in range(chains)]
    order = {values: number for number, values in enumerate(dict.fromkeys(held))}
    return tuple(order[values] for values in held)


def _assemble(target: Target, settings: FitSettings, pins: Pins, folder: Path) -> Posterior:
    flat = _sampled(folder, settings, "draws")[:, -settings.draws :]
    diverging, energy = _sampled(folder, settings, "diverging"), _sampled(folder, settings, "energy")

    def named(vector: jax.Array) -> dict[str, jax.Array]:
        draw = unflatten(target, vector)
        parameters = target.parameters.constrain(draw["parameters"])
        return {**parameters, **target.shocks(draw, parameters)}

    drawn = jax.jit(jax.vmap(jax.vmap(named)))(flat)
    assumed = {
        name: np.broadcast_to(np.asarray(values)[:, None], flat.shape[:2])
        for name, values in assumed_by_chain(target, range(settings.chains)).items()
    }
    rounded = {
        name: np.asarray(values).astype(np.float32).astype(np.float64) for name, values in {**drawn, **assumed}.items()
    }
    names = target.element_names
    values = scalars(rounded, names)
    walked = jax.jit(jax.vmap(jax.vmap(target.parameters.constrain)))(_sampled(folder, settings, "parameters"))
    every = scalars({name: np.asarray(found) for name, found in walked.items()}, names)
    return Posterior(
        draws=rounded,
        elements={name: parts for name, parts in names.items() if rounded[name].ndim > 2},
        diagnostics=diagnose(values, strata(target, settings.chains), every),
        contraction=contraction(values, target.parameters, names),
        divergences=int(diverging.sum()),
        transitions=int(diverging.size),
        e_bfmi=e_bfmi(energy),
        pins=pins,
    )
