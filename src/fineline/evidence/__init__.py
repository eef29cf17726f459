"""Who says what, about when, published when; read as it stood on any day."""

from fineline.evidence.catalogue import Catalogue, Claimant, SeriesSpec, SetAside, Source, load_catalogue
from fineline.evidence.claims import Claim
from fineline.evidence.store import EvidenceStore, open_store
from fineline.evidence.summary import SeriesRow, SourceRow, series_rows, source_rows
from fineline.evidence.view import SeriesData, View

__all__ = [
    "Catalogue",
    "Claim",
    "Claimant",
    "EvidenceStore",
    "SeriesData",
    "SeriesRow",
    "SeriesSpec",
    "SetAside",
    "Source",
    "SourceRow",
    "View",
    "load_catalogue",
    "open_store",
    "series_rows",
    "source_rows",
]
