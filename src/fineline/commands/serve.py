"""`fineline serve`: the page and its API on this machine."""

from __future__ import annotations

import logging
import secrets
import sys
from functools import partial
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fineline._runtime import configure, keep_compiled
from fineline.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fineline.web.library import Library

Host = Annotated[str, typer.Option("--host", help="Address to listen on; off the loopback a token is asked for.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
Token = Annotated[
    str | None, typer.Option("--token", envvar="FINELINE_TOKEN", help="Token to ask for; by default one made anew.")
]
CaseName = Annotated[str, typer.Option("--case", metavar="CASE", help="An embedded case, or the folder of another.")]
PosteriorFile = Annotated[Path | None, typer.Option("--posterior", metavar="FILE", help="Posterior to read.")]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def serve(  # pyright: ignore[reportUnusedFunction]
        *,
        case: CaseName = "ukraine",
        host: Host = "127.0.0.1",
        port: Port = 8000,
        token: Token = None,
        posterior: PosteriorFile = None,
    ) -> None:
        """Serve the page and its API; nothing leaves this machine unless --host says so."""
        run(case, host=host, port=port, token=token, posterior=posterior)


def run(case: str, *, host: str, port: int, token: str | None, posterior: Path | None) -> None:
    """Serve a case until stopped.

    Args:
        case: name or folder of the case.
        host: address to listen on.
        port: port to listen on.
        token: what must be shown; off the loopback one is made where none is given.
        posterior: its file; the shipped one when None.

    Raises:
        SettingError: an extra is missing.
    """
    missing = [name for name in ("fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise SettingError(
            expected="the libraries of the extra `serve`",
            found=f"no {', '.join(missing)}",
            where="fineline serve",
            remedy="install them: pip install 'fineline[serve]'",
        )
    import uvicorn  # noqa: PLC0415 - an extra

    from fineline.web.app import application  # noqa: PLC0415
    from fineline.web.guard import LOG, Door  # noqa: PLC0415
    from fineline.web.studio import Studio  # noqa: PLC0415

    keep_compiled()
    local = is_loopback(host)
    shown = token or (None if local else secrets.token_urlsafe(24))
    studio = Studio(Path(case).name, partial(_ready, case, posterior))
    studio.start()
    LOG.addHandler(logging.StreamHandler(sys.stderr))
    LOG.setLevel(logging.INFO)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    typer.echo(f"{address}{f'?token={shown}' if shown else ''}")
    door = Door(hosts=LOOPBACK | {host} if local else frozenset(), token=shown)
    uvicorn.run(application(studio, door), host=host, port=port, log_level="warning", access_log=False)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone; a name other than localhost is held not to be."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _ready(case: str, posterior: Path | None, say: Callable[[str], None]) -> Library:
    say("loading the libraries")
    configure()
    from fineline.web.library import load_library  # noqa: PLC0415

    return load_library(case, posterior, say)
