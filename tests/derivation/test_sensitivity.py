"""Sensitivities, against derivatives worked out by hand and finite differences."""

import math
from fractions import Fraction

import pytest

from flopwise.derivation.exact import evaluate
from flopwise.derivation.expression import (
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
from flopwise.derivation.sensitivity import elasticities
from flopwise.formulas.flop import (
    attention_forward_flop,
    forward_flop_per_token,
    linear_forward_flop,
    windowed_positions,
)

X, Y = Input("x", "x", "x"), Input("y", "y", "y")


@pytest.mark.parametrize(
    ("formula", "x", "y"),
    [
        # x = 3, y = 5; d ln f / d ln x and d ln f / d ln y by hand
        (X * Y, 1, 1),
        (X / Y, 1, -1),
        (7 * X + 0 * Y, 1, 0),
        (X + Y, 3 / 8, 5 / 8),
        (X - Y, 3 / -2, -5 / -2),
        (X**2 * Y**-3, 2, -3),
        (X**0.5 * Y, 0.5, 1),
        (X**Y, 5, 5 * math.log(3)),
        (total(X, X, Y), 6 / 11, 5 / 11),
        (X * (X + Y), 1 + 3 / 8, 5 / 8),
        (X / (X + Y), 1 - 3 / 8, -5 / 8),
        (minimum(X, Y), 1, 0),
        (minimum(Y, X), 1, 0),
        (maximum(X, Y), 0, 1),
        (where(X, Y, X**2, Y), 2, 0),
        (where(Y, X, X**2, Y), 0, 1),
        (exponential(X) * Y, 3, 1),
        (logarithm(X) * Y, 1 / math.log(3), 1),
        (counted_as(X * Y, "parameter"), 1, 1),
        (ceil(X / 2) * Y, None, 1),
    ],
)
def test_elasticities_are_the_derivatives_worked_out_by_hand(formula, x, y):
    found = elasticities(formula, {"x": 3, "y": 5})
    if x is not None:  # rounding up has no derivative of its own
        assert found["x"] == pytest.approx(x, rel=1e-12, abs=1e-15)
    assert found["y"] == pytest.approx(y, rel=1e-12, abs=1e-15)


def test_rounding_up_is_proportional_in_the_large():
    assert elasticities(ceil(X / 2), {"x": 1001})["x"] == pytest.approx(1, abs=1e-3)


def test_an_input_at_zero_moves_nothing_in_proportion():
    assert elasticities(X + Y, {"x": 0, "y": 2}) == {"x": 0, "y": 1}


def test_where_the_result_is_zero_all_are_zero():
    assert elasticities(X * Y, {"x": 0, "y": 2}) == {"x": 0, "y": 0}


def test_what_is_shared_is_passed_once():
    formula = X
    for _ in range(60):
        formula = formula + formula
    assert elasticities(formula, {"x": 3}) == {"x": 1}


def test_a_step_that_is_given_counts_as_an_input_and_hides_what_led_to_it():
    weights = Input("weights", "W", "weights", "parameter")
    linear = linear_forward_flop(weights)
    assert elasticities(linear, {"weights": 10}) == {"weights": 1}
    found = elasticities(linear * Y, {"linear_forward_flop": 10, "weights": 10, "y": 3})
    assert (found["linear_forward_flop"], found["y"], found.get("weights", 0)) == (1, 1, 0)


def test_elasticities_agree_with_finite_differences_for_a_model_with_a_sliding_window():
    layers, width = Input("layers", "L", "layers"), Input("width", "d", "width")
    window = Input("window", "w", "window")
    length = Input("length", "s", "length", "token/sequence")
    root = forward_flop_per_token(
        linear_forward_flop(counted_as(12 * layers * width**2, "parameter")),
        attention_forward_flop(layers, width, windowed_positions(length, window)),
    )
    values = {"layers": 32, "width": 4096, "window": 4096, "length": 8192}
    found = elasticities(root, values)
    assert found.keys() == values.keys()
    step = Fraction(1, 10**9)
    result = evaluate(root, values)
    for name, value in values.items():
        up, down = (evaluate(root, {**values, name: value * (1 + k * step)}) for k in (1, -1))
        assert found[name] == pytest.approx(float((up - down) / (2 * step * result)), rel=1e-9)
    # only the layers are a plain factor
    assert found["layers"] == pytest.approx(1, rel=1e-12)
    assert 1 < found["width"] < 2
    assert 0 < found["window"] < 1
