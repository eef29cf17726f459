"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CaseName = Annotated[str, typer.Argument(metavar="CASE", help="An embedded case, or the folder of another.")]
PosteriorFile = Annotated[
    Path | None,
    typer.Option("--posterior", metavar="FILE", help="Posterior to read; by default the one shipped with the case."),
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to; by default that of the run.")
]
Mechanisms = Annotated[
    list[str] | None,
    typer.Option(
        "--mechanism",
        metavar="NAME=FORM",
        help="Another form of a mechanism, such as attrition=square; may be repeated. `explain` lists them.",
    ),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="NAME=VALUE",
        help="Hold an assumed parameter at a value in every draw; may be repeated. Refused where the record speaks.",
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="A scenario of the case; may be repeated, one on top of the other. `scenarios` lists them.",
    ),
]
Levers = Annotated[
    list[str] | None,
    typer.Option(
        "--lever",
        metavar="NAME=VALUE[@SUNDAY]",
        help="A lever at a value, from a week on, such as shells=0@2026-07-05; may be repeated. `levers` lists them.",
    ),
]
StateFile = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="A scenario saved on the page: its scenarios, levers, assumptions, draws and seed, instead of options.",
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Take assumptions outside their range; every output is then stamped.")
]
