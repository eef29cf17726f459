"""What the tests of the fit start from: the case as it was known on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from fineline.case import Case, load_case, model_inputs
from fineline.evidence import View, open_store
from fineline.inference.target import Target, build_target, fitted_weeks

LATE = date(2024, 12, 31)
EARLY = date(2023, 6, 30)


@cache
def case() -> Case:
    return load_case("ukraine")


@cache
def view_of(day: date) -> View:
    return open_store(case().folder, case().catalogue).view(day)


@cache
def target_of(day: date) -> Target:
    view = view_of(day)
    weeks = fitted_weeks(case(), day)
    return build_target(case(), view, weeks, model_inputs(case(), view, weeks))


@pytest.fixture(scope="session", name="late")
def late_target() -> Target:
    """The density as known at the end of 2024."""
    return target_of(LATE)


@pytest.fixture(scope="session", name="early")
def early_target() -> Target:
    """The density after half a year, before any contingent."""
    return target_of(EARLY)
