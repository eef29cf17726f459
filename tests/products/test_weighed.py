"""A comparison that lies with a case is read whole or refused with a reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from fineline.case import Case, load_case
from fineline.errors import ComparisonError
from fineline.files import write_json
from fineline.products.weighed import read_comparison

from .comparison import comparison

SOUND = Path(__file__).parents[1] / "cases" / "sound"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    shutil.copytree(SOUND, tmp_path / "war")
    return load_case(tmp_path / "war")


def laid(case: Case, content: object) -> Path:
    return write_json(case.folder / "structures.json", content)


def test_none_is_there_until_one_is_laid(case: Case) -> None:
    assert read_comparison(case) is None


def test_what_was_written_is_what_is_read(case: Case) -> None:
    laid(case, asdict(comparison()))
    assert read_comparison(case) == comparison()


def test_no_fit_reads_it_and_every_question_pins_it(case: Case) -> None:
    fitted, asked = case.fitted_digest(), case.digest()
    laid(case, asdict(comparison()))
    assert case.fitted_digest() == fitted
    assert case.digest() != asked


def _without(content: dict[str, Any]) -> None:
    del content["weights"][1]["low"]


def _surplus(content: dict[str, Any]) -> None:
    content["trust"][0]["mood"] = "good"


def _text(content: dict[str, Any]) -> None:
    content["observations"] = "many"


def _day(content: dict[str, Any]) -> None:
    content["cuts"][0] = "last summer"


def _size(content: dict[str, Any]) -> None:
    del content["settings"]["draws"]


def _heavy(content: dict[str, Any]) -> None:
    content["weights"][0]["weight"] = 0.9


def _others(content: dict[str, Any]) -> None:
    content["trust"].pop()


def _foreign(content: dict[str, Any]) -> None:
    content["forecasts"][0]["members"][1]["name"] = "attrition=linear"


FAULTS = {
    "a key is missing": (_without, "weights.1.low"),
    "a key is unknown": (_surplus, "trust.0.mood, unknown"),
    "a text for a number": (_text, "observations"),
    "no day": (_day, "'last summer'"),
    "no size of the fits": (_size, "no draws"),
    "weights that are no shares": (_heavy, "add up to 1.5"),
    "trust in others": (_others, "trust in other structures"),
    "forecasts of others": (_foreign, "a forecast of other structures"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_remedy(case: Case, fault: str) -> None:
    spoil: Callable[[dict[str, Any]], None]
    spoil, said = FAULTS[fault]
    content = json.loads(json.dumps(asdict(comparison())))
    spoil(content)
    path = laid(case, content)
    with pytest.raises(ComparisonError) as caught:
        read_comparison(case)
    assert said in str(caught.value)
    assert caught.value.where == str(path)
    assert "fineline structures" in caught.value.remedy


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]"])
def test_a_file_that_is_no_comparison_is_refused(case: Case, content: bytes) -> None:
    (case.folder / "structures.json").write_bytes(content)
    with pytest.raises(ComparisonError):
        read_comparison(case)
