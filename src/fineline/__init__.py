"""Fineline: a calibrated, scored simulator of a war of attrition fought under political limits.

The whole of it from a notebook::

    import fineline

    case = fineline.load_case("ukraine")
    pair = fineline.counterfactual(case, without="contributor-troops")

Importing this package does no work and loads no numerical library: each name below is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fineline.api import (
        brief,
        compare,
        counterfactual,
        discover,
        explore,
        fit,
        forecast,
        load_case,
        reproduce,
        scenarios,
        sensitivity,
    )

__all__ = [
    "load_case",
    "fit",
    "forecast",
    "counterfactual",
    "scenarios",
    "explore",
    "sensitivity",
    "discover",
    "compare",
    "brief",
    "reproduce",
]


def __getattr__(name: str) -> object:
    """Fetch a public name, or the version, on first use."""
    if name == "__version__":
        return metadata.version("fineline")
    if name in __all__:
        return getattr(import_module("fineline.api"), name)
    raise AttributeError(f"module 'fineline' has no attribute {name!r}; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return [*__all__, "__version__"]
