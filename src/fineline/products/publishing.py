"""Publishing a forecast: made anew from its pins, and frozen in a registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fineline.case import Case
from fineline.evaluation.registry import Entry, add_entry
from fineline.evaluation.track_record import Published, published_forecasts
from fineline.evidence import open_store
from fineline.products.forecasting import make_forecast
from fineline.products.posteriors import Chosen
from fineline.products.requests import ForecastRequest
from fineline.runs import save_run

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
