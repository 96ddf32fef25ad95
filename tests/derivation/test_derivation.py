"""Derivations: the steps in reading order, values, overriding, effects."""

from fractions import Fraction
from typing import Annotated

import pytest

from flopwise.derivation.derivation import Derivation, Value, direct_inputs, given_value
from flopwise.derivation.expression import Expression, Input
from flopwise.derivation.step import step
from flopwise.errors import (
    FlopwiseError,
    InvalidValueError,
    UnitError,
    UnknownNameError,
)
from flopwise.formulas.flop import (
    backward_flop_per_token,
    flop_per_token,
    six_n,
    training_flop,
)
from flopwise.formulas.flop import two_n as forward_flop
from flopwise.units.dimensions import NUMBER, Dimension

PARAMETERS = Input("parameters_given", "N", "parameters", "parameter", "how large the model is")
TOKENS = Input("tokens", "D", "tokens", "token")

FORWARD = forward_flop(PARAMETERS)
BACKWARD = backward_flop_per_token(FORWARD)
COST = flop_per_token(FORWARD, BACKWARD)
ROOT = training_flop(COST, TOKENS)

GPT3 = {
    "parameters_given": Value(175 * 10**9, "catalog", "brown2020"),
    "tokens": Value(300 * 10**9, "given"),
}


@pytest.fixture
def gpt3():
    return Derivation(ROOT, GPT3)


def test_six_times_parameters_times_tokens_comes_out_to_the_digit(gpt3):
    assert gpt3.value == 6 * 175 * 300 * 10**18
    assert isinstance(gpt3.value, int)


def test_each_step_comes_after_what_it_needs_and_the_result_comes_last(gpt3):
    assert [line.id for line in gpt3.steps] == [
        "parameters_given",
        "two_n",
        "backward_flop_per_token",
        "flop_per_token",
        "tokens",
        "training_flop",
    ]
    seen = set()
    for line in gpt3.steps:
        assert set(line.inputs) <= seen
        seen.add(line.id)


def test_each_step_tells_what_a_reader_needs(gpt3):
    lines = {line.id: line for line in gpt3.steps}
    forward = lines["two_n"]
    assert (forward.symbol, forward.value, str(forward.unit)) == ("F", 350 * 10**9, "flop/token")
    assert (forward.origin, forward.source) == ("derived", "kaplan2020")
    assert forward.explanation == "One multiply-add for each parameter and token."
    assert forward.inputs == ("parameters_given",)
    given = lines["parameters_given"]
    assert (given.origin, given.source) == ("catalog", "brown2020")
    assert given.explanation == "how large the model is"
    assert lines["flop_per_token"].inputs == ("two_n", "backward_flop_per_token")
    assert direct_inputs(ROOT) == ("flop_per_token", "tokens")


def test_an_input_may_be_told_of_by_its_note():
    derivation = Derivation(ROOT, {**GPT3, "tokens": Value(1, note="as the paper says")})
    assert {line.id: line.explanation for line in derivation.steps}["tokens"] == "as the paper says"


def test_overriding_an_input_changes_what_follows(gpt3):
    doubled = gpt3.with_values({"tokens": Value(600 * 10**9)})
    assert doubled.value == 2 * gpt3.value
    assert gpt3.value == 6 * 175 * 300 * 10**18  # the first one stays as it was


def test_overriding_a_step_leaves_out_what_led_to_it(gpt3):
    changed = gpt3.with_values({"flop_per_token": Value(10**12)})
    assert changed.value == 10**12 * 300 * 10**9
    assert [line.id for line in changed.steps] == ["flop_per_token", "tokens", "training_flop"]
    line = changed.steps[0]
    assert (line.origin, line.symbol, line.inputs) == ("given", "c", ())
    assert line.unit == Dimension.parse("flop/token")


def test_overriding_a_step_that_is_used_twice_changes_it_in_both_places(gpt3):
    # the backward pass takes the forward pass too: 10 + 2 × 10
    changed = gpt3.with_values({"two_n": Value(10), "tokens": Value(1)})
    assert changed.value == 30
    changed = gpt3.with_values({"backward_flop_per_token": Value(0), "tokens": Value(1)})
    assert changed.value == 350 * 10**9


def test_overriding_the_result_leaves_only_the_result(gpt3):
    changed = gpt3.with_values({"training_flop": Value(314 * 10**21)})
    assert changed.value == 314 * 10**21
    assert [line.id for line in changed.steps] == ["training_flop"]


def test_a_step_may_be_given_from_the_start():
    derivation = Derivation(ROOT, {"flop_per_token": Value(6), "tokens": Value(7)})
    assert derivation.value == 42


def test_overriding_a_step_that_does_not_exist_gets_near_matches(gpt3):
    with pytest.raises(UnknownNameError) as caught:
        gpt3.with_values({"traning_flop": Value(1)})
    assert "unknown step 'traning_flop': did you mean 'training_flop'" in str(caught.value)


def test_values_that_the_graph_does_not_need_are_left_aside():
    derivation = Derivation(ROOT, {**GPT3, "width": Value(12_288)})
    assert derivation.value == 6 * 175 * 300 * 10**18
    assert set(derivation.values) == {"parameters_given", "tokens"}


def test_a_missing_value_is_named():
    with pytest.raises(FlopwiseError, match="tokens"):
        Derivation(ROOT, {"parameters_given": Value(1)}).value  # noqa: B018


def test_what_is_certain_has_no_interval(gpt3):
    assert gpt3.interval is None
    assert all(line.interval is None for line in gpt3.steps)


def test_an_uncertain_input_widens_every_step_that_rests_on_it():
    derivation = Derivation(ROOT, {**GPT3, "parameters_given": Value(10, low=5, high=30)})
    intervals = {line.id: line.interval for line in derivation.steps}
    assert intervals["parameters_given"] == (5, 30)
    assert intervals["two_n"] == (10, 60)
    assert intervals["flop_per_token"] == (30, 180)
    assert intervals["tokens"] is None
    assert derivation.interval == (30 * 300 * 10**9, 180 * 300 * 10**9)


def test_an_interval_may_be_open_on_one_side():
    assert Value(5, low=3).interval == (3, 5)
    assert Value(5, high=9).interval == (5, 9)
    assert Value(5).interval is None


def test_the_effect_of_an_input_is_the_factor_from_its_low_to_its_high_end():
    derivation = Derivation(ROOT, {**GPT3, "tokens": Value(10, low=8, high=12)})
    assert derivation.effect("tokens") == 1.5


def test_elasticities_come_strongest_first():
    x, y = Input("x", "x", "x"), Input("y", "y", "y")
    derivation = Derivation(square_over(x, y), {"x": Value(2), "y": Value(3)})
    assert list(derivation.elasticities().items()) == [("y", -3), ("x", 2)]


def test_columns_take_arrays_for_the_inputs(gpt3):
    result = gpt3.columns()({"parameters_given": [1, 2, 3], "tokens": 10})
    assert result.tolist() == [60, 120, 180]


def test_values_stay_exact_through_division():
    x, y = Input("x", "x", "x"), Input("y", "y", "y")
    assert Derivation(square_over(x, y), {"x": Value(1), "y": Value(3)}).value == Fraction(1, 27)


def test_one_id_for_two_formulas_is_a_mistake():
    first = six_n(PARAMETERS)
    second = six_n(2 * PARAMETERS)
    root = flop_per_token(first, second)
    with pytest.raises(ValueError, match="two steps share one id"):
        Derivation(root, {"parameters_given": Value(1)}).nodes  # noqa: B018


def test_labels_tell_two_uses_of_one_step_apart():
    root = flop_per_token(six_n(PARAMETERS, label="a"), six_n(2 * PARAMETERS, label="b"))
    derivation = Derivation(root, {"parameters_given": Value(1)})
    assert derivation.value == 6 + 12
    assert [line.id for line in derivation.steps] == [
        "parameters_given",
        "six_n.a",
        "six_n.b",
        "flop_per_token",
    ]


def test_the_same_step_used_twice_is_one_line():
    root = flop_per_token(six_n(PARAMETERS), six_n(PARAMETERS))
    derivation = Derivation(root, {"parameters_given": Value(1)})
    assert [line.id for line in derivation.steps] == ["parameters_given", "six_n", "flop_per_token"]
    assert derivation.value == 12


def test_a_given_value_must_have_the_unit_of_what_it_replaces():
    assert given_value(5, COST, Dimension.parse("flop/token")).value == 5
    assert given_value(5, COST, NUMBER).value == 5
    with pytest.raises(UnitError, match="flop_per_token is in flop/token, not in flop"):
        given_value(5, COST, Dimension.parse("flop"))
    with pytest.raises(InvalidValueError, match="can't be negative"):
        given_value(-5, COST, NUMBER)


Number = Annotated[Expression, NUMBER]


def square_over(x, y):
    """Return x² / y³ as a step that stays out of the product's registry."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("flopwise.derivation.step.REGISTRY", {})

        @step("q", source="nobody")
        def quotient(x: Number, y: Number) -> Number:
            return x**2 / y**3

    return quotient(x, y)
