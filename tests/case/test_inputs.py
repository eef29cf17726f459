"""Inputs of the model: from dated facts to weeks, without reading ahead."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fineline.case import Case, load_case, model_inputs
from fineline.evidence import EvidenceStore, open_store
from fineline.time import weeks

SOUND = Path(__file__).parents[1] / "cases" / "sound"
WEEKS = weeks(date(2024, 1, 7), date(2024, 4, 7))
NAMES = {
    "contributor_arrivals",
    "contributor_departures",
    "contributor_combat_share",
    "contributor_shell_deliveries",
    "committed_aid",
    "contingent_acknowledged",
    "contingent_disclosed",
    "contingent_public",
    "lead_backer_regime",
    "sanctions_markup",
    "talks_factor",
    "substitute_recruits",
    "success_claimed",
    "tempo_push",
    "opponent_mobilisation_profile",
    "opponent_absence_profile",
    "principal_mobilisation",
    "season_angle",
}
FLOWS = ("contributor_arrivals", "contributor_departures", "principal_mobilisation")


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(SOUND)


@pytest.fixture(scope="module")
def store(case: Case) -> EvidenceStore:
    return open_store(case.folder, case.catalogue)


@pytest.fixture(scope="module")
def inputs(case: Case, store: EvidenceStore) -> dict[str, np.ndarray]:
    return model_inputs(case, store.view(case.calendar.knowledge), WEEKS)


def test_every_input_is_there_for_every_week(inputs: dict[str, np.ndarray]) -> None:
    assert set(inputs) == NAMES
    assert all(array.shape == WEEKS.shape and array.dtype == np.float64 for array in inputs.values())
    assert all(np.isfinite(array).all() for array in inputs.values())


def test_arrivals_fall_in_their_weeks(inputs: dict[str, np.ndarray]) -> None:
    assert inputs["contributor_arrivals"].tolist() == [0, 1000, 0, 0, 250, 250, *[0] * 8]


def test_a_share_holds_from_its_week_on(inputs: dict[str, np.ndarray]) -> None:
    assert inputs["contributor_combat_share"].tolist() == [0, 0, *[0.5] * 3, *[1.0] * 9]


def test_shells_follow_their_total_and_then_half_the_last_rate(inputs: dict[str, np.ndarray]) -> None:
    assert inputs["contributor_shell_deliveries"] == pytest.approx([0, *[10_000.0] * 4, *[5_000.0] * 9])


def test_inputs_do_not_depend_on_the_window(case: Case, store: EvidenceStore, inputs: dict[str, np.ndarray]) -> None:
    part = model_inputs(case, store.view(case.calendar.knowledge), WEEKS[3:9])
    for name in NAMES:
        assert part[name] == pytest.approx(inputs[name][3:9])


def test_before_anything_is_known_there_is_no_contingent(case: Case, store: EvidenceStore) -> None:
    early = model_inputs(case, store.view(date(2024, 1, 7)), WEEKS)
    assert not any(early[name].any() for name in (*FLOWS, "contributor_combat_share", "contributor_shell_deliveries"))
    assert early["opponent_absence_profile"].tolist() == [1.0] * len(WEEKS)


def test_a_fact_shows_from_its_publication_on(case: Case, store: EvidenceStore) -> None:
    day = date(2024, 2, 20)
    before = model_inputs(case, store.view(day - timedelta(days=1)), WEEKS)["contributor_arrivals"]
    after = model_inputs(case, store.view(day), WEEKS)["contributor_arrivals"]
    assert (before.sum(), after.sum()) == (1000, 1500)


@settings(max_examples=40)
@given(st.integers(0, 110))
def test_no_input_reads_ahead(case: Case, store: EvidenceStore, offset: int) -> None:
    """What was public on a day gives the same inputs, whatever becomes public later."""
    as_of = date(2024, 1, 7) + timedelta(days=offset)
    contributor = case.contributor
    kept = {
        name: tuple(entry for entry in getattr(contributor, name) if entry.published <= as_of)
        for name in ("arrivals", "departures", "combat_share", "disclosure")
    }
    opponent = {
        name: tuple(entry for entry in getattr(case.opponent, name) if entry.published <= as_of)
        for name in ("mobilisation", "absence")
    }
    cut = case.model_copy(
        update={
            "contributor": contributor.model_copy(update=kept),
            "opponent": case.opponent.model_copy(update=opponent),
        }
    )
    view = store.view(as_of)
    whole, trimmed = model_inputs(case, view, WEEKS), model_inputs(cut, view, WEEKS)
    for name in NAMES:
        assert np.array_equal(whole[name], trimmed[name]), name


@settings(max_examples=40)
@given(st.integers(0, 110))
def test_inputs_stay_in_their_ranges(case: Case, store: EvidenceStore, offset: int) -> None:
    made = model_inputs(case, store.view(date(2024, 1, 7) + timedelta(days=offset)), WEEKS)
    assert all((array >= 0).all() for name, array in made.items() if name != "season_angle")
    assert (made["contributor_combat_share"] <= 1).all()
