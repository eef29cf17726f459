"""What a quantity rests on is read from the equations."""

from __future__ import annotations

from fineline.analysis.lineage import upstream
from fineline.case import load_case, model_inputs
from fineline.evidence import open_store
from fineline.inference.target import assemble, fitted_weeks, observation_reads


def test_nearest_causes_come_first_and_shocks_do_not_count() -> None:
    case = load_case("ukraine")
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    weeks = fitted_weeks(case, view.as_of)
    inputs = model_inputs(case, view, weeks)
    structure = assemble(case, inputs)
    found = upstream(structure, ("advance",))
    assert found["advance"] == 0
    assert found["strength_effect"] == 1
    assert list(found.values()) == sorted(found.values())
    assert not any(name.endswith("_shock") for name in found)
    reads = observation_reads(case, view, weeks, inputs)
    assert reads["area_change_isw", "area_isw"].quantities == {"advance"}
    assert "principal_killed" in reads["principal_deaths_probate", "probate_deaths"].quantities
