"""`fineline brief`: the briefing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fineline.commands.assumptions import parse_assumptions
from fineline.commands.console import output, show_files, working
from fineline.commands.forecast import say_which
from fineline.commands.levers import levers_at
from fineline.commands.mechanisms import case_with
from fineline.commands.saved import saved_state
from fineline.products.briefing import make_brief
from fineline.products.posteriors import choose
from fineline.products.requests import BRIEF_HORIZON, BriefRequest, checked
from fineline.runs import save_run


def run(
    name: str,
    *,
    posterior: Path | None,
    out: Path,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    scenarios: Sequence[str] | None = None,
    levers: Sequence[str] | None = None,
    state: Path | None = None,
    assume: Sequence[str] | None = None,
    force: bool = False,
) -> None:
    """Write the briefing.

    Args:
        name: name or folder of the case.
        posterior: its file; the shipped one when None.
        out: folder of the files.
        mechanisms: forms asked for, as ``NAME=FORM``.
        ledger: folder of imported evidence to read as well.
        scenarios: scenarios of the case set beside the baseline, one on top of the other.
        levers: levers of the case on top of them, as ``NAME=VALUE`` or ``NAME=VALUE@SUNDAY``.
        state: a scenario saved on the page, instead of scenarios, levers and assumptions.
        assume: values of assumed parameters, as ``NAME=VALUE``.
        force: take them outside their range all the same.

    Raises:
        FinelineError: a fault of the case, the posterior or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    if state is not None:
        held = saved_state(state, {"--scenario": scenarios, "--lever": levers, "--assume": assume})
        set_up = held.model_dump(include=set(BriefRequest.model_fields))
        output().print(
            f"the briefing looks {BRIEF_HORIZON} weeks ahead; the horizon of the file, {held.horizon}, is not used"
        )
    else:
        named = {"scenarios": tuple(scenarios or ()), "levers": levers_at(case, levers)}
        set_up = {**named, "assumptions": parse_assumptions(assume)}
    request = checked(BriefRequest, **set_up, force=force)
    chosen = choose(case, given=posterior)
    say_which(chosen)
    with working("simulating and drawing"):
        product = make_brief(case, request, chosen, out=out)
    record = save_run(product.run)
    show_files(product.files, product.run.id, record)
