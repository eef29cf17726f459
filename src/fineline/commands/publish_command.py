"""`fineline publish` on the command line; what is behind it is imported when it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure
from fineline.commands.scoring_commands import REGISTRY


def register(app: typer.Typer) -> None:
    """Put the command under an app."""
    app.command("publish")(publish)


def publish(
    case: Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")],
    horizon: Annotated[
        int, typer.Option(min=1, max=520, metavar="WEEKS", help="Weeks after the last week with data.")
    ] = 26,
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

    if headline is not None and not show:
        command.run_headline(case, headline, registry=registry)
    elif not show:
        command.run(case, horizon=horizon, posterior=posterior, registry=registry)
    command.show_record(case, registry)
