"""Counting: positions by brute force, passes and parts that add up, and what is computed again."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.reader import read_config
from flopwise.catalog import conventions
from flopwise.derivation.exact import evaluate
from flopwise.derivation.expression import Constant
from flopwise.errors import FlopwiseError
from flopwise.methods.counting import Counting, needs_sequence_length, positions
from flopwise.workload import operation

estimate: Any = operations.estimate

LLAMA = {
    "model_type": "llama",
    "hidden_size": 64,
    "intermediate_size": 176,
    "num_hidden_layers": 6,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 1000,
}
GEMMA = LLAMA | {"model_type": "gemma2", "head_dim": 16, "sliding_window": 50}
CONVENTIONS = conventions.every()
BY_OPERATIONS = [name for name, record in CONVENTIONS.items() if record.basis == "operations"]
LENGTHS = st.integers(1, 3000)


def mean_positions(length, convention="flopwise", causal=True, **shape):
    """Evaluate how many positions a token sees on average, under a convention."""
    sizes = {name: Constant(value) for name, value in shape.items()}
    formula = positions(
        operation("attention", "attention", causal=causal, **sizes), CONVENTIONS[convention]
    )
    return evaluate(formula, {"sequence_length": length})


@pytest.mark.parametrize("convention", BY_OPERATIONS)
def test_what_is_not_causal_sees_the_whole_sequence(convention):
    assert mean_positions(2048, convention, causal=False) == 2048


def test_layers_with_and_without_experts_are_parts_of_their_own():
    found = estimate("deepseek-v3", quantity="compute_per_token", by="block").breakdown
    parts = {(part.name, part.repeat): part for part in found}
    assert ("dense feed-forward", 3) in parts
    assert parts["experts not chosen", 58].forward == 0
    assert parts["experts not chosen", 58].parameters == 58 * 248 * 3 * 7168 * 2048
    per_token = 2 * (58 * (9 * 3 * 7168 * 2048 + 7168 * 256))
    assert parts["experts", 58].forward == per_token


def attention_of(config, length, convention="flopwise"):
    """Return the forward FLOP of attention over one sequence."""
    counting = Counting(read_config(config, "config.json"), CONVENTIONS[convention])
    values = {name: value.value for name, value in counting.workload.values.items()}
    values["sequence_length"] = length
    return sum(evaluate(node, values) for node in counting.attention_forward) * length


# how far a token looks


@given(length=LENGTHS)
def test_a_causal_mask_leaves_half_the_square_and_half_the_diagonal(length):
    pairs = sum(1 for query in range(length) for _ in range(query + 1)) if length < 100 else None
    assert mean_positions(length) * length == length * (length + 1) // 2
    assert pairs in (None, length * (length + 1) // 2)


@given(length=LENGTHS, window=st.integers(1, 4000))
def test_a_window_is_what_counting_pair_by_pair_gives(length, window):
    pairs = sum(min(position, window) for position in range(1, length + 1))
    assert mean_positions(length, window=window) == Fraction(pairs, length)


@given(length=LENGTHS, window=st.integers(1, 4000))
def test_a_window_never_adds_work_and_a_wide_one_saves_none(length, window):
    windowed = mean_positions(length, window=window)
    assert windowed <= min(window, mean_positions(length))
    if window >= length:
        assert windowed == mean_positions(length)


@given(length=LENGTHS, window=st.integers(1, 4000))
def test_plain_code_runs_over_the_whole_square_whatever_the_window(length, window):
    for convention in ("executed", "torch", "chinchilla", "palm", "megatron"):
        assert mean_positions(length, convention, window=window) == length


def test_a_sparse_pattern_keeps_a_share_of_what_the_mask_leaves():
    density = Fraction(3, 4)
    assert mean_positions(2048, density=density) == density * Fraction(2049, 2)
    assert mean_positions(2048, "executed", density=density) == 2048


@given(length=LENGTHS, window=st.integers(1, 4000), layers=st.integers(1, 30))
def test_layers_that_slide_and_layers_that_see_all_are_counted_apart(length, window, layers):
    config = GEMMA | {"num_hidden_layers": layers, "sliding_window": window}
    full = layers // 2
    windowed = sum(min(position, window) for position in range(1, length + 1))
    pairs = (layers - full) * windowed + full * length * (length + 1) // 2
    assert attention_of(config, length) == 4 * 8 * 16 * pairs


@given(length=LENGTHS)
def test_queries_set_the_cost_of_attention_not_the_keys_that_they_share(length):
    grouped = attention_of(LLAMA, length, "torch")
    assert grouped == attention_of(LLAMA | {"num_key_value_heads": 8}, length, "torch")
    assert grouped == 4 * 6 * 64 * length**2


# passes and parts


@pytest.mark.parametrize("convention", BY_OPERATIONS)
@pytest.mark.parametrize("config", [LLAMA, GEMMA], ids=["llama", "gemma2"])
def test_the_passes_add_up_and_back_is_twice_as_far(config, convention):
    options = {"convention": convention, "sequence_length": 300}
    steps = {
        step.id: step.value
        for step in estimate(config, quantity="compute_per_token", **options).steps
    }
    assert steps["backward_flop_per_token"] == 2 * steps["forward_flop_per_token"]
    assert steps["flop_per_token"] == 3 * steps["forward_flop_per_token"]
    sequence = estimate(config, quantity="forward_compute", **options).value
    assert sequence == 300 * steps["forward_flop_per_token"]


@pytest.mark.parametrize("convention", BY_OPERATIONS)
@pytest.mark.parametrize("by", ["operation", "block", "layer"])
@pytest.mark.parametrize(
    "model", ["gpt-3", "gemma-2-9b", "opt-350m", "falcon-40b", "chinchilla", "palm", "phi-2", "70B"]
)
def test_the_breakdown_adds_up_to_both_passes_and_all_parameters(model, by, convention):
    found = estimate(model, tokens="2T", sequence_length=2048, convention=convention, by=by)
    assert sum(row.forward + row.backward for row in found.breakdown) == found.value
    assert all(row.backward == 2 * row.forward for row in found.breakdown)
    assert sum(row.share for row in found.breakdown) == pytest.approx(1)


@pytest.mark.parametrize("by", ["operation", "block", "layer"])
@pytest.mark.parametrize("model", ["gpt-3", "gemma-2-9b", "opt-350m", "falcon-40b", "phi-2"])
def test_the_breakdown_holds_every_parameter(model, by):
    found = estimate(model, tokens="2T", sequence_length=2048, by=by)
    parameters = estimate(model, quantity="parameters").value
    assert sum(row.parameters for row in found.breakdown) == parameters


def test_a_tied_output_layer_multiplies_but_is_not_held_twice():
    tied = estimate(LLAMA | {"tie_word_embeddings": True}, quantity="parameters").value
    untied = estimate(LLAMA, quantity="parameters").value
    assert untied - tied == 1000 * 64
    for convention in BY_OPERATIONS:
        options = {"tokens": 10**9, "sequence_length": 64, "convention": convention}
        shared = estimate(LLAMA | {"tie_word_embeddings": True}, **options).value
        assert shared == estimate(LLAMA, **options).value


def test_a_bias_is_held_but_multiplies_nothing():
    options = {"tokens": 10**9, "sequence_length": 64}
    with_biases = LLAMA | {"attention_bias": True, "mlp_bias": True}
    assert estimate(with_biases, **options).value == estimate(LLAMA, **options).value
    held = estimate(with_biases, quantity="parameters").value
    biases = 6 * (64 + 2 * 16 + 64 + 2 * 176 + 64)
    assert held == estimate(LLAMA, quantity="parameters").value + biases


def test_what_is_left_out_is_said_with_its_reason():
    left_out = {item.name: item for item in estimate("gpt-3").not_counted}
    assert {"softmax", "norm", "word embedding", "activation", "weight update"} <= set(left_out)
    assert all(item.reason for item in left_out.values())
    assert left_out["softmax"].calls == 96
    chinchilla = estimate("gpt-3", convention="chinchilla").not_counted
    assert {"softmax", "word embedding"}.isdisjoint(item.name for item in chinchilla)


@given(tokens=st.integers(1, 10**15), length=LENGTHS, name=st.sampled_from(list(CONVENTIONS)))
def test_twice_the_tokens_is_twice_the_work(tokens, length, name):
    options = {"sequence_length": length, "convention": name}
    once = estimate(GEMMA, tokens=tokens, **options).value
    assert estimate(GEMMA, tokens=2 * tokens, **options).value == 2 * once


@given(length=st.integers(2, 3000))
def test_more_context_never_costs_less(length):
    shorter = estimate(GEMMA, tokens=10**9, sequence_length=length - 1).value
    assert shorter <= estimate(GEMMA, tokens=10**9, sequence_length=length).value


# what is computed again


@pytest.mark.parametrize("model", ["llama-2-7b", "gemma-2-9b", "falcon-40b"])
def test_full_recomputation_is_one_more_forward_pass_of_the_blocks(model):
    options = {"tokens": 4096, "sequence_length": 4096, "convention": "executed"}
    once = estimate(model, **options)
    again = estimate(model, recompute="full", **options).value
    blocks = sum(row.forward for row in once.breakdown if row.name != "output layer")
    assert again == once.value + blocks


def test_full_recomputation_of_a_size_alone_runs_its_weights_again():
    options = {"tokens": "1T", "sequence_length": 4096, "convention": "executed"}
    once = estimate("70B", **options).value
    assert estimate("70B", recompute="full", **options).value > 1.3 * once


# what is asked for


def test_only_a_convention_that_counts_attention_asks_for_the_length():
    workload = read_config(LLAMA, "config.json")
    asks = {name for name in CONVENTIONS if needs_sequence_length(workload, CONVENTIONS[name])}
    assert asks == set(CONVENTIONS) - {"six-nd", "kaplan"}


@pytest.mark.parametrize("length", [0, -1, 1.5, "0", "-4k", "1e400", "many"])
def test_a_length_that_is_none_is_refused_by_name(length):
    with pytest.raises(FlopwiseError, match="sequence_length"):
        estimate(LLAMA, tokens=10**9, sequence_length=length)
