"""One peer in a process of its own: agreement first, then time. Needs no Fineline, and so runs where the peers are."""

from __future__ import annotations

import json
import shutil
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.peers import bptk_peer, c_peer, ema_peer, numba_peer, numpy_peer, pysd_peer
from benchmarks.peers.problem import Peer, Problem, deviation, peak_mb, read_problem, timed

PEERS: tuple[Peer, ...] = (
    *c_peer.PEERS,
    *numba_peer.PEERS,
    *numpy_peer.PEERS,
    *ema_peer.PEERS,
    *bptk_peer.PEERS,
    *pysd_peer.PEERS,
)
CHECKED = 256
PROGRAMS = {"gcc"}
"""What a peer needs that is a program and no package."""


def missing(peer: Peer) -> list[str]:
    """What a peer needs and is not here."""
    return [name for name in peer.needs if not (shutil.which(name) if name in PROGRAMS else find_spec(name))]


def versions(peer: Peer) -> dict[str, str]:
    """Versions of the packages that a peer needs, with NumPy's."""
    known = metadata.packages_distributions()
    names = ["numpy", *(name for name in peer.needs if name not in PROGRAMS)]
    return {name: metadata.version(known[name][0]) for name in names}


def measured(peer: Peer, problem: Problem, asked: int) -> dict[str, Any]:
    """What one peer does: its deviation and, where that is small enough, its rate.

    Args:
        peer: the peer.
        problem: with shocks.
        asked: trajectories that a quick peer runs.
    """
    problem = problem if peer.shocks else problem.still()
    size = asked if peer.size is None else min(peer.size, asked)
    checked = min(CHECKED, size // 4)
    expected = numpy_peer.build(problem)(checked)
    run = peer.build(problem)
    worst = float(deviation(run(checked), expected).max())
    if not worst <= peer.tolerance:
        return {"deviation": worst, "refused": f"deviates by {worst:.1e}, more than {peer.tolerance:.0e}"}
    taken = timed(lambda: run(size), size, peer.repeats)
    found = {"deviation": worst, "size": size, "rate": max(taken.rates), "rates": taken.rates}
    return found if peer.apart else {**found, "core_rate": max(taken.core_rates), "peak_MB": peak_mb()}


def main(name: str, folder: Path, asked: int) -> None:
    """Print what a peer does, as JSON on the last line."""
    peer = next(peer for peer in PEERS if peer.name == name)
    lacks = missing(peer)
    found = {"missing": lacks} if lacks else {"versions": versions(peer), **measured(peer, read_problem(folder), asked)}
    print("\n" + json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
