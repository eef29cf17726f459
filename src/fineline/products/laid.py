"""Results that lie with a case, checked at the door: what a command once wrote, shown to every reader of the case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import JsonValue, TypeAdapter, ValidationError

from fineline.errors import FinelineError

Record = TypeVar("Record")
Fault = Callable[[str, str], FinelineError]
"""Makes the error of what was expected and what was found."""


def read_laid(path: Path, shape: TypeAdapter[Record], fault: Fault) -> Record | None:
    """A result as a command wrote it; None where none has been laid there.

    Args:
        path: its file, JSON.
        shape: of the result, a dataclass.
        fault: makes the error.

    Raises:
        FinelineError: what `fault` makes, where the file holds something else, too little or too much.
    """
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
    surplus = next(_surplus(content, json.loads(json.dumps(asdict(cast("Any", made)))), ""), "")
    if surplus:
        raise fault("the keys of such a result and no others", f"{surplus}, unknown")
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
