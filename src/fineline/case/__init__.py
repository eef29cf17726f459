"""A war as data: roles, calendar, evidence, deployments, priors, scenarios and propositions, loaded and checked."""

from fineline.case.inputs import model_inputs
from fineline.case.load import case_names, load_case
from fineline.case.priors import Prior
from fineline.case.propositions import Proposition
from fineline.case.records import Case
from fineline.case.scenarios import Change, Scenario
from fineline.case.summary import DeploymentRow, deployment_rows

__all__ = [
    "Case",
    "Change",
    "DeploymentRow",
    "Prior",
    "Proposition",
    "Scenario",
    "case_names",
    "deployment_rows",
    "load_case",
    "model_inputs",
]
