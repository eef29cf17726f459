"""Estimated, weak or assumed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fineline.analysis.status import ContractionError, parameter_statuses, status_of


@pytest.mark.parametrize(
    ("contraction", "expected"),
    [(1.0, "estimated"), (0.5, "estimated"), (0.4999, "weak"), (0.1, "weak"), (0.0999, "assumed"), (-0.2, "assumed")],
)
def test_thresholds_belong_to_the_stronger_status(contraction: float, expected: str) -> None:
    assert status_of(contraction) == expected


@given(st.floats(-10, 1), st.floats(-10, 1))
def test_more_contraction_never_weakens_the_status(one: float, other: float) -> None:
    order = ["assumed", "weak", "estimated"]
    low, high = sorted((one, other))
    assert order.index(status_of(low)) <= order.index(status_of(high))


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1.01])
def test_a_contraction_that_cannot_be_is_refused(bad: float) -> None:
    with pytest.raises(ContractionError):
        status_of(bad)


def test_the_order_of_parameters_is_kept() -> None:
    assert [item.name for item in parameter_statuses({"b": 0.2, "a": 0.9})] == ["b", "a"]
