"""Exact evaluation, against fractions worked out apart from it."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.derivation.exact import bounded, evaluate, whole
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
from flopwise.errors import FlopwiseError, InvalidValueError, UnitError

X, Y, Z = (Input(name, name, name) for name in "xyz")
fractions = st.fractions(-1000, 1000, max_denominator=1000)


@given(fractions, fractions, fractions.filter(bool))
def test_arithmetic_is_that_of_fractions(x, y, z):
    values = {"x": x, "y": y, "z": z}
    assert evaluate(X + Y - Z, values) == x + y - z
    assert evaluate(X - (Y - Z), values) == x - (y - z)
    assert evaluate(X * Y / Z, values) == x * y / z
    assert evaluate(X * 2 + 1 / Z - 3, values) == x * 2 + 1 / z - 3
    assert evaluate(minimum(X, Y) * maximum(Y, Z), values) == min(x, y) * max(y, z)
    assert evaluate(ceil(X / Z), values) == math.ceil(x / z)
    assert evaluate(where(X, Y, Z, X), values) == (z if x < y else x)
    assert evaluate(Z**3 - Z**-2, values) == z**3 - 1 / z**2


@given(st.lists(fractions, max_size=6))
def test_a_total_is_the_sum_of_its_terms(terms):
    assert evaluate(total(*(Constant(term) for term in terms)), {}) == sum(terms)


def test_whole_results_are_ints_and_others_are_fractions():
    for formula, expected in ((X / Y, 3), (X * Fraction(1, 2) + 3, 6)):
        result = evaluate(formula, {"x": 6, "y": 2})
        assert (result, type(result)) == (expected, int)
    assert evaluate(X / Y, {"x": 1, "y": 3}) == Fraction(1, 3)
    assert whole(Fraction(4, 2)) == 2
    assert whole(0.5) == 0.5


def test_large_products_keep_every_digit():
    # 96 layers of 12·d², twice, over 2,048 tokens
    values = {"x": 12_288, "y": 96, "z": 2048}
    assert evaluate(2 * (12 * Y * X**2) * Z, values) == 2 * 12 * 96 * 12_288 * 12_288 * 2048


def test_a_third_times_three_is_exactly_one():
    assert evaluate(X / 3 * 3, {"x": 1}) == 1
    assert evaluate(ceil(X / 49 * 49), {"x": 1}) == 1


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        (X**0.5, {"x": 2}, 2**0.5),
        (X**Y, {"x": 2, "y": Fraction(1, 2)}, 2**0.5),
        (X**17, {"x": 2}, 131_072.0),
        (exponential(X), {"x": 1}, math.e),
        (logarithm(X), {"x": 10}, math.log(10)),
        (X * 0.1, {"x": 3}, 0.1 * 3),
    ],
)
def test_roots_logarithms_and_floats_give_a_float(formula, values, expected):
    result = evaluate(formula, values)
    assert isinstance(result, float)
    assert result == pytest.approx(expected, rel=1e-15)


def test_counting_a_number_as_something_does_not_change_it():
    assert evaluate(counted_as(X * 12, "parameter"), {"x": 5}) == 60


def test_what_is_shared_is_evaluated_once():
    formula = X
    for _ in range(100):
        formula = formula + formula
    assert evaluate(formula, {"x": 1}) == 2**100


@pytest.mark.parametrize(
    ("formula", "values", "said"),
    [
        (X / Y, {"x": 1, "y": 0}, "divides by zero"),
        (X / (Y - Y), {"x": 1, "y": 5}, "divides by zero"),
        (logarithm(X), {"x": 0}, "logarithm"),
        (logarithm(X), {"x": -1}, "logarithm"),
        (X**0.5, {"x": -2}, "no such power"),
    ],
)
def test_what_has_no_value_is_said_in_words(formula, values, said):
    with pytest.raises(InvalidValueError, match=said):
        evaluate(formula, values)


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        (X**Y, {"x": 0, "y": -1}),
        (X**Y, {"x": 0.0, "y": -1}),
        (X**Y, {"x": 0, "y": -0.5}),
        (X**Y, {"x": 10**60, "y": 400}),
        (X**Y, {"x": 1e60, "y": 16}),
        (exponential(X), {"x": 1000}),
        (ceil(X), {"x": math.inf}),
        (ceil(X), {"x": math.nan}),
    ],
)
def test_no_input_ends_in_a_bare_arithmetic_error(formula, values):
    with pytest.raises(FlopwiseError):
        evaluate(formula, values)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_bounded_refuses_what_is_not_finite(value):
    with pytest.raises(InvalidValueError, match="layers must be a finite number"):
        bounded(value, "layers")


@pytest.mark.parametrize("value", [10**61, 1e61, -(10**61), 1e-61, Fraction(1, 10**61)])
def test_bounded_refuses_absurd_sizes(value):
    with pytest.raises(InvalidValueError, match="layers lies beyond"):
        bounded(value, "layers")


def test_bounded_lets_real_sizes_through():
    for value in (0, 1, -1, 10**60, 1e60, 0.5, Fraction(1, 10**60)):
        assert bounded(value, "layers") == value


TOKEN, SECOND = Input("t", "t", "t", "token"), Input("s", "s", "s", "second")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TOKEN + SECOND,
        lambda: TOKEN - 1,
        lambda: minimum(TOKEN, SECOND),
        lambda: maximum(1, SECOND),
        lambda: total(TOKEN, TOKEN, SECOND),
        lambda: where(TOKEN, SECOND, 1, 2),
        lambda: where(1, 2, TOKEN, SECOND),
        lambda: TOKEN**0.5,
        lambda: TOKEN**X,
        lambda: X**TOKEN,
        lambda: exponential(TOKEN),
        lambda: logarithm(SECOND),
    ],
)
def test_formulas_that_mix_units_can_not_be_written(wrong):
    with pytest.raises(UnitError):
        wrong()


def test_units_multiply_divide_and_rise_with_their_values():
    assert str((TOKEN * TOKEN / SECOND).dimension) == "token^2/second"
    assert str((TOKEN**2 / SECOND**3).dimension) == "token^2/second^3"
    assert str((1 / SECOND).dimension) == "1/second"
    assert str(ceil(TOKEN / 3).dimension) == "token"
    assert str(where(1, 2, TOKEN, 2 * TOKEN).dimension) == "token"
