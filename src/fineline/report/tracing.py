"""Identifiers of the briefing's numbers, derived from their places, and what each was computed from.

The identifier of a number is the path to it: section, row, column, such as ``outlook/area_change/26-weeks``.
An item of a list is named by the first of its own naming fields that it has; no second list of numbers is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

Content = Mapping[str, object]
Steps = tuple[int | str, ...]

NAMING = ("key", "id", "name", "window", "side", "topic", "label", "event")
"""Fields that name an item of a list, in the order of preference."""
CELLS = "cells"
SKIPPED = frozenset(
    {"rows", CELLS, "quantities", "quantity", "estimate", "difference", "parameters", "arms", "windows", "effects"}
)
"""Steps of a path that tell nothing apart."""
LEFT_OUT = frozenset({"figures", "figure", "claims", "sources", "numbers"})
"""Parts without numbers of their own: figures draw what the tables hold, claims are quoted."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number of the briefing.

    Attributes:
        id: path to it.
        said: the words and figures as the briefing shows them.
        content: the quantity or likelihood as plain data.
    """

    id: str
    said: str
    content: Content


@dataclass(frozen=True, kw_only=True)
class Computed:
    """How a number was computed.

    Attributes:
        function: the function that gave it.
        variables: variables of the model that it reads, or the parameter that it is.
    """

    function: str
    variables: tuple[str, ...]


FUNCTIONS: Mapping[str, str] = {
    "chosen": "fineline.analysis.scenarios.differences",
    "judgements": "fineline.report.sections.judgements.judgements_section",
    "standing": "fineline.report.sections.standing.standing_section",
    "outlook": "fineline.analysis.milestones.outlook",
    "contribution": "fineline.analysis.contribution.contribution",
    "cost": "fineline.analysis.cost.cost_of_ground",
    "manpower": "fineline.analysis.manpower.balance",
    "rivals": "fineline.report.sections.rivals.rivals_section",
    "identification": "fineline.inference.fit (draws of the parameter itself)",
    "scorecard": "fineline.analysis.propositions.verdicts",
}
"""The function behind each section."""

WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"price|per-km|loss.per.km|cost", ("total_casualties", "advance")),
    (r"military-aid|aid.below|aid.quarter|scorecard/p9", ("lead_backer_aid", "other_backers_aid")),
    (r"perceived.*success|belief", ("perceived_success",)),
    (r"objective", ("advance",)),
    (r"support|public-sees|visible", ("war_support",)),
    (r"killed.share", ("principal_killed", "principal_casualties")),
    (r"exposure|exposed|share-of-(losses|strength)|rate-of-a-foreign", ("contributor_casualties", "total_casualties")),
    (r"contributor.share.of.losses", ("contributor_casualties", "total_casualties")),
    (r"share.of.new.manpower", ("contributor_arrived", "recruits")),
    (r"effectiveness|learning", ("contributor_effectiveness",)),
    (r"deaths.avoided|deaths-exchanged|foreign-deaths|own-dead|per.soldier", ("principal_killed",)),
    (r"recruits", ("recruits",)),
    (r"bonus", ("log_signing_bonus",)),
    (r"area|ground|advance|shells", ("advance",)),
    (r"firepower-of-principal", ("principal_firepower",)),
    (r"firepower-of-opponent", ("opponent_firepower",)),
    (r"strength-of-principal-s-side", ("strength_ratio_log",)),
    (r"(killed|deaths).*opponent|opponent.*(killed|deaths)", ("opponent_killed",)),
    (r"(killed|deaths).*contributor|contributor.*(killed|deaths)", ("contributor_killed",)),
    (r"killed|deaths", ("principal_killed",)),
    (r"total.casualties|casualties-on", ("total_casualties",)),
    (r"casualties.*contributor|contributor.*casualties|foreign.*casualties", ("contributor_casualties",)),
    (r"casualties.*opponent|opponent.*casualties", ("opponent_casualties",)),
    (r"casualties", ("principal_casualties",)),
    (r"opponent.*(troops|soldiers|shortfall|force|strength)|(manpower|balance)[/-].*opponent", ("opponent_troops",)),
    (r"withdraw", ("withdrawal_hazard",)),
    (r"contingent.large", ("contributor_troops",)),
    (r"contributor.*(troops|soldiers|force|strength|sent)|foreign-soldiers-sent", ("contributor_troops",)),
    (r"troops|soldiers|shortfall|manpower|force|weeks.losses.exceed", ("principal_troops",)),
)
"""Words in the place or the name of a number, and the variables it is read from; the first that fits counts."""


def numbers_of(content: Content) -> dict[str, Number]:
    """Every quantity and likelihood of a briefing by identifier, in reading order.

    Args:
        content: the briefing as plain data, as `briefing.json` holds it.
    """
    return {path: Number(id=path, said=_said(item), content=item) for path, _, item in _walk(content)}


def with_ids(content: Content) -> dict[str, object]:
    """The same data with the identifiers of all numbers beside it, under ``numbers``: what each says, by identifier."""
    return {**content, "numbers": {path: number.said for path, number in numbers_of(content).items()}}


def places(briefing: BaseModel) -> dict[int, str]:
    """Identifier of each quantity and likelihood by the identity of its object, for the page that shows it."""
    found: dict[int, str] = {}
    for path, steps, _ in _walk(cast(Content, briefing.model_dump(mode="json"))):
        part: object = briefing
        for step in steps:
            part = cast(Sequence[object], part)[step] if isinstance(step, int) else getattr(part, step)
        found.setdefault(id(part), path)
    return found


def computed(number: Number, header: Content) -> Computed:
    """How a number was computed, from its place and its name.

    Args:
        number: the number.
        header: head of the briefing, which names the countries by role.
    """
    section, *rest = number.id.split("/")
    function = FUNCTIONS.get(section, "fineline.products.politics.politics")
    if section == "identification":
        return Computed(function=function, variables=(_parameter(number.id),))
    place = "/".join(rest)
    name = _slug(_by_role(str(number.content.get("name") or number.content.get("event")), header))
    for words in (_slug(_by_role(place, header)) + "/" + name, f"{section}/{name}"):
        for pattern, variables in WORDS:
            if re.search(pattern, words):
                return Computed(function=function, variables=variables)
    return Computed(function=function, variables=())


def _parameter(identifier: str) -> str:
    return identifier.split("/")[1].partition("[")[0]


def _by_role(text: str, header: Content) -> str:
    """Countries as roles, so that words fit any case."""
    for role in ("principal", "opponent", "contributor"):
        country = str(header[role])
        text = re.sub(rf"{re.escape(country)}|{re.escape(_slug(country))}", role, text, flags=re.IGNORECASE)
    return text


def _walk(content: Content) -> Iterator[tuple[str, Steps, Content]]:
    """Every number with its identifier and the steps to it."""
    outlook = cast(Content, content["outlook"])
    horizons = [f"{weeks}-weeks" for weeks in cast(Sequence[int], outlook["horizons"])]
    seen: set[str] = set()
    for names, steps, item in _steps(content, (), ()):
        kept = [_column(names, at, horizons) for at, name in enumerate(names) if name not in SKIPPED]
        path = "/".join(kept)
        if path in seen:
            raise ValueError(f"two numbers at {path}")
        seen.add(path)
        yield path, steps, item


def _column(names: tuple[str, ...], at: int, horizons: Sequence[str]) -> str:
    return horizons[int(names[at]) - 1] if at and names[at - 1] == CELLS else names[at]


def _steps(node: object, names: tuple[str, ...], steps: Steps) -> Iterator[tuple[tuple[str, ...], Steps, Content]]:
    if isinstance(node, Mapping):
        held = cast(Content, node)
        if _is_number(held):
            yield names, steps, held
            return
        for key, value in held.items():
            if key not in LEFT_OUT:
                yield from _steps(value, (*names, key), (*steps, key))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        items = cast(Sequence[object], node)
        for at, (name, value) in enumerate(zip(_names(items, names), items, strict=True)):
            yield from _steps(value, (*names, name), (*steps, at))


def _is_number(node: Content) -> bool:
    return {"median", "low", "high", "text"} <= node.keys() or {"event", "probability", "text"} <= node.keys()


def _names(items: Sequence[object], path: tuple[str, ...]) -> list[str]:
    """Names of the items of a list: their own, with the place where two are alike or have none."""
    names = [_name(item, path) or str(at + 1) for at, item in enumerate(items)]
    return [name if names.count(name) == 1 else f"{name}-{at + 1}" for at, name in enumerate(names)]


def _name(item: object, path: tuple[str, ...]) -> str:
    if not isinstance(item, Mapping):
        return ""
    held = cast(Content, item)
    if isinstance(held.get("estimate"), Mapping):
        held = cast(Content, held["estimate"])
    found = [_slug(str(held[field])) for field in NAMING if isinstance(held.get(field), str)]
    if path[:1] == ("identification",) and "name" in held:
        return str(held["name"])
    return "-".join(found[:2]) if "side" in held and "window" in held else (found[0] if found else "")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_/]+", "-", text.casefold()).strip("-")


def _said(item: Content) -> str:
    name = item.get("name") or item.get("event")
    return f"{name}: {item.get('phrase') or item['text']}"
