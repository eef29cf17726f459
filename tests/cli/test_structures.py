"""`structures` fits what it must, goes on where it was stopped, leaves out what fails, and says what it compared."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from fineline.evaluation.compared import COMPARED, HORIZONS
from fineline.evaluation.held_out import HeldOut, Scores
from fineline.products.structures import QUICK

from .conftest import Case, Fineline
from .fakes import Posterior, Sampler

pytestmark = pytest.mark.usefixtures("case")

ASKED = ("structures", "./war", "--cuts", "2024-12-31,2025-06-30", "--only", "attrition=square,deal=barter", "--quick")


@dataclass
class Ahead:
    """Stand-in for runs ahead: it only remembers of which case and fit they are."""

    case: Case
    posterior: Posterior

    def run(self) -> Ahead:
        return self


@dataclass
class Fits:
    """Which structures were fitted; can stop or fail at one of them."""

    sampler: Sampler
    made: list[tuple[str, str]] = field(default_factory=list)
    stop_at: int | None = None
    failing: str = ""

    def __call__(self, case: Case, view: object, *parts: object, **more: object) -> Posterior:
        self.sampler.stop = KeyboardInterrupt() if self.stop_at == len(self.made) else None
        if case.mechanisms["attrition"] == self.failing:
            raise RuntimeError("a sampling process ended with code 1: Traceback\nthe density is not finite")
        posterior = self.sampler(case, view, *parts, **more)
        self.made.append((case.mechanisms["attrition"], view.as_of.isoformat()))
        return posterior


def scored(case: Case, posterior: Posterior, observed: Iterable[HeldOut], **_: object) -> Scores:
    """Every observation is forecast better by the square law."""
    parts = tuple(observed)
    better = posterior.pins.mechanisms["attrition"] == "square"
    rng = np.random.default_rng(0)
    weeks = np.concatenate([part.weeks for part in parts])
    return Scores(
        series=np.concatenate([np.full(len(part.rows), part.series) for part in parts]),
        weeks=weeks,
        log_density=rng.normal(size=len(weeks)) + 0.5 * better,
    )


def drawn(ahead: Ahead) -> dict[tuple[str, int], np.ndarray]:
    level = 2.0 if ahead.case.mechanisms["attrition"] == "square" else 1.0
    spread = np.linspace(-1.0, 1.0, 50)
    return {(item.key, horizon): level + spread for item in COMPARED for horizon in HORIZONS}


@pytest.fixture
def fits(sampler: Sampler, monkeypatch: pytest.MonkeyPatch) -> Fits:
    made = Fits(sampler)
    monkeypatch.setattr("fineline.products.fitting.sample", made)
    monkeypatch.setattr("fineline.products.structures.score", scored)
    monkeypatch.setattr(
        "fineline.products.structures.prepare", lambda case, posterior, **_: Ahead(case=case, posterior=posterior)
    )
    monkeypatch.setattr("fineline.products.structures.compared_draws", drawn)
    return made


def comparison(home: Path) -> Path:
    (found,) = (home / "runs").glob("*/structures.json")
    return found


def states(home: Path) -> dict[tuple[str, str], str]:
    (status,) = (home / "runs").glob("*/status.json")
    return {(row["structure"], row["as_of"]): row["state"] for row in json.loads(status.read_text())}


def test_weights_shares_and_every_fit_are_written_and_printed(home: Path, fits: Fits, fineline: Fineline) -> None:
    done = fineline(*ASKED)
    assert done.exit_code == 0, done.output
    made = json.loads(comparison(home).read_text())
    weights = {row["name"]: row["weight"] for row in made["weights"]}
    assert weights == pytest.approx({"default": 0.0, "attrition=square": 1.0, "deal=barter": 0.0}, abs=1e-6)
    assert all(row["share_between"] == pytest.approx(0.0, abs=1e-6) for row in made["forecasts"])
    assert made["cuts"] == ["2024-12-31", "2025-06-30"]
    assert made["settings"]["draws"] == QUICK["draws"]
    rows = list(csv.DictReader(comparison(home).with_name("structures.csv").read_text().splitlines()))
    assert [row["name"] for row in rows] == list(weights)
    assert float(rows[1]["difference"]) == pytest.approx(0.5 * made["observations"])
    for said in ("attrition=square", "log score", "no probabilities that a structure is true", "between structures"):
        assert said in done.stdout


def test_what_the_observations_do_not_tell_apart_is_fitted_once(home: Path, fits: Fits, fineline: Fineline) -> None:
    assert fineline(*ASKED).exit_code == 0
    days = ("2024-12-31", "2025-06-30", "2026-08-31")
    assert fits.made == [(form, day) for form in ("firepower_tempo", "square") for day in days]
    assert {state for (name, _), state in states(home).items() if name == "deal=barter"} == {"shared"}
    assert {state for (name, _), state in states(home).items() if name != "deal=barter"} == {"done"}


def test_a_stopped_comparison_goes_on_and_ends_the_same(home: Path, fits: Fits, fineline: Fineline) -> None:
    fits.stop_at = 4
    stopped = fineline(*ASKED)
    assert stopped.exit_code == 130
    line = stopped.stderr.splitlines()[-1]
    assert line.startswith("stopped; go on with: fineline structures ./war --cuts 2024-12-31,2025-06-30 --only")
    assert states(home)["attrition=square", "2025-06-30"] == "interrupted"
    assert states(home)["attrition=square", "2026-08-31"] == "waiting"
    assert list((home / "runs").glob("*/structures.json")) == []

    fits.stop_at, before = None, list(fits.made)
    done = fineline(*line.split("go on with: fineline ")[1].split())
    assert done.exit_code == 0, done.output
    assert fits.made[: len(before)] == before
    assert fits.made[len(before) :] == [("square", "2025-06-30"), ("square", "2026-08-31")]
    assert fits.sampler.resumed[-2:] == [True, False]

    parts = comparison(home).read_bytes()
    again = fineline(*ASKED)
    assert again.exit_code == 0
    assert len(fits.made) == 6
    assert comparison(home).read_bytes() == parts


def test_a_rival_whose_fit_fails_is_left_out_and_named(home: Path, fits: Fits, fineline: Fineline) -> None:
    fits.failing = "square"
    done = fineline(*ASKED)
    assert done.exit_code == 0, done.output
    made = json.loads(comparison(home).read_text())
    assert [row["name"] for row in made["weights"]] == ["default", "deal=barter"]
    assert [row["weight"] for row in made["weights"]] == pytest.approx([0.5, 0.5])
    assert "Fits that failed" in done.stdout
    assert "the density is not finite" in done.stdout
    assert states(home)["attrition=square", "2024-12-31"] == "failed"


def test_a_comparison_is_made_again_from_its_fits(home: Path, fits: Fits, fineline: Fineline) -> None:
    assert fineline(*ASKED).exit_code == 0
    made = len(fits.made)
    done = fineline("reproduce", comparison(home).parent.name)
    assert done.exit_code == 0, done.output
    assert len(fits.made) == made


def test_a_combination_is_fitted_as_one_structure(home: Path, fits: Fits, fineline: Fineline) -> None:
    pair = "attrition=square+learning=none"
    done = fineline("structures", "./war", "--cuts", "2025-06-30", "--only", "deal=barter", "--combine", pair)
    assert done.exit_code == 0, done.output
    assert pair in {row["name"] for row in json.loads(comparison(home).read_text())["weights"]}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--cuts", "soon"), "days such as 2024-12-31"),
        (("--cuts", "2026-08-31"), "well before"),
        (("--cuts", "2999-01-01"), "newest that the tables"),
        (("--only", "attrition=cubic"), "square"),
        (("--only", "attrition=firepower_tempo"), "forms other than those of the case"),
        (("--only", "precedent=none"), "from week to week"),
        (("--combine", "attrition=square+attrition=linear"), "square and linear"),
        (("--combine", "attrition"), "NAME=FORM"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    home: Path, fits: Fits, fineline: Fineline, asked: tuple[str, str], said: str
) -> None:
    done = fineline("structures", "./war", *asked)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert fits.made == []
