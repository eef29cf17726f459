"""Every number of the briefing has one address, in the page and in the data file, and a way back to its figures."""

from __future__ import annotations

import html
import json
import re

import pytest

from fineline.case import Case, model_inputs
from fineline.errors import SettingError
from fineline.evidence import View
from fineline.inference.target import assemble
from fineline.products.tracing import find, trace
from fineline.report.tracing import computed, numbers_of, places

from .conftest import Written

WITHOUT_VARIABLES = {"scorecard"}


@pytest.fixture(scope="module")
def data(written: Written) -> dict[str, object]:
    return json.loads(written.json)


def test_identifiers_are_paths_and_stand_in_the_data_file(data: dict[str, object]) -> None:
    numbers = numbers_of(data)
    assert "outlook/area_change/26-weeks" in numbers
    assert "outlook/area_change/26-weeks/likelihood" in numbers
    assert data["numbers"] == {name: number.said for name, number in numbers.items()}


def test_every_link_of_a_number_has_its_target(written: Written) -> None:
    links = re.findall(r'<a class="number"[^>]* href="#([^"]+)"', written.html)
    targets = re.findall(r'<a class="number" id="([^"]+)"', written.html)
    assert len(targets) == len(set(targets))
    assert set(links) == set(targets)
    assert set(targets) == set(numbers_of(json.loads(written.json)))
    assert set(places(written.content).values()) <= set(targets)


def test_a_statement_keeps_its_words_beside_the_links(written: Written) -> None:
    found = re.findall(r'<p class="statement">(.*?)</p>', written.html)
    plain = [html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\N{NO-BREAK SPACE}", " ") for text in found]
    assert plain == [judgement.statement for judgement in written.content.judgements]
    assert sum("fineline trace judgements/" in text for text in found) == sum(
        bool(judgement.quantities) for judgement in written.content.judgements
    )


def test_every_number_names_variables_of_the_model(data: dict[str, object], case: Case, view: View) -> None:
    weeks_needed = model_inputs(case, view, _weeks(case))
    structure = assemble(case, weeks_needed)
    known = {*structure.weekly, *structure.stocks, *case.priors}
    for name, number in numbers_of(data).items():
        found = computed(number, data["header"])  # type: ignore[arg-type]
        assert set(found.variables) <= known, name
        assert found.variables or name.split("/")[0] in WITHOUT_VARIABLES, name


def _weeks(case: Case) -> object:
    from fineline.inference.target import fitted_weeks

    return fitted_weeks(case, case.calendar.knowledge)


def test_the_chain_ends_at_claims_and_sources(data: dict[str, object], case: Case, view: View) -> None:
    found = trace(data, case, view, "outlook/contributor_casualties/26-weeks")
    assert found.computed.variables == ("contributor_casualties",)
    nearest = {one.series for one in found.readings if one.distance == 0}
    assert "contributor_casualties_cum" in nearest
    claims = {claim for one in found.readings for claim in one.claims}
    assert {"CAS-004", "CAS-009"} <= claims
    assert all(source.licence and source.publisher for one in found.readings for source in one.sources)
    assert {one.status for one in found.parameters} <= {"estimated", "weak", "assumed"}


def test_a_parameter_is_traced_to_the_series_that_inform_it(data: dict[str, object], case: Case, view: View) -> None:
    found = trace(data, case, view, "identification/recovery_time/posterior")
    assert {"area_change_isw", "recruits_claimed"} & {one.series for one in found.readings}


def test_an_unknown_number_names_those_near_it(data: dict[str, object]) -> None:
    with pytest.raises(SettingError, match="outlook/area_change/4-weeks"):
        find(data, "outlook/area_change")
