"""Numbers in tables are as fine as their widest interval allows, and all alike."""

from __future__ import annotations

import pytest

from fineline.commands.console import rounded_alike


@pytest.mark.parametrize(
    ("median", "half", "ninety", "said"),
    [
        (45.3, (26.1, 61.0), (-40.2, 139.9), ("50", "30 to 60", "−40 to 140")),
        (9234.0, (8800.0, 9700.0), (8113.0, 10402.0), ("9,200", "8,800 to 9,700", "8,100 to 10,400")),
        (0.0, (0.0, 0.0), (0.0, 0.0), ("0", "0 to 0", "0 to 0")),
        (-0.004, (-0.02, 0.01), (-0.2, 0.3), ("0.0", "0.0 to 0.0", "−0.2 to 0.3")),
    ],
)
def test_rounding(median: float, half: tuple[float, float], ninety: tuple[float, float], said: tuple[str, ...]) -> None:
    assert rounded_alike(median, half, ninety) == said
