"""How many futures a second: two years of the whole model, shocks included, every lever pulled; and in how much memory.

Run on a quiet machine: ``python benchmarks/futures.py [N ...]``, by default 100,000 and 1,000,000. For each number of
futures it prints the rate of the blocks alone and of the whole run with its files, each in a process of its own.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SIZES = (100_000, 1_000_000)
HORIZON = 104


def measured(size: int) -> dict[str, float]:
    """Rates and peak memory of one run, warm: the first block is compiled before the clock starts."""
    from fineline._runtime import configure  # noqa: PLC0415

    configure()
    from fineline.case import load_case  # noqa: PLC0415
    from fineline.environment import cores  # noqa: PLC0415
    from fineline.products.chunks import Job, blocks_of, levers_of_case, runner_of  # noqa: PLC0415
    from fineline.products.exploring import make_exploration  # noqa: PLC0415
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import ExploreRequest  # noqa: PLC0415

    case = load_case("ukraine")
    chosen, levers = choose(case), levers_of_case(case)
    request = ExploreRequest(size=size, levers={n: (one.low, one.high) for n, one in levers.items()}, horizon=HORIZON)
    job = Job("ukraine", "", tuple(case.mechanisms.items()), str(chosen.file.resolve()), request.model_dump_json())
    runner = runner_of(job)
    values = runner.design.values(0)
    runner.block(0, values)
    blocks = range(blocks_of(runner.design))

    def made(block: int) -> None:  # what it gives is dropped: a run writes it to a file and drops it as well
        runner.block(block, values)

    began = time.perf_counter()
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(made, blocks))
    alone = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        make_exploration(case, request, chosen, out=Path(folder) / "futures")
        whole = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"futures": size, "blocks_per_s": size / alone, "run_per_s": size / whole, "run_s": whole, "peak_MB": peak}


def main(sizes: tuple[int, ...]) -> None:
    """Print one line for each number of futures."""
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        made = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        found = json.loads(made.stdout.splitlines()[-1])
        rates = f"{found['blocks_per_s']:,.0f}/s in blocks, {found['run_per_s']:,.0f}/s as a run"
        print(f"{size:,} futures: {rates} ({found['run_s']:.1f} s), peak {found['peak_MB']:,.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(int(sys.argv[2]))))
    else:
        main(tuple(int(text) for text in sys.argv[1:]) or SIZES)
