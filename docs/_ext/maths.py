"""Formulas as the docstrings write them, in plain characters, as LaTeX.

Docstrings are read in a terminal, so a formula there is plain text: ``C = c exp(eta i) ((N_R + N_F)/ref)^beta``. It is
read by the rules a person reads it by: what stands side by side is multiplied; a slash between characters divides
what touches it, ``x/x0``; a slash between spaces divides all that is multiplied before it by all that is multiplied
after it; a name of one letter is a symbol, one of several letters a word; the names of Greek letters are those letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "eta",
        "theta",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "psi",
        "omega",
        "zeta",
        "Phi",
    ]
)
VARIANTS = {"eps": r"\varepsilon"}
FUNCTIONS = {
    "exp": r"\exp",
    "ln": r"\ln",
    "cos": r"\cos",
    "sin": r"\sin",
    "logit": r"\operatorname{logit}",
    "logistic": r"\operatorname{logistic}",
    "sum": r"\sum",
    "min": r"\min",
    "max": r"\max",
}
RELATIONS = {"=": "=", "<": "<", ">": ">", ",": r",\;", ";": r";\quad"}
JOINING = {"_": r"\_", "-": "-", "+": "+"}
CLOSING = {"(": ")", "[": "]", "|": "|"}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:_(?:[A-Za-z0-9_]+|\{[^}]*\}))?(?:'|\*(?=\s*(?:[-+/)\]]|$)))?)"
    r"|(?P<mark>[-+*/^=<>()\[\]|,;]))"
)


class FormulaError(ValueError):
    """A formula that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    spaced: bool
    """Whether a space stands before it."""


def latex(formula: str) -> str:
    """A formula in plain characters as LaTeX.

    Raises:
        FormulaError: it cannot be read as one.
    """
    return _Reader(_tokens(formula)).whole()


def _tokens(formula: str) -> list[_Token]:
    found: list[_Token] = []
    place, end = 0, len(formula.rstrip())
    while place < end:
        match = _TOKEN.match(formula, place)
        if match is None or match.lastgroup is None:
            raise FormulaError(f"{formula!r}: nothing known at {formula[place:]!r}")
        text = match.group(match.lastgroup)
        found.append(_Token(match.lastgroup, text, spaced=match.start(match.lastgroup) > place))
        place = match.end()
    return found


class _Reader:
    """Reads tokens from the left, one rule of precedence to a method."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._bars = 0

    def whole(self) -> str:
        parts: list[str] = []
        while self._next() is not None:
            relation = self._taken(*RELATIONS)
            parts.append(RELATIONS[relation] if relation else self._sum())
        if not parts:
            raise FormulaError("an empty formula")
        return " ".join(parts)

    def _sum(self) -> str:
        said = "-" if self._taken("-") else ""
        said += self._quotient()
        while sign := self._taken("+", "-"):
            said += f" {sign} {self._quotient()}"
        return said

    def _quotient(self) -> str:
        said = self._product()
        while self._is("/", spaced=True):
            self._place += 1
            said = rf"\frac{{{_bare(said)}}}{{{_bare(self._product())}}}"
        return said

    def _product(self) -> str:
        said = self._fraction()
        while (token := self._next()) is not None and self._goes_on(token):
            between = r" \cdot " if self._taken("*") else (r"\," if token.spaced else " ")
            said += between + self._fraction()
        return said

    def _goes_on(self, token: _Token) -> bool:
        opens = token.text in {"(", "[", "*"} or (token.text == "|" and not self._bars)
        return token.kind in {"name", "number"} or opens

    def _fraction(self) -> str:
        said = self._power()
        while self._is("/", spaced=False):
            self._place += 1
            said = rf"\frac{{{_bare(said)}}}{{{_bare(self._power())}}}"
        return said

    def _power(self) -> str:
        said = self._atom()
        if self._taken("^"):
            sign = "-" if self._taken("-") else ""
            said = f"{{{said}}}^{{{sign}{_bare(self._atom())}}}"
        return said

    def _atom(self) -> str:
        token = self._next()
        if token is None:
            raise FormulaError("the formula breaks off")
        self._place += 1
        if token.text in CLOSING:
            return self._group(token.text)
        if token.kind == "number":
            return token.text.replace(",", "{,}")
        if token.kind == "name":
            return self._named(token.text)
        raise FormulaError(f"{token.text!r} where a quantity was expected")

    def _group(self, opening: str) -> str:
        closing = CLOSING[opening]
        self._bars += opening == "|"
        inside = self._sum()
        while relation := self._taken("=", "<", ">", ","):
            inside += f" {RELATIONS[relation]} {self._sum()}"
        self._bars -= opening == "|"
        if not self._taken(closing):
            raise FormulaError(f"a {opening!r} that is never closed")
        return rf"\left{opening}{inside}\right{closing}"

    def _named(self, name: str) -> str:
        following = self._next()
        if name == "sqrt" and following is not None and following.text == "(":
            return rf"\sqrt{{{_bare(self._power())}}}"
        function, _, below = name.partition("_")
        if below and function in FUNCTIONS:
            return rf"{FUNCTIONS[function]}_{{{_below(below)}}}"
        if name in FUNCTIONS:
            between = "" if following is not None and following.text in CLOSING else r"\,"
            return FUNCTIONS[name] + between + (self._power() if following is not None else "")
        if name.startswith("dln"):
            return rf"\mathrm{{d}}\ln {symbol(name.removeprefix('dln'))}"
        return symbol(name)

    def _next(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _is(self, text: str, *, spaced: bool) -> bool:
        token = self._next()
        return token is not None and token.text == text and token.spaced == spaced

    def _taken(self, *texts: str) -> str:
        token = self._next()
        if token is None or token.text not in texts:
            return ""
        self._place += 1
        return token.text


def symbol(name: str) -> str:
    """One name as LaTeX: ``eta_U``, ``R0``, ``sbar``, ``dA``, ``s'``, ``N*``, ``mobilised``."""
    mark = {"'": r"^{\prime}", "*": "^{*}"}.get(name[-1:], "")
    bare = name.rstrip("'*")
    base, _, below = bare.partition("_")
    if not below and (numbered := re.fullmatch(r"([A-Za-z]+)(\d+)", base)):
        base, below = numbered.groups()
    under = f"_{{{_below(below.strip('{}'))}}}" if below else ""
    return _base(base) + under + mark


def _base(name: str) -> str:
    if len(name) == 4 and name.endswith("bar"):
        return rf"\bar{{{name[0]}}}"
    if len(name) == 2 and name[0] == "d" and name[1].isupper():
        return rf"\mathrm{{d}}{name[1]}"
    return _letters(name)


def _letters(name: str) -> str:
    if name in GREEK:
        return "\\" + name
    return VARIANTS.get(name) or (name if len(name) == 1 else rf"\mathrm{{{name}}}")


def _below(name: str) -> str:
    parts = re.split(r"([-+_])", name)
    return "".join(JOINING[part] if part in JOINING else _letters(part) for part in parts if part)


def _bare(said: str) -> str:
    """A group without its own brackets, where a fraction, a root or an exponent already holds it together."""
    if not said.startswith(r"\left("):
        return said
    depth = 0
    for match in re.finditer(r"\\left[(\[|]|\\right[)\]|]", said):
        depth += 1 if match.group().startswith(r"\left") else -1
        if depth == 0:
            return said[len(r"\left(") : -len(r"\right)")] if match.end() == len(said) else said
    return said
