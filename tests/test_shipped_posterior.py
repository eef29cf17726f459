"""The posterior that comes with the Ukraine case: it meets the bars, fits the case, and gives the briefing's numbers.

The frozen statements are refreshed, when the posterior is made anew, by `python tests/test_shipped_posterior.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from fineline._runtime import configure

configure()

from fineline.analysis.status import status_of  # noqa: E402 - precision comes first
from fineline.case import load_case  # noqa: E402 - precision comes first
from fineline.evaluation.hindcast import hindcast  # noqa: E402
from fineline.inference.store import Posterior, load_posterior  # noqa: E402
from fineline.products.briefing import brief  # noqa: E402
from fineline.products.requests import BriefRequest  # noqa: E402

FROZEN = Path(__file__).parent / "reference" / "judgements.json"


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    case = load_case("ukraine")
    return load_posterior(case.folder / "posterior.nc", case)


def statements(posterior: Posterior) -> dict[str, object]:
    """The key judgements with the numbers behind them, by identifier of the posterior."""
    content = brief(load_case("ukraine"), posterior, BriefRequest())
    return {"posterior": posterior.id, "judgements": json.loads(content.model_dump_json())["judgements"]}


def test_every_estimated_scalar_has_converged(posterior: Posterior) -> None:
    """The bars speak of what the record informs; what it leaves at its prior may stand a little above the first."""
    found = posterior.diagnostics
    informed = {name: row for name, row in found.items() if status_of(posterior.contraction[name]) != "assumed"}
    assert {name: row["rhat"] for name, row in informed.items() if row["rhat"] > 1.01} == {}
    assert {name: row["rhat"] for name, row in found.items() if row["rhat"] > 1.015} == {}
    assert {name: row["ess_bulk"] for name, row in found.items() if row["ess_bulk"] < 400} == {}


def test_divergences_are_rarer_than_one_in_a_thousand(posterior: Posterior) -> None:
    assert posterior.divergences < 0.001 * posterior.transitions


def test_the_draws_are_finite_and_sized_as_pinned(posterior: Posterior) -> None:
    shape = (posterior.pins.chains, posterior.pins.draws)
    assert {values.shape[:2] for values in posterior.draws.values()} == {shape}
    assert all(np.isfinite(values).all() for values in posterior.draws.values())


HINDCAST = {
    "support": ("war_support_opinion",),
    "aid by quarter": ("lead_backer_aid", "other_backers_aid"),
    "losses claimed": ("general_staff_claims",),
    "area": ("area_isw",),
}


def test_hindcasts_hold_what_they_promise(posterior: Posterior) -> None:
    """The 90 % intervals, each period judged by the posterior without it, hold 80 to 97 % of what was published."""
    found = hindcast(load_case("ukraine"), posterior)
    held: dict[str, float] = {}
    for name, models in HINDCAST.items():
        parts = [part for part in found if part.model in models]
        held[name] = sum(part.coverage * len(part.dates) for part in parts) / sum(len(part.dates) for part in parts)
    assert {name: share for name, share in held.items() if not 0.80 <= share <= 0.97} == {}


def numbers(content: object, place: str = "") -> dict[str, float]:
    """Every number of nested plain data by its place."""
    if isinstance(content, dict):
        return {k: v for key, part in content.items() for k, v in numbers(part, f"{place}/{key}").items()}
    if isinstance(content, list):
        return {k: v for i, part in enumerate(content) for k, v in numbers(part, f"{place}/{i}").items()}
    return {place: float(content)} if isinstance(content, int | float) else {}


def test_it_gives_the_numbers_of_the_briefing(posterior: Posterior) -> None:
    """To a part in a million: another processor may add in another order."""
    found, frozen = statements(posterior), json.loads(FROZEN.read_text(encoding="utf-8"))
    assert found["posterior"] == frozen["posterior"]
    assert numbers(found["judgements"]) == pytest.approx(numbers(frozen["judgements"]), rel=1e-6, abs=1e-9)


if __name__ == "__main__":
    shipped = load_case("ukraine")
    loaded = load_posterior(shipped.folder / "posterior.nc", shipped)
    FROZEN.write_text(json.dumps(statements(loaded), indent=1, sort_keys=True) + "\n", encoding="utf-8")
