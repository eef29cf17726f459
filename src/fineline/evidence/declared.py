"""Reading declared files: YAML checked against a schema, with the line of every fault.

A good file is read once, by the fast parser. Only when it turns out to be faulty is it read again by the parser that
remembers lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from fineline.errors import CaseError, MalformedCaseError, MissingRoleError, UnknownKeyError

Location = tuple[int | str, ...]
ROLES_KEY = "roles"


class Declared(BaseModel):
    """The base of everything a case declares: nothing unknown is accepted, and nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


DeclaredT = TypeVar("DeclaredT", bound=BaseModel)


def read_text(path: Path) -> str:
    """The text of a declared file.

    Raises:
        MalformedCaseError: the file is missing or is not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MalformedCaseError(
            expected="a file of the case", found="no such file", where=str(path), remedy=f"add {path.name} to the case"
        ) from None
    except UnicodeDecodeError as fault:
        raise MalformedCaseError(
            expected="text in UTF-8",
            found=f"bytes that are none ({fault.reason})",
            where=str(path),
            remedy="save the file as UTF-8",
        ) from fault


def read_yaml(path: Path) -> object:
    """The plain content of a YAML file.

    Raises:
        MalformedCaseError: the file is missing, is not text or is not valid YAML.
    """
    text = read_text(path)
    try:
        return cast(object, YAML(typ="safe").load(text))
    except YAMLError as fault:
        mark = fault.problem_mark if isinstance(fault, MarkedYAMLError) else None
        problem = fault.problem if isinstance(fault, MarkedYAMLError) else str(fault).splitlines()[0]
        raise MalformedCaseError(
            expected="valid YAML",
            found=str(problem),
            where=place(path, mark.line + 1 if mark else None),
            remedy="mend the indentation, quotation marks or repeated key at that line",
        ) from fault


def read_declared(schema: type[DeclaredT], path: Path) -> DeclaredT:
    """A declared YAML file as a checked record.

    Args:
        schema: what the file must hold.
        path: the file.

    Raises:
        UnknownKeyError: a key the schema does not know.
        MissingRoleError: one of the roles is missing.
        MalformedCaseError: a value is missing, of the wrong type or out of range.
    """
    return checked(schema, read_yaml(path), path)


def checked(schema: type[DeclaredT], content: object, path: Path) -> DeclaredT:
    """Content already read, as a checked record; faults name the file and the line.

    Raises:
        UnknownKeyError, MissingRoleError, MalformedCaseError: as in `read_declared`.
    """
    try:
        return schema.model_validate(content)
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        raise _as_case_error(schema, first["type"], first["loc"], first["msg"], first.get("input"), path) from faults


def _as_case_error(
    schema: type[BaseModel], kind: str, location: Location, message: str, found: object, path: Path
) -> CaseError:
    dotted = ".".join(str(part) for part in location) or "the file"
    where = place(path, line_of(path, location))
    if kind == "extra_forbidden":
        known = ", ".join(_known_keys(schema, location[:-1])) or "the keys of the schema"
        return UnknownKeyError(
            expected=f"one of {known}",
            found=f"{location[-1]!r} (at {dotted})",
            where=where,
            remedy="correct the spelling or take the key out",
        )
    if kind == "missing":
        fault = MissingRoleError if location[0] == ROLES_KEY else MalformedCaseError
        return fault(
            expected=f"a value for {dotted}",
            found="none",
            where=where,
            remedy=f"add {location[-1]!r} there",
        )
    return MalformedCaseError(
        expected=f"{dotted}: {message}",
        found=_short(found),
        where=where,
        remedy="give a value of that kind",
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _known_keys(annotation: object, location: Location) -> Sequence[str]:
    """The keys allowed at a place in a schema; none if the place is no record."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _known_keys(annotation.model_fields["root"].annotation, location)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not location:
            return [field.alias or name for name, field in annotation.model_fields.items()]
        field = annotation.model_fields.get(str(location[0]))
        return _known_keys(field.annotation, location[1:]) if field else ()
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _known_keys(inner[0], location)
    if origin in {dict, tuple}:
        return _known_keys(inner[1] if origin is dict else inner[0], location[1:])
    # In a choice of records, the place names the record chosen by the value that tells them apart.
    choices = [choice for choice in inner if isinstance(choice, type) and location and _answers_to(choice, location[0])]
    return _known_keys(choices[0], location[1:]) if choices else ()


def _answers_to(choice: type, tag: int | str) -> bool:
    fields = choice.model_fields.values() if issubclass(choice, BaseModel) else ()
    return any(tag in get_args(field.annotation) for field in fields)


def place(path: Path, line: int | None) -> str:
    """The place of a fault, as `file, line n`."""
    return f"{path}, line {line}" if line is not None else str(path)


@cache
def _with_lines(path: Path, _modified: float) -> object:
    return cast(object, YAML(typ="rt").load(path.read_text(encoding="utf-8")))


def line_of(path: Path, location: Location) -> int | None:
    """The line, counted from 1, of a key or item in a YAML file; of its nearest ancestor if it is not there."""
    if path.suffix not in {".yaml", ".yml"}:
        return None
    node = _with_lines(path, path.stat().st_mtime)
    line = 1
    for part in location:
        if isinstance(node, CommentedMap) and part in node:
            line = int(node.lc.key(part)[0]) + 1
            node = cast(object, node[part])
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = int(node.lc.item(part)[0]) + 1
            node = cast(object, node[part])
        # otherwise a name that only the schema has, or a key that is missing: stay at its nearest ancestor
    return line
