"""`fineline counterfactual`: what part of the contributor's support changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fineline.analysis.contribution import WindowEffects
from fineline.case import load_case
from fineline.commands.console import output, show_files, table, working
from fineline.commands.forecast import ESTIMATE, intervals, say_which
from fineline.products.pairing import make_counterfactual, window_effects
from fineline.products.posteriors import choose
from fineline.products.requests import CounterfactualRequest, checked
from fineline.report.numbers import unit_phrase
from fineline.runs import save_run
from fineline.scenario import Pair
from fineline.words import probability_number


def run(name: str, *, without: str, start: date | None, horizon: int, posterior: Path | None, out: Path | None) -> None:
    """Run a pair, write its differences and print settings and effects.

    Args:
        name: name or folder of the case.
        without: what is taken away.
        start: the first week without it, a Sunday; the first week with any of it when None.
        horizon: weeks after the last week with data.
        posterior: its file; the shipped one when None.
        out: folder of the files; that of the run when None.

    Raises:
        FinelineError: a fault of the request, the case, the posterior or the disk.
    """
    case = load_case(name)
    request = checked(CounterfactualRequest, without=without, start=start, horizon=horizon)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating both arms"):
        product = make_counterfactual(case, request, chosen, out=out)
    record = save_run(product.run)
    show_settings(product.result)
    for found in window_effects(product.result):
        show_effects(found)
    show_files(product.files, product.run.id, record)


def show_settings(pair: Pair) -> None:
    """Print exactly what differs between the arms."""
    rows = [(setting.name, setting.baseline, setting.arm) for setting in pair.settings]
    output().print(table("Settings that differ, and no other", ("setting", "baseline", "arm"), rows))


def show_effects(found: WindowEffects) -> None:
    """Print the effects over one window."""
    window = found.window
    rows = [
        (
            effect.label,
            *intervals(effect.summary.estimate),
            unit_phrase(effect.summary.estimate.unit),
            probability_number(effect.summary.positive.value),
        )
        for effect in found.effects
    ]
    title = f"What the support added, {window.label}: weeks {window.first} to {window.last}"
    columns = ("effect", *ESTIMATE, "unit", "P(> 0)")
    output().print(table(title, columns, rows, numbers=(*ESTIMATE, "P(> 0)")))
