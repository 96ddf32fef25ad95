"""Conventions, each against the formula of its paper, written out here and compared exactly."""

from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwise import operations
from flopwise.catalog import conventions

estimate: Any = operations.estimate
ALL = list(conventions.every())


class Shape(NamedTuple):
    """A GPT: plain feed-forward layer of four times the width, as many key-value heads as heads."""

    layers: int
    width: int
    heads: int
    words: int
    positions: int

    @property
    def config(self) -> dict[str, Any]:
        """Write it as the config that Flopwise reads."""
        return {
            "model_type": "gpt2",
            "num_hidden_layers": self.layers,
            "hidden_size": self.width,
            "num_attention_heads": self.heads,
            "vocab_size": self.words,
            "max_position_embeddings": self.positions,
        }

    @property
    def parameters(self) -> int:
        """Matrices, biases and norms of the blocks; both tables; the last norm."""
        block = 12 * self.width**2 + 13 * self.width
        return self.layers * block + (self.words + self.positions + 2) * self.width


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Draw a GPT of any size, up to that of GPT-3 and beyond."""
    heads = draw(st.integers(1, 128))
    width = heads * draw(st.integers(1, 256))
    whole = st.integers
    return Shape(draw(whole(1, 200)), width, heads, draw(whole(1, 300_000)), draw(whole(1, 10**5)))


GPT_3 = Shape(layers=96, width=12_288, heads=96, words=50_257, positions=2048)
GPT_22B = Shape(layers=48, width=6144, heads=64, words=51_200, positions=2048)
GPT_530B = Shape(layers=105, width=20_480, heads=128, words=51_200, positions=2048)
GPT_1T = Shape(layers=128, width=25_600, heads=160, words=51_200, positions=2048)


def compute(shape, convention, sequences=1, recompute="none"):
    """Estimate the training compute of some whole sequences."""
    return estimate(
        shape.config,
        tokens=sequences * shape.positions,
        sequence_length=shape.positions,
        convention=convention,
        recompute=recompute,
    ).value


# GPT-3 at 300 billion tokens


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("flopwise", "3.1857e+23"),
        ("executed", "3.2291e+23"),
        ("torch", "3.2291e+23"),
        ("six-nd", "3.1429e+23"),
        ("kaplan", "3.1313e+23"),
        ("chinchilla", "3.2407e+23"),
        ("palm", "3.2298e+23"),
        ("megatron", "3.2291e+23"),
    ],
)
def test_gpt_3_at_300_billion_tokens(convention, expected):
    found = estimate("gpt-3", tokens="300B", convention=convention)
    assert f"{float(found.value):.4e}" == expected


def test_gpt_3_is_met_by_every_convention_within_four_percent_of_the_papers_3_14e23():
    found = [estimate("gpt-3", convention=name).value for name in ALL]
    assert all(abs(value / 314 / 10**21 - 1) < Fraction(4, 100) for value in found)


def test_the_default_is_the_mathematics_and_executed_what_plain_code_runs():
    attention = 4 * 96 * 12_288
    weights = 96 * 12 * 12_288**2 + 50_257 * 12_288
    causal = 3 * (2 * weights + attention * Fraction(2049, 2))
    square = 3 * (2 * weights + attention * 2048)
    assert estimate("gpt-3", tokens="300B").value == causal * 300 * 10**9
    assert estimate("gpt-3", tokens="300B", convention="executed").value == square * 300 * 10**9


# by parameters


@given(shape=shapes())
def test_six_nd_is_six_times_parameters_times_tokens(shape):
    assert compute(shape, "six-nd") == 6 * shape.parameters * shape.positions


@given(shape=shapes())
def test_kaplan_leaves_out_both_embeddings(shape):
    without = shape.parameters - (shape.words + shape.positions) * shape.width
    assert compute(shape, "kaplan") == 6 * without * shape.positions


def test_kaplan_differs_by_biases_and_norms_from_the_papers_12_l_d_squared():
    """The paper's N is an approximation: "excluded biases and other sub-leading terms"."""
    papers = 6 * 12 * 96 * 12_288**2 * 300 * 10**9
    found = estimate("gpt-3", tokens="300B", convention="kaplan").value
    assert 1 < found / papers < 1.0001


@given(shape=shapes())
def test_palm_is_six_n_and_twelve_lhqt(shape):
    """Appendix B: L layers, H heads of Q features, T tokens of a sequence."""
    head_dim = shape.width // shape.heads
    expected = 6 * shape.parameters + 12 * shape.layers * shape.heads * head_dim * shape.positions
    assert compute(shape, "palm") == expected * shape.positions


def test_palm_gives_the_3_28_tflop_a_token_of_its_table_22():
    found = estimate("palm", quantity="compute_per_token", convention="palm").value
    assert f"{found / 1e12:.2f}" == "3.28"
    parameters = estimate("palm", quantity="parameters").value
    assert found == 6 * parameters + 12 * 118 * 48 * 256 * 2048


# operation by operation


@given(shape=shapes())
def test_chinchilla_is_appendix_f(shape):
    """Appendix F, line by line, for one sequence."""
    seq_len, d_model, vocab_size = shape.positions, shape.width, shape.words
    num_heads, key_size, ffw_size = shape.heads, shape.width // shape.heads, 4 * shape.width
    embeddings = 2 * seq_len * vocab_size * d_model
    projections = 2 * 3 * seq_len * d_model * (key_size * num_heads)
    logits_of_keys = 2 * seq_len * seq_len * (key_size * num_heads)
    softmax = 3 * num_heads * seq_len * seq_len
    reductions = 2 * seq_len * seq_len * (key_size * num_heads)
    final_linear = 2 * seq_len * (key_size * num_heads) * d_model
    attention = projections + logits_of_keys + softmax + reductions + final_linear
    dense_block = 2 * seq_len * (d_model * ffw_size + d_model * ffw_size)
    final_logits = 2 * seq_len * d_model * vocab_size
    forward = embeddings + shape.layers * (attention + dense_block) + final_logits
    assert compute(shape, "chinchilla") == forward + 2 * forward


@given(shape=shapes(), batch=st.integers(1, 3000))
def test_megatron_with_full_recomputation_is_narayanans_equation_3(shape, batch):
    length, layers, width, words = shape.positions, shape.layers, shape.width, shape.words
    ratio = 1 + Fraction(length, 6 * width) + Fraction(words, 16 * layers * width)
    expected = 96 * batch * length * layers * width**2 * ratio
    assert compute(shape, "megatron", batch, recompute="full") == expected


@given(shape=shapes(), batch=st.integers(1, 3000))
def test_megatron_without_recomputation_is_korthikantis_equation_7(shape, batch):
    length, layers, width, words = shape.positions, shape.layers, shape.width, shape.words
    ratio = 1 + Fraction(length, 6 * width) + Fraction(words, 12 * layers * width)
    assert compute(shape, "megatron", batch) == 72 * batch * layers * length * width**2 * ratio


@given(shape=shapes(), batch=st.integers(1, 3000))
def test_megatron_with_selective_recomputation_is_korthikantis_equation_8(shape, batch):
    """It adds all three passes of attention, though only the forward one is run again."""
    length, layers, width, words = shape.positions, shape.layers, shape.width, shape.words
    ratio = 1 + Fraction(length, 3 * width) + Fraction(words, 12 * layers * width)
    expected = 72 * batch * layers * length * width**2 * ratio
    assert compute(shape, "megatron", batch, recompute="selective") == expected


@pytest.mark.parametrize(
    ("shape", "batch", "seconds", "devices", "mfu", "hfu"),
    [
        (GPT_22B, 4, 1.10, 8, 41.5, 43.7),
        (GPT_3._replace(words=51_200), 64, 13.75, 64, 51.4, 52.8),
        (GPT_530B, 280, 37.83, 280, 56.0, 57.0),
        (GPT_1T, 512, 71.49, 512, 56.3, 57.0),
    ],
)
def test_megatron_gives_the_utilisations_of_korthikantis_table_5(
    shape, batch, seconds, devices, mfu, hfu
):
    """In percent of the A100's 312 TFLOP/s; the seconds are as printed, to two decimals."""
    peak = seconds * devices * 312e12
    model = compute(shape, "megatron", batch)
    hardware = compute(shape, "megatron", batch, recompute="selective")
    assert 100 * float(model) / peak == pytest.approx(mfu, abs=0.2)
    assert 100 * float(hardware) / peak == pytest.approx(hfu, abs=0.2)


@given(shape=shapes())
def test_executed_counts_what_is_really_computed_again(shape):
    """Selective: attention's two products. Full: every block, but neither embedding nor logits."""
    once = compute(shape, "executed")
    attention = 4 * shape.layers * shape.width * shape.positions**2
    blocks = 24 * shape.layers * shape.width**2 * shape.positions
    assert compute(shape, "executed", recompute="selective") == once + attention
    assert compute(shape, "executed", recompute="full") == once + attention + blocks


@pytest.mark.parametrize("convention", ["torch", "six-nd", "kaplan", "chinchilla", "palm"])
def test_conventions_for_the_model_alone_leave_recomputation_out(convention):
    again = compute(GPT_3, convention, recompute="full")
    assert again == compute(GPT_3, convention)


@given(shape=shapes())
def test_torch_and_executed_agree_where_nothing_is_recomputed(shape):
    assert compute(shape, "torch") == compute(shape, "executed") == compute(shape, "megatron")


# published to the digit


@pytest.mark.parametrize(
    ("convention", "printed"), [("executed", "125,194"), ("flopwise", "72,827")]
)
def test_llama_2_7b_over_four_sequences_of_129024_tokens(convention, printed):
    """MaxText, pull request 1988: TFLOP with whole and with causal attention."""
    found = estimate(
        "llama-2-7b", tokens=4 * 129_024, sequence_length=129_024, convention=convention
    )
    assert f"{float(found.value) / 1e12:,.0f}" == printed


def test_qwen_3_235b_has_204_pflop_of_attention_and_weights_over_196608_tokens():
    """NeMo-RL, pull request 2736: 94 layers, 64 heads of 128, 4 groups, 8 of 128 experts of 1,536.

    Experts can't be read yet: eight of them are, for what a token passes, one of eight times 1,536.
    """
    config = {
        "model_type": "qwen3", "hidden_size": 4096, "num_hidden_layers": 94,
        "num_attention_heads": 64, "num_key_value_heads": 4, "head_dim": 128,
        "intermediate_size": 8 * 1536, "vocab_size": 151_936,
    }  # fmt: skip
    found = estimate(config, tokens=196_608, sequence_length=196_608)
    assert f"{float(found.value) / 1e15:.0f}" == "204"


# laws


@settings(deadline=None)
@given(shape=shapes(), sequences=st.integers(1, 10**6), convention=st.sampled_from(ALL))
def test_twice_the_tokens_is_twice_the_work_under_every_convention(shape, sequences, convention):
    assert compute(shape, convention, 2 * sequences) == 2 * compute(shape, convention, sequences)


@given(shape=shapes())
def test_a_causal_mask_never_costs_more_than_the_whole_square(shape):
    assert compute(shape, "flopwise") <= compute(shape, "executed") <= compute(shape, "chinchilla")
