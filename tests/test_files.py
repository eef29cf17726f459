"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from fineline.errors import StorageError
from fineline.files import atomic_path, sha256_of, write_json, write_text


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def begin_and_stop(target: Path, stop: BaseException) -> None:
    with atomic_path(target) as part:
        part.write_text("half")
        raise stop


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "new" / "table.csv"
    with atomic_path(target) as part:
        part.write_text("a,b\n")
        assert not target.exists()
        assert part.suffix == target.suffix
    assert target.read_text() == "a,b\n"
    assert list(target.parent.iterdir()) == [target]


def test_a_full_disk_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    target = write_text(tmp_path / "table.csv", "old")
    with pytest.raises(StorageError) as fault:
        begin_and_stop(target, OSError(errno.ENOSPC, "No space left on device"))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    assert str(target) in str(fault.value)
    assert "No space left" in str(fault.value)
    assert "free space" in str(fault.value)


def test_a_disk_that_fills_while_content_settles_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fineline.files.os.fsync", full_disk)
    with pytest.raises(StorageError, match="free space"):
        write_text(tmp_path / "table.csv", "all of it")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_an_interruption_leaves_nothing_and_stays_what_it_is(tmp_path: Path, stop: type[BaseException]) -> None:
    with pytest.raises(stop):
        begin_and_stop(tmp_path / "table.csv", stop())
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    write_text(tmp_path / "taken", "")
    with pytest.raises(StorageError) as fault:
        write_text(tmp_path / "taken" / "table.csv", "x")
    assert fault.value.where == str(tmp_path / "taken" / "table.csv")
    assert "a file stands where" in fault.value.remedy


def test_equal_data_give_equal_bytes(tmp_path: Path) -> None:
    one = write_json(tmp_path / "one.json", {"b": [1, 2.5], "a": "µ"})
    other = write_json(tmp_path / "other.json", {"a": "µ", "b": [1, 2.5]})
    assert one.read_bytes() == other.read_bytes()
    assert sha256_of(one) == hashlib.sha256(one.read_bytes()).hexdigest()
