"""A back-test keeps every block, goes on where it was killed, and lets no mixture learn from what it could not know."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fineline.case import Case, load_case
from fineline.errors import SettingError
from fineline.evaluation.baselines import book
from fineline.evaluation.held_out import Scores
from fineline.evaluation.hub import quantiles_of, read_table
from fineline.evaluation.layout import TARGETS, end_of, horizons
from fineline.evaluation.mixing import scaled
from fineline.evaluation.registry import RegistryError
from fineline.evaluation.scoring.joined import refuse_unequal
from fineline.inference.target import fitted_weeks
from fineline.products import backtest_blocks
from fineline.products.backtest import make_backtest
from fineline.products.backtest_mixtures import (
    EVERYTHING,
    FIRST_WEEKS,
    GROUND,
    HEADLINE,
    PAST_YEAR,
    PRICED,
    STRUCTURES,
    WIDER,
)
from fineline.products.publishing import publish_headline
from fineline.products.requests import BacktestRequest, FitRequest
from fineline.runs import save_run

CUTS = (date(2024, 12, 31), date(2025, 6, 30))
REQUEST = BacktestRequest(cuts=CUTS, horizon=6, rivals=("advance=helmbold_random",))
FEW = ("persistence", "historical", "lanchester")


@dataclass(frozen=True)
class Fit:
    """Stand-in for a posterior: it only knows its weeks."""

    weeks: np.ndarray


@dataclass
class Fits:
    """Stand-in for the sampler: it counts, and can stop or fail."""

    made: list[tuple[str, date]] = field(default_factory=list)
    kill_at: int | None = None
    failing: str = ""

    def __call__(self, case: Case, request: FitRequest, watch: Callable[..., None] | None = None) -> Fit:
        if self.kill_at == len(self.made):
            raise KeyboardInterrupt
        form = case.mechanisms.get("advance", "")
        if form and form == self.failing:
            raise RuntimeError("a sampling process ended with code 1")
        self.made.append((form, request.as_of))
        return Fit(fitted_weeks(case, request.as_of))


def drawn(case: Case, posterior: Fit, request: BacktestRequest) -> dict[str, np.ndarray]:
    """Forecasts around a level; the rival's is higher."""
    level = 120.0 if case.mechanisms.get("advance") == "helmbold_random" else 80.0
    rng = np.random.default_rng(int(level))
    return {
        name: np.abs(level + 10.0 * rng.standard_normal((50, len(horizons(held.step, request.horizon)))))
        for name, held in TARGETS.items()
    }


def scored(case: Case, posterior: Fit, observed: object, **_: object) -> Scores:
    """The rival saw the weeks before the second cut come, and was wrong about those after it."""
    weeks = np.arange(len(posterior.weeks), len(posterior.weeks) + 13)
    rival = case.mechanisms.get("advance") == "helmbold_random"
    return Scores(np.full(13, "area_change_isw"), weeks, np.where(weeks < 130, 3.0 if rival else 0.0, 0.0))


@pytest.fixture
def fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fits:
    made = Fits()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(backtest_blocks, "fitted", made)
    monkeypatch.setattr(backtest_blocks, "predictive", drawn)
    monkeypatch.setattr(backtest_blocks, "score", scored)
    monkeypatch.setattr(backtest_blocks, "_weeks_ahead", lambda *_: 14)
    for module in ("backtest_blocks", "backtest_mixtures", "backtest"):
        monkeypatch.setattr(f"fineline.products.{module}.BASELINES", FEW)
    return made


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


def test_a_back_test_scores_everybody_on_the_same_rows(fits: Fits, case: Case, tmp_path: Path) -> None:
    product = make_backtest(case, REQUEST, out=tmp_path / "out")
    names = {HEADLINE, "fineline", "advance-helmbold_random", STRUCTURES, EVERYTHING, *FEW}
    tables = {name: pl.concat(map(read_table, sorted((tmp_path / "out/forecasts" / name).iterdir()))) for name in names}
    refuse_unequal(tables)
    assert {row.forecaster for row in product.result.skill} == names
    assert {row.target for row in product.result.skill} == set(TARGETS)
    assert all(entry.state == "done" for entry in product.result.blocks)
    assert len(fits.made) == 4
    page = (tmp_path / "out/backtest.html").read_text()
    assert "<svg" in page
    assert "http-equiv" in page
    assert "src=" not in page  # nothing is fetched
    assert json.loads((tmp_path / "out/backtest.json").read_text())["headline"] == HEADLINE


def test_a_killed_back_test_goes_on_and_ends_with_the_same_bytes(fits: Fits, case: Case, tmp_path: Path) -> None:
    whole = make_backtest(case, REQUEST, out=tmp_path / "whole")
    fits.made.clear()
    fits.kill_at = 2
    with pytest.raises(KeyboardInterrupt):
        make_backtest(case, REQUEST, out=tmp_path / "again")
    fits.kill_at = None
    before = list(fits.made)
    resumed = make_backtest(case, REQUEST, out=tmp_path / "again")
    assert len(fits.made) == 4  # none was made twice
    assert fits.made[:2] == before
    assert resumed.run.outputs == whole.run.outputs


def test_weights_come_from_earlier_cuts_alone(fits: Fits, case: Case, tmp_path: Path) -> None:
    made = make_backtest(case, REQUEST, out=tmp_path / "out").result
    structures = [row.weights for row in made.weights if row.mixture == STRUCTURES]
    assert structures[0] == {"fineline": 0.5, "advance-helmbold_random": 0.5}
    assert structures[1]["advance-helmbold_random"] == pytest.approx(1.0)
    everything = {(row.cut, row.target): row.weights for row in made.weights if row.mixture == EVERYTHING}
    assert set(everything[CUTS[0].isoformat(), "area_change_isw"].values()) == {0.2}
    later = everything[CUTS[1].isoformat(), "area_change_isw"]
    assert later["fineline"] > later["advance-helmbold_random"]  # 80 lies nearer to what came than 120


def test_what_an_earlier_cut_forecast_beyond_the_later_one_teaches_nothing(
    fits: Fits, case: Case, tmp_path: Path
) -> None:
    close = REQUEST.model_copy(update={"cuts": (CUTS[0], CUTS[1])})
    made = make_backtest(case, close, out=tmp_path / "out")
    later = tmp_path / "out/densities/2024-12-31-advance-helmbold_random.csv"
    poisoned = pl.read_csv(later).with_columns(
        log_density=pl.when(pl.col("week") > 130).then(-1e3).otherwise(pl.col("log_density"))
    )
    poisoned.write_csv(later)
    again = make_backtest(case, close, out=tmp_path / "out")
    assert again.result.weights == made.result.weights


def test_the_headline_for_ground_has_members_and_a_width_of_its_own(
    fits: Fits, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("backtest_blocks", "backtest_mixtures", "backtest"):
        monkeypatch.setattr(f"fineline.products.{module}.BASELINES", (*FEW, PAST_YEAR))
    priced = REQUEST.model_copy(update={"rivals": ("advance=constant_productivity",)})
    make_backtest(case, priced, out=tmp_path / "out")
    assert fits.made
    first = {
        name: quantiles_of(read_table(min((tmp_path / "out/forecasts" / name).iterdir())))[GROUND]
        for name in (HEADLINE, PRICED, PAST_YEAR)
    }
    early, late = slice(None, FIRST_WEEKS), slice(FIRST_WEEKS, None)
    np.testing.assert_allclose(first[HEADLINE][early], (first[PRICED][early] + first[PAST_YEAR][early]) / 2)
    np.testing.assert_allclose(first[HEADLINE][late], scaled(first[PRICED][late], WIDER))
    spread = [(part[late][:, -1] - part[late][:, 0]).mean() for part in (first[HEADLINE], first[PRICED])]
    assert spread[0] == pytest.approx(WIDER * spread[1])


def test_looking_ahead_forecasts_once_more_and_leaves_the_scores(fits: Fits, case: Case, tmp_path: Path) -> None:
    plain = make_backtest(case, REQUEST, out=tmp_path / "plain").result
    made = make_backtest(case, REQUEST.model_copy(update={"ahead": True}), out=tmp_path / "ahead").result
    assert made.skill == plain.skill
    assert [row for row in made.weights if row.cut in made.cuts] == list(plain.weights)
    assert made.cuts == plain.cuts
    last = f"{case.calendar.last_week}-{HEADLINE}.csv"
    assert (tmp_path / "ahead/forecasts" / HEADLINE / last).is_file()
    assert not (tmp_path / "plain/forecasts" / HEADLINE / last).exists()


def test_a_headline_is_published_as_it_was_written_and_only_if_it_looked_ahead(
    fits: Fits, case: Case, tmp_path: Path
) -> None:
    registry, today = tmp_path / "registry", date(2026, 9, 1)
    looked = make_backtest(case, REQUEST.model_copy(update={"ahead": True}), out=tmp_path / "ahead")
    blind = make_backtest(case, REQUEST, out=tmp_path / "plain")
    for product in (looked, blind):
        save_run(product.run)
    entry = publish_headline(case, looked.run.id, registry=registry, published=today)
    (kept,) = entry.files
    written = tmp_path / "ahead/forecasts" / HEADLINE / kept
    assert (registry / entry.folder / kept).read_bytes() == written.read_bytes()
    assert entry.reference_date == case.calendar.last_week
    with pytest.raises(RegistryError, match="published once"):
        publish_headline(case, looked.run.id, registry=registry, published=today)
    with pytest.raises(SettingError, match="looked ahead"):
        publish_headline(case, blind.run.id, registry=registry, published=today)
    with pytest.raises(SettingError, match="nowhere"):
        publish_headline(case, "nowhere", registry=registry, published=today)
    written.write_text(written.read_text() + "\n")
    with pytest.raises(RegistryError, match="another file"):
        publish_headline(case, looked.run.id, registry=tmp_path / "other", published=today)


def test_a_rival_that_fails_is_left_out_and_named(fits: Fits, case: Case, tmp_path: Path) -> None:
    fits.failing = "helmbold_random"
    made = make_backtest(case, REQUEST, out=tmp_path / "out").result
    assert {row.forecaster for row in made.skill} == {HEADLINE, "fineline", STRUCTURES, EVERYTHING, *FEW}
    failed = [entry for entry in made.blocks if entry.state == "failed"]
    assert {entry.structure for entry in failed} == {"advance-helmbold_random"}
    assert "code 1" in failed[0].note


def test_a_cut_with_nothing_after_it_is_refused(fits: Fits, case: Case, tmp_path: Path) -> None:
    late = replace_cuts(REQUEST, date(2026, 1, 15))
    with pytest.raises(SettingError, match="observed after"):
        make_backtest(case, late, out=tmp_path / "out")


def replace_cuts(request: BacktestRequest, *cuts: date) -> BacktestRequest:
    return request.model_copy(update={"cuts": cuts})


def test_months_end_after_the_reference_date() -> None:
    assert [end_of("month", date(2024, 12, 29), ahead) for ahead in (1, 2)] == [date(2025, 1, 31), date(2025, 2, 28)]
    assert list(horizons("month", 26)) == [1, 2, 3, 4, 5, 6]


def test_baselines_without_their_library_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "LIBRARY", "no_such_library")
    with pytest.raises(book.MissingBaselinesError, match=r"fineline\[baselines\]"):
        book.require_library()


def test_log_scores_are_of_those_that_state_a_density(fits: Fits, case: Case, tmp_path: Path) -> None:
    """As of the first cut the rival gives 3 where the default gives 0, in all 13 weeks; after it they are equal.

    The mixture's density is (1 + e^3)/2 in these weeks, since as of the first cut both weigh the same.
    """
    made = make_backtest(case, REQUEST, out=tmp_path / "out").result
    found = {row.forecaster: row for row in made.log_scores}
    assert set(found) == {"fineline", "advance-helmbold_random", STRUCTURES}
    assert {row.rows for row in found.values()} == {26}
    assert found["fineline"].log_score == 0.0
    assert found["advance-helmbold_random"].log_score == pytest.approx(-3.0 / 2)
    assert found[STRUCTURES].log_score == pytest.approx(-0.5 * np.log((1.0 + np.e**3) / 2.0))
    assert found["fineline"].behind == pytest.approx(3.0 / 2)
    assert pl.read_csv(tmp_path / "out/log_scores.csv").height == 3
    assert "behind the best" in (tmp_path / "out/backtest.html").read_text()
