"""A back-test: forecasts as of several days by the model, rivals, baselines and mixtures, scored on what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from fineline.case import Case
from fineline.errors import SettingError
from fineline.evaluation.baselines.book import BASELINES, require_library
from fineline.evaluation.hub import read_table
from fineline.evaluation.scoring.densities import LogSkill
from fineline.evaluation.scoring.joined import scored_rows
from fineline.evaluation.scoring.observations import observations_of
from fineline.evaluation.scoring.summary import Skill, skills
from fineline.files import write_json, write_text
from fineline.products.backtest_blocks import FINELINE, Blocks, Watch
from fineline.products.backtest_densities import density_skills
from fineline.products.backtest_mixtures import EVERYTHING, HEADLINE, STRUCTURES, Weights, mix
from fineline.products.cases import known_day
from fineline.products.fits import STATUS, Entry, FitTable
from fineline.products.forms import parse_forms
from fineline.products.mechanisms import with_forms
from fineline.products.requests import BacktestRequest
from fineline.products.saving import Product, pins_of, record
from fineline.report.backtest import backtest_page
from fineline.runs import run_folder

JSON, SCORES, SKILL, LOG_SCORES, OBSERVATIONS, PAGE = (
    "backtest.json",
    "scores.csv",
    "skill.csv",
    "log_scores.csv",
    "observations.csv",
    "backtest.html",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """A back-test.

    Attributes:
        case: name of the case.
        as_of: day whose tables the outcomes were read from.
        cuts: days whose knowledge the forecasts read.
        horizon: the longest horizon, in weeks.
        headline: the forecaster that the product stands by.
        baselines: forecasters that count as baselines.
        skill: scores by target, band and forecaster.
        weights: of the two mixtures.
        blocks: the state of every block.
        log_scores: mean log scores of the structures, and of their mixture, by series; none in a result made before
            they were counted.
    """

    case: str
    as_of: str
    cuts: tuple[str, ...]
    horizon: int
    headline: str
    baselines: tuple[str, ...]
    skill: tuple[Skill, ...]
    weights: tuple[Weights, ...]
    blocks: tuple[Entry, ...]
    log_scores: tuple[LogSkill, ...] = ()


def make_backtest(
    case: Case,
    request: BacktestRequest,
    *,
    jobs: int = 1,
    out: Path | None = None,
    progress: Watch | None = None,
    seconds: dict[tuple[str, str], float] | None = None,
) -> Product[Backtest]:
    """Forecast as of every cut, score on what came, and write tables and a page.

    Every block, a structure or the baselines as of one day, is kept and not made again; `status.json` in the folder
    of the run says how far they are. Looking ahead, all forecast from the last data on as well, which nothing scores.

    Args:
        case: the case; its own structure is the product's forecaster.
        request: cuts, horizon, rivals, and whether to look ahead.
        jobs: how many blocks are made at a time; no part of the result.
        out: folder of the files; that of the run when None.
        progress: told how far the work is.
        seconds: filled with the time that each block took, by block and day; it is no part of the result.

    Returns:
        The back-test, its files and its record, not yet saved.

    Raises:
        MissingBaselinesError: the library of the baselines is not there.
        SettingError: a cut without outcomes after it, or a rival that does not exist.
        FinelineError: the case's own structure could not be fitted.
        StorageError: the disk refused.
    """
    require_library()
    pins = pins_of("backtest", request, case, as_of=case.calendar.knowledge, seed=request.seed)
    folder = out or run_folder(pins.id)
    cuts = tuple(sorted({known_day(case, cut) for cut in request.cuts}))
    structures = structures_of(case, request)
    table = FitTable(run_folder(pins.id) / STATUS)
    days = (*cuts, case.calendar.knowledge) if request.ahead else cuts
    blocks = Blocks(case, request, structures, days, folder, table)
    refuse_without_outcome(case, blocks, cuts)
    blocks.run(jobs, progress)
    if seconds is not None:
        seconds.update(table.seconds)
    weights = mix(blocks, present := blocks.present(structures), days)
    tables = {name: _all_cuts(blocks, name, cuts) for name in forecasters(present)}
    scored = scored_rows(tables, observed := observations_of(blocks.view(case.calendar.knowledge)))
    made = Backtest(
        case=case.name,
        as_of=case.calendar.knowledge.isoformat(),
        cuts=tuple(cut.isoformat() for cut in cuts),
        horizon=request.horizon,
        headline=HEADLINE,
        baselines=BASELINES,
        skill=skills(scored, BASELINES),
        weights=weights,
        blocks=table.entries,
        log_scores=density_skills(blocks, present, weights, cuts),
    )
    files = (*blocks.files(tables), *_written(folder, made, scored, observed, tables))
    return Product(result=made, run=record(pins, case, files, folder), files=files)


def _written(
    folder: Path, made: Backtest, scored: pl.DataFrame, observed: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> tuple[Path, ...]:
    """The result as JSON, its tables and its page."""
    return (
        write_json(folder / JSON, asdict(made)),
        write_text(folder / SCORES, scored.write_csv()),
        write_text(folder / SKILL, pl.DataFrame([asdict(row) for row in made.skill]).write_csv()),
        write_text(folder / LOG_SCORES, pl.DataFrame([asdict(row) for row in made.log_scores]).write_csv()),
        write_text(folder / OBSERVATIONS, observed.write_csv()),
        write_text(folder / PAGE, backtest_page(made, scored, tables)),
    )


def structures_of(case: Case, request: BacktestRequest) -> dict[str, Case]:
    """The case under each structure, by forecaster.

    Raises:
        SettingError, UnknownMechanismError: a rival that does not exist.
    """
    rivals = () if request.quick else request.rivals
    found = {FINELINE: case}
    for text in rivals:
        forms = parse_forms((text,), "rivals")
        found["-".join(part for pair in forms.items() for part in pair)] = with_forms(case, forms)
    return found


def forecasters(present: Sequence[str]) -> tuple[str, ...]:
    """Everybody who forecasts, given the structures that could be fitted."""
    return (HEADLINE, *present, STRUCTURES, EVERYTHING, *BASELINES)


def refuse_without_outcome(case: Case, blocks: Blocks, cuts: Sequence[date]) -> None:
    """Refuse a cut after which nothing was observed.

    Raises:
        SettingError: naming it.
    """
    for cut in cuts:
        if blocks.reference(cut) >= case.calendar.last_week:
            raise SettingError(
                expected="cuts with weeks observed after them",
                found=cut.isoformat(),
                where="cuts",
                remedy=f"choose a day well before {case.calendar.last_week.isoformat()}, the last week with data",
            )


def _all_cuts(blocks: Blocks, name: str, cuts: Sequence[date]) -> pl.DataFrame:
    return pl.concat(read_table(blocks.file(name, cut)) for cut in cuts)
