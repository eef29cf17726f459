"""Damaged files: a clear fault or a correct import, never a crash, never half an import."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fineline.errors import FinelineError
from fineline.evidence.figures import CLAIMS_SCHEMA, frame_of
from fineline.evidence.importers import KINDS, read_files
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import Plan, carry_out
from fineline.evidence.package import CLAIMS_FILE, DESCRIPTION, SERIES_FILE, write_package

from .publishers import SOUND, plan_of, vintage_for, written

TOKENS = (
    b"NaN", b"Infinity", b"-1", b"1e308", b"9" * 400, b"", b",", b'"', b"\n", b"\r", b"\x00", b"\xff",
    b"[", b"]", b"{", b"}",
    b"null", b"true", b"0000-00-00", b"9999-12-31", b"31/12/9999", b"\xef\xbb\xbf", b"-0",
    b"1_000", "٣".encode(), b"\\ud800",
)  # fmt: skip

PACKAGED = (SERIES_FILE, CLAIMS_FILE, DESCRIPTION)
CLAIMS = [
    {
        **dict.fromkeys(CLAIMS_SCHEMA, "a word"),
        "id": identifier,
        "as_of": date(2024, 10, 1),
        "published": date(2024, 10, 2),
    }
    for identifier in ("A-001", "A-002")
]


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file after one to four accidents: a piece cut, doubled, moved or overwritten, or the end lost."""
    content = sound
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        new = draw(st.sampled_from(TOKENS) | st.binary(max_size=8) | st.just(content[start:end] * 2))
        content = content[:start] + new + (b"" if draw(st.integers(0, 9)) == 0 else content[end:])
    return content


def check(kind: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file, ledger = Path(folder) / SOUND[kind][0], Ledger(Path(folder) / "ledger")
        file.write_bytes(content)
        judge(ledger, kind, file)


def judge(ledger: Ledger, kind: str, file: Path) -> None:
    """Import a file: all of it went in, or a clear fault was told and nothing did."""
    plan, fault = attempt(ledger, kind, file)
    if plan is None:
        assert fault is not None
        assert fault.expected
        assert fault.remedy
        assert not ledger.folder.exists()
    else:
        assert ledger.series().equals(plan.to_add)
        assert ledger.claims().equals(plan.claims)
        assert ledger.series()["value"].is_finite().all()


def attempt(ledger: Ledger, kind: str, file: Path) -> tuple[Plan | None, FinelineError | None]:
    """What an import did, or the fault it told; anything else is a crash."""
    try:
        plan = plan_of(ledger, kind, file, vintage=vintage_for(kind))
        carry_out(ledger, plan, (file,), vintage_for(kind))
    except FinelineError as fault:
        return None, fault
    return plan, None


def check_package(folder: Path, ledger: Ledger, name: str, content: bytes) -> None:
    """Damage one file of a package; the description is told its new checksum, so that the content is read."""
    figures = frame_of(read_files(KINDS["table"], (written(folder, *SOUND["table"]),), None, lambda: None).figures)
    claims = pl.DataFrame(CLAIMS, schema=dict(CLAIMS_SCHEMA))
    package = write_package(folder / "package", as_of=date(2024, 12, 31), series=figures, claims=claims, sources=[])
    described = (package / DESCRIPTION).read_text(encoding="utf-8")
    old = hashlib.sha256((package / name).read_bytes()).hexdigest()
    (package / DESCRIPTION).write_text(described.replace(old, hashlib.sha256(content).hexdigest()), encoding="utf-8")
    (package / name).write_bytes(content)
    judge(ledger, "package", package / DESCRIPTION)


@pytest.mark.parametrize("name", PACKAGED)
def test_damaged_packages(name: str) -> None:
    _fuzz_package(name, 60)


@pytest.mark.study
@pytest.mark.parametrize("name", PACKAGED)
def test_many_damaged_packages(name: str) -> None:
    _fuzz_package(name, 500)


def _fuzz_package(name: str, examples: int) -> None:
    with TemporaryDirectory() as folder:
        figures = frame_of([])
        claims = pl.DataFrame(CLAIMS, schema=dict(CLAIMS_SCHEMA))
        whole = Path(folder) / "whole"
        sound = write_package(whole, as_of=date(2024, 12, 31), series=figures, claims=claims, sources=[])
        content = SOUND["table"][1].encode() if name == SERIES_FILE else (sound / name).read_bytes()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(damaged(content))
    def run(found: bytes) -> None:
        with TemporaryDirectory() as folder:
            check_package(Path(folder), Ledger(Path(folder) / "ledger"), name, found)

    run()


@pytest.mark.parametrize("kind", sorted(SOUND))
def test_damaged_files(kind: str) -> None:
    _fuzz(kind, 60)


@pytest.mark.study
@pytest.mark.parametrize("kind", sorted(SOUND))
def test_many_damaged_files(kind: str) -> None:
    _fuzz(kind, 500)


def _fuzz(kind: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(damaged(SOUND[kind][1].encode()))
    def run(content: bytes) -> None:
        check(kind, content)

    run()
