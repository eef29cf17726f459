"""The registry of published forecasts: entries are added and never changed.

    published/
      chain.txt                      one line for each entry: its number and its hash
      0001-<run>/entry.json          what was published when, its pins, and the SHA-256 of its files
      0001-<run>/<date>-fineline.csv the forecast in hub format

The hash of an entry covers its record, the hashes of its files and the hash of the entry before it, so that a change of
any file, a gap or a reordering is found when the registry is read. Taking away the newest entries together with their
lines leaves no trace in the folder itself; under version control, or for anybody who kept a hash, it does.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from fineline.errors import FinelineError
from fineline.files import PART, sha256_of, storage_error, write_json, write_text

ENTRY = "entry.json"
CHAIN = "chain.txt"
HASH = "hash"


class RegistryError(FinelineError):
    """A registry that was changed by hand, or a request to change it."""

    fault = "the registry of forecasts only grows"


class Entry(BaseModel):
    """A published forecast.

    Attributes:
        number: its place in the registry, from 1.
        published: the day it was published.
        case: name of the case.
        reference_date: the Sunday from which its horizons are counted.
        pins: everything that fixes it: posterior, case digest, code version, libraries, seed.
        run: identifier of those pins.
        files: SHA-256 of its files, by name.
        previous: hash of the entry before; empty for the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    published: date
    case: str
    reference_date: date
    pins: dict[str, JsonValue]
    run: str
    files: dict[str, str]
    previous: str

    @property
    def hash(self) -> str:
        """SHA-256 over everything the entry states, which includes the hashes of its files."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def folder(self) -> str:
        """The name of its folder."""
        return f"{self.number:04d}-{self.run}"


def read_registry(folder: Path) -> tuple[Entry, ...]:
    """Every entry, each checked against its hash, its files and the entry before.

    Args:
        folder: the registry; one that is not there holds nothing.

    Raises:
        RegistryError: an entry, a file or a line was changed, added or taken away.
    """
    chain = _chain(folder)
    found = sorted(path for path in folder.glob("*") if path.is_dir() and not path.name.startswith(PART))
    entries: list[Entry] = []
    for number, path in enumerate(found, start=1):
        entry = _read(path)
        last = entries[-1].hash if entries else ""
        if (entry.number, entry.folder, entry.previous) != (number, path.name, last):
            raise _changed(path, f"entry {number} after the one before it", f"entry {entry.number} after another")
        _check_files(path, entry)
        entries.append(entry)
    held = [f"{entry.number} {entry.hash}" for entry in entries]
    if held != chain:
        raise _changed(folder / CHAIN, f"a line for each of {len(held)} entries", f"{len(chain)} lines, or others")
    return tuple(entries)


def add_entry(
    folder: Path,
    files: Mapping[str, Path],
    *,
    published: date,
    case: str,
    reference_date: date,
    pins: Mapping[str, JsonValue],
    run: str,
) -> Entry:
    """Freeze a forecast as the newest entry.

    Args:
        folder: the registry; made where there is none.
        files: what is frozen, by the name it gets.
        published: the day.
        case: name of the case.
        reference_date: the Sunday from which horizons are counted.
        pins: everything that fixes it.
        run: identifier of those pins.

    Raises:
        RegistryError: the registry was changed by hand, the same forecast is in it already, or the day lies before
            that of the newest entry.
        StorageError: the disk refused; the registry stays as it was.
    """
    entries = read_registry(folder)
    _refuse_repeated(folder, entries, run, published)
    entry = Entry(
        number=len(entries) + 1,
        published=published,
        case=case,
        reference_date=reference_date,
        pins=dict(pins),
        run=run,
        files={name: sha256_of(path) for name, path in sorted(files.items())},
        previous=entries[-1].hash if entries else "",
    )
    place = folder / entry.folder
    part = folder / f"{PART}{secrets.token_hex(4)}"
    try:
        part.mkdir(parents=True)
        for name, path in files.items():
            shutil.copyfile(path, part / name)
        write_json(part / ENTRY, {HASH: entry.hash, **entry.model_dump(mode="json")})
        part.rename(place)
    except OSError as error:
        raise storage_error(error, place) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    write_text(folder / CHAIN, "".join(f"{one.number} {one.hash}\n" for one in (*entries, entry)))
    return entry


def files_of(folder: Path, entry: Entry) -> tuple[Path, ...]:
    """The frozen files of an entry."""
    return tuple(folder / entry.folder / name for name in entry.files)


def _refuse_repeated(folder: Path, entries: tuple[Entry, ...], run: str, published: date) -> None:
    for entry in entries:
        if entry.run == run:
            raise RegistryError(
                expected="a forecast that is not in the registry yet",
                found=f"that of entry {entry.number}, published on {entry.published}",
                where=str(folder / entry.folder),
                remedy="leave it as it is; a forecast is published once",
            )
    if entries and published < entries[-1].published:
        raise RegistryError(
            expected=f"a day on or after {entries[-1].published}, that of the newest entry",
            found=published.isoformat(),
            where=str(folder),
            remedy="set the clock of the machine right",
        )


def _chain(folder: Path) -> list[str]:
    path = folder / CHAIN
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def _read(path: Path) -> Entry:
    try:
        content = json.loads((path / ENTRY).read_text(encoding="utf-8"))
        entry = Entry.model_validate({name: value for name, value in content.items() if name != HASH})
        stated = content[HASH]
    except (OSError, ValueError, AttributeError, KeyError, ValidationError) as error:
        raise _changed(path / ENTRY, "an entry as it was written", str(error).splitlines()[0]) from error
    if stated != entry.hash:
        raise _changed(path / ENTRY, f"content of hash {stated[:12]}", f"content of hash {entry.hash[:12]}")
    return entry


def _check_files(path: Path, entry: Entry) -> None:
    there = {found.name for found in path.iterdir()} - {ENTRY}
    if there != set(entry.files):
        raise _changed(path, f"the files {', '.join(entry.files)}", ", ".join(sorted(there)) or "none")
    for name, digest in entry.files.items():
        found = sha256_of(path / name)
        if found != digest:
            raise _changed(path / name, f"a file of hash {digest[:12]}", f"one of hash {found[:12]}")


def _changed(path: Path, expected: str, found: str) -> RegistryError:
    return RegistryError(
        expected=expected,
        found=found,
        where=str(path),
        remedy="restore the folder from version control or a copy; a folder that a stopped `fineline publish` left "
        "without its line in chain.txt may be removed",
    )
