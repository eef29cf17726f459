"""How many futures a second an accelerator makes: two years of the whole model, shocks and levers included.

In steps, since the machine with the accelerator may hold JAX and NumPy and nothing else:

    python benchmarks/accelerator.py export DIR   # where Fineline is installed, with `flatbuffers` beside it
    python benchmarks/accelerator.py run DIR      # where the accelerator is: rates by size, agreement, share of limits
    JAX_PLATFORMS=cpu taskset -c 0,1 python benchmarks/accelerator.py cores DIR   # two cores of the same machine

What is exported is `batch_runner` of `fineline.scenario.exploration`, not a copy of it. Limits are those of the card's
data sheet, which `run` prints beside what it reached.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

HORIZON = 104
SIZES = (1, 16, 64, 256, 1024)
"""Blocks of 1,024 futures at once."""
CHECKED = 16
"""Blocks compared with the processor's."""
REPEATS = 7
BLOCKS = 64
"""Blocks of one measurement on two cores."""
OPERATIONS_A_WEEK = 319 + 9 * 46
"""Arithmetic of a trajectory and week: equations and levers as counted in the lowered program, and nine normals."""
WORDS_A_WEEK = 2 * (25 + 10 + 9) + 72
"""Least numbers of four bytes moved for a trajectory and week when no two weeks share a kernel: stocks, what is kept
and shocks out and in, parameters in."""
LIMITS = {"NVIDIA H100 80GB HBM3": (66.9e12, 3.35e12), "NVIDIA H200": (66.9e12, 4.8e12)}
"""Single precision operations and bytes of memory a second, by the data sheets (SXM)."""


def export(folder: Path) -> None:
    """Lower the product's function for every size, and keep what it reads and what the processor makes of it."""
    from fineline._runtime import configure  # noqa: PLC0415

    configure()
    import jax  # noqa: PLC0415

    from fineline.case import load_case  # noqa: PLC0415
    from fineline.products.chunks import Job, levers_of_case, runner_of  # noqa: PLC0415
    from fineline.products.posteriors import choose  # noqa: PLC0415
    from fineline.products.requests import ExploreRequest  # noqa: PLC0415
    from fineline.scenario.exploration import batch, drawn_of  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    case = load_case("ukraine")
    chosen, levers = choose(case), levers_of_case(case)
    ranges = {name: (lever.low, lever.high) for name, lever in levers.items()}
    request = ExploreRequest(size=max(SIZES) * 1024, levers=ranges, horizon=HORIZON)
    job = Job("ukraine", "", tuple(case.mechanisms.items()), str(chosen.file), request.model_dump_json())
    runner = runner_of(job)
    drawn, made = drawn_of(runner.space), jax.jit(batch(runner.space))
    for size in SIZES:
        given = (drawn, np.arange(size, dtype=np.uint32), np.zeros((size, len(levers), 1024), np.float32))
        lowered = jax.export.export(made, platforms=("cpu", "cuda"))(*given)
        (folder / f"blocks-{size}.bin").write_bytes(lowered.serialize())
    kept = {f"{place} {name}": value for place, part in enumerate(drawn) for name, value in part.items()}
    np.savez_compressed(folder / "drawn.npz", allow_pickle=False, **kept)
    values = np.stack([runner.design.values(block).T.astype(np.float32) for block in range(CHECKED)])
    outcomes, _ = made(drawn, np.arange(CHECKED, dtype=np.uint32), values)
    np.savez(
        folder / "checked.npz", allow_pickle=False, values=values, **{n: np.asarray(v) for n, v in outcomes.items()}
    )


def run(folder: Path) -> None:
    """Print agreement with the processor, and rates."""
    import jax  # noqa: PLC0415
    import jax.export  # noqa: PLC0415

    jax.config.update("jax_enable_x64", True)
    device = jax.devices()[0]
    print(f"{device.device_kind}, JAX {jax.__version__}, Python {platform.python_version()}")
    drawn = jax.device_put(_drawn(folder))
    checked = np.load(folder / "checked.npz")
    values = checked["values"]
    results: list[dict[str, float]] = []
    for size in SIZES:
        exported = jax.export.deserialize(bytearray((folder / f"blocks-{size}.bin").read_bytes()))
        call = jax.jit(exported.call)
        pulled = jax.device_put(np.resize(values, (size, *values.shape[1:])))
        numbers = jax.device_put(np.arange(size, dtype=np.uint32))
        began = time.perf_counter()
        outcomes, _ = jax.block_until_ready(call(drawn, numbers, pulled))
        compiled = time.perf_counter() - began
        if size == CHECKED:
            _agreement({name: np.asarray(value) for name, value in outcomes.items()}, checked)
        taken: list[float] = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            jax.block_until_ready(call(drawn, numbers, pulled))
            taken.append(time.perf_counter() - began)
        rate = size * 1024 / statistics.median(taken)
        results.append(
            {"futures": size * 1024, "ms": 1e3 * statistics.median(taken), "per_s": rate, "first_s": compiled}
        )
        print(f"{size * 1024:>9,} futures at once: {rate:>12,.0f} a second, {1e3 * statistics.median(taken):.1f} ms")
    best = max(one["per_s"] for one in results)
    if device.device_kind in LIMITS:
        arithmetic, memory = LIMITS[device.device_kind]
        flops, moved = best * HORIZON * OPERATIONS_A_WEEK, best * HORIZON * WORDS_A_WEEK * 4
        print(f"{flops / 1e12:.2f} TFLOP/s, {flops / arithmetic:.1%} of {arithmetic / 1e12:.0f}")
        print(f"{moved / 1e12:.2f} TB/s at the least, {moved / memory:.1%} of {memory / 1e12:.2f}")
    stats = device.memory_stats() or {}
    print(f"peak of the memory of the device {stats.get('peak_bytes_in_use', 0) / 2**20:,.0f} MiB")
    print(json.dumps(results))


def cores(folder: Path) -> None:
    """Print the rate of two threads that make one block after the other, as the product does on two cores."""
    import jax  # noqa: PLC0415
    import jax.export  # noqa: PLC0415

    jax.config.update("jax_enable_x64", True)
    drawn, values = jax.device_put(_drawn(folder)), np.load(folder / "checked.npz")["values"]
    call = jax.jit(jax.export.deserialize(bytearray((folder / "blocks-1.bin").read_bytes())).call)

    def block(number: int) -> None:
        place = number % CHECKED
        jax.block_until_ready(call(drawn, np.array([place], np.uint32), values[place : place + 1]))

    block(0)
    taken: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(REPEATS):
            began = time.perf_counter()
            list(pool.map(block, range(BLOCKS)))
            taken.append(time.perf_counter() - began)
    rate = BLOCKS * 1024 / statistics.median(taken)
    print(f"{_processor()}, two threads: {rate:,.0f} a second")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _drawn(folder: Path) -> tuple[dict[str, np.ndarray], ...]:
    parts: tuple[dict[str, np.ndarray], ...] = ({}, {}, {})
    with np.load(folder / "drawn.npz") as kept:
        for key in kept.files:
            place, name = key.split(" ", maxsplit=1)
            parts[int(place)][name] = kept[key]
    return parts


def _agreement(outcomes: dict[str, np.ndarray], checked: np.lib.npyio.NpzFile) -> None:
    for name, found in outcomes.items():
        wanted = checked[name]
        gap = np.abs(found - wanted) / np.quantile(np.abs(wanted), 0.9)
        medians = abs(np.median(found) / np.median(wanted) - 1)
        print(f"{name:>20}: largest difference {gap.max():.1e} of the 90th percentile, medians {medians:.1e}")


if __name__ == "__main__":
    {"export": export, "run": run, "cores": cores}[sys.argv[1]](Path(sys.argv[2]))
