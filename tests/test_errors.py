"""Every fault says what was expected, found, where and what to do, and survives a change of process."""

from __future__ import annotations

import inspect
import pickle

import pytest

from fineline import errors

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.FinelineError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_message_holds_every_field(kind: type[errors.FinelineError]) -> None:
    text = str(kind(expected="a Sunday", found="a Monday", where="series.csv, line 7", remedy="name the Sunday"))
    assert text.startswith(f"series.csv, line 7: {kind.fault}\n")
    for part in ("expected: a Sunday", "found:    a Monday", "remedy:   name the Sunday"):
        assert part in text


def test_message_without_a_place_starts_with_the_fault() -> None:
    assert str(errors.StorageError(expected="room", found="none", remedy="free some")).startswith(
        "the file could not be written\n"
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_pickle_keeps_kind_and_fields(kind: type[errors.FinelineError]) -> None:
    error = kind(expected="e", found="f", where="w", remedy="r")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert vars(again) == vars(error)


def test_each_kind_names_its_own_fault() -> None:
    faults = [kind.fault for kind in KINDS]
    assert len(set(faults)) == len(faults)


def test_the_text_at_the_top_lists_every_kind() -> None:
    assert errors.__doc__ is not None
    assert [kind.__name__ for kind in KINDS if kind.__name__ not in errors.__doc__] == []


def test_a_day_that_is_no_sunday_is_a_fault_of_both_calendar_and_evidence() -> None:
    assert issubclass(errors.NotASundayError, errors.WeekError)
    assert issubclass(errors.NotASundayError, errors.EvidenceError)
