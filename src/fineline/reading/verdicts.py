"""The verdicts on a case's propositions, as the scorecard of its briefing states them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from fineline.errors import SettingError


class _Said(BaseModel):
    """A part of a briefing's data of which only some fields are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Chance(_Said):
    """A probability in words of ICD 203 and in per cent."""

    text: str


class VerdictRow(_Said):
    """One row of the scorecard.

    Attributes:
        id: of the proposition.
        text: the statement.
        verdict: supported, contradicted, open, or that the run does not measure it.
        likelihood: the probability of the test's event, where there is one.
        rule: the event.
        evidence: what was found, in a sentence.
        strength: the strength in words, where the scorecard gives it.
        rests_on: what is estimated, weak or assumed among what decides.
        left_open: what the test leaves open.
        missing: what the run lacks.
        answered_by: what in the product answers it.
        would_settle: what would settle it.
        claims: claims that bear on it.
    """

    id: str
    text: str
    verdict: str
    likelihood: Chance | None = None
    rule: str = ""
    evidence: str = ""
    strength: str = ""
    rests_on: str = ""
    left_open: str = ""
    missing: str = ""
    answered_by: str = ""
    would_settle: str = ""
    claims: tuple[str, ...] = ()


class _Scorecard(_Said):
    rows: tuple[VerdictRow, ...]


class _Header(_Said):
    posterior_id: str
    as_of: str


class Briefed(_Said):
    """What a sheet takes from a briefing.

    Attributes:
        header: the posterior and the day it knows.
        scorecard: the verdicts.
    """

    header: _Header
    scorecard: _Scorecard

    def row(self, key: str) -> VerdictRow | None:
        """The verdict on a proposition; None where the briefing has none."""
        return next((row for row in self.scorecard.rows if row.id == key), None)


def briefed(content: Any, where: str) -> Briefed:  # noqa: ANN401 - plain JSON
    """Take the verdicts from a briefing's plain data. Raises `SettingError` when it is no briefing."""
    try:
        return Briefed.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise SettingError(
            expected="the data of a briefing, briefing.json",
            found=f"{first['msg']} at {'.'.join(map(str, first['loc'])) or 'the top'}",
            where=where,
            remedy="make one: fineline brief CASE --out DIR",
        ) from fault


def read_briefed(path: Path) -> Briefed:
    """Take the verdicts from a file `briefing.json`. Raises `SettingError` when it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise SettingError(
            expected="a file briefing.json",
            found=str(fault),
            where=str(path),
            remedy="make one: fineline brief CASE --out DIR",
        ) from fault
    return briefed(content, str(path))
