"""Plans are kept by their formulas: the same nodes give the same plan, other numbers other values."""

import pytest

from flopwise.derivation.exact import evaluate, evaluate_plan
from flopwise.derivation.expression import Input
from flopwise.derivation.plan import plan
from flopwise.errors import MissingInputError
from flopwise.formulas.flop import attended_positions, linear_forward_flop, training_flop

X, Y = Input("x", "x", "the first"), Input("y", "y", "the second")
WEIGHTS = Input("weights", "W", "weights", "parameter")
LENGTH = Input("sequence_length", "s", "sequence length", "token/sequence")
COST = Input("cost", "c", "cost", "flop/token")
TOKENS = Input("tokens", "D", "tokens", "token")


def test_a_formula_has_one_plan_and_as_many_values_as_one_likes():
    formula = 3 * X + Y
    assert plan(formula) is plan(formula)
    assert evaluate(formula, {"x": 2, "y": 1}) == 7
    assert evaluate(formula, {"x": 5, "y": 0}) == 15


def test_formulas_that_share_a_part_share_a_plan_of_each_node_once():
    both = X * Y
    shared = plan(both + 1, both * 2)
    assert sum(1 for node in shared.nodes if node is both) == 1
    found = evaluate_plan(shared, {"x": 3, "y": 4})
    assert sorted(found[id(root)] for root in (shared.nodes[-1], both)) == [12, 24]


def test_the_missing_input_is_named():
    with pytest.raises(MissingInputError, match=r"y \(the second\) has no value"):
        evaluate(X + Y, {"x": 1})


def test_a_step_that_is_given_needs_nothing_of_what_leads_to_it():
    forward = linear_forward_flop(WEIGHTS)
    assert evaluate(forward, {"weights": 5}) == 10
    assert evaluate(forward, {"weights": 5, "linear_forward_flop": 7}) == 7


def test_a_step_used_again_on_the_same_nodes_is_the_same_node():
    assert training_flop(COST, TOKENS) is training_flop(COST, TOKENS)
    other = Input("tokens", "D", "tokens", "token")
    assert training_flop(COST, other) is not training_flop(COST, TOKENS)
    assert linear_forward_flop(WEIGHTS, label="a") is not linear_forward_flop(WEIGHTS, label="b")


def test_structure_tells_uses_of_a_step_apart():
    values = {"sequence_length": 7}
    assert evaluate(attended_positions(LENGTH, True), values) == 4  # (7 + 1) / 2
    assert evaluate(attended_positions(LENGTH, False), values) == 7
