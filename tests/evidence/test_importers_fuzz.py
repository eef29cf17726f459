"""Damaged files: a clear fault or a correct import, never a crash, never half an import."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fineline.errors import FinelineError
from fineline.evidence.ledger_folder import Ledger
from fineline.evidence.ledger_plan import Plan, carry_out

from .publishers import SOUND, plan_of, vintage_for

TOKENS = (
    b"NaN", b"Infinity", b"-1", b"1e308", b"9" * 400, b"", b",", b'"', b"\n", b"\r", b"\x00", b"\xff",
    b"[", b"]", b"{", b"}",
    b"null", b"true", b"0000-00-00", b"9999-12-31", b"31/12/9999", b"\xef\xbb\xbf", b"-0",
    b"1_000", "٣".encode(), b"\\ud800",
)  # fmt: skip


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
        plan, fault = attempt(ledger, kind, file)
        if plan is None:
            assert fault is not None
            assert fault.expected
            assert fault.remedy
            assert not ledger.folder.exists()
        else:
            assert ledger.series().equals(plan.to_add)
            assert ledger.series()["value"].is_finite().all()


def attempt(ledger: Ledger, kind: str, file: Path) -> tuple[Plan | None, FinelineError | None]:
    """What an import did, or the fault it told; anything else is a crash."""
    try:
        plan = plan_of(ledger, kind, file, vintage=vintage_for(kind))
        carry_out(ledger, plan, (file,), vintage_for(kind))
    except FinelineError as fault:
        return None, fault
    return plan, None


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
