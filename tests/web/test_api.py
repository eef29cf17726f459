"""The API: the same numbers as from Python, faults that name the field, and a door that stays shut."""

from __future__ import annotations

import json
import random
import string
from typing import Any

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from starlette.testclient import TestClient

from fineline.analysis.scenarios import OUTCOMES, differences, scenario_windows
from fineline.products.live import Live
from fineline.products.requests import State
from fineline.scenario.arms import run_pair, scenario_changes
from fineline.scenario.setting import prepare
from fineline.web.app import BriefingRequest, CompareRequest, DiagramRequest, Form, RunRequest, application
from fineline.web.library import Library
from fineline.web.studio import Studio

from .conftest import DOOR

pytestmark = pytest.mark.integration

CASE = "/api/cases/ukraine"
SMALL = {"draws": 60, "horizon": 52}


def fault_of(answer: Any) -> dict[str, str]:
    found: dict[str, str] = answer.json()["error"]
    assert set(found) == {"expected", "found", "where", "remedy"}
    return found


def run(client: TestClient, **state: Any) -> dict[str, Any]:
    answer = client.post(f"{CASE}/run", json={"state": {**SMALL, **state}, "graphs": ["area_gained"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_says_what_it_is(client: TestClient) -> None:
    assert client.get(f"{CASE}/levers").status_code == 200  # waits until the case is ready
    assert client.get("/api/health").json()["status"] == "ok"
    assert client.get("/api/version").json()["case"] == "ukraine"
    about = client.get(CASE).json()
    assert {graph["id"] for graph in about["graphs"]} >= {"area_gained", "war_support_share", "aid_allocated"}
    assert any(graph["observed"] for graph in about["graphs"])
    paths = client.get("/openapi.json").json()["paths"]
    assert {"run", "compare", "claims", "levers", "sources", "forecasts", "propositions", "diagram", "briefing"} <= {
        path.rsplit("/", 1)[-1] for path in paths
    }


def test_the_baseline_alone_has_no_arm(client: TestClient) -> None:
    found = run(client)
    assert found["arm"] is None
    assert found["outcomes"] == found["settings"] == []
    assert all(one["arm"] is None for one in found["headlines"])


def test_a_scenario_has_the_numbers_of_the_library(client: TestClient, live: Live) -> None:
    found = run(client, scenarios=["shells-stop"])
    setting = prepare(live.case, live.chosen.posterior, horizon=52, draws=60, seed=0)
    pair = run_pair(setting, scenario_changes(live.case, ("shells-stop",)))
    window = scenario_windows(pair, pair.first_week)[-1]
    wanted = differences(pair, window, OUTCOMES)
    assert len(found["outcomes"]) == len(OUTCOMES)
    for one, other in zip(found["outcomes"], wanted.differences, strict=True):
        assert one["median"] == pytest.approx(other.summary.estimate.median, rel=1e-9, abs=1e-12)
        assert one["low"] == pytest.approx(other.summary.estimate.low90, rel=1e-9, abs=1e-12)
    median = np.median(pair.arm["area_gained"].values, axis=0)[found["first"] :]
    np.testing.assert_allclose(found["arm"]["area_gained"]["median"], median, rtol=5.1e-6)  # six digits


def test_a_lever_moves_and_what_is_set_is_said(client: TestClient) -> None:
    found = run(client, levers=[{"lever": "shells", "value": 0.0}])
    assert found["titles"] == ["North Korean shells, as a multiple of the last rate known: 0"]
    assert found["settings"]
    assert found["headlines"][0]["difference"]["median"] < 0


def test_levers_are_dated_and_stacked(client: TestClient) -> None:
    later = [{"lever": "shells", "value": 0.0, "from": "2026-07-05"}]
    both = [{"lever": "shells", "value": 0.5}, *later]
    first, second = (run(client, levers=levers) for levers in (later, both))
    assert first["outcome_window"]["first"] == "2026-07-05"
    assert second["outcome_window"]["first"] < "2026-07-05"
    assert abs(second["outcomes"][0]["median"]) > abs(first["outcomes"][0]["median"])


def test_a_lever_that_reaches_nothing_says_so(client: TestClient) -> None:
    found = run(client, levers=[{"lever": "sanctions", "value": 2.0}])
    assert any("reaches no" in note or "No equation" in note for note in found["notes"])


def test_an_assumption_modifies_the_baseline_and_says_so(client: TestClient) -> None:
    found = run(client, assumptions={"contributor_death_weight": 0.4})
    assert found["modified_baseline"]
    assert found["arm"] is None


def test_scenarios_are_compared_with_their_regret(client: TestClient) -> None:
    named = [
        {"name": "as it is", "state": SMALL},
        {"name": "no shells", "state": {**SMALL, "levers": [{"lever": "shells", "value": 0.0}]}},
    ]
    found = client.post(f"{CASE}/compare", json={"scenarios": named, "criteria": ["more:ground"]}).json()
    regret = {one["policy"]: one["regret"] for one in found["standings"]}
    assert regret["as it is"] < regret["no shells"]
    assert found["settings"]["as it is"] == []
    assert found["settings"]["no shells"]


def test_claims_pass_their_filters(client: TestClient) -> None:
    everything = client.get(f"{CASE}/claims?limit=2000").json()
    topic = everything["claims"][0]["topic"]
    some = client.get(f"{CASE}/claims", params={"topic": topic, "limit": 2000}).json()
    assert 0 < some["total"] < everything["total"]
    assert {claim["topic"] for claim in some["claims"]} == {topic}
    early = client.get(f"{CASE}/claims", params={"as_of": "2024-10-31", "limit": 2000}).json()
    assert all(claim["published"] <= "2024-10-31" for claim in early["claims"])


def test_a_mechanism_is_explained(client: TestClient) -> None:
    assert client.get(f"{CASE}/mechanisms/attrition").json()["forms"]


@pytest.mark.parametrize(
    ("state", "where", "said"),
    [
        ({"levers": [{"lever": "magic", "value": 1}]}, "lever", "contingent"),
        ({"levers": [{"lever": "shells", "value": 9}]}, "lever shells", "0 to 3"),
        ({"levers": [{"lever": "shells", "value": "many"}]}, "body.state.levers.0.value", "number"),
        ({"levers": [{"lever": "shells", "value": 0, "from": "2026-07-06"}]}, "", "Sunday"),
        ({"scenarios": ["glory"]}, "scenario", "shells-stop"),
        ({"assumptions": {"probate_delay": 40}}, "", ""),
        ({"horizon": 5000}, "body.state.horizon", "156"),
        ({"draws": 10**9}, "body.state.draws", "2000"),
        ({"seed": -1}, "body.state.seed", "0"),
        ({"magic": 1}, "body.state.magic", ""),
    ],
)
def test_what_cannot_be_had_is_refused_with_its_field(
    client: TestClient, state: dict[str, Any], where: str, said: str
) -> None:
    answer = client.post(f"{CASE}/run", json={"state": state})
    assert answer.status_code == 422
    fault = fault_of(answer)
    assert where in fault["where"]
    assert said in fault["expected"]


def test_an_unknown_case_graph_or_route_is_refused(client: TestClient) -> None:
    assert fault_of(client.get("/api/cases/utopia/levers"))["where"] == "case"
    answer = client.post(f"{CASE}/run", json={"state": SMALL, "graphs": ["glory"]})
    assert fault_of(answer)["where"] == "graphs"
    assert client.get("/api/magic").status_code == 404


LEVER = {"lever": "shells", "value": 0.5, "from": "2026-07-05"}
BODIES: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "run": (RunRequest, {"state": {**SMALL, "levers": [LEVER]}, "graphs": ["area_gained"]}),
    "compare": (
        CompareRequest,
        {"scenarios": [{"name": "as it is", "state": SMALL}, {"name": "less", "state": {**SMALL, "levers": [LEVER]}}]},
    ),
    "diagram": (DiagramRequest, {"state": {**SMALL, "assumptions": {"aid_belief_response": 0}}}),
    "briefing": (BriefingRequest, {"state": {**SMALL, "levers": [LEVER]}, "form": "summary"}),
}


def malformed(kind: type[BaseModel], good: str, chance: random.Random) -> str:
    """A body with one to six characters replaced by others, which no longer is what a route takes."""
    while True:
        text = list(good)
        for _ in range(chance.randint(1, 6)):
            text[chance.randrange(len(text))] = chance.choice(string.printable + "\x00\ud7ff")
        try:
            kind.model_validate(json.loads("".join(text)))
        except ValueError:
            return "".join(text)


@pytest.mark.parametrize("route", BODIES)
def test_a_thousand_malformed_bodies_are_refused_without_a_server_error(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    written: list[State] = []

    def document(_: Library, state: State, form: Form) -> tuple[bytes, str, str]:
        written.append(state)
        return form.encode(), "application/pdf", "summary.pdf"

    monkeypatch.setattr(Library, "document", document)  # a real one takes a minute; none is begun for a malformed body
    (kind, good), headers = BODIES[route], {"content-type": "application/json"}
    answer = client.post(f"{CASE}/{route}", json=good)
    assert answer.status_code == 200, answer.text
    assert len(written) == (route == "briefing")
    chance = random.Random(20240607)
    for _ in range(250):
        text = malformed(kind, json.dumps(good), chance)
        answer = client.post(f"{CASE}/{route}", content=text.encode(), headers=headers)
        assert 400 <= answer.status_code < 500, (answer.status_code, text)
        fault_of(answer)
    assert len(written) == (route == "briefing")


def test_a_form_of_another_site_is_not_read_as_json(client: TestClient) -> None:
    answer = client.post(f"{CASE}/run", content=b'{"state":{}}', headers={"content-type": "text/plain"})
    assert answer.status_code == 422


def test_rival_figures_stand_side_by_side(client: TestClient) -> None:
    found = client.get(f"{CASE}/rivals/killed").json()
    assert found["drawing"]["wide"].startswith("<svg")
    days = [figure["of"] for figure in found["figures"]]
    assert days == sorted(days)
    assert all(figure["ratio"] >= 1 for figure in found["figures"])
    early = client.get(f"{CASE}/rivals/killed", params={"as_of": "2025-01-31"}).json()
    assert 0 < len(early["figures"]) < len(found["figures"])
    assert all(figure["published"] <= "2025-01-31" for figure in early["figures"])
    refused = client.get(f"{CASE}/rivals/unicorns")
    assert refused.status_code == 422
    assert refused.json()["error"]["found"] == "unicorns"


def test_every_link_of_the_diagram_leads_to_its_equation(client: TestClient) -> None:
    found = client.post(f"{CASE}/diagram", json={"state": SMALL}).json()
    names = {node["name"] for node in found["nodes"]}
    assert {end for link in found["links"] for end in (link["cause"], link["effect"])} <= names
    for link in found["links"]:
        assert f'data-cause="{link["cause"]}" data-effect="{link["effect"]}"' in found["svg"]
    held = client.get(f"{CASE}/mechanisms").json()
    given = {
        equation["name"] for one in held for form in one["forms"] if form["chosen"] for equation in form["equations"]
    }
    effects = {link["effect"] for link in found["links"]}
    assert {name for name in effects if name not in given and f"next_{name}" not in given} == set()


def test_assumptions_move_the_diagram(client: TestClient) -> None:
    def aid(response: float) -> float:
        state = {**SMALL, "assumptions": {"aid_belief_response": response}}
        links = client.post(f"{CASE}/diagram", json={"state": state}).json()["links"]
        ends = ("backers_perceived_success", "aid_allocated")
        return next(link["response"] for link in links if (link["cause"], link["effect"]) == ends)

    assert aid(-0.3) < 0.0
    assert aid(0.0) == 0.0


def test_a_state_survives_its_file() -> None:
    state = State.model_validate(
        {"levers": [{"lever": "shells", "value": 0.25, "from": "2026-07-05"}], "assumptions": {"a": 1.0}}
    )
    assert State.model_validate_json(state.model_dump_json(by_alias=True)) == state


@pytest.mark.parametrize(
    ("each_route", "in_all"), [(20, 150), pytest.param(400, 2000, marks=pytest.mark.study)], ids=["quick", "study"]
)
def test_requests_made_from_the_schema_bring_no_server_error(studio: Studio, each_route: int, in_all: int) -> None:
    app = application(studio, DOOR)
    host = {"host": "127.0.0.1:8000"}
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=host)
    slow = ("briefing", "forecasts", "propositions", "fit")
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(slow):
            continue

        @settings(
            max_examples=each_route, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy())
        def each(case: Any) -> None:
            nonlocal count
            count += 1
            status = case.call(headers=host).status_code
            assert status < 500
            assert status not in {401, 421}  # the door let it in

        each()
    assert count >= in_all
