"""Section 2: key judgements, each with its likelihood and, apart from it, the confidence it deserves.

Confidence is measured where it can be: it follows the parameters a judgement rests on. One assumed parameter makes it
low; one weak parameter makes it moderate; and it is never high where a single side supplies the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fineline.analysis.propositions import Verdict, verdict_on
from fineline.report.names import Names
from fineline.report.quantities import likelihood
from fineline.report.schema import (
    Contribution,
    Cost,
    Judgement,
    Likelihood,
    Outlook,
    OutlookCell,
    Quantity,
    Status,
    Trust,
)
from fineline.report.sections.contribution_figures import main_window

NEAR, MIDDLE, FAR = 13, 26, 52
"""Horizons, weeks, at which the judgements on ground and on manpower are read."""

RESTS_ON: dict[str, tuple[str, ...]] = {
    "ground": ("mean_advance", "drift_volatility", "strength_effect"),
    "manpower-principal": ("recruitment_rate", "pay_elasticity", "returning_share", "discharge_rate"),
    "manpower-opponent": (
        "opponent_casualty_rate",
        "opponent_mobilisation_rate",
        "absence_rate",
        "initial_opponent_troops",
        "recovery_time",
    ),
    "price": ("principal_casualty_rate", "claims_level"),
    "soldiers-ground": ("strength_effect", "initial_effectiveness", "mature_effectiveness", "learning_rate"),
    "deaths-avoided": (
        "relative_exposure",
        "inexperience_penalty",
        "initial_effectiveness",
        "mature_effectiveness",
        "learning_rate",
    ),
    "exposure": ("relative_exposure", "contingent_scale"),
    "shells": ("shell_firepower_gain", "firepower_elasticity", "strength_effect"),
}
"""Parameters that decide each judgement."""

ONE_SIDED: dict[str, str] = {
    "ground": "",
    "manpower-principal": "recruitment is known from rival running totals only",
    "manpower-opponent": "the opponent publishes neither losses nor intake by week",
    "price": "the scale of casualties comes from the other side's claims",
    "soldiers-ground": "the front in Kursk lies outside the mapped record",
    "deaths-avoided": "foreign casualties come from services allied to one side",
    "exposure": "foreign casualties come from services allied to one side",
    "shells": "deliveries are counted by outsiders, and what the shells did is not observed",
}
"""What else weakens the evidence; an empty text where two independent sources agree."""


def judgements_section(
    outlook: Outlook,
    contribution: Contribution,
    cost: Cost,
    verdicts: Sequence[Verdict],
    shells_above_soldiers: Likelihood,
    statuses: Mapping[str, Status],
    names: Names,
) -> tuple[Judgement, ...]:
    """Every judgement, what lies ahead first.

    Args:
        outlook: section 4.
        contribution: section 5.
        cost: section 6.
        verdicts: verdicts on the propositions.
        shells_above_soldiers: that the shells changed the ground more than the soldiers did.
        statuses: status of each parameter.
        names: countries by role.
    """
    drafts = (
        _ground(outlook),
        _manpower(outlook, "principal", names.principal),
        _manpower(outlook, "opponent", names.opponent),
        _price(cost),
        _soldiers_ground(contribution, verdict_on("contributor_effectiveness", verdicts), names),
        _deaths_avoided(contribution, verdict_on("own_deaths_avoided", verdicts), names),
        _exposure(contribution, names),
        _shells(contribution, shells_above_soldiers, names),
    )
    return tuple(draft.model_copy(update={"confidence": trust(draft.id, statuses)}) for draft in drafts if draft)


def trust(judgement: str, statuses: Mapping[str, Status]) -> Trust:
    """Confidence in a judgement, from the parameters it rests on and from who supplies the figures.

    Args:
        judgement: key of `RESTS_ON`.
        statuses: status by parameter; a parameter that the fit does not hold counts as assumed.
    """
    by_status: dict[Status, list[str]] = {"estimated": [], "weak": [], "assumed": []}
    for parameter in RESTS_ON[judgement]:
        by_status[statuses.get(parameter, "assumed")].append(parameter.replace("_", " "))
    parts = [f"{status}: {', '.join(found)}" for status, found in by_status.items() if found]
    caveat = ONE_SIDED[judgement]
    reason = f"It rests on parameters that are {'; '.join(parts)}."
    if caveat:
        reason = f"{reason} {caveat[0].upper()}{caveat[1:]}."
    if by_status["assumed"]:
        return Trust(level="low", reason=reason)
    return Trust(level="moderate" if by_status["weak"] or caveat else "high", reason=reason)


def _draft(
    key: str, heading: str, statement: str, event: Likelihood | None, quantities: Sequence[Quantity], basis: str
) -> Judgement:
    return Judgement(
        id=key,
        heading=heading,
        statement=statement,
        likelihood=event,
        quantities=tuple(quantities),
        confidence=Trust(level="low", reason=""),
        basis=basis,
    )


def _said(event: Likelihood) -> str:
    return f"{event.event[0].upper()}{event.event[1:]}: {event.text}."


def _cell(outlook: Outlook, key: str, horizon: int) -> OutlookCell | None:
    rows = [row for row in outlook.rows if row.key == key]
    if not rows or horizon not in outlook.horizons:
        return None
    return rows[0].cells[outlook.horizons.index(horizon)]


def _ground(outlook: Outlook) -> Judgement | None:
    cells = {horizon: _cell(outlook, "area_change", horizon) for horizon in (NEAR, FAR)}
    near = cells[NEAR]
    if near is None or near.likelihood is None:
        return None
    quantities = [
        cell.quantity.model_copy(update={"name": f"net change of area over {horizon} weeks"})
        for horizon, cell in cells.items()
        if cell is not None and cell.quantity is not None
    ]
    said = f"Over the next {NEAR} weeks {near.likelihood.event}: {near.likelihood.text}."
    statement = f"{said} Net change: {quantities[0].phrase}."
    return _draft("ground", "Ground", statement, near.likelihood, quantities, "Outlook: net change of area.")


def _manpower(outlook: Outlook, side: str, country: str) -> Judgement | None:
    cell = _cell(outlook, f"{side}_shortfall", MIDDLE)
    if cell is None or cell.likelihood is None:
        return None
    strength = [_cell(outlook, f"{side}_troops", horizon) for horizon in (MIDDLE,)]
    quantities = [item.quantity for item in strength if item is not None and item.quantity is not None]
    named = [quantity.model_copy(update={"name": f"{quantity.name} in {MIDDLE} weeks"}) for quantity in quantities]
    statement = f"Within {MIDDLE} weeks {country}'s {cell.likelihood.event}: {cell.likelihood.text}."
    basis = "Outlook: sustained shortfall; balance: manpower."
    return _draft(f"manpower-{side}", f"{country}'s manpower", statement, cell.likelihood, named, basis)


def _price(cost: Cost) -> Judgement | None:
    recent = cost.rows[-1]
    statement = f"In the {recent.window}, {recent.price.name}: {recent.price.phrase}."
    if recent.undefined.probability > 0:
        statement += f" No price exists in {recent.undefined.number} of draws, for want of ground gained."
    return _draft("price", "The price of ground", statement, None, [recent.price, recent.area], "Price of ground.")


def _soldiers_ground(contribution: Contribution, verdict: Verdict | None, names: Names) -> Judgement | None:
    """What the soldiers added on the ground, and what one of them was worth."""
    if verdict is None or verdict.finding is None:
        return None
    finding = verdict.finding
    added = [
        window.of("ground").difference.model_copy(update={"name": f"ground added by {arm.label}, {window.label}"})
        for arm in contribution.arms
        for window in (main_window(arm),)
    ]
    event = None
    worth = f"that one of them was worth {finding.events[0]} of one of {names.principal}'s own is"
    if finding.assumed or finding.probability is None:
        worth = f"{worth} open: the record does not tell"
    else:
        event = likelihood(names.told(finding.rule), finding.probability)
        worth = f"{worth} {event.text}"
    said = f"{names.contributor}'s soldiers added {added[0].phrase} of ground since they came; {worth}."
    basis = "Paired histories with and without; that more soldiers gain more ground is built into the model."
    heading = f"What {names.contributor}'s soldiers added on the ground"
    return _draft("soldiers-ground", heading, said, event, added, basis)


def _deaths_avoided(contribution: Contribution, verdict: Verdict | None, names: Names) -> Judgement | None:
    if verdict is None or verdict.finding is None or verdict.finding.probability is None:
        return None
    spared = f"spared {names.principal} {verdict.finding.events[0]} deaths of its own"
    text = f"each 1,000 of {names.contributor}'s soldiers {spared}"
    event = likelihood(text, verdict.finding.probability)
    quantities = [quantity for quantity in contribution.per_soldier if "per 1,000" in quantity.unit]
    window = main_window(contribution.arms[0])
    total = window.of("own_deaths_avoided").difference
    quantities.append(total.model_copy(update={"name": f"{total.name}, {window.label}"}))
    heading = f"{names.principal}'s own dead"
    return _draft(
        "deaths-avoided", heading, _said(event), event, quantities, "Paired histories with and without soldiers."
    )


def _exposure(contribution: Contribution, names: Names) -> Judgement | None:
    event = contribution.exposed_more
    if event is None:
        return None
    heading = f"Who bore the losses: {names.contributor}'s soldiers"
    return _draft("exposure", heading, _said(event), event, contribution.exposure, "Shares of losses and of strength.")


def _shells(contribution: Contribution, event: Likelihood, names: Names) -> Judgement:
    arm = next(arm for arm in contribution.arms if arm.side == "shells")
    window = main_window(arm)
    quantities = [
        effect.difference.model_copy(update={"name": f"{effect.label}, shells alone, {window.label}"})
        for key in ("ground", "opponent_casualties", "own_deaths_avoided")
        for effect in (window.of(key),)
    ]
    return _draft("shells", f"{names.contributor}'s shells", _said(event), event, quantities, "Paired histories.")
