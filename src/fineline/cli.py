"""The command line: what can be asked, and how faults are told.

Exit codes: 0 done; 2 a fault of the request, the data or the disk, told on standard error; 3 a run did not come out the
same when made again; 4 a check of the machinery does not hold; 130 stopped by Ctrl-C; 1 anything unexpected, with its
traceback.

The modules behind the commands are imported when a command is given: `--help` needs none of the libraries they load.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fineline._runtime import configure
from fineline.commands import (
    evidence_commands,
    evidence_exchange,
    evidence_reading,
    explain_command,
    explore_commands,
    publish_command,
    scoring_commands,
    serve,
    trace_command,
)
from fineline.commands.check_app import check_app
from fineline.commands.evidence_app import evidence_app
from fineline.commands.faults import guarded
from fineline.commands.ledger import LedgerRead
from fineline.commands.options import (
    Assume,
    CaseName,
    Force,
    Levers,
    Mechanisms,
    OutFolder,
    PosteriorFile,
    Scenarios,
    StateFile,
)

NOT_IDENTICAL = 3


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"expected a day such as 2024-12-31, found {text}") from error


class Lever(StrEnum):
    """What a counterfactual takes away."""

    TROOPS = "contributor-troops"
    MUNITIONS = "contributor-munitions"
    BOTH = "contributor"


class Guarded(TyperGroup):
    """The commands, with every fault told in the same way."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the type belongs to the library underneath
        """Run the command given; turn faults into text and an exit code."""
        with guarded():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Guarded,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="A calibrated, scored simulator of a war of attrition fought under political limits, with soldiers sent by a "
    "third state. Weeks are named by the Sunday they end on; days are written 2024-12-31. Records of runs go to runs/ "
    "in the current folder, or to the folder that FINELINE_RUNS names.",
    epilog="Exit codes: 0 done, 2 a fault to mend, 3 not reproduced, 4 a check does not hold, 130 stopped by Ctrl-C, "
    "1 unexpected.",
)

app.add_typer(check_app, name="check")
app.add_typer(evidence_app, name="evidence")
evidence_commands.register(evidence_app)
evidence_reading.register(evidence_app)
trace_command.register(app)
explain_command.register(app)
explore_commands.register(app)
scoring_commands.register(app)
publish_command.register(app)
serve.register(app)
evidence_exchange.register(evidence_app)

AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=_day, help="Use only what was published by the end of this day."),
]


@app.command()
def cases() -> None:
    """List the embedded cases: name, title, weeks, and whether a posterior comes with them.

    Reads the cases of the package. Writes nothing.
    """
    from fineline.commands import show as command  # noqa: PLC0415

    command.list_cases()


@app.command()
def show(case: CaseName, as_of: AsOf = None, mechanism: Mechanisms = None, ledger: LedgerRead = None) -> None:
    """Show a case: roles, equations chosen, sources with licence and coverage, series, deployments.

    Every series is shown with its unit and the last day observed; the figures are those public on the as-of day.
    Reads the tables of the case. Writes nothing.
    """
    from fineline.commands import show as command  # noqa: PLC0415

    command.show_case(case, as_of, mechanism, ledger)


@app.command()
def fit(
    case: CaseName,
    as_of: AsOf = None,
    chains: Annotated[int, typer.Option(min=1, help="Number of chains.")] = 6,
    draws: Annotated[int, typer.Option(min=1, help="Draws kept, per chain.")] = 272,
    warmup: Annotated[int, typer.Option(min=1, help="Draws of the warm-up, per chain.")] = 900,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sampler.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Posterior to write, netCDF; by default posterior.nc in the run's folder."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted fit of the same settings.")
    ] = False,
    mechanism: Mechanisms = None,
    ledger: LedgerRead = None,
) -> None:
    """Sample the posterior of the core model (NUTS) and save it. Takes minutes.

    Reads the tables of the case as of a day. Writes the posterior as one netCDF file that ArviZ reads, and the record
    of the run; draws are kept in blocks meanwhile, so that --resume goes on after Ctrl-C or a power cut and ends with
    the same draws. Prints diagnostics (bulk and tail ESS, R-hat, divergences, E-BFMI) and the contraction of every
    parameter, each in its own unit, and says whether R-hat is at most 1.01, ESS at least 400 and divergences under
    0.1 %.
    """
    configure()
    from fineline.commands import fit as command  # noqa: PLC0415

    settings = {"chains": chains, "draws": draws, "warmup": warmup, "seed": seed}
    command.run(case, out=out, resume=resume, as_of=as_of, mechanisms=mechanism, ledger=ledger, **settings)


@app.command()
def forecast(
    case: CaseName,
    as_of: AsOf = None,
    horizon: Annotated[
        int, typer.Option(min=1, max=520, metavar="WEEKS", help="Weeks after the last week with data.")
    ] = 26,
    posterior: PosteriorFile = None,
    out: OutFolder = None,
    mechanism: Mechanisms = None,
    assume: Assume = None,
    force: Force = False,
    ledger: LedgerRead = None,
) -> None:
    """Forecast the observed series: losses claimed (persons a week) and change of area (km2 a week) by mapper.

    Reads a posterior: the one given, the one shipped or, with --as-of, a fit of that day among the saved runs. Writes
    one CSV file in the format of forecast hubs, 23 quantiles for each series and week, and the record of the run.
    """
    configure()
    from fineline.commands import forecast as command  # noqa: PLC0415

    command.run(
        case,
        as_of=as_of,
        posterior=posterior,
        horizon=horizon,
        out=out,
        mechanisms=mechanism,
        assume=assume,
        force=force,
        ledger=ledger,
    )


@app.command()
def counterfactual(
    case: CaseName,
    without: Annotated[Lever | None, typer.Option(help="What is taken away: soldiers, shells, or both.")] = None,
    scenario: Scenarios = None,
    lever: Levers = None,
    state: StateFile = None,
    start: Annotated[
        date | None,
        typer.Option(
            "--from",
            metavar="DATE",
            parser=_day,
            help="First week that differs, a Sunday; by default that of the scenario, or the first with any support.",
        ),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(min=0, max=520, metavar="WEEKS", help="Weeks after the last week with data, by default 0."),
    ] = None,
    posterior: PosteriorFile = None,
    out: OutFolder = None,
    mechanism: Mechanisms = None,
    assume: Assume = None,
    force: Force = False,
    ledger: LedgerRead = None,
) -> None:
    """Compare history with the same history without part of the contributor's support, or under a scenario.

    Both arms share every posterior draw and every shock. Prints the settings that differ and the effects with 50 and
    90 % intervals: ground (km2), casualties and deaths (persons), strength (persons), and for a scenario support, aid
    and belief. A lever, or a scenario that begins after the data, needs a --horizon. Reads a posterior. Writes
    settings.csv, effects.csv, the weekly differences as CSV, Parquet and netCDF (all draws), and the record of the run.
    """
    configure()
    from fineline.commands import counterfactual as command  # noqa: PLC0415

    command.run(
        case,
        without=without.value if without else None,
        scenarios=scenario,
        levers=lever,
        state=state,
        start=start,
        horizon=horizon,
        posterior=posterior,
        out=out,
        mechanisms=mechanism,
        assume=assume,
        force=force,
        ledger=ledger,
    )


@app.command()
def scenarios(
    case: CaseName,
    horizon: Annotated[
        int, typer.Option(min=1, max=520, metavar="WEEKS", help="Weeks after the last week with data.")
    ] = 52,
    posterior: PosteriorFile = None,
    out: OutFolder = None,
    mechanism: Mechanisms = None,
    assume: Assume = None,
    force: Force = False,
    ledger: LedgerRead = None,
) -> None:
    """Compare all scenarios of a case: what each changes, and what that does.

    Every scenario is run against the same baseline, with the same draws and shocks. Prints the differences (median and
    90 % interval) in ground (km2), own deaths (persons), own strength (persons), support and perceived success
    (percentage points) and aid (EUR bn). Reads a posterior. Writes scenarios.csv, scenarios.json and the record of the
    run.
    """
    configure()
    from fineline.commands import scenarios as command  # noqa: PLC0415

    command.run(
        case,
        horizon=horizon,
        posterior=posterior,
        out=out,
        mechanisms=mechanism,
        assume=assume,
        force=force,
        ledger=ledger,
    )


@app.command()
def brief(
    case: CaseName,
    posterior: PosteriorFile = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = Path("out"),
    mechanism: Mechanisms = None,
    scenario: Scenarios = None,
    lever: Levers = None,
    state: StateFile = None,
    assume: Assume = None,
    force: Force = False,
    ledger: LedgerRead = None,
) -> None:
    """Write the briefing: key judgements, outlook, and what the foreign troops changed.

    Reads a posterior and the tables of the case as of its day. Writes briefing.html, which opens offline, the same as
    briefing.pdf, summary.pdf of two pages, briefing.json with the same numbers, figures/, and the record of the run.
    What is set stands beside the baseline and heads every document; the briefing looks 52 weeks ahead whatever the
    horizon of a saved scenario.
    """
    configure()
    from fineline.commands import brief as command  # noqa: PLC0415

    command.run(
        case,
        posterior=posterior,
        out=out,
        mechanisms=mechanism,
        scenarios=scenario,
        levers=lever,
        state=state,
        assume=assume,
        force=force,
        ledger=ledger,
    )


@app.command()
def read(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="A text or HTML file, saved before.")],
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="The case it is read for.")] = "ukraine",
    out: Annotated[Path, typer.Option(metavar="FILE", help="The draft, CSV; the sheet goes beside it as HTML.")] = Path(
        "draft.csv"
    ),
    published: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=_day, help="Day of publication, where the page does not state it."),
    ] = None,
    briefing: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="briefing.json with the verdicts; by default one is made anew."),
    ] = None,
) -> None:
    """Read an article: draft claims for a person to decide on, and a fact-check sheet.

    Finds sentences that speak to the case's propositions, and the figures in them with range, unit, date, who says
    so and hedges. Writes the draft, and a sheet that sets each proposition beside the claims of the case and the
    verdict of the briefing. Nothing enters the evidence: `fineline evidence review` comes first.
    Needs the extra `read`.
    """
    configure()
    from fineline.commands import read as command  # noqa: PLC0415

    command.run(article, case, out=out, published=published, briefing=briefing)


@app.command()
def structures(
    case: CaseName,
    cuts: Annotated[
        str | None,
        typer.Option(metavar="DATE,...", help="Days to fit as of; by default three, half a year apart."),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="NAME=FORM,...", help="Rivals to fit beside the default; by default all."),
    ] = None,
    combine: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FORM+NAME=FORM", help="A combination to fit as well; may be repeated."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few draws: to try the command, not to weigh by.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of fits, forecasts and bootstrap.")] = 1,
    out: OutFolder = None,
) -> None:
    """Weigh rival structures by what they forecast. Takes hours: every rival is fitted as of every day.

    Fits the case as it is and each rival mechanism, one at a time, as of several days; scores them on what was
    observed in the 26 weeks after each; stacks them; and says how much of each forecast's variance lies between them.
    Writes structures.json, structures.csv and the record of the run. Every fit is a saved run, and status.json in the
    folder of this one says how far they are: the same command goes on after Ctrl-C.
    """
    configure()
    from fineline.commands import structures as command  # noqa: PLC0415

    command.run(case, cuts=cuts, only=only, combine=combine, quick=quick, seed=seed, out=out)


@app.command()
def reproduce(
    run_id: Annotated[str, typer.Argument(metavar="ID", help="A run, or a posterior: then the fit that made it.")],
) -> None:
    """Make a saved run again from its pins and say, file by file, whether it is identical.

    Reads the record of the run, its case and its posterior. Writes to a temporary folder that is removed at the end.
    Leaves with exit code 0 if every file is the same to the last bit, 3 if not.
    """
    configure()
    from fineline.commands import reproduce as command  # noqa: PLC0415

    if not command.run(run_id):
        raise typer.Exit(NOT_IDENTICAL)
