"""Many futures on the command line: run once with the shipped posterior, then asked, damaged and refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from fineline.cli import app

from .conftest import Fineline

pytestmark = pytest.mark.integration

LEVERS = ("--lever", "shells=none,3", "--lever", "sanctions=1,4")
ASKED = ("--design", "factorial", *LEVERS, "--n", "150", "--horizon", "13")
QUESTIONS = (("sensitivity",), ("discover", "--when", "casualties > 1"), ("compare", "--criterion", "less:casualties"))
STAMPS = (
    "sanctions is asked to be 1 to 4, OUTSIDE THE RECORD: history has seen nothing like it.",
    "shells is asked to be 0 to 3, OUTSIDE THE RECORD: history has seen 0 to 2.4.",
)


def told(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module", name="run")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Result, Path]]:
    """Four policies in the same 150 futures, over four weeks."""
    place = tmp_path_factory.mktemp("explore")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINELINE_RUNS", str(place / "runs"))
        yield told("explore", "ukraine", *ASKED, "--out", place / "futures"), place / "futures"


@pytest.fixture(name="copy")
def copied(run: tuple[Result, Path], home: Path) -> Path:
    """The run, to damage."""
    return shutil.copytree(run[1], home / "futures")


def stands_first(text: str, table: str) -> bool:
    """Whether what is outside the record comes before the first table."""
    return all(0 <= text.find(stamp) < text.index(table) for stamp in STAMPS)


def test_a_run_heads_what_it_prints_and_keeps_with_what_is_outside_the_record(run: tuple[Result, Path]) -> None:
    done, folder = run
    assert done.exit_code == 0, done.output
    assert stands_first(done.stdout, "What differs from the baseline")
    assert "sanctions reaches no outcome" in done.stdout
    assert "600 futures, SHA-256" in done.stdout
    assert [f"{said}." for said in json.loads((folder / "manifest.json").read_text())["outside"]] == list(STAMPS)
    assert len(pl.read_parquet(folder / "futures-*.parquet")) == 600


def test_a_run_is_reproduced_to_the_last_bit(run: tuple[Result, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its levers are not named in the order of the alphabet."""
    monkeypatch.setenv("FINELINE_RUNS", str(run[1].parent / "runs"))
    done = told("reproduce", json.loads((run[1] / "manifest.json").read_text())["run"])
    assert done.exit_code == 0, done.output
    assert done.stdout.rstrip().endswith("identical")


def test_sensitivity_names_the_lever_that_cannot_be_told_from_chance(run: tuple[Result, Path], home: Path) -> None:
    done = told("sensitivity", run[1], "--outcome", "opponent_casualties", "--out", home)
    assert done.exit_code == 0, done.output
    assert stands_first(done.stdout, "What differs from the baseline")
    assert "Not to be told from chance, among levers and assumptions: sanctions." in done.stdout
    page = (home / "sensitivity.html").read_text(encoding="utf-8")
    assert stands_first(page, "<table>")
    assert '<th scope="row">shells</th>' in page


def test_discover_says_where_and_is_stamped(run: tuple[Result, Path], home: Path) -> None:
    median = pl.read_parquet(run[1] / "futures-*.parquet")["casualties"].median()
    done = told("discover", run[1], "--when", f"casualties > {median}", "--out", home)
    assert done.exit_code == 0, done.output
    assert stands_first(done.stdout, "What differs from the baseline")
    assert "box (PRIM)" in done.stdout
    assert stands_first((home / "conditions.html").read_text(encoding="utf-8"), "<table>")


def test_compare_sets_policies_side_by_side_and_is_stamped(run: tuple[Result, Path], home: Path) -> None:
    done = told("compare", run[1], "--criterion", "less:casualties:30000", "--out", home)
    assert done.exit_code == 0, done.output
    assert stands_first(done.stdout, "What differs from the baseline")
    assert stands_first((home / "policies.html").read_text(encoding="utf-8"), "<table>")
    policies = pl.read_csv(home / "policies.csv")
    assert sorted(policies["policy"]) == [f"sanctions {a}, shells {b}" for a in (1, 4) for b in (0, 3)]
    assert policies["outside"].str.contains("OUTSIDE THE RECORD").all()
    by_policy = dict(policies.select("policy", "median").iter_rows())
    assert by_policy["sanctions 1, shells 3"] == by_policy["sanctions 4, shells 3"]


def test_levers_lists_what_people_could_choose() -> None:
    done = told("levers", "ukraine")
    assert done.exit_code == 0, done.output
    for said in ("contingent", "0 to 100000", "none like it"):
        assert said in " ".join(done.stdout.replace("│", " ").split())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--lever", "magic=0:1"), ("--lever", "magic", "shells")),
        (("--lever", "shells=0:9"), ("lever shells", "from 0 to 3", "9")),
        (("--lever", "shells=few:many"), ("NAME=LOW:HIGH", "few:many")),
        (("--lever", "shells=2:1"), ("shells", "a low and a higher value")),
        (("--lever", "shells", "--assume", "aid_delivery_lag=15:5000"), ("aid_delivery_lag", "force it")),
        (("--lever", "shells", "--assume", "probate_delay=40:60"), ("probate_delay", "none of them reads")),
        (("--lever", "shells", "--from", "2026-01-05"), ("2026-01-05", "Sunday")),
        (("--lever", "shells", "--from", "1990-01-07"), ("1990-01-07", "a Sunday from")),
        (("--lever", "shells", "--scheduler", "tcp://nowhere:1"), ("--executor dask",)),
        (("--lever", "shells", "--n", "0"), ("--n",)),
    ],
)
def test_what_cannot_be_explored_is_refused_and_nothing_is_written(
    home: Path, fineline: Fineline, asked: tuple[str, ...], said: tuple[str, ...]
) -> None:
    done = fineline("explore", "ukraine", *asked, "--out", "futures")
    assert done.exit_code == 2, done.output
    assert all(part in done.stderr for part in said), done.stderr
    assert not (home / "futures").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("sensitivity", "--outcome", "glory"), "an outcome of this run"),
        (("sensitivity", "--outcome", "shells"), "an outcome of this run"),
        (("discover", "--when", "glory > 1"), "an outcome of this run"),
        (("discover", "--when", "casualties"), "a condition such as"),
        (("discover", "--when", "casualties < 0"), "some are of interest and some not"),
        (("compare", "--criterion", "less:glory"), "an outcome of this run"),
        (("compare", "--criterion", "best:casualties"), "more:OUTCOME or less:OUTCOME"),
    ],
)
def test_what_cannot_be_asked_of_a_run_is_refused(run: tuple[Result, Path], asked: tuple[str, ...], said: str) -> None:
    command, *rest = asked
    done = told(command, run[1], *rest)
    assert done.exit_code == 2, done.output
    assert said in done.stderr


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-50])


DAMAGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a manifest that breaks off": (lambda folder: cut(folder / "manifest.json"), "manifest.json"),
    "a manifest of something else": (
        lambda folder: (folder / "manifest.json").write_text("[]"),
        "none of as_of, assumptions",
    ),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "fineline explore CASE"),
    "no result": (lambda folder: (folder / "result.json").unlink(), "--resume"),
    "a chunk that breaks off": (lambda folder: cut(folder / "futures-000000.parquet"), "futures-000000.parquet"),
    "no chunk": (lambda folder: (folder / "futures-000000.parquet").unlink(), "one that is not there"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_run_is_told_by_every_question(copy: Path, damage: str) -> None:
    harm, said = DAMAGED[damage]
    harm(copy)
    for command, *rest in QUESTIONS:
        done = told(command, copy, *rest)
        assert done.exit_code == 2, done.output
        assert said in done.stderr


def test_a_run_goes_on_over_a_chunk_that_breaks_off_but_not_over_a_broken_manifest(
    run: tuple[Result, Path], copy: Path
) -> None:
    cut(copy / "futures-000000.parquet")
    done = told("explore", "ukraine", *ASKED, "--out", copy, "--resume")
    assert done.exit_code == 0, done.output
    assert (copy / "result.json").read_bytes() == (run[1] / "result.json").read_bytes()
    cut(copy / "manifest.json")
    done = told("explore", "ukraine", *ASKED, "--out", copy, "--resume")
    assert done.exit_code == 2
    assert "the manifest that `fineline explore` wrote" in done.stderr
