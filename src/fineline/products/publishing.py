"""Publishing a forecast: made anew from its pins, or the headline of a back-test, and frozen in a registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fineline.case import Case
from fineline.errors import SettingError
from fineline.evaluation.registry import Entry, RegistryError, add_entry
from fineline.evaluation.track_record import Published, published_forecasts
from fineline.evidence import open_store
from fineline.files import sha256_of
from fineline.products.backtest_mixtures import HEADLINE
from fineline.products.forecasting import make_forecast
from fineline.products.posteriors import Chosen
from fineline.products.requests import ForecastRequest
from fineline.runs import known_run, refuse_unknown_run, save_run

REGISTRY = Path("published")
"""The folder of the registry, unless another is named."""


def publish(case: Case, request: ForecastRequest, chosen: Chosen, *, registry: Path, published: date) -> Entry:
    """Make a forecast and freeze it as the newest entry of a registry.

    The forecast is a run like any other and is saved as one, so that `fineline reproduce` makes it again.

    Args:
        case: the case.
        request: horizon, draws, seed and assumptions.
        chosen: the posterior.
        registry: folder of the registry.
        published: the day of publication.

    Raises:
        RegistryError: the same forecast is there already, or the registry was changed by hand.
        StorageError: the disk refused.
    """
    product = make_forecast(case, request, chosen)
    save_run(product.run)
    return add_entry(
        registry,
        {path.name: path for path in product.files},
        published=published,
        case=case.name,
        reference_date=product.result.reference_date,
        pins=product.run.pins.model_dump(mode="json"),
        run=product.run.id,
    )


def publish_headline(case: Case, run_id: str, *, registry: Path, published: date) -> Entry:
    """Freeze the headline forecast of a back-test that looked ahead as the newest entry of a registry.

    Args:
        case: the case.
        run_id: identifier of the back-test.
        registry: folder of the registry.
        published: the day of publication.

    Raises:
        SettingError: there is no such run, or it is no back-test of the case that looked ahead.
        RegistryError: the forecast is gone, or is not the file that the back-test wrote; it is in the registry
            already; or the registry was changed by hand.
        StorageError: the disk refused.
    """
    run = known_run(run_id) or refuse_unknown_run(run_id)
    if (run.pins.command, run.pins.case, run.pins.arguments.get("ahead")) != ("backtest", case.name, True):
        raise SettingError(
            expected=f"a back-test of {case.name} that looked ahead",
            found=f"{run.pins.command} {run.pins.case}",
            where=f"run {run.id}",
            remedy=f"make one: fineline backtest {case.name} --ahead",
        )
    name = max(
        name for name in run.outputs if name.endswith(f"-{HEADLINE}.csv")
    )  # the file that begins with the last day
    file = Path(run.written_to) / name
    reference = date.fromisoformat(file.name.removesuffix(f"-{HEADLINE}.csv"))
    if not file.is_file() or sha256_of(file) != run.outputs[name]:
        raise RegistryError(
            expected="the forecast as the back-test wrote it",
            found="another file" if file.is_file() else "no file",
            where=str(file),
            remedy=f"make it again: fineline reproduce {run.id}",
        )
    pins = run.pins.model_dump(mode="json")
    return add_entry(
        registry,
        {file.name: file},
        published=published,
        case=case.name,
        reference_date=reference,
        pins=pins,
        run=run.id,
    )


def published_of(case: Case, registry: Path) -> Iterator[Published]:
    """Every entry of a registry that forecasts a case, with its hub file and what the case's tables have observed.

    Args:
        case: the case; entries of others are left aside.
        registry: folder of the registry.

    Raises:
        RegistryError: the registry was changed.
    """
    view = open_store(case.folder, case.catalogue).view(case.calendar.knowledge)
    return (one for one in published_forecasts(registry, view) if one.entry.case == case.name)
