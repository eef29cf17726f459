"""A C kernel of the same week, vectorised by the compiler over tiles of trajectories: near the limit of the machine."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from benchmarks.peers.code import TRUTH_IN_C, C, Layout, indented
from benchmarks.peers.normals import CENTRE, TAIL
from benchmarks.peers.numpy_peer import by_week
from benchmarks.peers.problem import GOLDEN, Floats, Peer, Problem, Run

THREADS, TILE = 2, 64
FLAGS = ("-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp", "-shared", "-fPIC")
KERNEL = Path(__file__).with_name("kernel.c")


class _C(Layout):
    """A layout in the words of C."""

    def name(self, node: int) -> str:
        """As `Layout.name`, of single precision."""
        named = super().name(node)
        return named if self.program.nodes[node].op != "constant" else f"{named.rstrip(')')}f{')' * named.count(')')}"

    def assignments(self, nodes: list[int]) -> list[str]:
        """One line for each node."""
        kinds = ("int" if self.program.nodes[node].op in TRUTH_IN_C else "float" for node in nodes)
        return [f"const {kind} {line};" for kind, line in zip(kinds, self.lines(nodes, C), strict=True)]


def _polynomial(coefficients: tuple[float, ...], at: str) -> str:
    made = f"{coefficients[0]!r}f"
    for coefficient in coefficients[1:]:
        made = f"({made} * {at} + {coefficient!r}f)"
    return made


def _pieces(layout: _C) -> dict[str, str]:
    program, name = layout.program, layout.name
    stocks, kept = range(len(program.stocks)), range(len(program.kept))
    given = [
        *(f"const float {name(n)} = parameters[{layout.place(n)} * draws + d];" for n in layout.given("parameter")),
        *(
            f"const float {name(n)} = levers[{layout.place(n)} * lever_stride + first + i];"
            for n in layout.given("lever")
        ),
        *(f"S[{p}][i] = start[{p} * draws + d];" for p in stocks),
        *(f"K[{p}][i] = 0.0f;" for p in kept),
    ]
    shocks = [layout.place(node) for node in layout.given("shock")]
    by = len(layout.weekly)
    load = [
        *(f"const float s{p} = S[{p}][i];" for p in stocks),
        *(f"const float k{p} = K[{p}][i];" for p in kept),
        *(f"const float z{p} = Z[{p}][i];" for p in shocks),
        *(f"const float {name(node)} = F[{p}][i];" for p, node in enumerate(layout.fixed)),
    ]
    store = [
        *(f"S[{p}][i] = {name(node)};" for p, node in enumerate(program.stocks)),
        *(f"K[{p}][i] = {name(node)};" for p, node in enumerate(program.kept)),
    ]
    return {
        "GIVEN": indented(given, 12),
        "FIXED_LINES": indented(layout.assignments(layout.before(layout.fixed)), 12),
        "STORE_FIXED": indented((f"F[{p}][i] = {name(node)};" for p, node in enumerate(layout.fixed)), 12),
        "BY_WEEK": indented(
            (f"const float {name(n)} = weekly[t * {by} + {p}];" for p, n in enumerate(layout.weekly)), 12
        ),
        "DRAW": indented(
            (f"Z[{p}][i] = normal(place + i, address[{2 * p}], address[{2 * p + 1}]);" for p in shocks), 16
        ),
        "LOAD": indented(load, 16),
        "LINES": indented(layout.assignments(layout.step), 16),
        "STORE": indented(store, 16),
    }


def source(layout: _C) -> str:
    """The kernel, with the week written in."""
    program = layout.program
    numbers = {
        "STOCKS": len(program.stocks),
        "KEPT": len(program.kept),
        "FIXED": len(layout.fixed),
        "SHOCKS": len(program.names["shock"]),
        "PROCESSES": len(program.names["shock"]),
        "THREADS": THREADS,
        "GOLDEN": GOLDEN,
    }
    text = KERNEL.read_text(encoding="utf-8")
    pieces = {**_pieces(layout), "CENTRE": _polynomial(CENTRE, "a"), "TAIL": _polynomial(TAIL, "b")}
    for key, piece in {**pieces, **{key: str(value) for key, value in numbers.items()}}.items():
        text = text.replace(f"@{key}@", piece)
    return text


def _compiled(text: str, tile: int) -> ctypes.CDLL:
    compiler = shutil.which("gcc")
    if compiler is None:
        raise ModuleNotFoundError("gcc", name="gcc")
    folder = Path(tempfile.mkdtemp(prefix="peers-"))
    (folder / "kernel.c").write_text(text, encoding="utf-8")
    command = [compiler, *FLAGS, f"-DTILE={tile}", str(folder / "kernel.c"), "-o", str(folder / "kernel.so"), "-lm"]
    subprocess.run(command, check=True)  # noqa: S603 - our own source
    return ctypes.CDLL(str(folder / "kernel.so"))


def build(problem: Problem, tile: int = TILE) -> Run:
    """What runs trajectories, in whole tiles."""
    layout = _C(problem.program)
    library = _compiled(source(layout), tile)
    numbers = [np.ascontiguousarray(part, np.float32) for part in (problem.start, problem.parameters, problem.levers)]
    weekly = np.ascontiguousarray(by_week(Layout(problem.program), problem.weekly), np.float32)
    addresses = np.ascontiguousarray(problem.addresses)

    def at(array: np.ndarray) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    def run(count: int) -> Floats:
        whole = -(-count // tile) * tile
        out = np.empty((len(problem.program.kept), whole), np.float32)
        sizes = [ctypes.c_int64(n) for n in (whole, problem.block, problem.weeks, problem.start.shape[1])]
        stride = ctypes.c_int64(problem.levers.shape[1])
        library.simulate(*sizes, *(at(part) for part in numbers), stride, at(weekly), at(addresses), at(out))
        return out[:, :count]

    return run


PEERS = (
    Peer(
        name="C, single",
        what=f"gcc, tiles of {TILE} trajectories, vectors of 512 bits, libmvec",
        build=build,
        tolerance=1e-4,
        needs=("gcc",),
        threads=THREADS,
        repeats=7,
    ),
)
