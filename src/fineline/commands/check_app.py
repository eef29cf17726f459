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


Report = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for the report in HTML and the table in CSV; none by default."),
]


@check_app.command()
def claimants(
    case: CaseName,
    posterior: PosteriorFile = None,
    out: Report = None,
    refit: Annotated[
        list[str] | None,
        typer.Option("--refit", metavar="NAME", help="Fit anew without this claimant, some minutes each; repeatable."),
    ] = None,
) -> None:
    """Say how far the answers move without one claimant, and with the two sides exchanged.

    Weighs the draws of a posterior by how likely they are without the rows of a claimant. Where that rests on a few
    draws the table says so: there only a new fit can tell, which --refit makes. Without --out it writes nothing but the
    blocks of such a fit.
    """
    configure()
    from fineline.commands import check_weights as command  # noqa: PLC0415

    command.run_claimants(case, posterior, out, tuple(refit or ()))


@check_app.command()
def priors(case: CaseName, posterior: PosteriorFile = None, out: Report = None) -> None:
    """Say which answers and parameters are told by a prior, and which by the record.

    Raises priors and likelihood to powers about 1 and weighs the draws of a posterior. Without --out it writes nothing.
    """
    configure()
    from fineline.commands import check_weights as command  # noqa: PLC0415

    command.run_priors(case, posterior, out)


@check_app.command()
def sbc(
    case: CaseName,
    wars: Annotated[int, typer.Option(min=50, help="Imagined wars.")] = 200,
    weeks: Annotated[int, typer.Option(min=13, max=157, help="Length of each, in weeks.")] = 26,
    seed: Annotated[int, typer.Option(min=0, help="Seed of wars and sampler.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes at a time; one a core by default.")] = None,
    out: Report = None,
) -> None:
    """Imagine wars from the prior, fit each, and test whether the truth lies anywhere among the draws alike.

    Simulation-based calibration of prior, observation models and sampler on the first weeks of the case and the three
    sources that speak of every week. Takes minutes. Without --out it writes nothing.
    """
    configure()
    from fineline.commands import check_sbc as command  # noqa: PLC0415

    if not command.run(case, wars=wars, weeks=weeks, seed=seed, jobs=jobs, out=out):
        raise typer.Exit(FOUND_WANTING)
