"""The commands under `fineline check`; what is behind them is imported when one is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure

FOUND_WANTING = 4

check_app = typer.Typer(
    no_args_is_help=True,
    help="Check the machinery: does the model behave as declared, does the sampler recover what made the data, and how "
    "much do the answers hang on one claimant or one prior? Leaves with exit code 4 where a check does not hold.",
)

CaseName = Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")]
PosteriorFile = Annotated[
    Path | None,
    typer.Option("--posterior", metavar="FILE", help="Posterior to read; by default the one shipped with the case."),
]


@check_app.command()
def behaviour(
    case: CaseName,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Checks in YAML; by default behaviour.yaml of the case.")
    ] = None,
    posterior: PosteriorFile = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of such a file, and stop.")] = False,
) -> None:
    """Check that the fitted model stays within limits and answers to levers as declared.

    Runs the draws of a posterior with levers at their extremes and says of every check whether it holds; if not, which
    lever at which position, which week, which value. Reads a posterior and a file of checks. Writes nothing.
    """
    configure()
    from fineline.commands import check_behaviour as command  # noqa: PLC0415

    if schema:
        command.show_schema()
    elif not command.run(case, file, posterior):
        raise typer.Exit(FOUND_WANTING)
