"""A case that is ready: everything that the page and the API can ask of it, as plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from fineline.analysis.scenarios import OUTCOMES
from fineline.case import load_case
from fineline.case.quantiles import prior_quantile
from fineline.errors import SettingError
from fineline.inference.diagnostics import INFORMED_FROM
from fineline.products.explaining import explain, mechanism_names
from fineline.products.live import Live, side_by_side
from fineline.products.posteriors import choose
from fineline.products.requests import BriefRequest, State
from fineline.report.schema import Briefing
from fineline.report.sections.scorecard import sources_section
from fineline.web.answers import assumption_of, claim_of, graph_of, lever_of, outcome_of, run_of

if TYPE_CHECKING:
    from fineline.web.app import CompareRequest, Form, Part, RunRequest

Plain = dict[str, Any]
FILES: Mapping[Form, tuple[str, str]] = {
    "html": ("text/html; charset=utf-8", "briefing.html"),
    "pdf": ("application/pdf", "briefing.pdf"),
    "summary": ("application/pdf", "summary.pdf"),
}
ASSUMED = (
    "aid_belief_response",
    "contributor_death_weight",
    "contributor_visibility_public",
    "disclosure_belief_shift",
    "perceived_goal",
    "belief_model_spread",
)
"""Assumptions that the page offers, where the record leaves them open."""
TAILS = (0.005, 0.5, 0.995)
FIT = ("parameters", "assumed", "hindcast", "diagnostics", "weak_from", "estimated_from")


def load_library(case: str, posterior: Path | None, say: Callable[[str], None]) -> Library:
    """Read a case and its posterior, run the baseline, and compile what a lever needs.

    Args:
        case: name or folder of the case.
        posterior: its file; the shipped one when None.
        say: takes word of the stage it has come to.

    Raises:
        FinelineError: a fault of the case or the posterior.
    """
    say("reading the case")
    held = load_case(case)
    live = Live(held, choose(held, given=posterior))
    say("running the baseline")
    live.pair(State())
    return Library(live)


class Library:
    """What a case that is ready answers."""

    def __init__(self, live: Live) -> None:
        """Hold the case; the briefing is made when it is first asked for."""
        self.live = live
        self._making = Lock()
        self._content: Briefing | None = None

    def about(self) -> Plain:
        """The case: pins, names, presets, and the graphs that a run can give."""
        live = self.live
        return {
            "name": live.case.name,
            "title": live.case.title,
            "roles": live.names.roles(),
            "as_of": live.chosen.posterior.pins.as_of,
            "posterior": live.chosen.posterior.id,
            "data_end": str(live.chosen.posterior.weeks[-1]),
            "version": metadata.version("fineline"),
            "presets": [
                {"name": name, "title": one.title, "question": one.question}
                for name, one in live.case.scenarios.items()
            ],
            "graphs": [graph_of(graph) for graph in live.ready(State()).graphs],
            "outcomes": [outcome_of(live, outcome) for outcome in OUTCOMES],
        }

    def levers(self) -> Plain:
        """Levers, and the assumptions that the page offers: those that the record leaves open."""
        live = self.live
        contraction = live.chosen.posterior.contraction
        open_ones = [n for n in ASSUMED if n in live.case.priors and contraction.get(n, 0.0) < INFORMED_FROM]
        return {
            "levers": [lever_of(name, lever) for name, lever in live.levers.items()],
            "assumptions": [assumption_of(live, name, self._range(name)) for name in open_ones],
        }

    def _range(self, name: str) -> tuple[float, float, float]:
        low, middle, high = (prior_quantile(self.live.case.priors[name], level) for level in TAILS)
        return low, middle, high

    def sources(self) -> list[Plain]:
        """Sources as the briefing lists them."""
        return [source.model_dump(mode="json") for source in sources_section(self.live.case)]

    def claims(
        self, wanted: Mapping[str, str | None], since: date | None, until: date | None, as_of: date | None
    ) -> list[Plain]:
        """Claims whose fields have the values wanted and whose days lie in the span, by day."""
        found = [
            claim
            for claim in self.live.view.claims.values()
            if all(value is None or getattr(claim, name) == value for name, value in wanted.items())
            and (since is None or claim.as_of >= since)
            and (until is None or claim.as_of <= until)
            and (as_of is None or claim.published <= as_of)
        ]
        return [claim_of(claim) for claim in sorted(found, key=lambda claim: (claim.as_of, claim.id))]

    def rivals(self, quantity: str, as_of: date | None) -> Plain:
        """Rival figures of a quantity side by side; raises `SettingError` where nothing matches."""
        from fineline.web.rivals import rivals_of  # noqa: PLC0415 - it loads the library of graphs

        return rivals_of(self.live.view, quantity, as_of)

    def mechanisms(self) -> list[Plain]:
        """Every mechanism in words."""
        return [self.mechanism(name) for name in mechanism_names()]

    def mechanism(self, name: str) -> Plain:
        """A mechanism in words, as `fineline explain` gives it; raises `UnknownMechanismError`."""
        return asdict(explain(self.live.case, name, self.live.chosen.posterior))

    def run(self, asked: RunRequest) -> bytes:
        """Baseline and arm of a state, as JSON.

        Raises:
            SettingError: a name that there is not, or a setting that cannot be had.
        """
        live = self.live
        known = [graph.variable for graph in live.ready(asked.state).graphs]
        _require("graphs", asked.graphs, known)
        made = run_of(live, asked.state, live.pair(asked.state), asked.graphs, with_baseline=asked.with_baseline)
        return json.dumps(made, separators=(",", ":"), allow_nan=False).encode()

    def compared(self, asked: CompareRequest) -> Plain:
        """States side by side: outcomes with regret, and the settings of each that differ from its baseline.

        Raises:
            SettingError: a criterion or a setting that cannot be had.
        """
        first = asked.scenarios[0].state
        same = {"horizon": first.horizon, "draws": first.draws, "seed": first.seed}
        pairs = {one.name: self.live.pair(one.state.model_copy(update=same)) for one in asked.scenarios}
        return {
            "standings": [asdict(one) for one in side_by_side(pairs, asked.criteria)],
            "settings": {name: [asdict(one) for one in pair.settings] for name, pair in pairs.items()},
            "assumptions": {one.name: one.state.assumptions for one in asked.scenarios},
        }

    def diagram(self, state: State) -> Plain:
        """The causal diagram under the assumptions of a state; raises `SettingError` as `Live.ready` does."""
        from fineline.web.diagram import diagram_of  # noqa: PLC0415 - as above

        return diagram_of(self.live, state)

    def content(self) -> Briefing:
        """The briefing of the baseline, all draws, made when first asked for."""
        with self._making:
            if self._content is None:
                from fineline.products.briefing import brief  # noqa: PLC0415 - as above

                self._content = brief(self.live.case, self.live.chosen.posterior, BriefRequest())
            return self._content

    def part(self, part: Part) -> Plain:
        """A part of the briefing of the baseline."""
        content = self.content().model_dump(mode="json")
        match part:
            case "forecasts":
                return {key: content["outlook"][key] for key in ("horizons", "ends", "rows")}
            case "propositions":
                return content["scorecard"]
            case "fit":
                fit = {key: content["identification"][key] for key in FIT}
                return {**fit, "credibility": content["annex"]["credibility"], "topics": content["annex"]["topics"]}

    def document(self, state: State, form: Form) -> tuple[bytes, str, str]:
        """A document of a state: its bytes, media type and file name.

        Raises:
            SettingError: a setting that cannot be had.
            TypesettingError: a PDF that cannot be set.
        """
        from fineline.products.briefing import brief, document  # noqa: PLC0415 - as above

        request = BriefRequest.model_validate(state.model_dump(include=set(BriefRequest.model_fields)))
        content = brief(self.live.case, self.live.chosen.posterior, request)
        return (document(content, form), *FILES[form])


def _require(where: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            raise SettingError(
                expected=f"one of {', '.join(known)}",
                found=ascii(name)[:200],
                where=where,
                remedy="name one of these",
            )
