"""Writing files whole or not at all, and saying what is in them.

A file is written beside its place and moved there when it is complete, so that a full disk, a power cut or Ctrl-C
leaves either the old file or the new one, never half of one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fineline.errors import StorageError

PART = ".part-"
"""How the name of an unfinished file begins; none outlives the writing."""

CHUNK = 1 << 20

_REMEDIES = {
    errno.ENOSPC: "free space on that disk, or choose a folder on another",
    errno.EDQUOT: "free space in your quota, or choose a folder on another disk",
    errno.EACCES: "choose a folder you may write to, or change its permissions",
    errno.EPERM: "choose a folder you may write to, or change its permissions",
    errno.EROFS: "choose a folder on a disk that can be written",
    errno.ENOTDIR: "choose another folder; a file stands where one is needed",
    errno.EEXIST: "choose another folder; a file stands where one is needed",
    errno.EISDIR: "choose another name; a folder of that name is there",
}


@contextmanager
def atomic_path(target: Path) -> Generator[Path]:
    """A place to write a file that takes its final name only when the block ends well.

    Args:
        target: the final path; its folder is made if need be, and a file already there is replaced.

    Yields:
        A path in the same folder and with the same suffix, for the block to write.

    Raises:
        StorageError: the disk refused anywhere in the block; nothing new is left and an older file is untouched.
    """
    part = target.with_name(f"{PART}{secrets.token_hex(4)}-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, target) from error
    try:
        yield part
        _settle(part)
        part.replace(target)
    except OSError as error:
        raise storage_error(error, target) from error
    finally:
        part.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> Path:
    """Write a whole file of bytes. Returns its path; raises `StorageError` when the disk refuses."""
    with atomic_path(target) as part:
        part.write_bytes(content)
    return target


def write_text(target: Path, text: str) -> Path:
    """Write a whole file of text in UTF-8, line ends as given. Returns its path; raises `StorageError`."""
    return write_bytes(target, text.encode("utf-8"))


def write_json(target: Path, content: object) -> Path:
    """Write plain data as JSON with sorted keys, so that equal data give equal bytes; raises `StorageError`."""
    return write_text(target, json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal. Raises `OSError` when it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def storage_error(error: OSError, target: Path) -> StorageError:
    """What the operating system refused, said with the path and what to do.

    Args:
        error: its refusal.
        target: the file that was to be written.
    """
    return StorageError(
        expected=f"room and permission to write {target.name}",
        found=error.strerror or str(error),
        where=str(target),
        remedy=_REMEDIES.get(error.errno or 0, "check the disk, or choose another folder"),
    )


def _settle(part: Path) -> None:
    # The content has to reach the disk before the name does, or a power cut could leave a named, empty file.
    handle = os.open(part, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
