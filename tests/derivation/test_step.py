"""Steps: typed functions, traced once a structure, with units checked while tracing."""

from typing import Annotated

import pytest

from flopwise.derivation.expression import Expression, Input, StepValue, total, walk
from flopwise.derivation.step import step
from flopwise.derivation.text import as_text
from flopwise.errors import UnitError
from flopwise.formulas.flop import forward_flop_per_token, training_flop
from flopwise.units.dimensions import NUMBER, Dimension

Number = Annotated[Expression, NUMBER]
Tokens = Annotated[Expression, Dimension.parse("token")]
OptimizerSteps = Annotated[Expression, Dimension.parse("optimizer_step")]
TokensPerStep = Annotated[Expression, Dimension.parse("token/optimizer_step")]
Flop = Annotated[Expression, Dimension.parse("flop")]
FlopPerToken = Annotated[Expression, Dimension.parse("flop/token")]

COST = Input("cost", "c", "cost of a token", "flop/token")
TOKENS = Input("tokens", "D", "tokens", "token")
STEPS = Input("steps", "S", "optimizer steps", "optimizer_step")
BATCH = Input("batch", "B", "batch", "token/optimizer_step")
X, Y, Z = (Input(name, name, name) for name in "xyz")


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Keep the steps of these tests out of the registry of the product."""
    private = {}
    monkeypatch.setattr("flopwise.derivation.step.REGISTRY", private)
    return private


def test_a_step_keeps_its_function_s_name_symbol_source_and_words(registry):
    @step("C", source="kaplan2020")
    def total_flop(cost: FlopPerToken, tokens: Tokens) -> Flop:
        """Every token costs
        the same.

        More about it.
        """
        return cost * tokens

    assert registry == {"total_flop": total_flop}
    assert (total_flop.id, total_flop.symbol) == ("total_flop", "C")
    assert total_flop.source == "kaplan2020"
    assert total_flop.name == "total FLOP"
    assert total_flop.explanation == "Every token costs the same."
    assert total_flop.documentation.endswith("More about it.")
    assert total_flop.unit == Dimension.parse("flop")


def test_using_a_step_gives_a_node_with_its_unit_and_its_formula():
    node = training_flop(COST, TOKENS)
    assert isinstance(node, StepValue)
    assert node.id == "training_flop"
    assert node.dimension == Dimension.parse("flop")
    assert as_text(node) == "c·D"


def test_inline_puts_the_formula_into_a_larger_one_without_a_node_of_its_own():
    formula = training_flop.inline(COST, TOKENS)
    assert not isinstance(formula, StepValue)
    assert as_text(2 * formula) == "2·(c·D)"


def test_flop_per_token_times_optimizer_steps_as_an_argument_names_tokens_per_step():
    with pytest.raises(UnitError) as caught:
        training_flop(COST, STEPS)
    assert "training_flop takes tokens in token, not in optimizer_step" in str(caught.value)
    assert "tokens per step" in str(caught.value)


def test_flop_per_token_times_optimizer_steps_inside_a_step_names_tokens_per_step():
    @step("C", source="nobody")
    def wrong_flop(cost: FlopPerToken, steps: OptimizerSteps) -> Flop:
        return cost * steps

    with pytest.raises(UnitError) as caught:
        wrong_flop(COST, STEPS)
    assert str(caught.value) == (
        "step wrong_flop gives flop·optimizer_step/token where it declares flop: "
        "the factor tokens per step (token/optimizer_step) is missing"
    )


def test_with_the_missing_factor_put_in_the_same_step_passes():
    @step("C", source="nobody")
    def right_flop(cost: FlopPerToken, steps: OptimizerSteps, batch: TokensPerStep) -> Flop:
        return cost * steps * batch

    assert right_flop(COST, STEPS, BATCH).dimension == Dimension.parse("flop")


def test_a_sum_of_unlike_things_fails_while_tracing_and_names_the_step():
    @step("C", source="nobody")
    def mixed(cost: FlopPerToken, tokens: Tokens) -> Flop:
        return cost + tokens

    with pytest.raises(UnitError) as caught:
        mixed(COST, TOKENS)
    assert str(caught.value) == "in step mixed: a sum of flop/token and token means nothing"


def test_a_plain_number_is_not_taken_for_tokens():
    with pytest.raises(UnitError, match="takes tokens in token, not in plain number"):
        training_flop(COST, 300)


@pytest.mark.parametrize("arguments", [(), (COST,), (COST, TOKENS, TOKENS)])
def test_too_few_or_too_many_arguments_are_a_mistake_of_the_programmer(arguments):
    with pytest.raises(TypeError, match="step training_flop"):
        training_flop(*arguments)


def test_a_step_that_declares_no_unit_can_not_be_traced():
    @step("x", source="nobody")
    def bare(x: Number) -> Expression:
        return x

    with pytest.raises(TypeError, match="declares no unit"):
        bare(X)


def test_structure_is_chosen_by_an_ordinary_if_and_each_choice_has_its_own_trace():
    @step("p", source="nobody")
    def positions(length: Number, causal: bool) -> Number:
        if causal:
            return (length + 1) / 2
        return length

    assert as_text(positions(X, True)) == "(x + 1) / 2"
    assert as_text(positions(X, False)) == "x"
    assert as_text(positions(X, True)) == "(x + 1) / 2"
    assert positions.number(2047, True) == 1024


def test_structure_may_be_a_word():
    @step("k", source="nobody")
    def factor(kind: str, x: Number) -> Number:
        return 3 * x if kind == "gated" else 2 * x

    assert factor.number("gated", 5) == 15
    assert factor.number("plain", 5) == 10


def test_numbers_can_not_choose_with_if():
    @step("y", source="nobody")
    def chosen(x: Number) -> Number:
        return x or x + 1

    with pytest.raises(TypeError, match="where"):
        chosen(X)


def test_a_step_that_takes_many_is_traced_for_each_count():
    @step("S", source="nobody")
    def summed(*terms: Number) -> Number:
        return total(*terms)

    assert as_text(summed(X, Y, Z)) == "x + y + z"
    assert as_text(summed(X)) == "x"
    assert summed.number(1, 2, 3, 4) == 10
    assert summed.number() == 0


def test_many_arguments_after_single_ones_keep_their_places():
    @step("S", source="nobody")
    def scaled(factor: Number, *terms: Number) -> Number:
        return factor * total(*terms)

    assert as_text(scaled(X, Y, Z)) == "x·(y + z)"
    assert scaled.number(10, 1, 2, 3) == 60


def test_each_of_many_arguments_is_checked():
    with pytest.raises(UnitError, match="forward_flop_per_token takes parts in flop/token"):
        forward_flop_per_token(COST, TOKENS)


def test_the_body_runs_once_a_structure_however_often_the_step_is_used():
    runs = []

    @step("p", source="nobody")
    def counted(x: Number, causal: bool) -> Number:
        runs.append(causal)
        return x + 1 if causal else x

    for _ in range(3):
        counted(X, True)
        counted(Y, False)
        counted.number(7, True)
        counted(counted(Z, True), True)
    assert sorted(runs) == [False, True]


def test_nothing_is_traced_before_first_use():
    runs = []

    @step("p", source="nobody")
    def lazy(x: Number) -> Number:
        runs.append(1)
        return x

    assert runs == []
    assert lazy.number(3) == 3
    assert runs == [1]


def test_two_uses_are_told_apart_by_their_labels():
    encoder = training_flop(COST, TOKENS, label="encoder")
    decoder = training_flop(COST, TOKENS, label="decoder")
    assert (encoder.id, decoder.id) == ("training_flop.encoder", "training_flop.decoder")
    assert encoder.symbol == r"C_{\text{encoder}}"
    assert encoder.name == "training compute (encoder)"


@pytest.mark.parametrize("symbol", ["C", "C_s", "F_W", "F_{att}", r"\hat{C}_{kv}"])
def test_a_labelled_symbol_has_one_subscript_so_that_latex_accepts_it(symbol):
    @step(symbol, source="nobody")
    def same(x: Number) -> Number:
        return x

    assert same(X, label="first_layer").symbol.count("_") == 1


def test_even_zero_needs_its_unit():
    with pytest.raises(UnitError, match="plain number"):
        training_flop(0, TOKENS)


def test_what_a_body_uses_twice_is_not_copied():
    @step("y", source="nobody")
    def doubled(x: Number) -> Number:
        for _ in range(8):
            x = x + x
        return x

    assert doubled.number(1) == 256
    assert sum(1 for _ in walk(doubled(X).formula)) == 9  # eight sums and x
