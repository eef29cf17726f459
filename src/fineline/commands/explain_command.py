"""`fineline explain` on the command line; what is behind it is imported when it is given."""

from __future__ import annotations

from typing import Annotated

import typer

from fineline._runtime import configure


def register(app: typer.Typer) -> None:
    """Put the command under an app."""
    app.command("explain")(explain)


def explain(
    mechanism: Annotated[
        str | None, typer.Argument(metavar="MECHANISM", help="The mechanism; without one, all are listed.")
    ] = None,
    case: Annotated[
        str, typer.Option("--case", metavar="CASE", help="The case whose choice and priors are shown.")
    ] = "ukraine",
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data in JSON.")] = False,
) -> None:
    """Explain a mechanism: its equations with units and sources, its priors, and its rivals.

    Everything is read from the equations themselves and from the priors of the case; where a posterior comes with the
    case, the contraction of each parameter is shown beside its prior. Writes nothing.
    """
    configure()
    from fineline.commands import explain as command  # noqa: PLC0415

    command.run(mechanism, case, as_json=as_json)
