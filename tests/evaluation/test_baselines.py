"""Baselines: what they must say of histories of which the answer is known, and what they must not have seen."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.case import load_case
from fineline.case.load import EMBEDDED
from fineline.evaluation.baselines import book, laws, naive, statistical
from fineline.evaluation.baselines.history import forecastable, history, observed
from fineline.evaluation.baselines.scales import SCALES
from fineline.evaluation.layout import LEVELS, TARGETS
from fineline.evidence import View, open_store

HUB, STEPS = np.array(LEVELS), np.arange(1, 27)
MEDIAN = len(LEVELS) // 2
CUT, REFERENCE = date(2024, 12, 31), date(2024, 12, 29)
METHODS = [*book.METHODS.values()]


@pytest.fixture(scope="module")
def view() -> View:
    case = load_case("ukraine")
    return open_store(case.folder, case.catalogue).view(CUT)


def noisy(slope: float = 0.0, weeks: int = 120, spread: float = 1.0) -> np.ndarray:
    return 50.0 + slope * np.arange(weeks) + spread * np.random.default_rng(2).standard_normal(weeks)


@pytest.mark.parametrize("method", METHODS, ids=list(book.METHODS))
def test_quantiles_rise_and_every_step_has_its_own(method: book.Method) -> None:
    found = method(noisy(weeks=60), STEPS, HUB, 52)
    assert found.shape == (26, 23)
    assert (np.diff(found, axis=1) >= 0).all()
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    "method", [statistical.auto_arima, statistical.exponential_smoothing, naive.historical_quantiles]
)
def test_a_steady_level_is_forecast_with_its_own_noise(method: book.Method) -> None:
    found = method(noisy(), STEPS, HUB, 52)
    assert np.abs(found[:, MEDIAN] - 50.0).max() < 1.0
    assert found[-1, 20] - found[-1, 2] == pytest.approx(2 * 1.645, rel=0.4)


@pytest.mark.parametrize("method", [statistical.auto_arima, statistical.exponential_smoothing, naive.drift])
def test_a_straight_line_goes_on(method: book.Method) -> None:
    history = noisy(slope=0.5, spread=0.1)
    assert method(history, STEPS, HUB, 52)[-1, MEDIAN] == pytest.approx(50.0 + 0.5 * 145, abs=3.0)


def test_persistence_starts_from_the_last_value_and_widens() -> None:
    walk = np.cumsum(np.random.default_rng(3).standard_normal(150))
    found = naive.persistence(walk, STEPS, HUB, 52)
    assert np.allclose(found[:, MEDIAN], walk[-1])
    width = found[:, 20] - found[:, 2]
    assert width[15] / width[0] == pytest.approx(4.0, rel=0.4)  # a random walk widens by the square root
    short = naive.persistence(walk[-20:], STEPS, HUB, 52)
    assert (np.diff(short[10:, 19]) > 0).all()


def test_the_law_of_a_constant_exchange_follows_its_own_closed_form() -> None:
    made = laws.lanchester(np.log([4000.0, 0.02, 2.0]), 200)
    level, rest = 1.0, 2.0
    stepped = []
    for _ in range(200):
        stepped.append(4000.0 * level)
        level += (1.0 - np.exp(-0.02)) * (rest - level)
    assert np.allclose(made, stepped)


def test_materiel_that_is_made_as_fast_as_it_is_used_stays() -> None:
    assert np.allclose(laws.materiel(np.log([4000.0, 0.05, 0.02, 1.0]), 100), 4000.0)
    assert laws.materiel(np.log([4000.0, 0.05, 0.02, 1.5]), 2000)[-1] == pytest.approx(6000.0, rel=1e-3)


@pytest.mark.parametrize("law", [laws.LANCHESTER, laws.MATERIEL])
def test_a_law_finds_its_own_course_again(law: laws.Law) -> None:
    truth = {laws.LANCHESTER: np.log([4000.0, 0.02, 2.0]), laws.MATERIEL: np.log([4000.0, 0.05, 0.02, 1.5])}[law]
    course = np.log(law.losses(truth, 146))
    found = laws.losses_by_law(law, "test", course[:120] + 0.01 * noisy(weeks=120) - 0.5, STEPS, HUB)
    assert np.abs(found[:, MEDIAN] - course[120:]).max() < 0.05


@pytest.mark.parametrize("name", SCALES)
def test_scales_turn_back(name: str) -> None:
    values = np.array([0.5, 3.0, 40.0, 90.0])
    assert np.allclose(SCALES[name].back(SCALES[name].forward(values)), values)


def test_months_are_counted_from_the_last_one_published(view: View) -> None:
    known = history(view, "aid_military_allocated", REFERENCE, 26)
    assert len(known.values) == 33  # January 2022 to September 2024
    assert known.steps.tolist() == [4, 5, 6, 7, 8, 9]  # January to June 2025
    ends, values = observed(view, "war_support")
    assert ends[-1] == np.datetime64("2024-10-31")
    assert len(np.unique(ends)) == len(ends) == len(values)


def test_a_target_of_which_little_was_known_is_not_forecast() -> None:
    case = load_case("ukraine")
    early = open_store(case.folder, case.catalogue).view(date(2024, 6, 30))
    assert "area_change_deepstate" not in forecastable(early, date(2024, 6, 30))


@pytest.mark.parametrize("name", [name for name in book.BASELINES if name != "auto_arima"])
def test_baselines_see_nothing_published_after_the_cut(name: str, view: View, tmp_path: Path) -> None:
    shutil.copytree(EMBEDDED / "ukraine", tmp_path / "war", ignore=shutil.ignore_patterns("posterior*.nc"))
    table = tmp_path / "war" / "tables" / "series.csv"
    later = (pl.col("published") > CUT.isoformat()) & pl.col("series").is_in([held.series for held in TARGETS.values()])
    table_as_it_is = pl.read_csv(table, infer_schema=False)
    poisoned = table_as_it_is.with_columns(value=pl.when(later).then(pl.lit("7")).otherwise(pl.col("value")))
    poisoned.write_csv(table)
    case = load_case(tmp_path / "war")
    store = open_store(case.folder, case.catalogue)
    assert (store.view(case.calendar.knowledge).latest("area_change_isw").value[-50:] == 7.0).all()
    clean = book.baseline_quantiles(name, view, REFERENCE, 26)
    again = book.baseline_quantiles(name, store.view(CUT), REFERENCE, 26)
    assert clean.keys() == again.keys()
    assert all(clean[target].tobytes() == again[target].tobytes() for target in clean)
