"""Results that lie with a case are read whole or refused with a reason, and told in the annex."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fineline.analysis.value_of_information import Answer
from fineline.case import Case, load_case
from fineline.errors import LaidError
from fineline.evaluation.reweighing import Reweighed
from fineline.files import write_json
from fineline.inference.store import load_posterior
from fineline.products.annexed import claimants_record, read_backtest, read_claimants
from fineline.products.weighing import ClaimantsCheck
from fineline.report.grounding import credibility
from fineline.report.names import names_of
from fineline.report.sections.claimants import claimants_topic
from fineline.report.sections.track_record import backtest_topic

from .scored import backtest, claimants

SOUND = Path(__file__).parents[1] / "cases" / "sound"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    shutil.copytree(SOUND, tmp_path / "war")
    return load_case(tmp_path / "war")


def test_none_is_there_until_one_is_laid_and_the_annex_says_so(case: Case) -> None:
    assert read_backtest(case) is None
    assert read_claimants(case) is None
    assert "No back-test lies with this case" in backtest_topic(None, case, names_of(case)).sentences[0]
    assert "Nobody has looked" in claimants_topic(None, case, "abc", names_of(case)).sentences[0]


def test_what_was_written_is_what_is_read(case: Case) -> None:
    write_json(case.folder / "backtest.json", asdict(backtest()))
    write_json(case.folder / "claimants.json", asdict(claimants()))
    assert read_backtest(case) == backtest()
    assert read_claimants(case) == claimants()


def test_no_fit_reads_them_and_every_question_pins_them(case: Case) -> None:
    fitted, asked = case.fitted_digest(), case.digest()
    write_json(case.folder / "backtest.json", asdict(backtest()))
    assert case.fitted_digest() == fitted
    assert case.digest() != asked


def _undated(content: dict[str, Any]) -> None:
    content["cuts"][0] = "last summer"


def _without(content: dict[str, Any]) -> None:
    del content["skill"][0]["wis"]


def _surplus(content: dict[str, Any]) -> None:
    content["skill"][0]["mood"] = "good"


def _unscored(content: dict[str, Any]) -> None:
    content["skill"] = []


def _headless(content: dict[str, Any]) -> None:
    content["headline"] = "nobody"


def _in_a_band_alone(content: dict[str, Any]) -> None:
    for row in content["skill"]:
        if row["forecaster"] == "headline" and row["target"] == "war_support":
            row["band"] = "1 month"


def _foreign(content: dict[str, Any]) -> None:
    content["skill"][0]["target"] = "weather"


def _endless(content: dict[str, Any]) -> None:
    content["skill"][0]["wis"] = float("inf")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_undated, "'last summer' for a day"),
        (_without, "skill.0.wis"),
        (_surplus, "skill.0.mood, unknown"),
        (_unscored, "no scores"),
        (_headless, "none of nobody on principal_losses_claimed"),
        (_in_a_band_alone, "none of headline on war_support over all horizons"),
        (_foreign, "weather, which is no target"),
        (_endless, "a score that is no number"),
    ],
)
def test_a_spoiled_backtest_is_refused(case: Case, spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    content = json.loads(json.dumps(asdict(backtest())))
    spoil(content)
    write_json(case.folder / "backtest.json", content)
    with pytest.raises(LaidError) as refused:
        read_backtest(case)
    assert said in str(refused.value)
    assert "fineline backtest" in refused.value.remedy


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]"])
def test_what_is_no_result_is_refused(case: Case, content: bytes) -> None:
    (case.folder / "claimants.json").write_bytes(content)
    with pytest.raises(LaidError, match=r"claimants\.json"):
        read_claimants(case)


@pytest.mark.parametrize(
    ("key", "value", "said"), [("answers", {}, "killed"), ("as_of", "yesterday", "'yesterday' for a day")]
)
def test_a_spoiled_check_of_claimants_is_refused(case: Case, key: str, value: object, said: str) -> None:
    write_json(case.folder / "claimants.json", asdict(claimants()) | {key: value})
    with pytest.raises(LaidError, match=said):
        read_claimants(case)


def test_what_is_shipped_is_read_and_is_of_the_shipped_fit() -> None:
    ukraine = load_case("ukraine")
    scored, weighed = read_backtest(ukraine), read_claimants(ukraine)
    assert scored is not None
    assert weighed is not None
    assert scored.as_of == ukraine.calendar.knowledge.isoformat()
    assert {one.state for one in scored.blocks} == {"done"}
    assert weighed.posterior == load_posterior(ukraine.folder / "posterior.nc").id


def _shares(forecaster: str) -> dict[tuple[str, str], float]:
    """Scores of the shipped back-test as shares of the best simple method's, by target and band."""
    scored = read_backtest(load_case("ukraine"))
    assert scored is not None
    rows = [row for row in scored.skill if row.forecaster == forecaster]
    return {(row.target, row.band): row.ratio for row in rows if row.ratio is not None}


def _readme(after: str) -> str:
    """The item of the README's list that begins so, in one line."""
    text = " ".join((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split())
    return text[text.index(f"* {after}") :].split(" * ", 1)[0]


SAID = {
    "principal_losses_claimed": "for losses claimed",
    "area_change_isw": "for ground as ISW maps it",
    "area_change_deepstate": "for ground as DeepState maps it",
}
"""Targets as the README names them."""
LEVEL = 0.02
"""Within this of the best simple method's score, the README says level."""


def _compared(ratio: float) -> str:
    return f"{100 * abs(1 - ratio):.0f} per cent {'better' if ratio < 1 else 'worse'}"


def test_the_readme_tells_the_scores_of_the_mixture() -> None:
    share, told = _shares("headline"), _readme("A mixture of rival structures")
    for target, words in {**SAID, "war_support": "for support"}.items():
        assert f"{_compared(share[target, 'all'])} {words}" in told
    assert abs(1 - share["aid_military_allocated", "all"]) < LEVEL
    assert "level for aid" in told


def test_the_readme_tells_the_scores_of_the_model_alone() -> None:
    share, told = _shares("fineline"), _readme("Forecasts as of three past days")
    for target, words in SAID.items():
        assert f"{_compared(share[target, 'all'])} {words}" in told
    assert abs(1 - share["aid_military_allocated", "all"]) < LEVEL
    assert abs(1 - share["war_support", "all"]) < LEVEL
    assert "level for aid and for support" in told
    assert abs(1 - share["principal_losses_claimed", "5-13 weeks"]) < LEVEL
    assert "level for losses 5 to 13 weeks ahead" in told
    early = _compared(share["area_change_isw", "1-4 weeks"])
    assert f"{early} for ground as ISW maps it over the first 4" in told


def test_the_credibility_assessment_tells_the_scores_of_both() -> None:
    (told,) = (item.says for factor in credibility().factors for item in factor.evidence if "mixture" in item.says)
    mixed, alone = (
        [_shares(name)[target, "all"] for target in ("principal_losses_claimed", "area_change_isw")]
        for name in ("headline", "fineline")
    )
    both = "of the best simple method on losses claimed and {:.3f} on ground as ISW maps it"
    assert f"scores {mixed[0]:.3f} {both.format(mixed[1])}" in told
    assert f"the model alone, which is what a forecast gives, {alone[0]:.3f} and {alone[1]:.3f}" in told


def test_the_annex_tells_where_the_headline_is_better_and_where_not() -> None:
    ukraine = load_case("ukraine")
    told = backtest_topic(backtest(), ukraine, names_of(ukraine))
    assert "the headline is better on 1 (losses of personnel claimed by" in " ".join(told.sentences)
    assert "worse on 1 (" in " ".join(told.sentences)
    headline, everybody = told.grids
    losses = dict(zip(headline.heads[1:], headline.rows[0].cells, strict=True))
    assert losses == {
        "Outcomes": "52",
        "Score": "850",
        "Best baseline": "drift",
        "Its score": "1,000",
        "Share": "0.85",
        "Near": "0.70",
        "Middle": "–",
        "Far": "–",
        "90 % interval holds": "92 %",
    }
    rows = {row.label: row.cells for row in everybody.rows}
    assert list(rows) == [
        "headline",
        "the model of this briefing",
        "drift (simple method)",
        "persistence (simple method)",
    ]
    assert rows["the model of this briefing"] == ("0.95", "–")


def test_the_annex_tells_what_moves_without_a_claimant_and_of_which_fit() -> None:
    ukraine = load_case("ukraine")
    same = claimants_topic(claimants(), ukraine, "abc", names_of(ukraine))
    other = claimants_topic(claimants(), ukraine, "xyz", names_of(ukraine))
    assert len(same.sentences) == 1
    assert "another fit, abc" in other.sentences[1]
    (grid,) = same.grids
    assert grid.rows[0].cells == ("1", "1,500", "yes", "soldiers of Russia killed +0.04")
    assert grid.rows[1].cells == ("120", "3", "no", "cannot be told from these draws")


def test_a_check_becomes_a_record_without_its_draws() -> None:
    ukraine = load_case("ukraine")
    posterior = load_posterior(ukraine.folder / "posterior.nc")
    answers = (Answer(key="killed", label="soldiers killed", values=np.ones(4), unit="persons"),)
    readings = (Reweighed(name="Nobody", rows=0, tail=-np.inf, effective=4.0, shifts=()),)
    found = ClaimantsCheck(posterior=posterior.id, answers=answers, readings=readings)
    made = claimants_record(ukraine, posterior, found)
    assert made.readings[0].tail is None
    assert made.readings[0].trusted
    assert json.loads(json.dumps(asdict(made)))["answers"] == {"killed": "soldiers killed"}
