"""A posterior as a file: draws, diagnostics, contraction and the pins that made it, readable by ArviZ."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from fineline.environment import model_version
from fineline.errors import PinMismatchError, PosteriorNotFoundError, TruncatedFileError
from fineline.files import write_bytes
from fineline.inference.diagnostics import Diagnostics
from fineline.model.structure import MECHANISMS

if TYPE_CHECKING:
    from fineline.case import Case
    from fineline.time import Days

Floats = npt.NDArray[np.float64]

ENGINE = "h5netcdf"
WEEK = "week"


@dataclass(frozen=True)
class Pins:
    """Everything that fixes a posterior.

    Attributes:
        case: name of the case.
        case_digest: checksum over the files of the case that a fit reads.
        as_of: last day of publication that the fit could read, ISO.
        first_week: first week fitted, ISO Sunday.
        last_week: last week fitted, ISO Sunday.
        model_version: version of Fineline.
        mechanisms: form of each mechanism that the observations rest on; no other shapes the posterior.
        seed: seed of the sampler.
        chains: number of chains.
        draws: draws kept per chain.
        warmup: warm-up transitions per chain.
        lock_sha256: checksum of the lock of libraries.
        versions: versions of Python and of the libraries that shape the numbers.
    """

    case: str
    case_digest: str
    as_of: str
    first_week: str
    last_week: str
    model_version: str
    mechanisms: dict[str, str]
    seed: int
    chains: int
    draws: int
    warmup: int
    lock_sha256: str
    versions: dict[str, str]

    @property
    def id(self) -> str:
        """Short hash of the pins."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Posterior:
    """Draws of parameters and shocks.

    Attributes:
        draws: by name: (chain, draw) for a parameter, (chain, draw, element) for a repeated one, (chain, draw, week)
            for the standard normal shocks of a process.
        elements: names of the elements of each repeated parameter.
        diagnostics: R-hat, effective sample sizes and summary by scalar.
        contraction: by scalar.
        divergences: divergent transitions after the warm-up, over all chains.
        transitions: transitions after the warm-up, over all chains.
        e_bfmi: energy diagnostic by chain.
        pins: what fixes it.
    """

    draws: Mapping[str, Floats]
    elements: Mapping[str, tuple[str, ...]]
    diagnostics: Diagnostics
    contraction: Mapping[str, float]
    divergences: int
    transitions: int
    e_bfmi: tuple[float, ...]
    pins: Pins

    @property
    def id(self) -> str:
        """Short hash of the pins."""
        return self.pins.id

    @cached_property
    def weeks(self) -> Days:
        """Sundays of the fit, shape (weeks,)."""
        return np.arange(
            np.datetime64(self.pins.first_week),
            np.datetime64(self.pins.last_week) + np.timedelta64(1, "D"),
            np.timedelta64(7, "D"),
        )

    def flat(self) -> dict[str, Floats]:
        """Draws with chains one after the other, shape (chain * draw, ...)."""
        return {
            name: values.reshape(values.shape[0] * values.shape[1], *values.shape[2:])
            for name, values in self.draws.items()
        }

    def save(self, path: Path) -> Path:
        """Write the posterior as netCDF, whole or not at all. Returns the path.

        Raises:
            StorageError: the disk refused.
        """
        dims = {name: _dims(name, values, self.elements) for name, values in self.draws.items()}
        single = {name: (dims[name], values.astype(np.float32)) for name, values in sorted(self.draws.items())}
        dataset = xr.Dataset(single, coords={WEEK: self.weeks.astype("datetime64[ns]")})
        record = {field: getattr(self, field) for field in RECORDED}
        dataset.attrs = {
            "pins": json.dumps(asdict(self.pins), sort_keys=True),
            "record": json.dumps(
                {**record, "elements": {k: list(v) for k, v in self.elements.items()}}, sort_keys=True
            ),
        }
        packed = {name: {"zlib": True, "complevel": 5, "shuffle": True} for name in single}
        content = io.BytesIO()  # the netCDF library can crash when a disk fills under it, so it writes to memory
        dataset.to_netcdf(content, group="posterior", engine=ENGINE, encoding=packed)
        return write_bytes(path, content.getvalue())


RECORDED = ("diagnostics", "contraction", "divergences", "transitions", "e_bfmi")


def _dims(name: str, values: Floats, elements: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if values.ndim == 2:
        return ("chain", "draw")
    return ("chain", "draw", f"{name}_element" if name in elements else WEEK)


def load_posterior(path: Path, case: Case | None = None) -> Posterior:
    """Read a posterior.

    Args:
        path: the netCDF file.
        case: when given, the posterior must have been made from this very case by this version of the model.

    Raises:
        PosteriorNotFoundError: there is no such file.
        TruncatedFileError: the file is cut short or is no posterior.
        PinMismatchError: its pins do not fit the case.
    """
    if not path.is_file():
        raise PosteriorNotFoundError(
            expected="a posterior written by `fineline fit`",
            found="no file",
            where=str(path),
            remedy="make it: fineline fit CASE --out FILE",
        )
    try:
        with xr.open_dataset(path, group="posterior", engine=ENGINE) as dataset:
            loaded = dataset.load()
        pins = Pins(**json.loads(loaded.attrs["pins"]))
        record = json.loads(loaded.attrs["record"])
        elements = {name: tuple(parts) for name, parts in record.pop("elements").items()}
        draws = {str(name): values.to_numpy().astype(np.float64) for name, values in loaded.data_vars.items()}
    except (OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise TruncatedFileError(
            expected="a whole netCDF file with the group `posterior`",
            found=f"{type(error).__name__}: {error}"[:200],
            where=str(path),
            remedy="copy the file again, or make it anew with `fineline fit`",
        ) from error
    record["e_bfmi"] = tuple(record["e_bfmi"])
    posterior = Posterior(draws=draws, elements=elements, pins=pins, **record)
    if case is not None:
        check_pins(pins, case, path)
    return posterior


def check_pins(pins: Pins, case: Case, path: Path) -> None:
    """Refuse a posterior that was not made from this case by this model.

    Raises:
        PinMismatchError: naming the first pin that differs.
    """
    wanted = {
        "case": case.name,
        "case_digest": case.fitted_digest(),
        "mechanisms": {name: _form(case, name) for name in pins.mechanisms},
        "model_version": model_version(),
    }
    for name, value in wanted.items():
        if getattr(pins, name) != value:
            imported = f" with the evidence imported to {case.ledger}" if case.ledger and name == "case_digest" else ""
            raise PinMismatchError(
                expected=f"{name} {value}{imported}",
                found=str(getattr(pins, name)),
                where=str(path),
                remedy="fit again (fineline fit), or use the case and version the posterior was made from",
            )


def _form(case: Case, mechanism: str) -> str:
    return case.mechanisms.get(mechanism, next(iter(MECHANISMS.get(mechanism, {"": ()}))))
