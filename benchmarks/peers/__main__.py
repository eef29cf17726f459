"""The product and its peers on one model: agreement first, then trajectories a second.

    python -m benchmarks.peers [--size 100000] [--python PEERS/bin/python] [--out FILE.json]

``--python`` names an interpreter that has ``benchmarks/peers/requirements.txt`` installed; a peer that is not there is
named and left out. Run on a quiet machine, from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.peers import product, tracing
from benchmarks.peers.problem import read_problem, timed
from benchmarks.peers.worker import PEERS

from fineline.products.chunks import Runner
from fineline.scenario.design import BLOCK

TOLERANCE = 1e-4
"""Greatest deviation of the product, in single precision, from its own equations in double."""
BLOCKS, RUN = "Fineline, blocks", "Fineline, run"


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    packages = {name: metadata.version(name) for name in ("fineline", "jax", "jaxlib", "numpy", "scipy")}
    load = os.getloadavg()
    return {"processor": model, "cores": os.cpu_count(), "python": platform.python_version(), "load": load, **packages}


def product_rows(made: Runner, size: int, earlier: dict[str, Any] | None = None) -> dict[str, Any]:
    """The product's rows; where there are earlier ones, the better of both."""
    works = {
        BLOCKS: ("its blocks alone, outcomes in memory as of the peers", lambda: product.blocks(made, product.THREADS)),
        RUN: ("the whole of `fineline explore`: checks, design, files", product.run_of(size, product.WEEKS)),
    }
    rows: dict[str, Any] = {}
    for name, (what, work) in works.items():
        before = earlier[name] if earlier else {"rates": [], "core_rate": 0.0}
        taken = timed(work, size, product.REPEATS)
        rates = [*before["rates"], *taken.rates]
        rows[name] = {"what": what, "threads": product.THREADS, "shocks": True, "size": size, "rate": max(rates)}
        rows[name] |= {"rates": rates, "core_rate": max(before["core_rate"], *taken.core_rates)}
    return rows


def peer_row(name: str, python: str, folder: Path, size: int) -> dict[str, Any]:
    """What one peer does, in a process of its own."""
    peer = next(peer for peer in PEERS if peer.name == name)
    command = [python, "-W", "ignore", "-m", "benchmarks.peers.worker", name, str(folder), str(size)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own module
    found = {"failed": done.stderr[-2000:]} if done.returncode else json.loads(done.stdout.splitlines()[-1])
    return {"what": peer.what, "threads": peer.threads, "shocks": peer.shocks, **found}


def told(name: str, row: dict[str, Any], rows: dict[str, Any]) -> str:
    """One line of the table."""
    for reason in ("missing", "refused", "failed"):
        if reason in row:
            return f"{name:<22} left out: {reason}: {row[reason]}"
    ratios = " ".join(f"{rows[ours]['rate'] / row['rate']:>10,.2f}" for ours in (BLOCKS, RUN))
    shocks = "shocks" if row["shocks"] else "none"
    core = f"{row['core_rate']:,.0f}" if "core_rate" in row else "-"
    figures = f"{row['threads']:>7} {shocks:>7} {row['rate']:>11,.0f} {core:>11} {ratios} {row['deviation']:>9.0e}"
    return f"{name:<22} {figures}  {row['what']}"


def show(found: dict[str, Any]) -> None:
    """Print the table."""
    rows = found["rows"]
    print(", ".join(f"{key} {value}" for key, value in found["machine"].items()))
    heads = f"{'threads':>7} {'shocks':>7} {'a second':>11} {'a core sec.':>11}"
    print(f"{'':<22} {heads} {'to blocks':>10} {'to run':>10} {'deviates':>9}")
    for name, row in rows.items():
        print(told(name, row, rows))
    for point in found["growth"]:
        what = f"{point['size']:>8,} x {point['weeks']:>3} weeks, {point['threads']} threads"
        rates = f"{point['blocks_per_s']:,.0f}/s in blocks, {point['run_per_s']:,.0f}/s as a run"
        print(f"{what}: {rates}, {point['peak_MB']:,.0f} MB")


def main(size: int, python: str, out: Path | None) -> None:
    """Print the table, and write everything as JSON where asked."""
    found: dict[str, Any] = {"machine": machine(), "weeks": product.WEEKS}
    made = product.runner(size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tracing.export(made, -(-size // BLOCK), folder)
        agrees = product.agreement(made, read_problem(folder))
        if not max(agrees.values()) <= TOLERANCE:
            raise SystemExit(f"the product deviates from its program: {agrees}")
        rows = product_rows(made, size)
        rows |= {peer.name: peer_row(peer.name, python, folder, size) for peer in PEERS}
        rows |= product_rows(made, size, rows)
    for ours in (BLOCKS, RUN):
        rows[ours]["deviation"] = max(agrees.values())
    found = {
        "machine": machine(),
        "weeks": product.WEEKS,
        "agreement": agrees,
        "rows": rows,
        "growth": product.growth(),
    }
    show(found)
    if out is not None:
        out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="trajectories that the product and quick peers run")
    parser.add_argument("--python", default=sys.executable, help="interpreter with the peers installed")
    parser.add_argument("--out", type=Path, help="file for the results as JSON")
    given = parser.parse_args()
    main(given.size, given.python, given.out)
