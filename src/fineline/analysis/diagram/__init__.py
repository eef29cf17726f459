"""The causal diagram: derived from the assembled structure, its links measured at the current state, its loops named.

Nobody draws an arrow by hand. Which quantities are shown is declared in `diagram.yaml`; what links them, which way and
how strongly, follows from the equations.
"""

from fineline.analysis.diagram.declared import Declaration, DiagramError, declaration
from fineline.analysis.diagram.measured import causal_diagram
from fineline.analysis.diagram.outline import Edge, Outline, outline
from fineline.analysis.diagram.records import Diagram, DiagramLink, DiagramLoop, DiagramNode, LoopPath, Sign, legs

__all__ = [
    "Declaration",
    "Diagram",
    "DiagramError",
    "DiagramLink",
    "DiagramLoop",
    "DiagramNode",
    "Edge",
    "LoopPath",
    "Outline",
    "Sign",
    "causal_diagram",
    "declaration",
    "legs",
    "outline",
]
