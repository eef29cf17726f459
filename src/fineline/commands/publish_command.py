"""`fineline publish` on the command line; what is behind it is imported when it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.scoring_commands import REGISTRY
from fineline.errors import SettingError

HORIZON = 26


def register(app: typer.Typer) -> None:
    """Put the command under an app."""
    app.command("publish")(publish)


def publish(
    case: Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")],
    horizon: Annotated[
        int | None,
        typer.Option(min=1, max=520, metavar="WEEKS", help="Weeks after the last week with data; by default 26."),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option("--posterior", metavar="FILE", help="Posterior to read; by default the shipped one."),
    ] = None,
    headline: Annotated[
        str | None,
        typer.Option("--headline", metavar="RUN", help="Freeze the headline of a back-test that looked ahead instead."),
    ] = None,
    registry: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the registry.")] = REGISTRY,
    show: Annotated[bool, typer.Option("--list", help="Publish nothing: show the track record.")] = False,
) -> None:
    """Freeze a forecast in the registry of published forecasts, and show how earlier ones have fared.

    An entry holds the hub file, the day, and the pins: posterior, case, code, libraries and seed. Its hash covers all
    of it and the entry before, so that a change is found. Nothing is changed or deleted, and a forecast is published
    once. The track record counts weeks observed since, and how many intervals held; misses stay.
    """
    configure()
    from fineline.commands import publish as command  # noqa: PLC0415

    if headline is not None and (show or horizon is not None or posterior is not None):
        raise SettingError(
            expected="--headline with no other setting than --registry",
            found="--list, --horizon or --posterior beside it",
            where="publish",
            remedy="leave these out: the back-test has fixed them",
        )
    if headline is not None:
        command.run_headline(case, headline, registry=registry)
    elif not show:
        command.run(case, horizon=horizon or HORIZON, posterior=posterior, registry=registry)
    command.show_record(case, registry)
