"""Checks of behaviour, run on the draws of a posterior."""

from __future__ import annotations

from pathlib import Path

from fineline.case import Case
from fineline.case.behaviour import behaviour_path, read_behaviour
from fineline.evaluation.behaviour import Finding, check_behaviour
from fineline.inference.store import Posterior
from fineline.scenario.setting import prepare

SEED = 0


def behaviour_of(case: Case, posterior: Posterior, file: Path | None = None) -> tuple[Finding, ...]:
    """What became of every check.

    Args:
        case: the case.
        posterior: the fit whose draws are run.
        file: the checks; those that lie with the case when None.

    Raises:
        CaseError: a file that is missing or faulty; the message names the line.
        SettingError: more draws than the posterior holds, or levers pulled from a week that is not run.
    """
    path = file or behaviour_path(case.folder)
    declared = read_behaviour(path)
    setting = prepare(case, posterior, horizon=declared.horizon, draws=declared.draws, seed=SEED)
    return check_behaviour(setting, declared, path)
