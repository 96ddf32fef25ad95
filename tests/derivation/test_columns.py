"""Columns, against plain NumPy and against exact evaluation."""

from fractions import Fraction

import numpy as np
import pytest

from flopwise.derivation.columns import CHUNK, Columns
from flopwise.derivation.exact import evaluate
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
from flopwise.errors import InvalidValueError
from flopwise.formulas.flop import (
    attention_forward_flop,
    flop_per_token,
    linear_forward_flop,
    training_flop,
    windowed_positions,
)
from flopwise.formulas.parameters import matrix_weights

X, Y, Z = (Input(name, name, name) for name in "xyz")
RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("formula", "meaning"),
    [
        (X + Y - Z, lambda x, y, z: x + y - z),
        (X - (Y - Z), lambda x, y, z: x - (y - z)),
        (X / Y * Z, lambda x, y, z: x / y * z),
        (2 * X**2 + 1 / Y, lambda x, y, z: 2 * x**2 + 1 / y),
        (X**0.5 * Y**-1.2, lambda x, y, z: x**0.5 * y**-1.2),
        (minimum(X, Y) + maximum(Y, Z), lambda x, y, z: np.minimum(x, y) + np.maximum(y, z)),
        (ceil(X / Y), lambda x, y, z: np.ceil(x / y)),
        (where(X, Y, Z, X + Y), lambda x, y, z: np.where(x < y, z, x + y)),
        (where(X, 5, 1, 2), lambda x, y, z: np.where(x < 5, 1.0, 2.0)),
        (exponential(X / 10) + logarithm(Y), lambda x, y, z: np.exp(x / 10) + np.log(y)),
        (total(X, Y, Z, X), lambda x, y, z: x + y + z + x),
        (counted_as(X, "parameter"), lambda x, y, z: x),
    ],
)
def test_columns_are_what_numpy_makes_of_the_same_formula(formula, meaning):
    x, y, z = RANDOM.uniform(1, 10, (3, 1000))
    np.testing.assert_allclose(Columns(formula)({"x": x, "y": y, "z": z}), meaning(x, y, z), 1e-15)


@pytest.mark.parametrize("rows", [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 3])
def test_nothing_is_lost_at_the_borders_of_chunks(rows):
    x = np.arange(rows, dtype=float)
    result = Columns((X + 1) * (X + 2) / (Y + X) - X)({"x": x, "y": 3})
    np.testing.assert_allclose(result, (x + 1) * (x + 2) / (3 + x) - x, 1e-12)


def test_rows_do_not_depend_on_how_many_there_are():
    x, y = RANDOM.uniform(1, 10, (2, CHUNK + 7))
    columns = Columns(where(X, Y, X * Y, X / Y) + ceil(X))
    together = columns({"x": x, "y": y})
    for row in (0, 1, CHUNK - 1, CHUNK, CHUNK + 6):
        assert columns({"x": x[row], "y": y[row]}) == [together[row]]


def test_scalars_hold_for_all_rows():
    result = Columns(X * Y + Z)({"x": [1, 2, 3], "y": 10, "z": Fraction(1, 2)})
    assert result.tolist() == [10.5, 20.5, 30.5]
    assert result.dtype == np.float64


def test_scalars_alone_give_one_row():
    assert Columns(X * Y)({"x": 6, "y": 7}).tolist() == [42]
    assert Columns(Constant(5))({}).tolist() == [5]


def test_a_constant_result_fills_the_rows_of_an_array_that_does_not_reach_it():
    assert Columns(Y + 0 * X)({"x": [1, 2, 3], "y": 4}).tolist() == [4, 4, 4]


def test_no_rows_give_no_rows():
    assert Columns(X * Y + 1)({"x": [], "y": 3}).shape == (0,)


def test_the_result_is_a_column_of_its_own():
    x = np.array([1.0, 2.0, 3.0])
    for formula in (X, X + 0, counted_as(X, "parameter")):
        result = Columns(formula)({"x": x})
        result += 1
        assert x.tolist() == [1, 2, 3]


def test_a_compiled_derivation_can_be_called_again_and_again():
    columns = Columns((X + Y) * (X - Y))
    first = columns({"x": [3, 4], "y": [1, 2]})
    second = columns({"x": [5], "y": 2})
    assert (first.tolist(), second.tolist()) == ([8, 12], [21])


def test_inputs_are_listed_once_each_and_others_may_be_given():
    columns = Columns(X * Y + X / Y)
    assert sorted(columns.inputs) == ["x", "y"]
    assert columns({"x": [2], "y": [1], "unused": [1, 2, 3]}).tolist() == [4]


def test_many_temporaries_alive_at_once_do_not_overwrite_each_other():
    x = np.linspace(1, 2, CHUNK + 5)
    parts = [(X + k) * (X + k + 1) for k in range(12)]
    formula = total(*parts) * total(*reversed(parts))
    sums = sum((x + k) * (x + k + 1) for k in range(12))
    np.testing.assert_allclose(Columns(formula)({"x": x}), sums * sums, 1e-13)


def test_what_occurs_twice_is_computed_once():
    formula = X
    for _ in range(100):
        formula = formula + formula
    assert Columns(formula)({"x": [1.0]}).tolist() == [2.0**100]


@pytest.mark.parametrize(
    "values",
    [
        {"x": [1, 2, 3], "y": [1, 2]},
        {"x": [1, 2, 3], "y": [1]},
        {"x": [[1, 2], [3, 4]], "y": [1, 2]},
        {"x": [[1, 2]], "y": 1},
    ],
)
def test_columns_of_different_lengths_are_refused_by_name(values):
    with pytest.raises(InvalidValueError, match=r"equally long, not x \("):
        Columns(X * Y)(values)


def test_a_missing_column_is_named():
    with pytest.raises(InvalidValueError, match="lack a value for 'y'"):
        Columns(X * Y)({"x": [1]})


def test_columns_equal_exact_values_to_1e_12_over_a_whole_derivation():
    layers, width = Input("layers", "L", "layers"), Input("width", "d", "width")
    length = Input("length", "s", "length", "token/sequence")
    tokens = Input("tokens", "D", "tokens", "token")
    weights = layers * matrix_weights.inline(12 * width, width)
    positions = windowed_positions(length, 4096)
    forward = linear_forward_flop(weights) + attention_forward_flop(layers, width, positions)
    root = training_flop(flop_per_token(forward, 2 * forward), tokens)
    values = {
        "layers": RANDOM.integers(1, 200, 50),
        "width": RANDOM.integers(64, 20_000, 50),
        "length": RANDOM.integers(1, 10_000, 50),
        "tokens": RANDOM.integers(10**9, 10**13, 50),
    }
    columns = Columns(root)(values)
    for row in range(50):
        numbers = {name: int(column[row]) for name, column in values.items()}
        exact = evaluate(root, numbers)
        assert isinstance(exact, int | Fraction)
        assert abs(columns[row] / exact - 1) < 1e-12
        # and by hand: 6 FLOP per weight, 12 per layer, feature and position
        seen = min(numbers["length"], 4096)
        mean = seen - Fraction(seen * (seen - 1), 2 * numbers["length"])
        block = 12 * numbers["width"] ** 2
        cost = numbers["layers"] * (6 * block + 12 * numbers["width"] * mean)
        assert exact == cost * numbers["tokens"]
