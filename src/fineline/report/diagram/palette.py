"""Colours of the diagram, on white and on black.

Lines keep a contrast of at least 3 to 1 with their ground, text one of at least 4.5 to 1. Every colour is doubled: a
loop by its number, a part of the diagram by the words in its boxes, a sign by dashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GROUND, INK, LINE = "ground", "ink", "line"

LIGHT: Mapping[str, str] = MappingProxyType({GROUND: "#ffffff", INK: "#1d1d1f", LINE: "#6b6b6b"})
DARK: Mapping[str, str] = MappingProxyType({GROUND: "#16181b", INK: "#ececec", LINE: "#a0a0a0"})

LOOPS: tuple[tuple[str, str], ...] = (
    ("#b34700", "#ff9a57"),
    ("#0b62a4", "#6db8f2"),
    ("#00735a", "#3fc7a2"),
    ("#a3357a", "#ea8cc3"),
    ("#7a5b00", "#d9b13b"),
    ("#5b3a9b", "#b79bf0"),
)
"""Of each loop in turn, on white and on black."""

PARTS: tuple[tuple[str, str], ...] = (
    ("#f7e9df", "#3b2a20"),
    ("#e3eef7", "#1d2e3d"),
    ("#e2f2ec", "#1b3229"),
    ("#f5e6ef", "#38222f"),
    ("#ece8f6", "#2a2540"),
    ("#f4f1d8", "#33301a"),
    ("#ececec", "#2c2e31"),
)
"""Fill of each part in turn, on white and on black."""


def turn(colours: tuple[tuple[str, str], ...], place: int) -> tuple[str, str]:
    """The colours at a place, beginning again when there are more places than colours."""
    return colours[place % len(colours)]


def dark_rules(loops: int, parts: int) -> str:
    """Style rules that set the colours for a reader who asked for a dark page."""
    rules = [
        _rule("ground", "fill", DARK[GROUND]),
        _rule("text", "fill", DARK[INK]),
        _rule("box", "stroke", DARK[LINE]),
        _rule("line", "stroke", DARK[LINE]),
        _rule("head", "fill", DARK[LINE]),
    ]
    for place in range(loops):
        dark = turn(LOOPS, place)[1]
        rules += [_rule(f"line.loop-{place + 1}", "stroke", dark), _rule(f"head.loop-{place + 1}", "fill", dark)]
        rules += [_rule(f"badge.loop-{place + 1}", "stroke", dark), _rule("badge", "fill", DARK[GROUND])]
    rules += [_rule(f"part-{place + 1}", "fill", turn(PARTS, place)[1]) for place in range(parts)]
    return "@media (prefers-color-scheme: dark) { " + " ".join(rules) + " }"


def _rule(kind: str, attribute: str, colour: str) -> str:
    return f".causal-diagram .{kind} {{ {attribute}: {colour}; }}"
