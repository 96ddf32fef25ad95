"""LaTeX of formulas: exactly as written, and such that a reader of LaTeX takes it."""

from fractions import Fraction

import pytest
from latex2mathml.converter import convert

from flopwise.derivation.expression import (
    Constant,
    Input,
    ceil,
    counted_as,
    exponential,
    logarithm,
    maximum,
    minimum,
    total,
    where,
)
from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.formulas.flop import (
    attention_forward_flop,
    flop_per_token,
    linear_forward_flop,
)

A, B, C = (Input(name, name, name) for name in "abc")
HEADS = Input("kv_heads", "n_{kv}", "key-value heads")
VALUES = {"a": 12_288, "b": Fraction(2049, 2), "c": 3.14e23}

FORMULAS = [
    (A + B - C, r"a + b - c"),
    (A - (B + C), r"a - \left(b + c\right)"),
    (A - (B - C), r"a - \left(b - c\right)"),
    ((A + B) * C, r"\left(a + b\right) \cdot c"),
    (A * (B + C), r"a \cdot \left(b + c\right)"),
    (A * B + C, r"a \cdot b + c"),
    (A / B * C, r"\frac{a}{b} \cdot c"),
    (A * (B / C), r"a \cdot \frac{b}{c}"),
    (A / (B * C), r"\frac{a}{b \cdot c}"),
    (A / B / C, r"\frac{\frac{a}{b}}{c}"),
    ((A + B) / 2, r"\frac{a + b}{2}"),
    (A**2, r"a^{2}"),
    (HEADS**2, r"n_{kv}^{2}"),
    ((A + B) ** 2, r"\left(a + b\right)^{2}"),
    ((A * B) ** 2, r"\left(a \cdot b\right)^{2}"),
    ((A**B) ** C, r"\left(a^{b}\right)^{c}"),
    (A ** (B**C), r"a^{b^{c}}"),
    (A ** (B + 1), r"a^{b + 1}"),
    (A**-1, r"a^{-1}"),
    (minimum(A, B), r"\min\left(a, b\right)"),
    (maximum(A, B + 1), r"\max\left(a, b + 1\right)"),
    (ceil(A / B), r"\left\lceil \frac{a}{b} \right\rceil"),
    (exponential(A) * logarithm(B), r"\exp\left(a\right) \cdot \ln\left(b\right)"),
    (where(A, B, C, 0), r"\begin{cases} c & a < b \\ 0 & \text{else} \end{cases}"),
    (total(A, B, C), r"a + b + c"),
    (12_288 * A, r"12{,}288 \cdot a"),
    (A + A, r"a + a"),
    (A / A, r"\frac{a}{a}"),
    (2 * A * 3, r"2 \cdot a \cdot 3"),
    (2 * (A * 3), r"2 \cdot \left(a \cdot 3\right)"),
    (A + (B + C), r"a + \left(b + c\right)"),
    (B * A * 1, r"b \cdot a \cdot 1"),
]


@pytest.mark.parametrize(("formula", "latex"), FORMULAS)
def test_a_formula_is_set_as_its_author_wrote_it(formula, latex):
    assert as_latex(formula) == latex


@pytest.mark.parametrize(("formula", "latex"), FORMULAS)
def test_a_reader_of_latex_takes_it(formula, latex):
    for text in (latex, as_latex(formula)):
        assert convert(text).startswith("<math")


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ((A / B) ** 2, r"\left(\frac{a}{b}\right)^{2}"),
        (Constant(-2) ** 2, r"\left(-2\right)^{2}"),
        (A - Constant(-2), r"a - \left(-2\right)"),
    ],
)
def test_an_exponent_and_a_sign_can_not_be_misread(formula, latex):
    assert as_latex(formula) == latex


def test_a_choice_of_cases_is_enclosed_where_it_is_raised():
    assert as_latex(where(A, B, C, 0) ** 2).startswith(r"\left(\begin{cases}")


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        (A * B, r"12{,}288 \times 1{,}024.5"),
        (A / B, r"\frac{12{,}288}{1{,}024.5}"),
        (C**2, r"\left(3.14 \times 10^{23}\right)^{2}"),
        (A / C, r"\frac{12{,}288}{3.14 \times 10^{23}}"),
        ((A + 1) * 2, r"\left(12{,}288 + 1\right) \times 2"),
    ],
)
def test_the_numbers_are_put_in_where_the_symbols_stood(formula, latex):
    assert as_latex_with_numbers(formula, lambda leaf: VALUES[leaf.id]) == latex


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (-3, r"\left(-3\right)^{2} - \left(-3\right)"),
        (-3e20, r"\left(-3 \times 10^{20}\right)^{2} - \left(-3 \times 10^{20}\right)"),
    ],
)
def test_negative_numbers_are_put_in_with_parentheses(value, latex):
    assert as_latex_with_numbers(A**2 - A, lambda _: value) == latex


def test_counting_as_something_does_not_show():
    assert as_latex(counted_as(A * B, "parameter")) == r"a \cdot b"


def test_the_outermost_step_is_opened_and_inner_ones_stand_as_their_symbols():
    attention = attention_forward_flop(A, B, C)
    assert as_latex(attention) == r"4 \cdot a \cdot b \cdot c"
    assert as_latex(flop_per_token(attention, 2 * attention)) == r"F_{att} + 2 \cdot F_{att}"


def test_a_labelled_step_is_set_with_one_subscript():
    weights = Input("weights", "W", "weights", "parameter")
    first = linear_forward_flop(weights, label="encoder")
    assert as_latex(flop_per_token(first)) in (
        r"F_{W,\text{encoder}}",
        r"F_{W, \text{encoder}}",
    )
