"""The habits of the code base that no reader should have to police: rooms, purity, size, words, no work at import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "fineline"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60
HEAVY = ("jax", "numpyro", "arviz", "xarray", "polars", "pandas", "duckdb", "altair", "vl_convert", "pint")

# Assembled here, since this file is searched as well.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:root|home|Users|work|tmp|mnt)/\w")
SHARED_PATH = re.compile(re.escape("../" + "shared"))
TEXT_SUFFIXES = {"", ".py", ".md", ".toml", ".yaml", ".yml", ".cff", ".csv", ".json", ".html", ".j2", ".css", ".js"}
MADE_OR_FOREIGN = {".git", ".hypothesis", ".venv", ".uv", "out", "runs", "dist", "_build", "generated", "node_modules"}

Documented = ast.Module | ast.ClassDef | ast.FunctionDef


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _repository_texts() -> list[Path]:
    return [
        path
        for path in ROOT.rglob("*")
        if path.suffix in TEXT_SUFFIXES
        and not any(part in MADE_OR_FOREIGN or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
        and path.is_file()
        and path.name != "uv.lock"
    ]


def test_rooms_are_in_order_and_the_core_is_pure() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES_IN_A_FILE
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_IN_A_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_public_name_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    undocumented = [name for name, node in _public(tree, "module") if ast.get_docstring(node) is None]
    assert undocumented == []


def _public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, Documented]]:
    """A module or class with everything public defined right inside it; functions inside functions are private."""
    yield name, node
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child, child.name)
        elif isinstance(child, ast.FunctionDef) and not child.name.startswith("_"):
            yield child.name, child


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _run(f"import sys, fineline; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert loaded == "[]"


def test_importing_every_module_starts_no_device() -> None:
    names = [".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in MODULES]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    started = _run(
        "import importlib\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "from jax._src import xla_bridge\n"
        "print(xla_bridge.backends_are_initialized())"
    )
    assert started == "False"


def test_the_public_names_are_there() -> None:
    missing = _run("import fineline; print([n for n in fineline.__all__ if not callable(getattr(fineline, n))])")
    assert missing == "[]"


def test_an_unknown_public_name_says_what_there_is() -> None:
    assert "it offers load_case" in _run(
        "import fineline\ntry: fineline.predict\nexcept AttributeError as error: print(error)"
    )


def test_no_text_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{_name(path)}: {match.group()}"
        for path in _repository_texts()
        for pattern in (MACHINE_PATH, SHARED_PATH)
        if (match := pattern.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []
