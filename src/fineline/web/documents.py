"""The case behind the server: made ready in the background, and the documents and parts that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Literal

from fineline.case.quantiles import prior_quantile
from fineline.errors import FinelineError, SettingError
from fineline.inference.diagnostics import INFORMED_FROM
from fineline.products.briefing import brief, document
from fineline.products.choices import Asked
from fineline.products.explaining import MechanismText
from fineline.products.live import Live
from fineline.products.requests import BriefRequest, State
from fineline.report.schema import Briefing
from fineline.report.sections.scorecard import sources_section

if TYPE_CHECKING:
    from fineline.analysis.policies import Standing
    from fineline.case import Case
    from fineline.inference.store import Posterior
    from fineline.scenario import Pair
    from fineline.web.app import CompareRequest

Form = Literal["html", "pdf", "summary"]
FILES: dict[Form, tuple[str, str]] = {
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


class Studio:
    """One case that is being made ready, or is."""

    def __init__(self, name: str, load: Callable[[], Live]) -> None:
        """Choose the case; `start` makes it ready."""
        self.name, self.stage, self.ready = name, "reading the case", False
        self._load, self._done, self._making = load, Event(), Lock()
        self._live: Live | None = None
        self._fault: FinelineError | None = None
        self._content: Briefing | None = None

    def start(self) -> None:
        """Make ready in the background: read, run the baseline, and compile."""
        Thread(target=self._prepare, name="prepare", daemon=True).start()

    def _prepare(self) -> None:
        try:
            live = self._load()
            self._live, self.stage = live, "running the baseline"
            live.pair(State())
            self.stage, self.ready = "ready", True
        except FinelineError as error:
            self._fault, self.stage = error, "failed"
        finally:
            self._done.set()

    def of(self, case: str) -> Live:
        """The case with a name, waiting until it is ready.

        Raises:
            SettingError: the server holds another.
            FinelineError: it could not be made ready.
        """
        self.require("case", (case,), (self.name,))
        self._done.wait()
        if self._live is None or self._fault is not None:
            raise self._fault or SettingError(
                expected="a case made ready", found="none", where=self.name, remedy="read the log, and start again"
            )
        return self._live

    def require(self, where: str, asked: Sequence[str], known: Sequence[str]) -> None:
        """Refuse names that are not known.

        Raises:
            SettingError: the first that is not.
        """
        for name in asked:
            if name not in known:
                raise SettingError(
                    expected=f"one of {', '.join(known)}",
                    found=ascii(name)[:200],
                    where=where,
                    remedy="name one of these",
                )

    def assumptions(self, live: Live) -> tuple[str, ...]:
        """Assumptions that the page offers of this case."""
        contraction = live.chosen.posterior.contraction
        return tuple(n for n in ASSUMED if n in live.case.priors and contraction.get(n, 0.0) < INFORMED_FROM)

    def range_of(self, live: Live, name: str) -> tuple[float, float, float]:
        """Least, middle and greatest value that an assumption may have."""
        low, middle, high = (prior_quantile(live.case.priors[name], level) for level in TAILS)
        return low, middle, high

    def sources(self, live: Live) -> list[dict[str, Any]]:
        """Sources as the briefing lists them."""
        return [source.model_dump(mode="json") for source in sources_section(live.case)]

    def mechanism(
        self, live: Live, name: str, explain: Callable[[Case, str, Posterior | None], MechanismText]
    ) -> dict[str, Any]:
        """A mechanism in words, as `fineline explain` gives it."""
        return asdict(explain(live.case, name, live.chosen.posterior))

    def content(self, live: Live) -> Briefing:
        """The briefing of the baseline, all draws, made when first asked for."""
        with self._making:
            if self._content is None:
                self._content = brief(live.case, live.chosen.posterior, BriefRequest())
            return self._content

    def part(self, case: str, part: str) -> dict[str, Any]:
        """A part of the briefing as plain data."""
        content = self.content(self.of(case)).model_dump(mode="json")
        match part:
            case "forecasts":
                return {key: content["outlook"][key] for key in ("horizons", "ends", "rows")}
            case "propositions":
                return content["scorecard"]
            case _:
                kept = ("parameters", "assumed", "hindcast", "diagnostics", "weak_from", "estimated_from")
                fit = {key: content["identification"][key] for key in kept}
                return {**fit, "credibility": content["annex"]["credibility"], "topics": content["annex"]["topics"]}

    def document(self, case: str, state: State, form: Form) -> tuple[bytes, str, str]:
        """A document of a state: its bytes, media type and file name."""
        live = self.of(case)
        request = BriefRequest(draws=state.draws, seed=state.seed, assumptions=state.assumptions)
        what = Asked(live.titles(state), live.changes(state))
        content = brief(live.case, live.chosen.posterior, request, what=what)
        return (document(content, form), *FILES[form])

    def compared(
        self,
        case: str,
        asked: CompareRequest,
        side_by_side: Callable[[dict[str, Pair], Sequence[str]], tuple[Standing, ...]],
    ) -> dict[str, Any]:
        """States side by side: outcomes with regret, and the settings of each that differ from its baseline."""
        live = self.of(case)
        first = asked.scenarios[0].state
        same = {"horizon": first.horizon, "draws": first.draws, "seed": first.seed}
        pairs = {one.name: live.pair(one.state.model_copy(update=same)) for one in asked.scenarios}
        return {
            "standings": [asdict(one) for one in side_by_side(pairs, asked.criteria)],
            "settings": {name: [asdict(one) for one in pair.settings] for name, pair in pairs.items()},
            "assumptions": {one.name: one.state.assumptions for one in asked.scenarios},
        }
