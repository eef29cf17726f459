"""Without the libraries of the extra, a clear word."""

from __future__ import annotations

import pytest

from fineline.reading import extra


def test_missing_libraries_are_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "spacy" else object())
    with pytest.raises(extra.MissingExtraError, match=r"no spacy[\s\S]*fineline\[read\]"):
        extra.require_libraries()


def test_all_libraries_are_there_in_the_development_environment() -> None:
    extra.require_libraries()
