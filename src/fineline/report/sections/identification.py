"""Section 9: what is estimated, weak and assumed, whether the fit holds what was published, and what was given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fineline.analysis.status import ESTIMATED_FROM, WEAK_FROM, status_of
from fineline.case import Case, Prior, deployment_rows
from fineline.case.quantiles import prior_quantile
from fineline.evaluation import hindcast
from fineline.evidence import View
from fineline.report.numbers import quoted_text, unit_phrase
from fineline.report.posterior import Posterior
from fineline.report.quantities import MODEL, from_draws
from fineline.report.schema import (
    Assumed,
    ContractionFigure,
    ContractionMark,
    Diagnostic,
    Given,
    Held,
    Hindcast,
    Identification,
    Parameter,
    Quantity,
    Status,
)

MOST_RHAT, FEWEST_ESS = 1.01, 400.0
"""Bars of the fit: R-hat at most, effective sample size at least."""


def identification_section(
    case: Case, posterior: Posterior, view: View, read: Collection[str], hindcasts: Sequence[hindcast.Hindcast]
) -> Identification:
    """Every parameter before and after the record, with what the record did to it.

    Args:
        case: holds the priors.
        posterior: holds draws and contraction.
        view: what was known.
        read: names of the parameters that the runs read, sampled or not.
        hindcasts: what each source should have published by the fit; none when it was not reckoned.
    """
    parameters = tuple(
        parameter for name, prior in case.priors.items() for parameter in _parameters(name, prior, posterior)
    )
    return Identification(
        weak_from=WEAK_FROM,
        estimated_from=ESTIMATED_FROM,
        parameters=parameters,
        assumed=tuple(_assumed(name, case.priors[name]) for name in case.priors if name in _unlearned(posterior, read)),
        hindcast=_hindcast(hindcasts, view),
        diagnostics=diagnostic_rows(posterior),
        given=_given(case, view.as_of),
        figures=(_figure(parameters),),
    )


def statuses(section: Identification) -> dict[str, Status]:
    """Status by parameter; a parameter with elements has the status of its least contracted one."""
    order: dict[Status, int] = {"assumed": 0, "weak": 1, "estimated": 2}
    found: dict[str, Status] = {}
    for parameter in section.parameters:
        name = parameter.name.split("[")[0]
        worst = found.get(name, parameter.status)
        found[name] = min(worst, parameter.status, key=lambda status: order[status])
    return {**found, **{parameter.name: "assumed" for parameter in section.assumed}}


def _parameters(name: str, prior: Prior, posterior: Posterior) -> list[Parameter]:
    """One row for a single number, one for each element of a repeated parameter; none if it is not in the fit."""
    keys = [key for key in posterior.contraction if key == name or key.startswith(f"{name}[")]
    return [
        _parameter(key, prior, _element(posterior.draws[name], key, keys), posterior.contraction[key]) for key in keys
    ]


def _element(draws: NDArray[np.float64], key: str, keys: list[str]) -> NDArray[np.float64]:
    flat = draws.reshape(draws.shape[0] * draws.shape[1], -1)
    return flat[:, keys.index(key)]


def _parameter(name: str, prior: Prior, draws: NDArray[np.float64], contraction: float) -> Parameter:
    label = name.replace("_", " ").replace("[", ": ").removesuffix("]")
    after = from_draws(label, draws, prior.unit)
    return Parameter(
        name=name,
        label=label,
        symbol=prior.symbol,
        unit=prior.unit,
        prior=_before(label, prior),
        posterior=after.model_copy(update={"source": MODEL}),
        contraction=contraction,
        status=status_of(contraction),
        basis=prior.basis,
        source=prior.source,
    )


def _unlearned(posterior: Posterior, read: Collection[str]) -> set[str]:
    """Parameters that the runs read and the fit did not sample."""
    return set(read) - set(posterior.draws)


def _assumed(name: str, prior: Prior) -> Assumed:
    label = name.replace("_", " ")
    return Assumed(
        name=name,
        label=label,
        symbol=prior.symbol,
        unit=prior.unit,
        prior=_before(label, prior),
        basis=prior.basis,
        source=prior.source,
    )


def _before(label: str, prior: Prior) -> Quantity:
    low, median, high = (prior_quantile(prior, level) for level in (0.05, 0.5, 0.95))
    return Quantity(name=label, unit=prior.unit, median=median, low=low, high=high, source="prior")


def _hindcast(found: Sequence[hindcast.Hindcast], view: View) -> Hindcast | None:
    if not found:
        return None
    rows = tuple(
        Held(
            label=view.catalogue.series[one.series].title,
            period=one.period,
            periods=len(one.dates),
            shares=tuple(one.within(level) for level in hindcast.INTERVALS),
            least_effective=one.least_effective,
        )
        for one in found
    )
    return Hindcast(levels=hindcast.INTERVALS, rows=rows)


def _figure(parameters: tuple[Parameter, ...]) -> ContractionFigure:
    counts = {status: sum(p.status == status for p in parameters) for status in ("estimated", "weak", "assumed")}
    title = ", ".join(f"{count} {status}" for status, count in counts.items())
    return ContractionFigure(
        id="identification-contraction",
        title=f"What the record taught about each of {len(parameters)} parameters: {title}",
        note="Contraction near 1: the record settles the parameter. Near 0 or below: the prior stands as it was.",
        alt="; ".join(f"{p.label}: {p.contraction_text}, {p.status}" for p in parameters),
        weak_from=WEAK_FROM,
        estimated_from=ESTIMATED_FROM,
        marks=tuple(ContractionMark(parameter=p.label, contraction=p.contraction, status=p.status) for p in parameters),
    )


def diagnostic_rows(posterior: Posterior) -> tuple[Diagnostic, ...]:
    """The sampler's own report against the bars, with the parameter that does worst."""
    return (
        _worst(posterior, "rhat", "largest R-hat"),
        _worst(posterior, "ess_bulk", "smallest bulk effective sample size"),
        _worst(posterior, "ess_tail", "smallest tail effective sample size"),
    )


def _worst(posterior: Posterior, column: str, name: str) -> Diagnostic:
    found = {parameter: row[column] for parameter, row in posterior.diagnostics.items()}
    if column == "rhat":
        worst = max(found, key=found.__getitem__)
        value, bar, met = f"{found[worst]:.3f}", f"at most {MOST_RHAT:g}", found[worst] <= MOST_RHAT
    else:
        worst = min(found, key=found.__getitem__)
        value, bar, met = f"{found[worst]:,.0f}", f"at least {FEWEST_ESS:g}", found[worst] >= FEWEST_ESS
    return Diagnostic(name=f"{name} ({worst.replace('_', ' ')})", value=value, bar=bar, met=met)


def _given(case: Case, as_of: date) -> tuple[Given, ...]:
    return tuple(
        Given(
            kind=row.kind,
            since=row.since,
            until=row.until,
            value=row.value
            if isinstance(row.value, str)
            else f"{quoted_text(row.value)} {unit_phrase(row.unit)}".strip(),
            published=row.published,
            claims=row.claims,
            reason=row.reason,
        )
        for row in deployment_rows(case, as_of)
    )
