"""The records of a case, as the rest of the library reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fineline.case.deployments import Backers, Contributor, Opponent, Principal
from fineline.case.priors import Prior
from fineline.case.propositions import Proposition
from fineline.case.scenarios import Scenario
from fineline.errors import MalformedCaseError, UnknownMechanismError
from fineline.evidence import Catalogue, EvidenceStore, open_store
from fineline.evidence.catalogue import CATALOGUE_FILE, GAINS_FILE, Sentence
from fineline.evidence.declared import Declared, line_of, place
from fineline.evidence.ledger_folder import Ledger

CASE_FILE = "case.yaml"
POSTERIOR_PATTERN = "posterior*.nc"
COMPARISON = "structures.json"
CLAIMANTS = "claimants.json"
BACKTEST = "backtest.json"
BEHAVIOUR = "behaviour.yaml"
ASKED = (
    "propositions.toml",
    "reading.yaml",
    "reading.safetensors",
    "levers.yaml",
    "scenarios",
    COMPARISON,
    CLAIMANTS,
    BACKTEST,
    BEHAVIOUR,
)
"""What a case asks of fits, and what came of comparing them; no fit reads it."""
TOLD = ("tables/claims.csv", GAINS_FILE)
"""What readers hold figures against, and what claimants gain by them. A fit reads the rows of series alone."""


class Calendar(Declared):
    """The weeks of a case.

    Attributes:
        first_week: the Sunday of the first week modelled.
        last_week: the Sunday of the last week with data.
        knowledge: the default as-of day.
    """

    first_week: date
    last_week: date
    knowledge: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.first_week < self.last_week <= self.knowledge:
            raise ValueError("first_week, last_week and knowledge must follow one another")
        return self


class Role(Declared):
    """Who plays a role.

    Attributes:
        name: the country or group.
        adjective: its adjective.
    """

    name: Sentence
    adjective: Sentence


class Roles(Declared):
    """The four roles of every case."""

    principal: Role
    opponent: Role
    contributor: Role
    backers: Role


class Constant(Declared):
    """A number of the case that no fit changes.

    Attributes:
        value: the number.
        unit: its unit.
        reason: where it comes from.
    """

    value: float = Field(gt=0, allow_inf_nan=False)
    unit: Sentence
    reason: Sentence


class Constants(Declared):
    """Reference levels against which the model measures.

    Attributes:
        reference_principal_troops: the principal's strength at which the size effect is one, persons.
        reference_opponent_troops: the same for the opponent, persons.
        reference_shell_rate: deliveries of shells at which their effect is one, rounds/week.
        reference_aid_rate: military aid at which its effect is one, EUR bn/week.
        prior_aid_rate: military aid in the half-year before the calendar, EUR bn/week.
        firepower_persistence: share of log firepower left after a week.
        firepower_volatility: weekly scatter of log firepower.
        drift_persistence: share of the deviation of the underlying advance rate left after a week.
        objective_area: ground the principal is taken to want, km2; None where the case assumes none.
        visible_deaths_persistence: share of the deaths seen of late that is still in mind after a week.
        reference_visible_deaths: deaths seen a week at which they do not change recruitment, persons/week.
        reference_war_support: support at which it does not change recruitment, logit.
        reference_mobilisation: people called up by decree at which support falls by its full response, persons.
        reference_perceived_success: chance of success at which support and aid are left as they are.
        belief_horizon: how far ahead a learner extrapolates, weeks.
        front_length: length of the front over which the opponent's soldiers are spread, km.
        exchange_rate: price of a US dollar in the principal's currency, RUB/USD.
        grievance_persistence: share of the contributor's grievance left after a week.

    A constant that is left out may not be read by an equation of the mechanisms chosen.
    """

    reference_principal_troops: Constant
    reference_opponent_troops: Constant
    reference_shell_rate: Constant
    reference_aid_rate: Constant
    prior_aid_rate: Constant
    firepower_persistence: Constant
    firepower_volatility: Constant
    drift_persistence: Constant
    objective_area: Constant | None = None
    visible_deaths_persistence: Constant | None = None
    reference_visible_deaths: Constant | None = None
    reference_war_support: Constant | None = None
    reference_mobilisation: Constant | None = None
    reference_perceived_success: Constant | None = None
    belief_horizon: Constant | None = None
    front_length: Constant | None = None
    exchange_rate: Constant | None = None
    grievance_persistence: Constant | None = None


CONSTANT_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "reference_principal_troops": "persons",
        "reference_opponent_troops": "persons",
        "reference_shell_rate": "rounds/week",
        "reference_aid_rate": "EUR_bn/week",
        "prior_aid_rate": "EUR_bn/week",
        "firepower_persistence": "1",
        "firepower_volatility": "1",
        "drift_persistence": "1",
        "objective_area": "km2",
        "visible_deaths_persistence": "1",
        "reference_visible_deaths": "persons/week",
        "reference_war_support": "1",
        "reference_mobilisation": "persons",
        "reference_perceived_success": "1",
        "belief_horizon": "weeks",
        "front_length": "km",
        "exchange_rate": "RUB/USD",
        "grievance_persistence": "1",
    }
)
"""The unit in which the model reads each constant."""


class FixedRule(Declared):
    """After the last week known, an input is zero or stays at its last value."""

    rule: Literal["zero", "last_value"]


class RecentMean(Declared):
    """After the last week known, an input takes the mean of its last weeks.

    Attributes:
        weeks: how many weeks the mean runs over.
    """

    rule: Literal["recent_mean"]
    weeks: int = Field(ge=1)


Rule = Annotated[FixedRule | RecentMean, Field(discriminator="rule")]


class BeyondData(Declared):
    """What each input of the model does after the last week known.

    A state, such as a stage of disclosure, stays as it is until a scenario changes it.
    """

    contributor_arrivals: Rule
    contributor_departures: Rule
    contributor_combat_share: Rule
    contributor_shell_deliveries: Rule
    opponent_mobilisation_profile: Rule
    opponent_absence_profile: Rule
    principal_mobilisation: Rule


class CaseFile(Declared):
    """What `case.yaml` holds.

    Attributes:
        name: short name of the case.
        title: its title.
        version: version of the case; part of what a saved run pins.
        calendar: weeks and default as-of day.
        roles: who plays each role.
        mechanisms: chosen equation by mechanism.
        contributor: dated facts on the third state.
        opponent: dated facts on the opponent.
        principal: dated facts on the principal.
        backers: dated facts on the backers.
        constants: reference levels.
        beyond_data: rules after the last week known.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Sentence
    version: Sentence
    calendar: Calendar
    roles: Roles
    mechanisms: dict[str, str]
    contributor: Contributor
    opponent: Opponent
    principal: Principal
    backers: Backers
    constants: Constants
    beyond_data: BeyondData


class Case(CaseFile):
    """A case, read and checked whole.

    Attributes:
        folder: where it lies.
        catalogue: what it declares about its evidence.
        priors: priors by parameter, in the order of their file.
        propositions: what it asks.
        scenarios: pairs to compare, by name.
        ledger: folder of imported evidence that is read beside the case's own tables; None for these alone.
    """

    folder: Path
    catalogue: Catalogue
    priors: dict[str, Prior]
    propositions: tuple[Proposition, ...]
    scenarios: dict[str, Scenario]
    ledger: Path | None = None

    def with_ledger(self, folder: Path | None) -> Case:
        """The same case, with imported evidence read beside its own; None for its own alone."""
        return self.model_copy(update={"ledger": folder})

    def evidence(self) -> EvidenceStore:
        """The evidence of the case, its ledger's included, ready to be read as of any day.

        Raises:
            EvidenceError: a table or the ledger does not hold what it must.
        """
        return open_store(self.folder, self.catalogue, None if self.ledger is None else Ledger(self.ledger))

    def digest(self) -> str:
        """A checksum (SHA-256, hexadecimal) over every file of the case except saved posteriors.

        Names and bytes count, in the order of the names; line ends are read as line feeds, so that a checkout on
        another system gives the same checksum. Rows and claims of the ledger count, whenever they were imported.
        """
        return self._with_imported(_checksum(self.folder, _files(self.folder)), claims=True)

    def fitted_digest(self) -> str:
        """The same over what a fit reads: neither a question asked anew nor a further claim needs a new fit."""
        own = _checksum(self.folder, [path for path in _files(self.folder) if _fitted(path.relative_to(self.folder))])
        return self._with_imported(own, claims=False)

    def _with_imported(self, own: str, *, claims: bool) -> str:
        """The checksum with that of the imported rows a case can read; the same where there are none."""
        if self.ledger is None:
            return own
        imported = Ledger(self.ledger).checksum(self.catalogue.series, claims=claims)
        return hashlib.sha256(f"{own}{imported}".encode()).hexdigest() if imported else own

    def with_mechanisms(self, forms: Mapping[str, str]) -> Case:
        """The same case with other forms of some mechanisms; whether they exist is checked when it is assembled."""
        return self.model_copy(update={"mechanisms": {**self.mechanisms, **forms}})

    def check_mechanisms(self, known: Mapping[str, Collection[str]]) -> None:
        """Refuse a mechanism, or an equation for one, that does not exist.

        Args:
            known: names of the equations there are, by mechanism.

        Raises:
            UnknownMechanismError: a name that is not among them.
        """
        path = self.folder / CASE_FILE
        for mechanism, chosen in self.mechanisms.items():
            known_mechanism = mechanism in known
            if known_mechanism and chosen in known[mechanism]:
                continue
            raise UnknownMechanismError(
                expected=f"one of {', '.join(known[mechanism] if known_mechanism else known)}",
                found=f"{mechanism}: {chosen}",
                where=place(path, line_of(path, ("mechanisms", mechanism))),
                remedy="choose an equation that exists" if known_mechanism else "name a mechanism that exists",
            )

    def check_observations(self, known: Collection[str]) -> None:
        """Refuse an observation model that does not exist.

        Args:
            known: names of the observation models there are.

        Raises:
            MalformedCaseError: a series names another.
        """
        path = self.folder / CATALOGUE_FILE
        for series, spec in self.catalogue.series.items():
            for observation in spec.observations:
                if observation not in known:
                    raise MalformedCaseError(
                        expected=f"one of {', '.join(known)}",
                        found=observation,
                        where=place(path, line_of(path, ("series", series, "observations"))),
                        remedy="choose an observation model that exists",
                    )


def _files(folder: Path) -> list[Path]:
    posteriors = set(folder.rglob(POSTERIOR_PATTERN))
    kept = (path for path in folder.rglob("*") if path.is_file() and path not in posteriors)
    hidden = (path for path in kept if not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts))
    return sorted(hidden, key=lambda path: path.relative_to(folder).as_posix())


def _fitted(path: Path) -> bool:
    """Whether a fit reads a file of a case, named from the case's folder."""
    return path.parts[0] not in ASKED and path.as_posix() not in TOLD


def _checksum(folder: Path, files: list[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix().encode()
        total.update(b"%d:%s%d:" % (len(name), name, len(content)))
        total.update(content)
    return total.hexdigest()
