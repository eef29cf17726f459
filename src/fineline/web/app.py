"""The application: routes of the JSON API, and the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from importlib import metadata
from importlib.resources import files
from typing import Annotated, Any, Literal

import vl_convert
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from fineline.analysis.scenarios import OUTCOMES
from fineline.errors import FinelineError, SettingError
from fineline.products.explaining import explain, mechanism_names
from fineline.products.live import side_by_side
from fineline.products.requests import Request as Asked
from fineline.products.requests import State, expected_of
from fineline.web.answers import assumption_of, claim_of, graph_of, lever_of, outcome_of, run_of
from fineline.web.diagram import diagram_of
from fineline.web.documents import Form, Studio
from fineline.web.guard import Door, Guard, refusal
from fineline.web.rivals import rivals_of
from fineline.web.spec import graph_spec

AT_ONCE = 2
"""Runs computed at the same time; others wait, and are dropped when their page has asked for something newer."""
MOST_COMPARED = 8
SUPERSEDED = 409

Names = Annotated[tuple[str, ...], Field(max_length=20)]


class RunRequest(Asked):
    """A state, and the graphs wanted of it."""

    state: State = State()
    graphs: Names = ()
    with_baseline: bool = False


class Named(Asked):
    """A state under a name."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    state: State


class CompareRequest(Asked):
    """States side by side on several criteria."""

    scenarios: Annotated[tuple[Named, ...], Field(min_length=1, max_length=MOST_COMPARED)]
    criteria: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)] = ("more:support", "less:own_deaths")


class BriefingRequest(Asked):
    """A state, and the document wanted of it."""

    state: State = State()
    form: Form = "html"


class DiagramRequest(Asked):
    """A state whose assumptions the diagram takes."""

    state: State = State()


class Latest:
    """The newest request of each page: an older one that is still waiting is dropped."""

    def __init__(self) -> None:
        """No page has asked yet."""
        self._newest: dict[str, int] = {}
        self._limit = CapacityLimiter(AT_ONCE)

    async def run(self, client: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work gives
        """What work gives; refused when a newer request of the same page came while it waited."""
        mine = self._newest[client] = self._newest.pop(client, 0) + 1
        if len(self._newest) > 1000:
            self._newest.pop(next(iter(self._newest)))
        async with self._limit:
            if client and self._newest.get(client) != mine:
                raise HTTPException(SUPERSEDED, "a newer request of the same page came")
            return await to_thread.run_sync(work)


def application(studio: Studio, door: Door) -> FastAPI:
    """The application that serves a case.

    Args:
        studio: the case, made ready in the background.
        door: who is let in.
    """
    app = FastAPI(title="Fineline", version=metadata.version("fineline"), docs_url=None, redoc_url=None)
    _faults(app)
    _about(app, studio)
    _evidence(app, studio)
    _runs(app, studio)
    _documents(app, studio)
    _page(app)
    app.add_middleware(Guard, door=door)
    return app


def _faults(app: FastAPI) -> None:
    @app.exception_handler(FinelineError)
    async def fault(_: Request, error: FinelineError) -> Response:  # pyright: ignore[reportUnusedFunction]
        status = 422 if isinstance(error, SettingError) else 500
        return refusal(status, expected=error.expected, found=error.found, where=error.where, remedy=error.remedy)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        first = error.errors()[0]
        return refusal(
            422,
            expected=expected_of(str(first["msg"])),
            found=ascii(first.get("input"))[:200],
            where=".".join(str(part) for part in first["loc"]),
            remedy="give another value; /openapi.json says what each field may be",
        )

    @app.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        answer = refusal(
            error.status_code,
            expected="a route of /openapi.json",
            found=str(error.detail),
            where="request",
            remedy="correct the address",
        )
        answer.headers.update(error.headers or {})
        return answer


def _about(app: FastAPI, studio: Studio) -> None:
    @app.get("/api/health")
    async def health() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """Whether the server answers, and how far it is with making ready."""
        return {"status": "ok", "ready": studio.ready, "making": studio.stage}

    @app.get("/api/version")
    async def version() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """Versions of what answers."""
        return {"fineline": metadata.version("fineline"), "case": studio.name}

    @app.get("/api/cases")
    async def cases() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        """Cases that this server holds."""
        return [studio.name]

    @app.get("/api/cases/{case}")
    def case(case: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """The case: pins, names, presets, and the graphs that a run can give."""
        live = studio.of(case)
        pins = live.chosen.posterior.pins
        return {
            "name": live.case.name,
            "title": live.case.title,
            "roles": live.names.roles(),
            "as_of": pins.as_of,
            "posterior": live.chosen.posterior.id,
            "data_end": str(live.chosen.posterior.weeks[-1]),
            "version": metadata.version("fineline"),
            "presets": [
                {"name": name, "title": one.title, "question": one.question}
                for name, one in live.case.scenarios.items()
            ],
            "graphs": [graph_of(graph) for graph in live.ready(State()).graphs],
            "outcomes": [outcome_of(live, outcome) for outcome in OUTCOMES],
        }

    @app.get("/api/cases/{case}/levers")
    def levers(case: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """Levers, which people choose, and assumptions, about how the world works."""
        live = studio.of(case)
        return {
            "levers": [lever_of(name, lever) for name, lever in live.levers.items()],
            "assumptions": [assumption_of(live, n, studio.range_of(live, n)) for n in studio.assumptions(live)],
        }


def _evidence(app: FastAPI, studio: Studio) -> None:
    @app.get("/api/cases/{case}/sources")
    def sources(case: str) -> list[dict[str, Any]]:  # pyright: ignore[reportUnusedFunction]
        """Sources with publisher, licence, what they measure and how they lean."""
        return studio.sources(studio.of(case))

    @app.get("/api/cases/{case}/claims")
    def claims(
        case: str,
        topic: str | None = None,
        claimant: str | None = None,
        interest: str | None = None,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
        offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=2_000)] = 200,
    ) -> dict[str, Any]:
        """Claims that pass every filter, by day; `as_of` keeps to what was public on that day."""
        wanted = {"topic": topic, "claimant": claimant, "interest": interest}
        found = [
            claim
            for claim in studio.of(case).view.claims.values()
            if all(value is None or getattr(claim, name) == value for name, value in wanted.items())
            and (since is None or claim.as_of >= since)
            and (until is None or claim.as_of <= until)
            and (as_of is None or claim.published <= as_of)
        ]
        found.sort(key=lambda claim: (claim.as_of, claim.id))
        return {"total": len(found), "claims": [claim_of(claim) for claim in found[offset : offset + limit]]}

    @app.get("/api/cases/{case}/rivals/{quantity}")
    def rivals(case: str, quantity: str, as_of: date | None = None) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """Rival figures of a quantity side by side: a drawing, and each figure with ratio, interest and gains."""
        return rivals_of(studio.of(case).view, quantity, as_of)

    @app.get("/api/cases/{case}/mechanisms")
    def mechanisms(case: str) -> list[dict[str, Any]]:  # pyright: ignore[reportUnusedFunction]
        """Every mechanism, as below."""
        live = studio.of(case)
        return [studio.mechanism(live, name, explain) for name in mechanism_names()]

    @app.get("/api/cases/{case}/mechanisms/{mechanism}")
    def mechanism(case: str, mechanism: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """Equations of a mechanism, with units, sources, priors and rivals."""
        return studio.mechanism(studio.of(case), mechanism, explain)


def _runs(app: FastAPI, studio: Studio) -> None:
    latest = Latest()

    @app.post("/api/cases/{case}/run")
    async def run(case: str, asked: RunRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """Baseline and arm of a state: what differs, headline numbers, and bands by week."""

        def work() -> bytes:
            live = studio.of(case)
            known = [graph.variable for graph in live.ready(asked.state).graphs]
            studio.require("graphs", asked.graphs, known)
            made = run_of(live, asked.state, live.pair(asked.state), asked.graphs, with_baseline=asked.with_baseline)
            return json.dumps(made, separators=(",", ":"), allow_nan=False).encode()

        return Response(await latest.run(_client(request), work), media_type="application/json")

    @app.post("/api/cases/{case}/compare")
    async def compare(case: str, asked: CompareRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """Several states on several criteria, with their regret and the settings that differ."""
        work = partial(studio.compared, case, asked, side_by_side)
        return JSONResponse(await latest.run(f"{_client(request)} compare", work))


def _client(request: Request) -> str:
    return request.headers.get("x-client", "")[:64]


def _documents(app: FastAPI, studio: Studio) -> None:
    @app.post("/api/cases/{case}/diagram")
    async def diagram(case: str, asked: DiagramRequest) -> Response:  # pyright: ignore[reportUnusedFunction]
        """The causal diagram, with strengths at the end of the record under the assumptions of a state."""
        return JSONResponse(await to_thread.run_sync(lambda: diagram_of(studio.of(case), asked.state)))

    for part in ("forecasts", "propositions", "fit"):
        app.get(f"/api/cases/{{case}}/{part}", name=part)(_part(studio, part))

    @app.post("/api/cases/{case}/briefing")
    async def briefing(case: str, asked: BriefingRequest) -> Response:  # pyright: ignore[reportUnusedFunction]
        """The briefing of a state: page, PDF or summary of two pages."""
        content, kind, name = await to_thread.run_sync(partial(studio.document, case, asked.state, asked.form))
        return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


Part = Literal["forecasts", "propositions", "fit"]


def _part(studio: Studio, part: str) -> Callable[[str], Awaitable[Response]]:
    async def answer(case: str) -> Response:
        return JSONResponse(await to_thread.run_sync(partial(studio.part, case, part)))

    answer.__doc__ = f"The part of the briefing of the baseline that holds its {part}."
    return answer


def _page(app: FastAPI) -> None:
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")

    @app.get("/vega.js", include_in_schema=False)
    async def vega() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(bundle, media_type="text/javascript", headers={"cache-control": "max-age=86400"})

    @app.get("/api/graph-spec")
    async def spec() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """The chart of a graph in Vega-Lite, without data: `baseline`, `arm` and `observed` are filled in by name."""
        return graph_spec()

    app.mount("/", StaticFiles(directory=str(files("fineline.web") / "static"), html=True), name="page")
