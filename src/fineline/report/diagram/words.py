"""What the diagram says in words: signs, strengths, and how a loop stands in this structure."""

from __future__ import annotations

from collections.abc import Mapping

from fineline.analysis.diagram import DiagramLink, LoopPath, Sign
from fineline.report.numbers import number_text

SETTLED = 0.9
"""From this share of draws on, a sign is drawn in full."""
MAJORITY = 0.5
"""Below this share of draws, no sign prevails."""

SIGNS: Mapping[Sign, str] = {1: "+", -1: "−", 0: "none"}


def share_text(share: float) -> str:
    """A share of draws: `93 %`; never rounded up to all of them."""
    return "100 %" if share == 1 else f"{min(100 * share, 99.0):.0f} %"


def sign_text(sign: Sign, agreement: float) -> str:
    """The sign that prevails: `+`, `−`, `none`, or `open` when no sign has most of the draws."""
    return SIGNS[sign] if agreement >= MAJORITY else "open"


def strength_text(link: DiagramLink) -> str:
    """The strength with its 90 % interval: `0.45 (0.24 to 0.65)`."""
    if link.strength is None or link.low is None or link.high is None:
        return "no measure: one of the two never moved in the record"
    return f"{_two(link.strength)} ({_two(link.low)} to {_two(link.high)})"


def loop_text(path: LoopPath, labels: Mapping[str, str]) -> str:
    """How one chain of a loop stands: closed and which way it turns, or open and where.

    Args:
        path: the chain.
        labels: label of every declared quantity, by name.
    """
    if path.missing:
        gaps = "; ".join(f"from {labels[cause]} to {labels[effect]}" for cause, effect in path.missing)
        return f"open, no link {gaps}; the rest {_turn(path)}"
    gain = "" if path.gain is None else f"; gain {number_text(path.gain)}"
    return f"closed, {_turn(path)}{gain}"


def chain_text(path: LoopPath, labels: Mapping[str, str]) -> str:
    """The chain as labels with arrows, back to its first."""
    return " → ".join(labels[name] for name in (*path.nodes, path.nodes[0]))


def _turn(path: LoopPath) -> str:
    if path.agreement < MAJORITY:
        return "carries a push on in some draws, answers it in others, or drops it"
    does = {1: "carries a push on", -1: "answers a push", 0: "carries nothing at this state"}[path.sign]
    return f"{does} ({share_text(path.agreement)} of draws)"


def _two(value: float) -> str:
    return f"{value:.2f}"
