"""The application: routes of the JSON API, and the page.

What takes long to import is not imported here: the server answers while the case is being made ready.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import cache, partial
from importlib import metadata
from importlib.resources import files
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from fineline.errors import FinelineError, SettingError, UnknownMechanismError
from fineline.products.requests import Request as Asked
from fineline.products.requests import State, expected_of
from fineline.web.guard import HEADERS, Door, Guard, refusal
from fineline.web.queue import BusyError, Queue, SupersededError
from fineline.web.studio import NotReadyError, Studio

Form = Literal["html", "pdf", "summary"]
Part = Literal["forecasts", "propositions", "fit"]
Plain = dict[str, Any]

RUNS, RUNS_WAITING = 2, 30
DOCUMENTS, DOCUMENTS_WAITING = 1, 4
MOST_COMPARED = 8
STATIC = str(files("fineline.web") / "static")

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
        status = 422 if isinstance(error, SettingError | UnknownMechanismError) else 500
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

    @app.exception_handler(Exception)
    async def ours(_: Request, __: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        """A fault of our own: the log holds the traceback, the answer says nothing of it."""
        answer = refusal(
            500,
            expected="an answer",
            found="a fault of the server",
            where="request",
            remedy="read the log of the server, and report it",
        )
        answer.headers.update(HEADERS)  # it is sent from outside the guard
        return answer

    _waits(app)


def _waits(app: FastAPI) -> None:
    @app.exception_handler(NotReadyError)
    async def not_ready(_: Request, error: NotReadyError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return _later(503, "a case made ready", error.stage, "ask again in a second; /api/health says how far it is")

    @app.exception_handler(BusyError)
    async def busy(_: Request, __: BusyError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return _later(503, "a free place", "as many requests waiting as may", "ask again in a second")

    @app.exception_handler(SupersededError)
    async def superseded(_: Request, __: SupersededError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return _later(409, "the newest request of a page", "a newer request of the same page", "nothing")


def _later(status: int, expected: str, found: str, remedy: str) -> Response:
    answer = refusal(status, expected=expected, found=found, where="request", remedy=remedy)
    answer.headers["retry-after"] = "1"
    return answer


def _about(app: FastAPI, studio: Studio) -> None:
    @app.get("/api/health")
    async def health() -> Plain:  # pyright: ignore[reportUnusedFunction]
        """Whether the server answers, and how far it is with making ready."""
        return {"status": "ok", "ready": studio.ready, "making": studio.stage}

    @app.get("/api/version")
    async def version() -> Plain:  # pyright: ignore[reportUnusedFunction]
        """Versions of what answers."""
        return {"fineline": metadata.version("fineline"), "case": studio.name}

    @app.get("/api/cases")
    async def cases() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        """Cases that this server holds."""
        return [studio.name]

    @app.get("/api/cases/{case}")
    def case(case: str) -> Plain:  # pyright: ignore[reportUnusedFunction]
        """The case: pins, names, presets, and the graphs that a run can give."""
        return studio.of(case).about()

    @app.get("/api/cases/{case}/levers")
    def levers(case: str) -> Plain:  # pyright: ignore[reportUnusedFunction]
        """Levers, which people choose, and assumptions, about how the world works."""
        return studio.of(case).levers()


def _evidence(app: FastAPI, studio: Studio) -> None:
    @app.get("/api/cases/{case}/sources")
    def sources(case: str) -> list[Plain]:  # pyright: ignore[reportUnusedFunction]
        """Sources with publisher, licence, what they measure and how they lean."""
        return studio.of(case).sources()

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
    ) -> Plain:
        """Claims that pass every filter, by day; `as_of` keeps to what was public on that day."""
        wanted = {"topic": topic, "claimant": claimant, "interest": interest}
        found = studio.of(case).claims(wanted, since, until, as_of)
        return {"total": len(found), "claims": found[offset : offset + limit]}

    @app.get("/api/cases/{case}/rivals/{quantity}")
    def rivals(case: str, quantity: str, as_of: date | None = None) -> Plain:  # pyright: ignore[reportUnusedFunction]
        """Rival figures of a quantity side by side: a drawing, and each figure with ratio, interest and gains."""
        return studio.of(case).rivals(quantity, as_of)

    @app.get("/api/cases/{case}/mechanisms")
    def mechanisms(case: str) -> list[Plain]:  # pyright: ignore[reportUnusedFunction]
        """Every mechanism: equations with units, sources, priors and rivals."""
        return studio.of(case).mechanisms()

    @app.get("/api/cases/{case}/mechanisms/{mechanism}")
    def mechanism(case: str, mechanism: str) -> Plain:  # pyright: ignore[reportUnusedFunction]
        """Equations of a mechanism, with units, sources, priors and rivals."""
        return studio.of(case).mechanism(mechanism)


def _runs(app: FastAPI, studio: Studio) -> None:
    queue = Queue(RUNS, RUNS_WAITING)

    @app.post("/api/cases/{case}/run")
    async def run(case: str, asked: RunRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """Baseline and arm of a state: what differs, headline numbers, and bands by week."""
        made = await queue.run(_client(request), partial(studio.of(case).run, asked))
        return Response(made, media_type="application/json")

    @app.post("/api/cases/{case}/compare")
    async def compare(case: str, asked: CompareRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """Several states on several criteria, with their regret and the settings that differ."""
        return JSONResponse(await queue.run(_client(request, "compare"), partial(studio.of(case).compared, asked)))

    @app.post("/api/cases/{case}/diagram")
    async def diagram(case: str, asked: DiagramRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """The causal diagram, with strengths at the end of the record under the assumptions of a state."""
        return JSONResponse(await queue.run(_client(request, "diagram"), partial(studio.of(case).diagram, asked.state)))


def _client(request: Request, kind: str = "") -> str:
    """The page that asks, apart for each kind of request; empty where it does not say."""
    named = request.headers.get("x-client", "")[:64]
    return f"{named} {kind}" if named else ""


def _documents(app: FastAPI, studio: Studio) -> None:
    queue = Queue(DOCUMENTS, DOCUMENTS_WAITING)
    parts: tuple[Part, ...] = ("forecasts", "propositions", "fit")
    for part in parts:
        app.get(f"/api/cases/{{case}}/{part}", name=part)(_part(studio, queue, part))

    @app.post("/api/cases/{case}/briefing")
    async def briefing(case: str, asked: BriefingRequest, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """The briefing of a state: page, PDF or summary of two pages."""
        work = partial(studio.of(case).document, asked.state, asked.form)
        content, kind, name = await queue.run(_client(request, "briefing"), work)
        return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _part(studio: Studio, queue: Queue, part: Part) -> Callable[[str], Awaitable[Response]]:
    async def answer(case: str) -> Response:
        return JSONResponse(await queue.run("", partial(studio.of(case).part, part)))

    answer.__doc__ = f"The part of the briefing of the baseline that holds its {part}."
    return answer


def _page(app: FastAPI) -> None:
    @cache
    def bundle() -> str:
        import vl_convert  # noqa: PLC0415 - takes a second

        return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")

    @app.get("/vega.js", include_in_schema=False)
    def vega() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(bundle(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})

    @app.get("/api/graph-spec")
    def spec() -> Plain:  # pyright: ignore[reportUnusedFunction]
        """The chart of a graph in Vega-Lite, without data: `baseline`, `arm` and `observed` are filled in by name."""
        from fineline.web.spec import graph_spec  # noqa: PLC0415 - takes a second

        return graph_spec()

    @app.get("/", include_in_schema=False)
    def page() -> Response:  # pyright: ignore[reportUnusedFunction]
        return FileResponse(f"{STATIC}/index.html", media_type="text/html")

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
