"""Intervals: the corners of one uncertain input, independent effects of several."""

import math
from fractions import Fraction

import pytest

from flopwise.derivation.exact import evaluate
from flopwise.derivation.expression import Input
from flopwise.derivation.interval import Interval, combined, corners

X, Y = Input("x", "x", "x"), Input("y", "y", "y")


def interval(root, values, **uncertain):
    """Return the interval of `root` where some inputs are uncertain."""
    found = corners(root, values, {name: Interval(*ends) for name, ends in uncertain.items()})
    ends = [(low[id(root)], high[id(root)]) for low, high in found.values()]
    return combined(evaluate(root, values), ends)


def test_what_is_certain_has_no_interval():
    assert interval(X * Y, {"x": 2, "y": 3}) is None
    assert combined(6, []) is None


def test_an_uncertain_input_that_moves_nothing_gives_no_interval():
    assert interval(X + 0 * Y, {"x": 2, "y": 3}, y=(1, 9)) is None


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (X * Y, (3, 12)),
        (X + Y, (4, 7)),
        (Y - X, (-1, 2)),
        (Y / X, (Fraction(3, 4), 3)),
        (X**2, (1, 16)),
        (X * (X + 1), (2, 20)),
    ],
)
def test_one_uncertain_input_gives_exactly_its_corners(formula, expected):
    found = interval(formula, {"x": 2, "y": 3}, x=(1, 4))
    assert found == expected
    assert not any(isinstance(end, float) for end in found)


def test_an_input_that_recurs_does_not_widen_the_interval():
    # naive interval arithmetic makes [1/4, 4] of x/x, and [-3, 3] of x - x
    assert interval(X / X, {"x": 2}, x=(1, 4)) is None
    assert interval(X - X, {"x": 2}, x=(1, 4)) is None
    assert interval(X * Y / X, {"x": 2, "y": 3}, x=(1, 4)) is None
    assert interval(X / (X + 1), {"x": 2}, x=(1, 4)) == (Fraction(1, 2), Fraction(4, 5))


def test_independent_factors_add_in_quadrature_on_a_logarithmic_scale():
    # each is uncertain by a factor 2 both ways; together by exp(sqrt(2)·ln 2) = 2.6651
    found = interval(X * Y, {"x": 10, "y": 100}, x=(5, 20), y=(50, 200))
    factor = 2 ** math.sqrt(2)
    assert factor == pytest.approx(2.6651, abs=1e-4)
    assert found == pytest.approx((1000 / factor, 1000 * factor), rel=1e-12)


def test_the_two_sides_are_combined_apart():
    # down by 2 and by 3, up by 4 and not at all
    found = interval(X * Y, {"x": 12, "y": 12}, x=(6, 48), y=(4, 12))
    down = math.exp(math.hypot(math.log(2), math.log(3)))
    assert found == pytest.approx((144 / down, 144 * 4), rel=1e-12)


def test_two_uncertain_inputs_are_narrower_than_both_extremes_and_wider_than_either():
    low, high = interval(X * Y, {"x": 10, "y": 100}, x=(5, 20), y=(50, 200))
    assert 250 < low < 500
    assert 2000 < high < 4000


def test_around_zero_and_below_effects_add_in_quadrature_as_they_are():
    # x moves the difference by 3 both ways, y by 4: together by 5
    assert interval(X - Y, {"x": 10, "y": 10}, x=(7, 13), y=(6, 14)) == pytest.approx((-5, 5))
    assert interval(X - Y, {"x": 10, "y": 20}, x=(7, 13), y=(16, 24)) == pytest.approx((-15, -5))


def test_an_interval_contains_the_value_though_the_ends_lie_on_one_side():
    assert interval(X * 2, {"x": 2}, x=(3, 5)) == (4, 10)
    assert interval(X * 2, {"x": 8}, x=(3, 5)) == (6, 16)
    # a formula that is lowest in between
    assert interval((X - 2) ** 2, {"x": 2}, x=(0, 5)) == (0, 9)


def test_corners_hold_the_other_inputs_at_their_values():
    root = X * 10 + Y
    found = corners(root, {"x": 1, "y": 2}, {"x": Interval(0, 5), "y": Interval(1, 3)})
    assert {name: (low[id(root)], high[id(root)]) for name, (low, high) in found.items()} == {
        "x": (2, 52),
        "y": (11, 13),
    }
