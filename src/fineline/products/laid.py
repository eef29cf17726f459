"""Results that lie with a case, checked at the door: what a command once wrote, shown to every reader of the case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import JsonValue, TypeAdapter, ValidationError

from fineline.errors import FinelineError

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Whole(Generic[Record]):
    """What makes the parts of a result one whole.

    Attributes:
        means: what belongs together, in words.
        faults: what does not, in a result of the right shape.
    """

    means: str
    faults: Callable[[Record], Iterator[str]]


def read_laid(
    path: Path, shape: TypeAdapter[Record], whole: Whole[Record], kind: type[FinelineError], command: str
) -> Record | None:
    """A result as a command wrote it; None where none has been laid there.

    Args:
        path: its file, JSON.
        shape: of the result, a dataclass.
        whole: what its parts must do together.
        kind: of the error.
        command: what makes the file again.

    Raises:
        FinelineError: of that kind, where the file holds something else, too little or too much.
    """

    def fault(expected: str, found: str) -> FinelineError:
        remedy = f"make it again: {command}; or take the file away, and none is shown"
        return kind(expected=expected, found=found, where=str(path), remedy=remedy)

    if not path.is_file():
        return None
    try:
        content: JsonValue = json.loads(path.read_text(encoding="utf-8"))
        made = shape.validate_python(content)
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        dotted = ".".join(str(part) for part in first["loc"])
        raise fault(f"{dotted}: {first['msg']}", repr(first["input"])[:80]) from faults
    except ValueError as error:  # no JSON, or no UTF-8
        raise fault("JSON in UTF-8", str(error)) from error
    if surplus := next(_surplus(content, json.loads(json.dumps(asdict(cast("Any", made)))), ""), ""):
        raise fault("the keys of such a result and no others", f"{surplus}, unknown")
    for apart in whole.faults(made):
        raise fault(whole.means, apart)
    return made


def is_day(text: str) -> bool:
    """Whether a text is a day as ISO 8601 writes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _surplus(content: JsonValue, known: JsonValue, at: str) -> Iterator[str]:
    """Places of keys that nothing reads."""
    if isinstance(content, dict) and isinstance(known, dict):
        for key, value in content.items():
            place = f"{at}.{key}" if at else key
            if key in known:
                yield from _surplus(value, known[key], place)
            else:
                yield place
    elif isinstance(content, list) and isinstance(known, list):
        for number, (value, other) in enumerate(zip(content, known, strict=True)):
            yield from _surplus(value, other, f"{at}.{number}")
