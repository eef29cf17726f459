"""What the tests of reading share: the case, its words and one finder."""

from __future__ import annotations

import pytest

from fineline.case import Case, load_case
from fineline.reading.finding import Finder
from fineline.reading.lexicon import Lexicon, load_lexicon
from fineline.reading.likeness import likeness_of


@pytest.fixture(scope="session")
def ukraine() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="session")
def lexicon(ukraine: Case) -> Lexicon:
    return load_lexicon(ukraine.folder)


@pytest.fixture(scope="session")
def finder(lexicon: Lexicon, ukraine: Case) -> Finder:
    return Finder(lexicon, likeness_of(ukraine.folder))


@pytest.fixture(scope="session")
def rules(lexicon: Lexicon) -> Finder:
    return Finder(lexicon, None)
