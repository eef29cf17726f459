"""The commands under `fineline evidence`; each is registered in a file of its own."""

from __future__ import annotations

import typer

evidence_app = typer.Typer(
    no_args_is_help=True,
    help="The evidence: who says what, about when, published when, and what more of it would be worth.",
)
