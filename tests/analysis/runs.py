"""Runs of the Ukraine case at chosen quantiles of the priors, with small shocks: nobody fitted them."""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr

from fineline.case import Case, load_case, model_inputs
from fineline.case.quantiles import prior_quantile
from fineline.evidence import open_store
from fineline.inference.target import assemble
from fineline.scenario.setting import Setting
from fineline.time import Days, weeks

QUANTILES = (0.4, 0.5, 0.6)
SHOCK = 0.3


@cache
def _known() -> tuple[Case, dict[str, np.ndarray]]:
    """The case and its inputs, which are the same under every form of the mechanisms."""
    case = load_case("ukraine")
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    return case, model_inputs(case, view, _calendar(case))


def _calendar(case: Case) -> Days:
    return weeks(case.calendar.first_week, case.calendar.last_week)


@cache
def ukraine(*forms: tuple[str, str]) -> Setting:
    """Three draws of the case under its own forms of the mechanisms, or under others given as (mechanism, form).

    The assumed response of aid to belief takes its three values, one in each draw.
    """
    case, inputs = _known()
    case, calendar = case.with_mechanisms(dict(forms)), _calendar(case)
    structure = assemble(case, inputs)
    drawn = {
        name: np.array([prior_quantile(case.priors[name], level) for level in QUANTILES])
        for name in structure.parameters
    }
    if "aid_belief_response" in drawn:
        drawn["aid_belief_response"] = np.array(case.priors["aid_belief_response"].prior.values)
    generator = np.random.default_rng(11)
    shape = (len(QUANTILES), len(calendar))
    return Setting(
        case=case,
        structure=structure,
        weeks=calendar,
        history=len(calendar),
        index=np.arange(len(QUANTILES)),
        parameters=drawn,
        inputs=inputs,
        shocks={name: SHOCK * generator.standard_normal(shape) for name in structure.shocks},
        attrs={"data_end": str(calendar[-1]), "case": case.name},
    )


@cache
def ukraine_runs(*forms: tuple[str, str]) -> xr.Dataset:
    """Trajectories of these draws."""
    return ukraine(*forms).run()
