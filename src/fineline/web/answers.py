"""What the API answers: plain data made of the records of the live case and of the briefing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fineline.analysis.scenarios import Outcome
from fineline.case.lever_file import LeverSpec
from fineline.case.priors import Levels
from fineline.evidence.claims import Claim
from fineline.products.live import Graph, Headline, Live, bands, headlines_of, outcomes_of
from fineline.products.requests import State
from fineline.report.schema import Quantity
from fineline.scenario import Pair
from fineline.scenario.assumptions import assumptions_of

Plain = dict[str, Any]


def lever_of(name: str, lever: LeverSpec) -> Plain:
    """A lever as the page shows it."""
    return {"name": name, **lever.model_dump(mode="json", exclude={"changes"}), "start": _start(lever)}


def _start(lever: LeverSpec) -> str | None:
    begins = {str(change.start) for change in lever.changes}
    return begins.pop() if len(begins) == 1 else None


def assumption_of(live: Live, name: str, span: tuple[float, float, float]) -> Plain:
    """An assumption as the page shows it: least, middle and greatest value that it may have, and why."""
    prior, (low, middle, high) = live.case.priors[name], span
    levels = list(prior.prior.values) if isinstance(prior.prior, Levels) else None
    named = {"name": name, "title": name.replace("_", " "), "unit": prior.unit, "reason": prior.basis}
    return {**named, "low": low, "middle": middle, "high": high, "levels": levels}


def graph_of(graph: Graph) -> Plain:
    """A graph without its numbers, which a run gives; published figures with their claimants."""
    keep = {"title", "note", "quantity", "unit", "scale", "limits", "data_end", "observed"}
    return {
        "id": graph.variable,
        "side": graph.figure.series[0].side,
        **graph.figure.model_dump(mode="json", include=keep),
    }


def quantity_of(quantity: Quantity | None) -> Plain | None:
    """A quantity with its text, as the briefing prints it."""
    return (
        None
        if quantity is None
        else quantity.model_dump(mode="json", include={"median", "low", "high", "unit", "text", "phrase"})
    )


def headline_of(live: Live, headline: Headline) -> Plain:
    """A headline number."""
    return {
        "label": live.names.told(headline.label),
        "horizon": headline.horizon,
        **{name: quantity_of(getattr(headline, name)) for name in ("baseline", "arm", "difference")},
    }


def run_of(live: Live, state: State, pair: Pair, graphs: tuple[str, ...], *, with_baseline: bool) -> Plain:
    """Baseline and arm: what differs, headline numbers, and the bands of some graphs.

    Args:
        live: the case.
        state: what was asked.
        pair: both arms.
        graphs: variables of the graphs wanted.
        with_baseline: whether the bands of the baseline are given, which no lever moves.
    """
    weeks = pair.baseline["week"].values.astype("datetime64[D]")
    first = 0 if pair.first_week is None else int((weeks < pair.first_week).sum())
    found = outcomes_of(pair)
    return {
        "state": state.model_dump(mode="json", by_alias=True),
        "titles": live.titles(state),
        "modified_baseline": assumptions_of(pair.baseline),
        "settings": [asdict(one) for one in pair.settings],
        "notes": [live.names.told(note) for note in pair.notes],
        "headlines": [headline_of(live, one) for one in headlines_of(pair)],
        "outcomes": [] if found is None else [_outcome(live, one) for one in found.differences],
        "outcome_window": None if found is None else {"first": str(found.window.first), "last": str(found.window.last)},
        "weeks": [str(week) for week in weeks],
        "first": first,
        "baseline": {name: bands(pair.baseline, name, 0) for name in graphs} if with_baseline else None,
        "arm": {name: bands(pair.arm, name, first) for name in graphs} if pair.inputs else None,
        "pins": {
            "case": live.case.name,
            "posterior": live.chosen.posterior.id,
            "as_of": live.chosen.posterior.pins.as_of,
            "seed": state.seed,
            "draws": state.draws,
        },
    }


def outcome_of(live: Live, outcome: Outcome) -> Plain:
    """An outcome by which scenarios are told apart, with countries for roles."""
    return {"key": outcome.key, "label": live.names.told(outcome.label), "unit": outcome.unit}


def _outcome(live: Live, found: Any) -> Plain:  # noqa: ANN401 - a Difference, whose summary is plain
    estimate = found.summary.estimate
    return {
        **outcome_of(live, found.outcome),
        "reached": found.reached,
        "median": estimate.median,
        "low": estimate.low90,
        "high": estimate.high90,
        "above_zero": found.summary.positive.value,
    }


def claim_of(claim: Claim) -> Plain:
    """A claim with its days as text."""
    return {**asdict(claim), "as_of": claim.as_of.isoformat(), "published": claim.published.isoformat()}
