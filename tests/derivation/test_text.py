"""Plain text of formulas: exactly as written."""

from fractions import Fraction

import pytest

from flopwise.derivation.expression import (
    Constant,
    Input,
    ceil,
    constant,
    counted_as,
    exponential,
    logarithm,
    maximum,
    minimum,
    total,
    where,
)
from flopwise.derivation.text import as_text, as_text_with_numbers, plain_symbol
from flopwise.formulas.flop import attention_forward_flop, flop_per_token, training_flop

A, B, C = (Input(name, name, name) for name in "abc")
VALUES = {"a": 12_288, "b": Fraction(2049, 2), "c": 3.14e23}


def value_of(leaf):
    return VALUES[leaf.id]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (A + B - C, "a + b - c"),
        (A - (B + C), "a - (b + c)"),
        (A - (B - C), "a - (b - c)"),
        (A - B - C, "a - b - c"),
        ((A + B) * C, "(a + b)·c"),
        (A * (B + C), "a·(b + c)"),
        (A * B + C, "a·b + c"),
        (A / (B * C), "a / (b·c)"),
        (A / (B / C), "a / (b / c)"),
        (A / B / C, "a / b / c"),
        ((A + B) / 2, "(a + b) / 2"),
        (A / (B + C), "a / (b + c)"),
        (A**2, "a²"),
        ((A + B) ** 2, "(a + b)²"),
        ((A * B) ** 2, "(a·b)²"),
        ((A / B) ** 2, "(a / b)²"),
        ((A**B) ** C, "(a^b)^c"),
        (A ** (B**C), "a^(b^c)"),
        (A ** (B + 1), "a^(b + 1)"),
        (A**-1, "a⁻¹"),
        (2 * A * B**2, "2·a·b²"),
        (minimum(A, B) - maximum(B, C + 1), "min(a, b) - max(b, c + 1)"),
        (ceil(A / B), "ceil(a / b)"),
        (where(A, B, C, 0), "where(a, b, c, 0)"),
        (exponential(A) * logarithm(B), "exp(a)·ln(b)"),
        (total(A, B, C), "a + b + c"),
        (total(A), "a"),
        (12_288 * A, "12,288·a"),
        (Constant(Fraction(1, 2)) * A, "0.5·a"),
    ],
)
def test_a_formula_is_printed_as_its_author_wrote_it(formula, text):
    assert as_text(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (A + A, "a + a"),
        (A - A, "a - a"),
        (A / A, "a / a"),
        (A * 1, "a·1"),
        (0 + A, "0 + a"),
        (2 * A * 3, "2·a·3"),
        (2 * (3 * A), "2·(3·a)"),
        (A + (B + C), "a + (b + c)"),
        (A * (B / C), "a·(b / c)"),
        (B + A, "b + a"),
        (B * A, "b·a"),
        (A**1, "a¹"),
    ],
)
def test_nothing_is_simplified_or_reordered(formula, text):
    assert as_text(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Constant(-2) ** 2, "(-2)²"),
        (A - Constant(-2), "a - (-2)"),
    ],
)
def test_a_negative_constant_stands_in_parentheses_where_it_would_be_misread(formula, text):
    assert as_text(formula) == text


def test_a_quotient_that_is_multiplied_is_not_read_as_a_quotient_by_a_product():
    assert as_text(A / B * C) in ("(a / b)·c", "a / b · c", "a·c / b")
    assert as_text(A / B * C) != as_text(A / (B * C))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (A * B, "12,288 × 1,024.5"),
        (A + B, "12,288 + 1,024.5"),
        (A**2, "12,288²"),
        (C**2, "(3.14 × 10²³)²"),
        (A / C, "12,288 / (3.14 × 10²³)"),
        (C / A, "3.14 × 10²³ / 12,288"),
        (A * C, "12,288 × (3.14 × 10²³)"),
        ((A + 1) * 2, "(12,288 + 1) × 2"),
        (ceil(A / B), "ceil(12,288 / 1,024.5)"),
    ],
)
def test_the_numbers_are_put_in_where_the_symbols_stood(formula, text):
    assert as_text_with_numbers(formula, value_of) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3, "(-3)² - (-3)"), (-3e20, "(-3 × 10²⁰)² - (-3 × 10²⁰)")],
)
def test_negative_numbers_are_put_in_with_parentheses(value, text):
    assert as_text_with_numbers(A**2 - A, lambda _: value) == text


def test_counting_as_something_does_not_show():
    assert as_text(counted_as(A * B, "parameter") * constant(2, "flop/parameter")) == "a·b·2"


def test_the_outermost_step_is_opened_and_inner_ones_stand_as_their_symbols():
    attention = attention_forward_flop(A, B, C)
    assert as_text(attention) == "4·a·b·c"
    cost = flop_per_token(attention, 2 * attention)
    assert as_text(cost) == "F_att + 2·F_att"
    tokens = Input("tokens", "D", "tokens", "token")
    assert as_text(training_flop(cost, tokens)) == "c·D"


def test_steps_are_put_in_by_their_values():
    attention = attention_forward_flop(A, B, C)
    cost = flop_per_token(attention, 2 * attention)
    assert as_text_with_numbers(cost, lambda _: 7) == "7 + 2 × 7"


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("d", "d"),
        ("n_{kv}", "n_kv"),
        ("F_W", "F_W"),
        (r"\eta", "η"),
        (r"\hat{\eta}_{kv}", "η_kv"),
        (r"C_{\text{encoder half}}", "C_encoder half"),
        (r"N_{\mathrm{ne}}", "N_ne"),
    ],
)
def test_a_symbol_loses_its_latex(symbol, text):
    assert plain_symbol(symbol) == text


def test_an_expression_shows_its_formula_and_its_unit_to_a_programmer():
    tokens = Input("tokens", "D", "tokens", "token")
    assert repr(2 * tokens) == "<2·D [token]>"
