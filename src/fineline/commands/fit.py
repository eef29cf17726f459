"""`fineline fit`: sample, save, and say whether the draws can be trusted."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from datetime import date
from math import isnan
from pathlib import Path

from fineline.analysis.status import parameter_statuses
from fineline.commands.console import output, sampling_bar, show_files, table
from fineline.commands.faults import Stopped
from fineline.commands.mechanisms import OPTION, case_with
from fineline.inference.diagnostics import Diagnostics
from fineline.inference.store import Posterior
from fineline.products.cases import known_day
from fineline.products.fitting import can_resume, keep, make_fit
from fineline.products.requests import FitRequest, checked

MOST_RHAT = 1.01
LEAST_ESS = 400.0
MOST_DIVERGENT = 0.001


def run(
    name: str,
    *,
    as_of: date | None,
    out: Path | None,
    resume: bool,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    **settings: int,
) -> None:
    """Fit a case, save the posterior with its record, and print diagnostics and contraction.

    Args:
        name: name or folder of the case.
        as_of: the day whose knowledge is read; that of the case when None.
        out: the posterior's file; in the folder of the run when None.
        resume: take up an interrupted fit.
        mechanisms: forms asked for, as ``NAME=FORM``.
        ledger: folder of imported evidence to read as well.
        settings: the other fields of a `FitRequest`.

    Raises:
        Stopped: Ctrl-C.
        FinelineError: a fault of the request, the case or the disk.
    """
    case = case_with(name, mechanisms, ledger)
    request = checked(FitRequest, as_of=known_day(case, as_of), **settings)
    started = time.perf_counter()
    try:
        with sampling_bar() as show:
            product = make_fit(case, request, out=out, resume=resume, progress=show)
    except KeyboardInterrupt as stop:
        line = next_line(name, request, out, mechanisms, ledger, resume=can_resume(case, request))
        raise Stopped(line) from stop
    record = keep(product)
    show_diagnostics(product.result)
    show_contraction(product.result)
    show_verdict(product.result)
    output().print(f"wall time {time.perf_counter() - started:.0f} s")
    show_files(product.files, product.run.id, record)


def next_line(
    name: str,
    request: FitRequest,
    out: Path | None,
    mechanisms: Sequence[str] | None = None,
    ledger: Path | None = None,
    *,
    resume: bool,
) -> str:
    """The command that goes on where an interrupted fit stopped, or begins again if it had not got anywhere."""
    place = f" --out {shlex.quote(str(out))}" if out else ""
    imported = f" --ledger {shlex.quote(str(ledger))}" if ledger else ""
    forms = "".join(f" {OPTION} {shlex.quote(form)}" for form in mechanisms or ())
    line = (
        f"fineline fit {shlex.quote(name)} --as-of {request.as_of} --chains {request.chains} --draws {request.draws} "
        f"--warmup {request.warmup} --seed {request.seed}{forms}{imported}{place}"
    )
    return f"{line} --resume" if resume else line


def show_diagnostics(posterior: Posterior) -> None:
    """Print effective sample sizes, R-hat and the posterior of every scalar parameter."""
    rows = [
        (
            name,
            f"{found['mean']:.4g}",
            f"{found['sd']:.3g}",
            f"{found['q05']:.4g}",
            f"{found['q50']:.4g}",
            f"{found['q95']:.4g}",
            f"{found['ess_bulk']:.0f}",
            f"{found['ess_tail']:.0f}",
            f"{found['rhat']:.4f}",
        )
        for name, found in posterior.diagnostics.items()
    ]
    numbers = ("mean", "sd", "5 %", "50 %", "95 %", "bulk ESS", "tail ESS", "R-hat")
    output().print(table("Diagnostics, in the unit of each parameter", ("parameter", *numbers), rows, numbers=numbers))


def show_contraction(posterior: Posterior) -> None:
    """Print what the record taught about every parameter."""
    rows = [(row.name, f"{row.contraction:.2f}", row.status) for row in parameter_statuses(posterior.contraction)]
    title = "Contraction: 1 - var(posterior)/var(prior)"
    output().print(table(title, ("parameter", "contraction", "status"), rows, numbers=("contraction",)))


def show_verdict(posterior: Posterior) -> None:
    """Say plainly whether the draws meet the bars, and what the worst of them is."""
    console = output()
    for line in verdict(posterior):
        console.print(line)
    console.print(
        "E-BFMI by chain " + ", ".join(f"{value:.2f}" for value in posterior.e_bfmi) + " (below 0.3: trouble)"
    )


def verdict(posterior: Posterior) -> tuple[str, ...]:
    """Each bar with the worst value found and whether it holds."""
    found = posterior.diagnostics
    rhat, at_rhat = _worst(found, "rhat", largest=True)
    bulk, at_bulk = _worst(found, "ess_bulk", largest=False)
    tail, at_tail = _worst(found, "ess_tail", largest=False)
    count, made = posterior.divergences, posterior.transitions
    share = count / made
    return (
        f"R-hat at most {MOST_RHAT}: {_holds(rhat <= MOST_RHAT)} (largest {rhat:.4f}, {at_rhat})",
        f"bulk ESS at least {LEAST_ESS:.0f}: {_holds(bulk >= LEAST_ESS)} (smallest {bulk:.0f}, {at_bulk})",
        f"tail ESS at least {LEAST_ESS:.0f}: {_holds(tail >= LEAST_ESS)} (smallest {tail:.0f}, {at_tail})",
        f"divergences under {MOST_DIVERGENT:.1%}: {_holds(share < MOST_DIVERGENT)} ({count} of {made} transitions)",
    )


def _worst(found: Diagnostics, measure: str, *, largest: bool) -> tuple[float, str]:
    """The worst value of a measure and its parameter; a value that does not exist is worse than any."""
    sign = 1.0 if largest else -1.0
    name = max(found, key=lambda key: (isnan(found[key][measure]), sign * found[key][measure]))
    return found[name][measure], name


def _holds(met: bool) -> str:
    return "holds" if met else "DOES NOT HOLD"
