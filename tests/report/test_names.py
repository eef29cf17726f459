"""From roles to countries."""

from __future__ import annotations

import pytest

from fineline.report.names import Names

NAMES = Names(principal="Aland", opponent="Beland", contributor="Celand")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("casualties of the principal's own soldiers", "casualties of Aland's own soldiers"),
        ("The opponent holds; the principal waits", "Beland holds; Aland waits"),
        ("soldiers of the contributor killed", "soldiers of Celand killed"),
        ("principal casualties since 2023 reach 1,000", "casualties of Aland since 2023 reach 1,000"),
        ("losses per km2 gained", "losses per km² gained"),
        ("in principle", "in principle"),
    ],
)
def test_roles_become_countries(text: str, told: str) -> None:
    assert NAMES.told(text) == told
