"""Formulas in plain characters are read as a person reads them, and every formula of the model can be read."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from docutils.utils.math.latex2mathml import tex2mathml

from fineline.case import load_case
from fineline.products.explaining import explain_all

from .pages import DOCS


def _maths() -> ModuleType:
    spec = importlib.util.spec_from_file_location("formulas", DOCS / "_ext" / "maths.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["formulas"] = module
    spec.loader.exec_module(module)
    return module


maths = _maths()


@pytest.mark.parametrize(
    ("plain", "set_as"),
    [
        ("N_R + N_F", r"N_{R} + N_{F}"),
        ("x/x0", r"\frac{x}{x_{0}}"),
        ("a b / c d", r"\frac{a\,b}{c\,d}"),
        ("a b/c d", r"a\,\frac{b}{c}\,d"),
        ("(a + b)/c", r"\frac{a + b}{c}"),
        ("(a + b)^-zeta", r"{\left(a + b\right)}^{-\zeta}"),
        ("exp(eta i)", r"\exp\left(\eta\,i\right)"),
        ("sqrt(step) e", r"\sqrt{\mathrm{step}}\,e"),
        ("s' = s + (sbar - s)", r"s^{\prime} = s + \left(\bar{s} - s\right)"),
        ("(N* - N)/N*", r"\frac{N^{*} - N}{N^{*}}"),
        ("rate * lag", r"\mathrm{rate} \cdot \mathrm{lag}"),
        ("b dlnX", r"b\,\mathrm{d}\ln X"),
        ("|V - V_W|", r"\left|V - V_{W}\right|"),
        ("sum_j g(j) x_{t-j}", r"\sum_{j}\,g \left(j\right)\,x_{t-j}"),
        ("max(a, b)", r"\max\left(a ,\; b\right)"),
    ],
)
def test_a_formula_is_set_as_it_is_read(plain: str, set_as: str) -> None:
    assert maths.latex(plain) == set_as


@pytest.mark.parametrize("broken", ["", "(a + b", "a +", "a ? b", "^2"])
def test_what_is_no_formula_is_refused(broken: str) -> None:
    with pytest.raises(maths.FormulaError):
        maths.latex(broken)


def _formulas() -> Iterator[str]:
    for mechanism in explain_all(load_case("ukraine")):
        for form in mechanism.forms:
            yield from (parameter.symbol for parameter in form.parameters)
            for equation in form.equations:
                told = (equation.title, equation.formula, equation.note, equation.source)
                yield from (found for text in told for found in re.findall(r"``(.+?)``", text))


def test_every_formula_of_the_model_can_be_set() -> None:
    formulas = set(_formulas())
    assert len(formulas) > 150
    for formula in formulas:
        assert tex2mathml(maths.latex(formula)).startswith("<math"), formula
