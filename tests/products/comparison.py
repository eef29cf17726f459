"""A comparison of two structures that was never run."""

from __future__ import annotations

from fineline.evaluation.structures import ForecastSpread, Member, SeriesScore, Weight
from fineline.products.structures import Structures, Trust

NAMES = ("default", "attrition=square")


def comparison(*, case: str = "ukraine", as_of: str = "2026-08-31", rhat: float | None = 1.004) -> Structures:
    """Both structures, the rival a little heavier than the default."""
    weights = (
        Weight(name=NAMES[0], weight=0.4, low=0.1, high=0.7, log_score=-500.0, difference=0.0, difference_error=0.0),
        Weight(name=NAMES[1], weight=0.6, low=0.3, high=0.9, log_score=-497.5, difference=2.5, difference_error=1.5),
    )
    spread = ForecastSpread(
        key="losses",
        label="casualties on the principal's side",
        unit="persons",
        horizon=26,
        mean=210_000.0,
        sd=11_000.0,
        share_between=0.25,
        low=0.05,
        high=0.4,
        members=(
            Member(name=NAMES[0], mean=205_000.0, sd=9_000.0),
            Member(name=NAMES[1], mean=214_000.0, sd=9_500.0),
        ),
    )
    return Structures(
        case=case,
        as_of=as_of,
        cuts=("2024-06-30", "2025-06-30"),
        settings={"chains": 3, "draws": 100, "warmup": 120, "seed": 1},
        rule="made up",
        observations=420,
        weights=weights,
        trust=(
            Trust(name=NAMES[0], largest_rhat=1.002, divergent=0.0),
            Trust(name=NAMES[1], largest_rhat=rhat, divergent=0.013),
        ),
        forecasts=(spread,),
        scores=(SeriesScore(name=NAMES[0], cut="2024-06-30", series="s", observations=420, log_score=-500.0),),
        fits=(),
    )
