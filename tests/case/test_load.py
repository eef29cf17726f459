"""Loading a case."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from fineline.case import case_names, deployment_rows, load_case

SOUND = Path(__file__).parents[1] / "cases" / "sound"


def test_embedded_cases_are_named() -> None:
    assert "ukraine" in case_names()


def test_a_case_cannot_be_changed() -> None:
    case = load_case(SOUND)
    with pytest.raises(ValidationError):
        case.name = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_priors_keep_the_order_of_their_file() -> None:
    priors = load_case(SOUND).priors
    assert list(priors) == ["tempo_persistence", "casualty_rate", "drift"]
    assert (priors["drift"].prior.family, priors["drift"].unit) == ("normal", "km2/week")


def test_a_folder_is_read_by_path_or_text() -> None:
    assert load_case(str(SOUND)) == load_case(SOUND)


def test_the_checksum_counts_every_file_but_posteriors(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(SOUND, folder)
    first = load_case(folder).digest()
    assert first == load_case(SOUND).digest()
    (folder / "posterior.nc").write_bytes(b"draws")
    (folder / "posterior-2024.nc").write_bytes(b"draws")
    assert load_case(folder).digest() == first
    (folder / "priors.yaml").write_bytes((folder / "priors.yaml").read_bytes() + b"# a remark\n")
    assert load_case(folder).digest() != first


def test_the_checksum_ignores_how_lines_end(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(SOUND, folder)
    path = folder / "case.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_case(folder).digest() == load_case(SOUND).digest()


def test_deployments_are_listed_as_known_on_a_day() -> None:
    case = load_case(SOUND)
    known = deployment_rows(case, date(2024, 1, 31))
    assert [(row.kind, row.value) for row in known] == [
        ("arrivals", 1000),
        ("share in combat", 0.5),
        ("shells delivered, running total", 0),
        ("disclosure", "public"),
        ("mobilisation by the opponent, relative", 0.8),
        ("absence from the opponent's force, relative", 1.0),
    ]
    second = next(row for row in deployment_rows(case, date(2024, 4, 30)) if row.value == 500)
    assert (second.since, second.until, second.claims) == (date(2024, 2, 4), date(2024, 2, 11), ("TRP-002",))
