"""Checks of behaviour: the shipped ones hold, wrong ones are found out, faulty files are refused with their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fineline import errors
from fineline.case import Case, load_case
from fineline.case.behaviour import (
    FREE,
    Behaviour,
    Extremes,
    behaviour_path,
    read_behaviour,
    schema_text,
    shipped_schema,
)
from fineline.cli import app
from fineline.evaluation.behaviour import Finding, check_behaviour
from fineline.evaluation.pulling import extreme_positions
from fineline.inference.store import load_posterior
from fineline.scenario.setting import Setting, prepare

FILES = Path(__file__).parents[1] / "behaviour"
# fault: class of the error, text on the line it names, text in the message
FAULTS = {
    "not-yaml": (errors.MalformedCaseError, "", "valid YAML"),
    "unknown-key": (errors.UnknownKeyError, "trend: rises", "direction"),
    "missing-key": (errors.MalformedCaseError, "id: soldiers-gain-ground", "reason"),
    "no-checks": (errors.MalformedCaseError, "checks: []", "at least 1 item"),
    "unknown-kind": (errors.MalformedCaseError, "id: tempo-costs-losses", "'limits', 'monotone', 'response'"),
    "not-a-number": (errors.MalformedCaseError, "high: many", "number"),
    "no-limit": (errors.MalformedCaseError, "id: force-has-limits", "a least (low), a most (high) or both"),
    "limits-crossed": (errors.MalformedCaseError, "id: force-has-limits", "the least must lie below the most"),
    "extremes-crossed": (errors.MalformedCaseError, "tempo_push", "the least must lie below the most"),
    "unknown-lever-of-file": (errors.MalformedCaseError, "contributor_arrival:", "contributor_arrivals"),
    "derived-lever": (errors.MalformedCaseError, "contingent_disclosed", "follows from contingent_public"),
    "lever-out-of-range": (errors.MalformedCaseError, "low: -10", "at least 0"),
    "state-between": (errors.MalformedCaseError, "high: 0.5", "0 or 1"),
    "lever-not-declared": (errors.MalformedCaseError, "lever: sanctions_markup", "contributor_arrivals, tempo_push"),
    "repeated-id": (errors.MalformedCaseError, "id: tempo-costs-losses", "tempo-costs-losses again"),
    "positions-fall": (errors.MalformedCaseError, "id: tempo-costs-losses", "ascend"),
    "positions-out-of-range": (errors.MalformedCaseError, "positions: [-5, 0]", "-5"),
    "share-above-one": (errors.MalformedCaseError, "share: 1.5", "less than or equal to 1"),
    "not-a-sunday": (errors.NotASundayError, "from: 2025-01-06", "2025-01-12"),
    "unknown-quantity": (errors.MalformedCaseError, "quantity: advances", "aid_allocated"),
    "wrong-unit": (errors.UnitError, "unit: persons/week", "persons"),
    "start-after-the-runs": (errors.SettingError, "", "2030-01-06"),
}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module")
def setting(case: Case) -> Setting:
    posterior = load_posterior(case.folder / "posterior.nc", case)
    return prepare(case, posterior, horizon=4, draws=8, seed=0)


@pytest.fixture(scope="module")
def wrong(setting: Setting) -> Mapping[str, Finding]:
    path = FILES / "wrong.yaml"
    return {finding.id: finding for finding in check_behaviour(setting, read_behaviour(path), path)}


def test_the_shipped_checks_hold(case: Case) -> None:
    done = CliRunner().invoke(app, ["check", "behaviour", "ukraine"])
    assert done.exit_code == 0, done.output
    declared = read_behaviour(behaviour_path(case.folder))
    assert f"{len(declared.checks)} of {len(declared.checks)} checks hold" in done.output


def test_the_shipped_checks_pull_every_lever_and_every_kind(case: Case) -> None:
    declared = read_behaviour(behaviour_path(case.folder))
    assert set(declared.levers) == set(FREE)
    assert {check.kind for check in declared.checks} == {"limits", "monotone", "response"}


def test_checks_are_no_part_of_what_a_fit_reads(case: Case, tmp_path: Path) -> None:
    before = load_case(tmp_path_copy(case, tmp_path)).fitted_digest()
    (tmp_path / "war" / "behaviour.yaml").unlink()
    assert load_case(tmp_path / "war").fitted_digest() == before == case.fitted_digest()


def tmp_path_copy(case: Case, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(case.folder, tmp_path / "war", ignore=shutil.ignore_patterns("posterior*.nc")))


def test_sound_checks_hold_and_wrong_ones_do_not(setting: Setting, wrong: Mapping[str, Finding]) -> None:
    path = FILES / "sound.yaml"
    assert all(finding.holds for finding in check_behaviour(setting, read_behaviour(path), path))
    assert [name for name, finding in wrong.items() if finding.holds] == []


def test_a_limit_broken_without_any_lever_says_so(wrong: Mapping[str, Finding]) -> None:
    found = wrong["force-below-one-hundred-thousand"]
    assert found.runs == 1
    said = re.fullmatch(
        r"with no lever pulled, in the week to 2026-01-\d\d, principal_troops is ([\d.]+) persons, and should be at "
        r"most 100000",
        found.said,
    )
    assert said is not None, found.said
    assert float(said[1]) > 100_000


def test_a_limit_broken_by_a_lever_names_it_its_position_and_the_week(wrong: Mapping[str, Finding]) -> None:
    said = wrong["losses-below-what-a-push-costs"].said
    assert re.match(r"with tempo_push at 1, in the week to 2026-01-\d\d, total_casualties is ", said), said


def test_a_wrong_order_names_lever_positions_week_and_share(wrong: Mapping[str, Finding]) -> None:
    said = wrong["tempo-saves-lives"].said
    assert "tempo_push from -1 to 0 changes total_casualties summed over the weeks by +" in said
    assert re.search(r"in the week to 2026-01-\d\d \([\d.]+ against [\d.]+\)", said)
    assert said.endswith("expected: falls in at least 100% of draws, found in 0%")


def test_a_wrong_sign_names_what_was_expected(wrong: Mapping[str, Finding]) -> None:
    assert wrong["soldiers-lose-ground"].said.endswith("a negative change in at least 100% of draws, found in 0%")
    assert "expected: no change" in wrong["soldiers-change-nothing"].said


def test_the_command_leaves_with_four_when_a_check_does_not_hold() -> None:
    done = CliRunner().invoke(app, ["check", "behaviour", "ukraine", str(FILES / "wrong.yaml")])
    assert done.exit_code == 4
    assert "0 of 5 checks hold" in done.output


def test_any_three_levers_meet_in_all_choices_of_their_extremes() -> None:
    levers = {name: Extremes(low=0.0, high=1.0, reason="r") for name in "abcdefghijklmno"}
    together = [positions for positions in extreme_positions(levers) if len(positions) == len(levers)]
    assert len(together) == 32
    for names in combinations(levers, 3):
        met = {tuple(positions[name] for name in names) for positions in together}
        assert met == set(product((0.0, 1.0), repeat=3))


def test_every_lever_is_tried_alone_at_both_ends() -> None:
    levers = {name: Extremes(low=-1.0, high=2.0, reason="r") for name in "abc"}
    alone = [dict(positions) for positions in extreme_positions(levers) if len(positions) == 1]
    assert alone == [{name: end} for name in levers for end in (-1.0, 2.0)]


def test_the_shipped_schema_is_the_one_the_records_give() -> None:
    assert shipped_schema() == schema_text(), "write schema_text() to behaviour.schema.json"
    assert CliRunner().invoke(app, ["check", "behaviour", "ukraine", "--schema"]).output == schema_text()


def test_a_file_of_checks_survives_a_round_trip(case: Case) -> None:
    declared = read_behaviour(behaviour_path(case.folder))
    assert Behaviour.model_validate(declared.model_dump(by_alias=True)) == declared


def test_every_broken_file_is_tested() -> None:
    assert {path.stem for path in (FILES / "broken").iterdir()} == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_its_place_and_remedy(fault: str, setting: Setting) -> None:
    kind, on_the_line, in_the_message = FAULTS[fault]
    path = FILES / "broken" / f"{fault}.yaml"
    with pytest.raises(errors.FinelineError) as caught:
        check_behaviour(setting, read_behaviour(path), path)
    assert type(caught.value) is kind
    assert in_the_message in str(caught.value)
    assert caught.value.remedy
    if on_the_line:
        place = re.fullmatch(rf"{re.escape(str(path))}, line (\d+)", caught.value.where)
        assert place is not None, caught.value.where
        assert on_the_line in path.read_text(encoding="utf-8").splitlines()[int(place[1]) - 1]
