"""From roles to countries: the model speaks of roles, the reader of countries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fineline.case import Case


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the case calls each role, as a noun that takes no article: `Russia`."""

    principal: str
    opponent: str
    contributor: str

    def told(self, text: str) -> str:
        """A sentence about roles as a sentence about countries: `the principal's losses` becomes `Russia's losses`."""
        for role in ("principal", "opponent", "contributor"):
            country: str = getattr(self, role)
            text = re.sub(rf"\b[Tt]he {role}\b", country, text)
            text = re.sub(rf"\b{role} (casualties|killed)\b", rf"\1 of {country}", text)
        return text.replace("km2", "km²")

    def roles(self) -> str:
        """Which country has which role, in one sentence."""
        return (
            f"The principal, the side on the offensive, is {self.principal}; the opponent is {self.opponent}; "
            f"the contributor, the third state that sends troops, is {self.contributor}."
        )


def names_of(case: Case) -> Names:
    """What a case calls its roles."""
    roles = case.roles
    return Names(principal=roles.principal.name, opponent=roles.opponent.name, contributor=roles.contributor.name)
