"""The files of a case, from the schemas that refuse a faulty one, and those schemas as JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fineline.case.behaviour import Behaviour
from fineline.case.lever_file import LeverSpec
from fineline.case.priors import Priors
from fineline.case.propositions import Proposition
from fineline.case.records import CaseFile
from fineline.case.scenarios import Scenario
from fineline.evidence.catalogue import Catalogue
from fineline.evidence.door import CLAIM_COLUMNS, SERIES_COLUMNS
from fineline.files import write_text
from fineline.report.schema import Briefing

from .pieces import page_text, table

Schema = dict[str, Any]

FILES: Mapping[str, tuple[type[BaseModel], str]] = {
    "case.yaml": (CaseFile, "Who, when, which mechanisms, and the dated facts that drive the model."),
    "evidence.yaml": (Catalogue, "Sources, claimants and series, and figures that are set aside."),
    "priors.yaml": (Priors, "One entry for each parameter, by its name."),
    "levers.yaml": (LeverSpec, "One entry of this shape for each lever, by its name."),
    "scenarios/NAME.yaml": (Scenario, "One file for each scenario."),
    "propositions.toml": (Proposition, "One `[[proposition]]` of this shape for each statement that is tested."),
    "behaviour.yaml": (Behaviour, "What the model must do at the ends of its levers."),
    "briefing.json": (Briefing, "Not a file of a case: what `fineline brief` writes."),
}
KINDS = {"VARCHAR": "text", "DOUBLE": "number", "DATE": "date, such as 2024-12-31"}
TABLES = {"tables/series.csv": SERIES_COLUMNS, "tables/claims.csv": CLAIM_COLUMNS}


def format_pages() -> dict[str, str]:
    """The page of all formats."""
    parts = [_section(file, model, says) for file, (model, says) in FILES.items()]
    return {"formats": page_text("File formats", _INTRODUCTION, *map(_table, TABLES), *parts)}


def write_schemas(folder: Path) -> None:
    """Write one JSON Schema for each format."""
    for file, (model, _) in FILES.items():
        write_text(folder / _schema_name(file), json.dumps(model.model_json_schema(), indent=1) + "\n")


_INTRODUCTION = """\
A case is a folder of these files; `fineline show` goes through them. An unknown key, a wrong unit or a claim that is
cited and not there is refused with file, line and remedy. Each section links its JSON Schema, which an editor can check
a file by while it is written."""


def _schema_name(file: str) -> str:
    return file.replace("/", "-").rsplit(".", 1)[0] + ".schema.json"


def _table(file: str) -> str:
    rows = [(f"`{column}`", KINDS[kind]) for column, kind in TABLES[file].items()]
    return f"## {file}\n\n{table(('column', 'type'), rows)}"


def _section(file: str, model: type[BaseModel], says: str) -> str:
    schema = model.model_json_schema()
    parts = [f"## {file}", f"{says} {{download}}`JSON Schema <schemas/{_schema_name(file)}>`."]
    return "\n\n".join([*parts, *_records(schema)])


def _records(schema: Schema) -> Iterator[str]:
    """The record itself, then those it holds, each once, in the order in which they are met."""
    defined: dict[str, Schema] = schema.get("$defs", {})
    met: list[str] = []
    waiting = [("", schema)]
    while waiting:
        name, record = waiting.pop(0)
        if record.get("properties"):
            yield "\n\n".join(filter(None, (f"**{name}**" if name else "", _keys(record))))
        for reference in re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps({**record, "$defs": {}})):
            if reference not in met:
                met.append(reference)
                waiting.append((reference, defined[reference]))


def _keys(record: Schema) -> str:
    described = _described(record.get("description", ""))
    required = record.get("required", ())
    rows = [
        (f"`{key}`" + ("" if key in required else " (may be left out)"), _type(spec), described.get(_own(key), ""))
        for key, spec in record["properties"].items()
    ]
    return table(("key", "type", "what it is"), rows)


def _own(key: str) -> str:
    """Name of the attribute behind a key; `from` is a word of Python."""
    return "start" if key == "from" else key


def _described(docstring: str) -> dict[str, str]:
    """What a docstring says of each attribute."""
    _, _, attributes = docstring.partition("Attributes:\n")
    found = re.findall(r"^ {0,4}(\w+): (.+?)(?=^ {0,4}\w+: |^\S|\n\n|\Z)", attributes, re.MULTILINE | re.DOTALL)
    return {name: " ".join(text.split()) for name, text in found}


def _type(spec: Schema) -> str:
    if "$ref" in spec:
        return spec["$ref"].rsplit("/", 1)[-1]
    if "const" in spec:
        return f"`{spec['const']}`"
    if "enum" in spec:
        return " or ".join(f"`{value}`" for value in spec["enum"])
    for key in ("anyOf", "oneOf"):
        if key in spec:
            return " or ".join(_type(part) for part in spec[key] if part.get("type") != "null")
    return _plain_type(spec)


def _plain_type(spec: Schema) -> str:
    kind = str(spec.get("type", "any"))
    if kind == "array":
        return f"list of {_type(spec['items'])}" if "items" in spec else "list"
    if kind == "object" and isinstance(spec.get("additionalProperties"), dict):
        return f"name: {_type(spec['additionalProperties'])}"
    return {"string": str(spec.get("format", "text"))}.get(kind, kind)
