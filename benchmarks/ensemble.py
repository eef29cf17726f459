"""How long a paired run takes: 1,000 draws over 104 weeks, baseline and arm, warm, and what it keeps in memory.

Run on a quiet machine: ``python benchmarks/ensemble.py``. The bar is 250 ms on two cores.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Mapping

from fineline._runtime import configure

configure()

import jax  # noqa: E402 - only after the flags are set
import numpy as np  # noqa: E402

from fineline.case import load_case, model_inputs  # noqa: E402
from fineline.evidence import open_store  # noqa: E402
from fineline.inference.parameters import ParameterMap  # noqa: E402
from fineline.inference.target import assemble, constants_of  # noqa: E402
from fineline.scenario.ensemble import Ensemble  # noqa: E402
from fineline.scenario.shocks import standard_normal  # noqa: E402

DRAWS, WEEKS, REPEATS, BAR_MS = 1_000, 104, 15, 250.0
MEMORY_DRAWS = (250, 500, 1_000, 2_000, 4_000)
Arrays = Mapping[str, np.ndarray]


def _setting(draws: int) -> tuple[Ensemble, Arrays, Arrays, Arrays]:
    case = load_case("ukraine")
    weeks = np.datetime64("2024-01-07", "D") + 7 * np.arange(WEEKS)
    inputs = model_inputs(case, open_store(case.folder, case.catalogue).view(case.calendar.knowledge), weeks)
    structure = assemble(case, inputs)
    names = structure.parameters
    prior = ParameterMap({name: case.priors[name] for name in names}, dict.fromkeys(names, 1))
    keys = jax.random.split(jax.random.key(1), draws)
    drawn = jax.jit(jax.vmap(lambda key: prior.constrain(prior.draw(key))))(keys)
    shocks = {name: standard_normal(1, name, np.arange(WEEKS), draws) for name in structure.shocks}
    return Ensemble(structure, constants_of(case)), {n: np.asarray(v) for n, v in drawn.items()}, inputs, shocks


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the median time of a pair, and memory against draws."""
    ensemble, parameters, inputs, shocks = _setting(DRAWS)
    without = {**inputs, "contributor_arrivals": np.zeros(WEEKS), "contributor_departures": np.zeros(WEEKS)}
    began = time.perf_counter()
    ensemble.run(parameters, inputs, shocks)
    print(f"first run, with compilation: {time.perf_counter() - began:.1f} s")
    taken: list[float] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ensemble.run(parameters, inputs, shocks)
        ensemble.run(parameters, without, shocks)
        taken.append(1e3 * (time.perf_counter() - began))
    print(
        f"pair of {DRAWS} draws x {WEEKS} weeks, {len(ensemble.variables)} variables: "
        f"median {statistics.median(taken):.0f} ms of {REPEATS}, bar {BAR_MS:.0f} ms"
    )
    for draws in MEMORY_DRAWS:
        ensemble, parameters, inputs, shocks = _setting(draws)
        made = ensemble.run(parameters, inputs, shocks)
        kept = sum(values.nbytes for values in made.values()) / 2**20
        print(f"{draws:>6} draws: result {kept:7.1f} MiB, peak of the process {_peak_mb():7.0f} MiB")


if __name__ == "__main__":
    main()
