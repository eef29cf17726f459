"""The record of precedents from its sources to what it says of the years ahead."""

from __future__ import annotations

import csv
import importlib
import os
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.precedent import (
    STACKED,
    FormAhead,
    YearsAhead,
    added_by_one_more,
    base_rate,
    chance_sentence,
    chances,
    run_ahead,
    years_ahead,
)
from fineline.case import Prior
from fineline.case.load import EMBEDDED, PRIORS_FILE
from fineline.case.priors import Priors
from fineline.errors import AsOfError, NegativeCountError, OrderError, SettingError, TableError, UnknownSeriesError
from fineline.evaluation.precedent import PrecedentStudy, study_precedents
from fineline.evidence.declared import read_declared
from fineline.evidence.precedent import PRECEDENT_TABLE, Event, PrecedentRecord, read_precedents
from fineline.evidence.store import TABLES
from fineline.inference.annual import AnnualData, AnnualFit, fit_annual
from fineline.model.precedent import MECHANISM

ROOT = Path(__file__).parents[2]
TABLE = EMBEDDED / "ukraine" / TABLES / PRECEDENT_TABLE
SOURCES = os.environ.get("FINELINE_SOURCE_DATA")
KNOWN = date(2025, 12, 31)
CALM = YearsAhead(first_year=2025, conflict_years=2.0, high_intensity_share=0.5)
EVEN = {"self_exciting": 0.5, "none": 0.5}


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    for name in [name for name in sys.modules if name.split(".")[0] == "table_builders"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("table_builders.precedent")


@cache
def priors() -> Mapping[str, Prior]:
    return read_declared(Priors, EMBEDDED / "ukraine" / PRIORS_FILE).root


@cache
def record() -> PrecedentRecord:
    return read_precedents(TABLE, KNOWN)


@cache
def study(event: Event = "sendings") -> PrecedentStudy:
    return study_precedents(record(), priors(), event)


def fitted(form: str, **draws: float) -> AnnualFit:
    """A form whose parameters are known."""
    values = {name: np.full(3, value) for name, value in draws.items()}
    memory = values["precedent_base_rate"] if form == "self_exciting" else None
    return AnnualFit(
        form=form,
        law="poisson",
        draws=values,
        memory=memory,
        year=np.array([2024]),
        log_predictive=np.zeros(1),
        contraction={},
        effective_points=3.0,
    )


# The table ---------------------------------------------------------------------------------------------------------


def conflict(number: int, year: int, kind: str = "interstate", intensity: int = 1) -> dict[str, str]:
    return {
        "conflict_id": str(number),
        "year": str(year),
        "intensity_level": str(intensity),
        "conflict_type": kind,
        "source": "S32",
    }


def support(number: int, year: int, *senders: int) -> list[dict[str, str]]:
    return [{"conflict_id": str(number), "year": str(year), "supporter_gwno": str(sender)} for sender in senders]


def built(builder: ModuleType, conflicts: list[dict[str, str]], senders: list[dict[str, str]]) -> dict[object, object]:
    return {(row.year, row.kind): row for row in builder.precedent_rows(conflicts, senders)}


def test_a_new_sender_is_one_who_was_not_there_the_year_before(builder: ModuleType) -> None:
    conflicts = [conflict(1, year, intensity=1 + (year == 1948)) for year in (1946, 1947, 1948, 1950)]
    senders = [*support(1, 1946, 2), *support(1, 1947, 2, 200, 20), *support(1, 1948, 200), *support(1, 1950, 200)]
    rows = built(builder, conflicts, senders)
    counted = {
        year: (row.conflict_years, row.with_troops, row.sendings, row.first_sendings, row.new_senders)
        for year in range(1947, 1951)
        if (row := rows[year, "interstate"])
    }
    # 1947: two follow one who was there. 1948: nobody new. 1949: no conflict. 1950: back after a year without.
    assert counted == {1947: (1, 1, 1, 0, 2), 1948: (1, 1, 0, 0, 0), 1949: (0, 0, 0, 0, 0), 1950: (1, 1, 1, 1, 1)}
    assert rows[1948, "interstate"].war_years == 1
    assert (1946, "interstate") not in rows


def test_a_coalition_is_one_sending_and_two_wars_are_two(builder: ModuleType) -> None:
    senders = [*support(1, 1947, *range(10, 40)), *support(2, 1947, 99)]
    row = built(builder, [conflict(1, 1947), conflict(2, 1947)], senders)[1947, "interstate"]
    assert (row.sendings, row.first_sendings, row.new_senders) == (2, 2, 31)


def test_who_supports_both_sides_is_counted_once(builder: ModuleType) -> None:
    row = built(builder, [conflict(1, 1947)], support(1, 1947, 2, 2))[1947, "interstate"]
    assert row.new_senders == 1


def test_civil_wars_are_at_risk_with_and_without_troops_from_outside(builder: ModuleType) -> None:
    conflicts = [conflict(1, 1947, "intrastate"), conflict(1, 1948, "internationalised intrastate")]
    rows = built(builder, conflicts, support(1, 1948, 7))
    assert [rows[year, "intrastate"].conflict_years for year in (1947, 1948)] == [1, 1]
    assert [rows[year, "intrastate"].conflicts_begun for year in (1947, 1948)] == [1, 0]
    assert [rows[year, "intrastate"].conflicts_joined for year in (1947, 1948)] == [0, 1]
    assert rows[1948, "interstate"].conflict_years == 0


def test_conflicts_on_record_from_the_start_are_in_neither_count(builder: ModuleType) -> None:
    rows = built(builder, [conflict(1, 1946), conflict(1, 1947), conflict(2, 1947)], support(1, 1947, 7))
    assert rows[1947, "interstate"].conflicts_begun == 1
    assert rows[1947, "interstate"].conflicts_joined == 0
    assert rows[1947, "interstate"].sendings == 1


@pytest.mark.skipif(SOURCES is None, reason="FINELINE_SOURCE_DATA does not name the folder of compiled sources")
def test_the_committed_table_is_what_the_builder_writes(builder: ModuleType, tmp_path: Path) -> None:
    builder.write_precedent(Path(str(SOURCES)), tmp_path)
    assert (tmp_path / PRECEDENT_TABLE).read_bytes() == TABLE.read_bytes()


def test_the_table_ends_where_its_release_does() -> None:
    for kind in ("interstate", "intrastate", "extrasystemic"):
        found = read_precedents(TABLE, KNOWN, kind)
        assert (found.year[0], found.year[-1]) == (1947, 2024)
        assert (found.conflicts_joined.sum() <= found.conflicts_begun.sum()).all()
        assert (found.new_senders >= found.sendings).all()
        assert found.source == "S32"


# The door ----------------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, column: str, value: str, row: int = 4) -> Path:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row][rows[0].index(column)] = value
    path = tmp_path / PRECEDENT_TABLE
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("conflict_years", "-1", NegativeCountError),
        ("conflict_years", "1.5", TableError),
        ("sendings", "400", TableError),
        ("published", "2025-6-30", TableError),
        ("war_years", "", TableError),
        ("year", "1990", OrderError),
    ],
)
def test_a_faulty_row_is_refused_with_its_line(tmp_path: Path, column: str, value: str, fault: type[Exception]) -> None:
    with pytest.raises(fault, match="line 5") as caught:
        read_precedents(changed(tmp_path, column, value), KNOWN, "intrastate")
    assert column in str(caught.value) or fault is OrderError


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(UnknownSeriesError, match="extrasystemic, interstate, intrastate"):
        read_precedents(TABLE, KNOWN, "civil")


def test_nothing_is_read_before_it_was_public() -> None:
    published = record().published
    assert read_precedents(TABLE, published).published == published
    with pytest.raises(AsOfError, match=str(published)):
        read_precedents(TABLE, date(2025, 1, 31))


def test_a_shorter_record_is_the_start_of_the_longer() -> None:
    early = record().until(1990)
    assert early.year[-1] == 1990
    np.testing.assert_array_equal(early.sendings, record().sendings[: len(early.year)])


# The years ahead ---------------------------------------------------------------------------------------------------


def test_the_base_rate_counts_conflicts_once() -> None:
    found = base_rate(record())
    assert (found.conflict_years, found.sendings, found.conflicts, found.joined) == (145, 14, 50, 9)
    assert found.share_joined.low90 < 9 / 50 < found.share_joined.high90
    assert found.share_joined.high90 - found.share_joined.low90 > 0.1


def test_the_years_ahead_are_like_the_last_ten() -> None:
    ahead = years_ahead(record())
    assert ahead.first_year == 2025
    assert ahead.conflict_years == pytest.approx(record().conflict_years[-10:].mean())
    assert 0 < ahead.high_intensity_share < 1


def test_a_constant_rate_gives_the_chance_of_the_closed_form() -> None:
    forms = [run_ahead(fitted("none", precedent_base_rate=0.1), CALM)]
    five, _, ten, _ = chances(forms, {"none": 1.0})
    assert five.value == pytest.approx(1 - np.exp(-0.1 * 2 * 5))
    assert ten.value == pytest.approx(1 - np.exp(-0.1 * 2 * 10))


def test_the_chance_of_the_self_exciting_form_falls_with_its_memory_while_nobody_sends() -> None:
    fit = fitted("self_exciting", precedent_base_rate=0.1, precedent_contagion=0.5, precedent_memory=4.0)
    kept = np.exp(-1 / 4.0)
    rates = 0.1 + 0.5 * 0.1 * kept ** np.arange(10)
    by_hand = 1 - np.exp(-2.0 * np.cumsum(rates))
    np.testing.assert_allclose(run_ahead(fit, CALM).someone[:, 0], by_hand)


@pytest.mark.parametrize("contagion", [0.0, 0.3, 0.7])
def test_one_more_adds_in_the_long_run_what_it_begets(contagion: float) -> None:
    fit = fitted("self_exciting", precedent_base_rate=0.1, precedent_contagion=contagion, precedent_memory=1.0)
    added = run_ahead(fit, CALM, years=120).added
    np.testing.assert_allclose(added, contagion / (1 - contagion), rtol=1e-6, atol=1e-12)


def test_one_more_adds_nothing_without_contagion() -> None:
    effects = {"precedent_cold_war_effect": 0.4, "precedent_intensity_effect": 0.2}
    for fit in (fitted("none", precedent_base_rate=0.1), fitted("covariate", precedent_base_rate=0.1, **effects)):
        assert not run_ahead(fit, CALM).added.any()


@given(st.floats(0, 1))
def test_the_mixture_lies_between_its_forms(share: float) -> None:
    draws = np.linspace(0.2, 0.3, 1000)
    forms = [
        FormAhead("self_exciting", np.stack([draws + 0.4]), draws),
        FormAhead("none", np.stack([draws]), 0 * draws),
    ]
    found = {chance.form: chance.value for chance in chances(forms, {"self_exciting": share, "none": 1 - share}, [1])}
    assert found["none"] - 0.11 <= found[STACKED] <= found["self_exciting"] + 0.11
    assert added_by_one_more(forms, {"self_exciting": 0.0, "none": 1.0})[-1].estimate.high90 == 0.0


@pytest.mark.parametrize("weights", [{"none": 1.0}, {"self_exciting": 0.5, "none": 0.6}])
def test_weights_of_other_forms_are_refused(weights: dict[str, float]) -> None:
    forms = [FormAhead(form, np.zeros((2, 5)), np.zeros(5)) for form in EVEN]
    with pytest.raises(SettingError, match="sum to one"):
        chances(forms, weights, [1])


def test_horizons_out_of_reach_are_refused() -> None:
    with pytest.raises(SettingError, match="1 to 2 years"):
        chances([FormAhead("none", np.zeros((2, 5)), np.zeros(5))], {"none": 1.0}, [3])
    with pytest.raises(SettingError, match="at least one year"):
        run_ahead(fitted("none", precedent_base_rate=0.1), CALM, years=0)


# The study ---------------------------------------------------------------------------------------------------------


def test_the_record_of_wars_between_states_does_not_tell_contagion_from_none() -> None:
    found = study()
    scores = {score.form: score for score in found.scores}
    assert list(scores) == list(MECHANISM)
    assert abs(scores["self_exciting"].advantage) < 2 * scores["self_exciting"].advantage_error
    assert 0.1 < scores["self_exciting"].chance < 0.9
    assert found.scored_events < 10
    assert "does not tell contagion from none" in found.sentence
    assert f"{found.scored_events} events" in found.sentence


def test_scores_of_the_last_years_are_part_of_those_since_1990() -> None:
    for score, fit in zip(study().scores, study().fits, strict=True):
        assert score.since_1990 < score.last_years < 0
        assert score.since_1990 == pytest.approx(fit.log_predictive[fit.year >= 1990].sum())


def test_weights_and_chances_of_the_forms_sum_to_one() -> None:
    for found in ([getattr(score, name) for score in study().scores] for name in ("best_weight", "weight", "chance")):
        assert sum(found) == pytest.approx(1.0)
    assert all(score.weight_low <= score.weight <= score.weight_high for score in study().scores)


def test_every_form_is_asked_for_every_horizon() -> None:
    asked = [(chance.years, chance.form) for chance in study().chances]
    assert asked == [(years, form) for years in (5, 10) for form in (*MECHANISM, STACKED)]
    by_form = {form: [c.value for c in study().chances if c.form == form] for form in (*MECHANISM, STACKED)}
    assert all(five < ten for five, ten in by_form.values())
    assert all(c.estimate.low90 < c.value < c.estimate.high90 for c in study().chances)


def test_one_more_sending_adds_something_only_where_contagion_is_assumed() -> None:
    added = {found.form: found for found in study().added}
    assert added["none"].estimate.high90 == added["covariate"].estimate.high90 == 0.0
    assert added["self_exciting"].estimate.low90 >= 0.0
    assert 0.0 < added[STACKED].value < added["self_exciting"].value


def test_the_kernel_is_at_most_weakly_known() -> None:
    fit = study().fits[0]
    assert fit.contraction["precedent_contagion"] < 0.5
    assert fit.contraction["precedent_memory"] < 0.5
    assert fit.contraction["precedent_base_rate"] > 0.5


def test_states_come_in_coalitions_and_need_the_wide_law() -> None:
    assert study().dispersion.law == "poisson"
    assert study("new_senders").dispersion.law == "negative_binomial"


def test_counting_states_or_sendings_gives_nearly_the_same_chance_of_anybody() -> None:
    ten = [
        next(c for c in study(event).chances if (c.form, c.years) == ("none", 10))
        for event in ("sendings", "new_senders")
    ]
    assert ten[0].value == pytest.approx(ten[1].value, abs=0.05)


def test_the_same_record_gives_the_same_study() -> None:
    again = study_precedents(record(), priors())
    assert (again.scores, again.chances, again.added) == (study().scores, study().chances, study().added)


def test_a_chance_is_said_in_words_with_its_years() -> None:
    sentence = chance_sentence(study().chances[-1], study().ahead)
    assert "2025 to 2034" in sentence
    assert "90 % interval" in sentence


@pytest.mark.integration
def test_simulated_records_of_this_size_seldom_tell_contagion_from_none() -> None:
    """The figure that `LIMITS` states: two of thirty."""
    told = 0
    for seed in range(30):
        data = simulated(0.095 * 0.7, 0.3, 5.0, seed)
        evidence = [
            fit_annual(data, priors(), form, "poisson").log_predictive.sum() for form in ("self_exciting", "none")
        ]
        told += evidence[0] - evidence[1] > np.log(10)
    assert told == 2


def simulated(base: float, contagion: float, memory: float, seed: int) -> AnnualData:
    """79 years of two conflicts each."""
    generator, events = np.random.default_rng(seed), np.zeros(79)
    kept, remembered = np.exp(-1.0 / memory), base / (1.0 - contagion)
    for year in range(len(events)):
        events[year] = generator.poisson(2.0 * (base + contagion * remembered))
        remembered = kept * remembered + (1.0 - kept) * events[year] / 2.0
    nothing = np.zeros(len(events))
    inputs = {"conflict_years": nothing + 2.0, "cold_war": nothing, "high_intensity_share": nothing}
    return AnnualData(year=np.arange(1946, 2025), events=events, inputs=inputs)


def test_a_record_without_its_last_year_still_answers() -> None:
    """What the record said before the sending in question was in it."""
    before = study_precedents(record().until(2023), priors())
    assert before.ahead.first_year == 2024
    assert before.base.sendings == study().base.sendings - int(record().sendings[-1])
