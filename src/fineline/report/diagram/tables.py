"""The diagram as tables for readers who do not see it, and as files for readers who compute with it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields

from fineline.analysis.diagram import Diagram, DiagramLink
from fineline.report.diagram.words import chain_text, loop_text, share_text, sign_text, strength_text
from fineline.report.names import Names
from fineline.report.schema import Plain


class LinkRow(Plain):
    """One link in words.

    Attributes:
        cause: label of the quantity that is moved.
        effect: label of the quantity that answers.
        sign: `+`, `−`, `none` or `open`.
        agreement: share of draws with that sign; of the sign that most draws have when it is open.
        strength: with its 90 % interval, or why there is none.
        equation: formula of the effect.
        through: hidden quantities on the way, as the model names them.
    """

    cause: str
    effect: str
    sign: str
    agreement: str
    strength: str
    equation: str
    through: tuple[str, ...]


class LoopRow(Plain):
    """One chain of a named loop in words.

    Attributes:
        number: of the loop in the drawing.
        title: of the loop.
        says: what the loop means.
        chain: the labels in order.
        stands: whether this structure closes the chain, which way it turns, and its gain.
    """

    number: int
    title: str
    says: str
    chain: str
    stands: str


def link_rows(diagram: Diagram, names: Names) -> tuple[LinkRow, ...]:
    """Every link, strongest first, those without a measure last."""
    labels = told_labels(diagram, names)
    ordered = sorted(diagram.links, key=lambda link: -1.0 if link.strength is None else link.strength, reverse=True)
    return tuple(
        LinkRow(
            cause=labels[link.cause],
            effect=labels[link.effect],
            sign=sign_text(link.sign, link.agreement),
            agreement=share_text(link.agreement),
            strength=strength_text(link),
            equation=names.told(link.formula),
            through=link.through,
        )
        for link in ordered
    )


def loop_rows(diagram: Diagram, names: Names) -> tuple[LoopRow, ...]:
    """Every chain of every named loop, in the order declared."""
    labels = told_labels(diagram, names)
    return tuple(
        LoopRow(
            number=number,
            title=loop.title,
            says=names.told(loop.says),
            chain=chain_text(path, labels),
            stands=loop_text(path, labels),
        )
        for number, loop in enumerate(diagram.loops, start=1)
        for path in loop.paths
    )


def told_labels(diagram: Diagram, names: Names) -> dict[str, str]:
    """Label of every declared quantity with countries for roles."""
    return {name: names.told(label) for name, label in diagram.labels.items()}


def links_csv(diagram: Diagram) -> str:
    """Every link with its numbers, one to a line, quantities as the model names them."""
    units = {node.name: node.unit for node in diagram.nodes}
    columns = [*(field.name for field in fields(DiagramLink)), "unit_of_cause", "unit_of_effect"]
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    for link in diagram.links:
        row = {**asdict(link), "through": " ".join(link.through)}
        table.writerow({**row, "unit_of_cause": units[link.cause], "unit_of_effect": units[link.effect]})
    return text.getvalue()


def diagram_json(diagram: Diagram) -> str:
    """The whole diagram with its numbers."""
    return json.dumps(asdict(diagram), indent=1, default=str, allow_nan=False) + "\n"
