"""`fineline counterfactual`: what part of the contributor's support changed, or what a scenario would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fineline.analysis.contribution import WindowEffects
from fineline.commands.assumptions import parse_assumptions, show_assumptions
from fineline.commands.console import output, show_files, table, working
from fineline.commands.forecast import ESTIMATE, intervals, say_which
from fineline.commands.levers import levers_at
from fineline.commands.mechanisms import case_with
from fineline.commands.saved import saved_state
from fineline.products.pairing import bonus_of, make_counterfactual, scenario_differences, window_effects
from fineline.products.posteriors import choose
from fineline.products.requests import CounterfactualRequest, checked
from fineline.report.numbers import unit_phrase
from fineline.runs import save_run
from fineline.scenario import Pair
from fineline.words import probability_number


def run(
    name: str,
    *,
    without: str | None,
    scenarios: Sequence[str] | None = None,
    levers: Sequence[str] | None = None,
    state: Path | None = None,
    start: date | None,
    horizon: int | None,
    posterior: Path | None,
    out: Path | None,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    assume: Sequence[str] | None = None,
    force: bool = False,
) -> None:
    """Run a pair, write its differences and print settings and effects.

    Args:
        name: name or folder of the case.
        without: what is taken away; None where scenarios are named.
        scenarios: scenarios of the case, one on top of the other.
        levers: levers of the case on top of them, as ``NAME=VALUE`` or ``NAME=VALUE@SUNDAY``.
        state: a scenario saved on the page, instead of all of these.
        start: the first week that differs, a Sunday; that of the scenario, or the first with any of it, when None.
        horizon: weeks after the last week with data; 0 when None.
        posterior: its file; the shipped one when None.
        out: folder of the files; that of the run when None.
        mechanisms: forms asked for, as ``NAME=FORM``.
        ledger: folder of imported evidence to read as well.
        assume: values of assumed parameters, as ``NAME=VALUE``.
        force: take them outside their range all the same.

    Raises:
        FinelineError: a fault of the request, the case, the posterior or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    options = {"--without": without, "--scenario": scenarios, "--lever": levers, "--from": start}
    if state is not None:
        held = saved_state(state, {**options, "--horizon": horizon, "--assume": assume})
        asked = held.model_dump(include=set(CounterfactualRequest.model_fields))
    else:
        asked = {"without": without, "scenarios": tuple(scenarios or ()), "levers": levers_at(case, levers)}
        asked |= {"start": start, "horizon": horizon or 0, "assumptions": parse_assumptions(assume)}
    request = checked(CounterfactualRequest, **asked, force=force)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating both arms"):
        product = make_counterfactual(case, request, chosen, out=out)
    record = save_run(product.run)
    show_assumptions(product.result.baseline)
    show_settings(product.result)
    if request.without is None:
        show_scenario(product.result)
    else:
        for found in window_effects(product.result):
            show_effects(found)
    show_files(product.files, product.run.id, record)


def show_settings(pair: Pair) -> None:
    """Print exactly what differs between the arms."""
    rows = [(setting.name, setting.baseline, setting.arm) for setting in pair.settings]
    output().print(table("Settings that differ, and no other", ("setting", "baseline", "arm"), rows))
    for note in pair.notes:
        output().print(note, soft_wrap=True)


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


def show_scenario(pair: Pair) -> None:
    """Print what a scenario changes, and what it would have taken to buy the men it buys."""
    for found in scenario_differences(pair):
        rows = [
            (
                one.outcome.label,
                *intervals(one.summary.estimate),
                unit_phrase(one.outcome.unit),
                probability_number(one.summary.positive.value),
            )
            for one in found.differences
        ]
        window = found.window
        title = f"Scenario less baseline, {window.label}: weeks {window.first} to {window.last}"
        columns = ("outcome", *ESTIMATE, "unit", "P(> 0)")
        output().print(table(title, columns, rows, numbers=(*ESTIMATE, "P(> 0)")))
    bonus = bonus_of(pair)
    if bonus is not None:
        output().print(bonus.sentence, soft_wrap=True)
