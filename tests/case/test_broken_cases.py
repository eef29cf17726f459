"""One broken case for each fault: the error is of its class and names the file, the line and the remedy.

A folder under `tests/cases/broken` holds only the file that is wrong; the rest comes from `tests/cases/sound`.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from fineline import errors
from fineline.case import load_case
from fineline.evidence import open_store

CASES = Path(__file__).parents[1] / "cases"
MECHANISMS = {"tempo": ("seasonal_ar1",), "attrition": ("firepower_tempo", "square")}
OBSERVATIONS = ("general_staff_claims", "area_isw")

SERIES = "tables/series.csv"
SCENARIO = "scenarios/without-contributor-troops.yaml"
# fault: class of the error, file, text on the line it names, text in the message
FAULTS = {
    "unknown-key": (errors.UnknownKeyError, "case.yaml", "person: 1000", "week, weeks, persons"),
    "unknown-prior-key": (errors.UnknownKeyError, "priors.yaml", "spread: 2", "family, median, log_sd"),
    "missing-role": (errors.MissingRoleError, "case.yaml", "roles:", "roles.contributor"),
    "missing-key": (errors.MalformedCaseError, "case.yaml", "name: sound", "version"),
    "repeated-key": (errors.MalformedCaseError, "case.yaml", 'version: "2"', "duplicate key"),
    "not-yaml": (errors.MalformedCaseError, "case.yaml", "opponent: {", "valid YAML"),
    "week-not-sunday-in-case": (errors.NotASundayError, "case.yaml", "week: 2024-02-05", "2024-02-11"),
    "constant-unit": (errors.UnitError, "case.yaml", "rounds/day", "rounds/week"),
    "uncited-claim": (errors.MalformedCaseError, "case.yaml", "TRP-009", "tables/claims.csv"),
    "falling-shells": (errors.MalformedCaseError, "case.yaml", "shells:", "never fall"),
    "unknown-mechanism": (errors.UnknownMechanismError, "case.yaml", "square_root", "firepower_tempo, square"),
    "series-unit": (errors.UnitError, "evidence.yaml", "persons/month", "persons/week"),
    "unknown-series": (errors.UnknownSeriesError, "evidence.yaml", "area_change_iws", "area_change_isw"),
    "unknown-observation": (errors.MalformedCaseError, "evidence.yaml", "area_iws", "area_isw"),
    "repeated-proposition": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "P1 again"),
    "not-toml": (errors.MalformedCaseError, "propositions.toml", "quantity = soldiers_sent", "valid TOML"),
    "no-test": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "open place with candidates"),
    "tests-and-candidates": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "never both"),
    "not-a-threshold": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "threshold"),
    "unknown-comparison": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "'at least'"),
    "unknown-window": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "'whole record'"),
    "unknown-test-scenario": (errors.MalformedCaseError, "propositions.toml", "[[proposition]]", "exposed-on-day-one"),
    "scenario-not-sunday": (errors.NotASundayError, SCENARIO, "from: 2024-01-20", "2024-01-21"),
    "scenario-unknown-input": (errors.MalformedCaseError, SCENARIO, "contributor_arrival", "contributor_arrivals"),
    "scenario-derived-input": (errors.MalformedCaseError, SCENARIO, "contingent_disclosed", "follows from contingent"),
    "scenario-unknown-operation": (errors.MalformedCaseError, SCENARIO, "contributor_arrivals", "'zero', 'set'"),
    "scenario-unfit-operation": (errors.MalformedCaseError, SCENARIO, "operation: times", "holds or does not"),
    "scenario-changes-nothing": (errors.MalformedCaseError, SCENARIO, "contributor_arrivals", "changes nothing"),
    "scenario-unknown-key": (errors.UnknownKeyError, SCENARIO, "begin: 2024-01-21", "from, until, weeks"),
    "scenario-unknown-lever": (errors.MalformedCaseError, SCENARIO, "lever_of: everybody", "'outsiders'"),
    "scenario-idle-lever": (errors.MalformedCaseError, SCENARIO, "title:", "nobody's lever"),
    "row-unit": (errors.UnitError, SERIES, "persons/week", "km2/week"),
    "negative-count": (errors.NegativeCountError, SERIES, "-820", "value -820"),
    "week-not-sunday": (errors.NotASundayError, SERIES, "2024-01-15", "2024-01-21"),
    "duplicate-row": (errors.DuplicateRowError, SERIES, "again", "series.csv, line 9"),
    "out-of-order": (errors.OrderError, SERIES, "2024-01-14,820", "2024-01-21"),
    "undeclared-series": (errors.UnknownSeriesError, SERIES, "area_change_deepstate", "evidence.yaml"),
    "undeclared-claimant": (errors.MalformedCaseError, SERIES, "Maper", "evidence.yaml"),
    "empty-published": (errors.TableError, SERIES, "S01,Mapper,,", "published"),
    "published-too-early": (errors.TableError, SERIES, "2024-02-09", "date on or before published"),
    "not-a-number": (errors.TableError, SERIES, "79O", "as a number"),
    "missing-column": (errors.TableError, SERIES, "series,period_start", "vintage"),
    "duplicate-claim": (errors.DuplicateRowError, "tables/claims.csv", "second contingent", "TRP-001 again"),
}


def assembled(fault: str, tmp_path: Path) -> Path:
    """The sound case with the broken file of one fault laid over it."""
    folder = tmp_path / fault
    shutil.copytree(CASES / "sound", folder)
    shutil.copytree(CASES / "broken" / fault, folder, dirs_exist_ok=True)
    return folder


def read_whole(folder: Path) -> tuple[str, ...]:
    """Everything the library does with a case before it computes; the series that were public."""
    case = load_case(folder)
    case.check_mechanisms(MECHANISMS)
    case.check_observations(OBSERVATIONS)
    return open_store(case.folder, case.catalogue).view(case.calendar.knowledge).names


def test_the_sound_case_has_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    shutil.copytree(CASES / "sound", folder)
    assert read_whole(folder)


def test_every_broken_case_is_tested() -> None:
    assert {path.name for path in (CASES / "broken").iterdir()} == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_its_place_and_remedy(fault: str, tmp_path: Path) -> None:
    kind, file, on_the_line, in_the_message = FAULTS[fault]
    folder = assembled(fault, tmp_path)
    with pytest.raises(errors.FinelineError) as caught:
        read_whole(folder)
    raised = caught.value
    assert type(raised) is kind
    place = re.fullmatch(r"(.+), line (\d+)", raised.where)
    assert place is not None, raised.where
    assert place.group(1) == str(folder / file)
    line = (folder / file).read_text(encoding="utf-8").splitlines()[int(place.group(2)) - 1]
    assert on_the_line in line
    assert in_the_message in str(raised)
    assert raised.remedy
    assert raised.found


def test_a_day_before_the_first_observation_is_refused() -> None:
    store = open_store(CASES / "sound")
    with pytest.raises(errors.AsOfError, match="2024-01-07"):
        store.view(date(2024, 1, 6))
    assert len(store.view(date(2024, 1, 7)).latest("principal_losses_claimed")) == 1


@pytest.mark.parametrize("name", ["atlantis", "./no-such-folder"])
def test_a_case_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(errors.CaseNotFoundError, match="ukraine"):
        load_case(name)


@pytest.mark.parametrize("file", ["evidence.yaml", "priors.yaml", "propositions.toml"])
def test_a_missing_file_of_a_case_is_named(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "sound", folder)
    (folder / file).unlink()
    with pytest.raises(errors.MalformedCaseError, match=re.escape(file)):
        load_case(folder)


@pytest.mark.parametrize("file", ["series.csv", "claims.csv"])
def test_a_missing_table_is_named(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "sound", folder)
    (folder / "tables" / file).unlink()
    with pytest.raises(errors.TableError, match=re.escape(file)):
        open_store(folder)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "sound", folder)
    (folder / "case.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(errors.MalformedCaseError, match="UTF-8"):
        load_case(folder)


def test_an_unknown_series_is_refused_by_a_view() -> None:
    view = open_store(CASES / "sound").view(date(2024, 4, 30))
    with pytest.raises(errors.UnknownSeriesError, match="aid_military_allocated"):
        view.latest("aid")
