"""Calibration of the machinery on a reduced war: half a year, three of the sources, hundreds of imagined wars."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fineline.case import Case, model_inputs
from fineline.environment import cores
from fineline.evaluation.calibration import CalibrationSettings, Ranks, Uniformity, ranks_of, together, uniformity
from fineline.inference.target import Target, build_target, fitted_weeks
from fineline.inference.worker import environment
from fineline.time import WEEK

SOURCES = ("principal_losses_claimed", "principal_deaths_probate", "area_change_isw")
"""Series of the reduced record: those that speak of every week."""
WEEKS = 26
WARS = 200
BATCH = 100
"""Wars that one process fits side by side; compiling takes as long as fitting some dozens."""
REQUIRED = 0.01
"""Least p-value, times the number of quantities tested."""

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What became of the imagined wars.

    Attributes:
        wars: how many.
        failed: of how many the density was not finite.
        weeks: length of each.
        sources: series that saw them.
        diverging: share of divergent transitions.
        quantities: uniformity of the ranks of each, the least uniform first.
    """

    wars: int
    failed: int
    weeks: int
    sources: tuple[str, ...]
    diverging: float
    quantities: tuple[Uniformity, ...]

    @property
    def least(self) -> float:
        """Least p-value, corrected for the number of quantities (Bonferroni)."""
        return min(1.0, self.quantities[0].p * len(self.quantities))

    @property
    def holds(self) -> bool:
        """Whether no rank is told from uniform, and no war failed."""
        return self.least > REQUIRED and not self.failed


def reduced_target(case: Case, *, weeks: int = WEEKS, sources: tuple[str, ...] = SOURCES) -> Target:
    """The density of the first weeks of a case as some of its sources see them."""
    view = case.evidence().view(case.calendar.knowledge)
    last = np.datetime64(case.calendar.first_week, "D") + (weeks - 1) * WEEK
    spanned = fitted_weeks(case, last.astype(object))
    few = view.keeping(lambda series: np.full(len(series), series.name in sources))
    return build_target(case, few, spanned, model_inputs(case, view, spanned))


def calibrate(
    case: Case,
    *,
    wars: int = WARS,
    weeks: int = WEEKS,
    seed: int = 1,
    jobs: int | None = None,
    watch: Watch | None = None,
) -> Calibration:
    """Imagine wars, fit each with the sampler of the case, and test where the truth lies among the draws.

    Args:
        case: the case.
        wars: how many.
        weeks: length of each.
        seed: of wars and sampler.
        jobs: processes at a time; one a core when None. The numbers do not depend on it.
        watch: told how many batches are done, and of how many.
    """
    target, settings = reduced_target(case, weeks=weeks), CalibrationSettings(seed=seed)
    batches = [range(first, min(first + BATCH, wars)) for first in range(0, wars, BATCH)]
    with TemporaryDirectory(prefix="fineline-") as scratch:
        parts = _in_processes(target, settings, batches, Path(scratch), jobs or cores(), watch)
    ranks = together(parts)
    return Calibration(
        wars=wars,
        failed=int(ranks.failed.sum()),
        weeks=weeks,
        sources=SOURCES,
        diverging=float(ranks.diverging.mean()),
        quantities=uniformity(ranks, settings.ranked),
    )


def _in_processes(
    target: Target,
    settings: CalibrationSettings,
    batches: list[range],
    folder: Path,
    jobs: int,
    watch: Watch | None,
) -> list[Ranks]:
    """Every batch in its turn, some processes side by side; a process takes every so many-th batch."""
    (folder / "target.pkl").write_bytes(pickle.dumps((target, settings, batches, jobs)))
    running = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "fineline.products.calibration_worker", str(folder), str(number)], env=environment()
        )
        for number in range(min(jobs, len(batches)))
    ]
    try:
        while any(one.poll() is None for one in running):
            if watch is not None:
                watch(len(list(folder.glob("ranks-*.pkl"))), len(batches))
            if any(one.poll() not in (None, 0) for one in running):
                break
            for one in running:
                try:
                    one.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    break
    finally:
        for one in running:
            if one.poll() is None:
                one.kill()
            one.wait()
    codes = [one.returncode for one in running]
    if any(codes):
        raise RuntimeError(f"processes of the calibration ended with {codes}")
    return [pickle.loads((folder / f"ranks-{number}.pkl").read_bytes()) for number in range(len(batches))]  # noqa: S301


def work(folder: Path, number: int) -> None:
    """What one process does: every so many-th batch, beginning with its own."""
    target, settings, batches, jobs = pickle.loads((folder / "target.pkl").read_bytes())  # noqa: S301 - our own
    for batch in range(number, len(batches), jobs):
        made = ranks_of(target, batches[batch], settings)
        part = folder / f"part-{batch}.pkl"
        part.write_bytes(pickle.dumps(made))
        part.rename(folder / f"ranks-{batch}.pkl")
