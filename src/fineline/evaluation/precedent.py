"""The yearly forms of precedent against one another, a year ahead, and what follows from all of them together.

Each form forecasts each year from the years before it, from 1990 on, knowing how many conflicts there are but not who
sends. The scores decide the weights of the mixture; how little a few events can decide is shown beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from fineline.analysis.precedent import (
    Added,
    BaseRate,
    Chance,
    YearsAhead,
    added_by_one_more,
    base_rate,
    chances,
    run_ahead,
    years_ahead,
)
from fineline.evaluation.stacking import bootstrap_weights, stacking_weights
from fineline.evidence.precedent import Event, PrecedentRecord
from fineline.inference.annual import AnnualData, AnnualFit, DispersionCheck, annual_data, check_dispersion, fit_annual
from fineline.model.precedent import MECHANISM

if TYPE_CHECKING:
    from fineline.case import Prior

Floats = npt.NDArray[np.float64]

FIRST_SCORED = 1990
LAST_YEARS = 20
WITHOUT_CONTAGION = "none"
LIMITS = (
    "The record says who sent troops, not how many, nor whether it was called a success: every sending is a precedent.",
    "The war of the case is itself among the conflicts on record, and the sending in question among the sendings.",
    "Waiting hardly settles it: where one sending begot 0.3 others, two of thirty simulated records said so at 10:1.",
    "It would take evidence, sending by sending, of who followed whose example.",
)
"""What the numbers of a study cannot say. The simulation: 79 years of two conflicts each, memory of five years."""
REPLICATES = 200
SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormScore:
    """How well one form forecast the record a year ahead; log scores are sums, higher is better.

    Attributes:
        form: name of the form.
        since_1990: log score of the years from `FIRST_SCORED` on.
        last_years: log score of the last `LAST_YEARS` years of the record.
        advantage: log score from 1990 on less that of the form without contagion.
        advantage_error: standard error of the advantage, over the years scored.
        best_weight: weight in the mixture that would have forecast these very years best. With few events it runs to 0
            or 1 on a difference that chance explains.
        weight: weight in the stacked mixture: the mean of that weight when the years are weighted anew at random.
        weight_low: 5th percentile of the weight over those weightings.
        weight_high: 95th percentile of it.
        chance: chance of the form given the whole record, the forms being as likely as one another before it. Unlike
            the scores it rests on the priors as well.
    """

    form: str
    since_1990: float
    last_years: float
    advantage: float
    advantage_error: float
    best_weight: float
    weight: float
    weight_low: float
    weight_high: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentStudy:
    """Everything that the record of precedents can say, and how much rests on it.

    Attributes:
        event: what is counted.
        record: the record.
        dispersion: which law the counts follow.
        fits: one for each form, in the order of the mechanism.
        scored_years: years with conflicts from `FIRST_SCORED` on.
        scored_events: events in them.
        scores: one for each fit.
        base: how common sending has been.
        ahead: what is assumed of the years ahead.
        chances: chance of at least one event, by horizon and form.
        added: what one more event now adds, by form.
        sentence: what the scores say, in words.
    """

    event: Event
    record: PrecedentRecord
    dispersion: DispersionCheck
    fits: tuple[AnnualFit, ...]
    scored_years: int
    scored_events: int
    scores: tuple[FormScore, ...]
    base: BaseRate
    ahead: YearsAhead
    chances: tuple[Chance, ...]
    added: tuple[Added, ...]
    sentence: str


def study_precedents(record: PrecedentRecord, priors: Mapping[str, Prior], event: Event = "sendings") -> PrecedentStudy:
    """Fit every form to a record, score them, and ask each for the years ahead. Takes seconds; no draw is random.

    Args:
        record: the record as known on a day.
        priors: priors of the case.
        event: what is counted; by default conflict-years with a new sender.

    Raises:
        MalformedCaseError: a prior is missing.
        ThinPosteriorError: a form cannot be fitted to this record.
        StackingError: the forms cannot be weighed.
    """
    data = annual_data(record, event)
    dispersion = check_dispersion(data)
    fits = tuple(fit_annual(data, priors, form, dispersion.law) for form in MECHANISM)
    scored = data.at_risk & (data.year >= FIRST_SCORED)
    scores = score_forms(fits, data)
    weights = {score.form: score.weight for score in scores}
    ahead = years_ahead(record)
    forms = tuple(run_ahead(fit, ahead) for fit in fits)
    return PrecedentStudy(
        event=event,
        record=record,
        dispersion=dispersion,
        fits=fits,
        scored_years=int(scored.sum()),
        scored_events=int(data.events[scored].sum()),
        scores=scores,
        base=base_rate(record),
        ahead=ahead,
        chances=chances(forms, weights),
        added=added_by_one_more(forms, weights),
        sentence=_sentence(scores, int(scored.sum()), int(data.events[scored].sum())),
    )


def score_forms(fits: Sequence[AnnualFit], data: AnnualData) -> tuple[FormScore, ...]:
    """The score of each form a year ahead, beside that of the form without contagion, and its weight.

    Raises:
        StackingError: no year can be scored.
    """
    scored = data.at_risk & (data.year >= FIRST_SCORED)
    last = data.at_risk & (data.year > data.year[-1] - LAST_YEARS)
    density = np.stack([fit.log_predictive[scored] for fit in fits], axis=1)
    best = stacking_weights(density)
    spread = bootstrap_weights(density, data.year[scored], replicates=REPLICATES, seed=SEED)
    evidence = softmax(np.array([fit.log_predictive.sum() for fit in fits]))
    rival = density[:, [fit.form for fit in fits].index(WITHOUT_CONTAGION)]
    return tuple(
        FormScore(
            form=fit.form,
            since_1990=float(density[:, place].sum()),
            last_years=float(fit.log_predictive[last].sum()),
            advantage=float((density[:, place] - rival).sum()),
            advantage_error=_error_of_sum(density[:, place] - rival),
            best_weight=float(best[place]),
            weight=float(spread[:, place].mean()),
            weight_low=float(np.quantile(spread[:, place], 0.05)),
            weight_high=float(np.quantile(spread[:, place], 0.95)),
            chance=float(evidence[place]),
        )
        for place, fit in enumerate(fits)
    )


def _error_of_sum(differences: Floats) -> float:
    """Standard error of a sum of yearly differences, taken as independent."""
    return float(np.sqrt(len(differences) * differences.var(ddof=1)))


def _sentence(scores: Sequence[FormScore], years: int, events: int) -> str:
    """Whether the self-exciting form beats the one without contagion by more than chance gives, and on how much."""
    found = next(score for score in scores if score.form == "self_exciting")
    size = f"{found.advantage:+.1f} in log score, standard error {found.advantage_error:.1f}"
    basis = f"over {years} years with conflicts since {FIRST_SCORED}, {events} events in them"
    if abs(found.advantage) < 2 * found.advantage_error:
        return f"The record does not tell contagion from none: the self-exciting form stands at {size}, {basis}."
    better = "better" if found.advantage > 0 else "worse"
    caution = "; a rate that drifts for other reasons would show the same" if found.advantage > 0 else ""
    return f"The self-exciting form forecasts {better} than a constant rate ({size}, {basis}){caution}."
