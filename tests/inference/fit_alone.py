"""A fit in a process that can be killed: ``python fit_alone.py FOLDER CORE``; the posterior goes to ``FOLDER.nc``."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from fineline._runtime import configure

DAY = date(2023, 12, 31)
CHAINS, DRAWS, WARMUP, SEED = 3, 10, 50, 7
"""Two pilot blocks, one of warm-up and two from which the last ten draws are kept."""


def main(folder: Path, core: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})
    configure()
    from fineline.case import load_case, model_inputs
    from fineline.evidence import open_store
    from fineline.inference.fit import FitSettings, fit
    from fineline.inference.target import fitted_weeks

    case = load_case("ukraine")
    view = open_store(case.folder, case.catalogue).view(DAY)
    settings = FitSettings(chains=CHAINS, draws=DRAWS, warmup=WARMUP, seed=SEED)
    made = fit(case, view, model_inputs(case, view, fitted_weeks(case, DAY)), settings, folder=folder)
    made.save(folder.with_suffix(".nc"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
