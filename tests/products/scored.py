"""A small back-test and a small check of claimants, as their commands would write them."""

from __future__ import annotations

from fineline.evaluation.reweighing import ClaimantsRecord, Reading, Shift
from fineline.evaluation.scoring.summary import Skill
from fineline.products.backtest import Backtest
from fineline.products.backtest_mixtures import Weights
from fineline.products.fits import Entry


def skill(forecaster: str, target: str, band: str, wis: float, ratio: float | None) -> Skill:
    """Scores of one forecaster, everything but its mean score alike."""
    return Skill(
        forecaster=forecaster,
        target=target,
        band=band,
        rows=52,
        wis=wis,
        spread=wis / 2,
        above=wis / 4,
        below=wis / 4,
        crps=wis,
        coverage_50=0.5,
        coverage_80=0.8,
        coverage_90=0.92,
        coverage_95=0.96,
        against="drift",
        ratio=ratio,
    )


def backtest() -> Backtest:
    """Two targets and two baselines: the headline is better on losses, worse on support."""
    losses = (
        ("headline", 850.0, 0.85),
        ("fineline", 950.0, 0.95),
        ("drift", 1000.0, 1.0),
        ("persistence", 1200.0, 1.2),
    )
    support = (("drift", 2.0, 1.0), ("headline", 2.2, 1.1), ("persistence", 2.4, 1.2))
    rows = [skill(name, "principal_losses_claimed", "all", wis, ratio) for name, wis, ratio in losses]
    rows.append(skill("headline", "principal_losses_claimed", "1-4 weeks", 700.0, 0.7))
    rows += [skill(name, "war_support", "all", wis, ratio) for name, wis, ratio in support]
    return Backtest(
        case="ukraine",
        as_of="2026-08-31",
        cuts=("2024-06-30", "2025-06-30"),
        horizon=26,
        headline="headline",
        baselines=("drift", "persistence"),
        skill=tuple(rows),
        weights=(Weights(mixture="structures", cut="2024-06-30", target="all", weights={"fineline": 1.0}),),
        blocks=(Entry(structure="fineline", as_of="2024-06-30", state="done"),),
    )


def claimants(*, posterior: str = "abc") -> ClaimantsRecord:
    """Two readings: one that can be read, one that cannot."""
    return ClaimantsRecord(
        case="ukraine",
        as_of="2026-08-31",
        posterior=posterior,
        answers={"killed": "soldiers of the principal killed"},
        readings=(
            Reading(
                name="The staff",
                rows=120,
                tail=1.1,
                effective=3.0,
                trusted=False,
                refitted=False,
                shifts=(Shift(answer="killed", moved=-1.5, spread=1.2),),
            ),
            Reading(
                name="A minister",
                rows=1,
                tail=None,
                effective=1500.0,
                trusted=True,
                refitted=False,
                shifts=(Shift(answer="killed", moved=0.04, spread=1.0),),
            ),
        ),
    )
