"""Who says what, about when, published when; read as it stood on any day."""

from fineline.evidence.catalogue import Catalogue, Claimant, SeriesSpec, SetAside, Source, load_catalogue
from fineline.evidence.claims import Claim
from fineline.evidence.store import EvidenceStore, open_store
from fineline.evidence.view import SeriesData, View

__all__ = [
    "Catalogue",
    "Claim",
    "Claimant",
    "EvidenceStore",
    "SeriesData",
    "SeriesSpec",
    "SetAside",
    "Source",
    "View",
    "load_catalogue",
    "open_store",
]
