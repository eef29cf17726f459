"""`fineline backtest` and `fineline score` on the command line; what is behind them is imported when one is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fineline._runtime import configure

REGISTRY = Path("published")
"""Where published forecasts are kept, and looked for, unless another folder is named."""


def register(app: typer.Typer) -> None:
    """Put the commands under an app."""
    app.command("backtest")(backtest)
    app.command("score")(score)


def backtest(
    case: Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")],
    cuts: Annotated[
        str | None,
        typer.Option(metavar="DATE,...", help="Days to forecast as of; by default three, half a year apart."),
    ] = None,
    horizon: Annotated[int, typer.Option(min=5, max=104, help="The longest horizon, in weeks.")] = 26,
    only: Annotated[
        str | None,
        typer.Option(metavar="NAME=FORM,...", help="Rivals to fit beside the default; by default two."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Default structure, few draws: to see that it runs.")] = False,
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Forecast from the last data on as well; `fineline publish` can freeze it.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many fits at a time, a core each.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Seed of fits and forecasts.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to; by default that of the run.")
    ] = None,
) -> None:
    """Forecast as of past days and score what was said on what came. Takes some eleven minutes.

    As of each day, reading only what was published by then: fits the case and two rivals, forecasts every target,
    and so do the baselines and two mixtures. Writes hub files, observations, scores, skill by target and band, log
    scores of those that state a density, and a page with calibration and forecasts against outcomes. The three cuts
    took 11 min 11 s on two cores of an AMD EPYC. Every block is kept, and status.json in the folder of the run
    says how far they are: the same command goes on after Ctrl-C. Needs the extra 'baselines'.
    """
    configure()
    from fineline.commands import backtest as command  # noqa: PLC0415

    command.run(case, cuts=cuts, horizon=horizon, only=only, quick=quick, ahead=ahead, jobs=jobs, seed=seed, out=out)


def score(
    forecasts: Annotated[
        Path | None, typer.Argument(metavar="FORECASTS", help="A hub file, or a folder of them.")
    ] = None,
    observations: Annotated[
        Path | None, typer.Argument(metavar="OBSERVATIONS", help="Outcomes: target, target_end_date, value.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="CASE", help="Score the published forecasts of a case instead."),
    ] = None,
    registry: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the registry; by default `published`.")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The forecaster that others are measured against.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the tables; by default none are written.")
    ] = None,
) -> None:
    """Score quantile forecasts in hub format, ours or another team's, on what came.

    Prints weighted interval score with its parts, CRPS and coverage by target and band. Refuses forecasters that do not
    forecast the very same rows. With --published, scores every entry of the registry on what the case has observed
    since. Writes scores.csv, skill.csv and skill.json if a folder is given by --out.
    """
    configure()
    from fineline.commands import score as command  # noqa: PLC0415

    if published is not None:
        _refuse_both(forecasts is not None or baseline is not None)
        command.run_published(published, registry or REGISTRY, out=out)
        return
    if forecasts is None or observations is None:
        raise typer.BadParameter("FORECASTS and OBSERVATIONS are both needed, or --published CASE")
    if registry is not None:
        raise typer.BadParameter("--registry goes with --published")
    command.run(forecasts, observations, baseline=baseline, out=out)


def _refuse_both(given: bool) -> None:
    if given:
        raise typer.BadParameter("--published CASE takes its forecasts from the registry, and no baseline")
