"""Parameters and the FLOP of the convention `torch`, against what torch counts, to the last digit."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.reader import is_readable, model_types, read_config, read_decoder
from flopwise.catalog import models
from flopwise.catalog.conventions import find

from .torch_counter import ENCODERS, OF_IMAGES, Count, count, settings

SEQUENCE_LENGTH = 24
NO_HUGGING_FACE_TYPE = {"gopher", "palm"}
NOT_BUILT_BY_TRANSFORMERS = {
    "gpt-3-xl": "its 24 heads of 128 are wider together than its 2,048 features",
    "gpt-3-13b": "its 40 heads don't divide its 5,140 features",
    "nanogpt-gpt2-124m": "GPT-2 without biases can't be asked for",
}


def flopwise_counts(model: Any, sequence_length: int) -> Count:
    """Count as the convention `torch` says: the backward pass is what training takes besides."""

    def quantity(name: str) -> Any:
        return operations.estimate(
            model, quantity=name, convention="torch", sequence_length=sequence_length
        ).value

    forward = quantity("forward_compute")
    both = quantity("compute_per_token") * sequence_length
    return Count(quantity("parameters"), forward, both - forward)


# every family, in miniature

TINY: dict[str, Any] = {
    "num_hidden_layers": 3,
    "hidden_size": 48,
    "num_attention_heads": 6,
    "vocab_size": 101,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
    "bos_token_id": 0,
    "eos_token_id": 0,
}


def tiny(model_type: str, **fields: Any) -> dict[str, Any]:
    """Make a small model of a family, with some fields set otherwise."""
    own: dict[str, Any] = {"model_type": model_type}
    if model_type in LIKE_LLAMA:
        own |= {"intermediate_size": 112, "num_key_value_heads": 6, "head_dim": 8}
    if model_type in ("gpt_neox", "opt", *ENCODERS):
        own |= {"intermediate_size": 112}
    if model_type == "gptj":
        own |= {"rotary_dim": 4}
    if model_type in MIXTURES:
        own |= {"intermediate_size": 112, "num_key_value_heads": 6} | MIXTURES[model_type]
    return TINY | own | fields


_LATENT = {
    "q_lora_rank": 20, "kv_lora_rank": 14, "qk_nope_head_dim": 10, "qk_rope_head_dim": 6,
    "v_head_dim": 12,
}  # fmt: skip
_DEEPSEEK = {
    "moe_intermediate_size": 28, "n_routed_experts": 8, "num_experts_per_tok": 3,
    "n_shared_experts": 2, "first_k_dense_replace": 1,
    "n_group": 4, "topk_group": 2,
    **_LATENT,
}  # fmt: skip
MIXTURES: dict[str, dict[str, Any]] = {
    "deepseek_v2": _DEEPSEEK,
    "deepseek_v3": _DEEPSEEK,
    "gpt_oss": {"num_local_experts": 7, "num_experts_per_tok": 3, "head_dim": 8},
    "granitemoe": {"num_local_experts": 5, "num_experts_per_tok": 2},
    "mixtral": {"num_local_experts": 5, "num_experts_per_tok": 2},
    "olmoe": {"num_experts": 9, "num_experts_per_tok": 4},
    "qwen2_moe": {
        "num_experts": 6, "num_experts_per_tok": 2, "moe_intermediate_size": 20,
        "shared_expert_intermediate_size": 44,
    },
    "qwen3_moe": {
        "num_experts": 6, "num_experts_per_tok": 2, "moe_intermediate_size": 20, "head_dim": 8,
    },
}  # fmt: skip

LIKE_LLAMA = (
    "cohere", "cohere2", "gemma", "gemma2", "gemma3_text", "granite", "llama", "mistral", "olmo",
    "olmo2", "phi", "phi3", "qwen2", "qwen3", "smollm3", "stablelm",
)  # fmt: skip
OTHERS = ("bloom", "falcon", "gpt2", "gpt_neox", "gptj", "openai-gpt", "opt")
_WITH_LATENT_ATTENTION = ("deepseek_v2", "deepseek_v3")
ALL = (*LIKE_LLAMA, *OTHERS, *MIXTURES)
HEADS_DIVIDE_THE_WIDTH = {"stablelm"}
"""A head size of its own is not read by transformers."""

VARIANTS = {
    **{f"{name}, as it is": tiny(name) for name in ALL},
    **{f"{name}, tied": tiny(name, tie_word_embeddings=True) for name in ALL},
    **{f"{name}, as it is": tiny(name) for name in ENCODERS},
    **{
        f"{name}, {head}": tiny(name, architectures=[f"{prefix}{head}"], type_vocab_size=3)
        for name, prefix in zip(ENCODERS, ("Bert", "Roberta"), strict=True)
        for head in ("ForMaskedLM", "Model")
    },
    "bert, ForPreTraining": tiny("bert", architectures=["BertForPreTraining"]),
    **{f"{name}, untied": tiny(name, tie_word_embeddings=False) for name in ALL},
    **{f"{name}, grouped queries": tiny(name, num_key_value_heads=2) for name in LIKE_LLAMA},
    **{f"{name}, one key-value head": tiny(name, num_key_value_heads=1) for name in LIKE_LLAMA},
    **{
        f"{name}, wider heads": tiny(name, head_dim=12, num_key_value_heads=3)
        for name in LIKE_LLAMA
        if name not in HEADS_DIVIDE_THE_WIDTH
    },
    **{
        f"{name}, every bias that is asked for": tiny(
            name, attention_bias=True, mlp_bias=True, num_key_value_heads=2
        )
        for name in LIKE_LLAMA
    },
    **{
        f"{name}, sliding window": tiny(name, sliding_window=7, num_key_value_heads=2)
        for name in ("cohere2", "gemma2", "gemma3_text", "mistral", "phi3")
    },
    **{
        f"{name}, upper layers slide": tiny(
            name, sliding_window=7, use_sliding_window=True, max_window_layers=1
        )
        for name in ("qwen2", "qwen3")
    },
    **{
        f"{name}, grouped queries and biases": tiny(
            name, num_key_value_heads=2, attention_bias=True, mlp_bias=True
        )
        for name in MIXTURES
        if name not in _WITH_LATENT_ATTENTION
    },
    **{
        f"{name}, biases": tiny(name, attention_bias=True, mlp_bias=True)
        for name in _WITH_LATENT_ATTENTION
    },
    **{f"{name}, full queries": tiny(name, q_lora_rank=None) for name in _WITH_LATENT_ATTENTION},
    **{
        f"{name}, experts in every layer": tiny(name, first_k_dense_replace=0)
        for name in _WITH_LATENT_ATTENTION
    },
    **{f"{name}, sliding window": tiny(name, sliding_window=7) for name in ("gpt_oss", "mixtral")},
    **{
        f"{name}, some layers slide": tiny(
            name, sliding_window=7, use_sliding_window=True, max_window_layers=2
        )
        for name in ("qwen2_moe", "qwen3_moe")
    },
    **{
        f"{name}, experts in every second layer": tiny(name, decoder_sparse_step=2)
        for name in ("qwen2_moe", "qwen3_moe")
    },
    **{
        f"{name}, one layer without experts": tiny(name, mlp_only_layers=[1])
        for name in ("qwen2_moe", "qwen3_moe")
    },
    **{
        f"{name}, no layer with experts": tiny(name, mlp_only_layers=[0, 1, 2])
        for name in ("qwen2_moe", "qwen3_moe")
    },
    "qwen2_moe, no biases": tiny("qwen2_moe", qkv_bias=False),
    "qwen3_moe, heads as wide as in the 235B": tiny("qwen3_moe", head_dim=16),
    "gpt_oss, layer types": tiny(
        "gpt_oss",
        sliding_window=5,
        layer_types=["full_attention", "sliding_attention", "full_attention"],
    ),
    "gemma2, layer types": tiny(
        "gemma2",
        sliding_window=5,
        layer_types=["full_attention", "sliding_attention", "full_attention"],
    ),
    "gemma3_text, every second layer sees all": tiny(
        "gemma3_text", sliding_window=5, sliding_window_pattern=2
    ),
    "smollm3, windows": tiny("smollm3", sliding_window=5, use_sliding_window=True),
    "cohere, norms on heads": tiny("cohere", use_qk_norm=True, num_key_value_heads=2),
    "cohere2, a flag of its sister": tiny("cohere2", use_qk_norm=True, num_key_value_heads=2),
    "phi, norms on heads": tiny("phi", qk_layernorm=True, num_key_value_heads=2),
    "phi, partly rotated": tiny("phi", partial_rotary_factor=0.5),
    "stablelm, norms on heads": tiny(
        "stablelm", qk_layernorm=True, use_qkv_bias=True, num_key_value_heads=2
    ),
    "stablelm, parallel": tiny("stablelm", use_parallel_residual=True, partial_rotary_factor=0.5),
    "olmo, clipped": tiny("olmo", clip_qkv=8.0),
    "gpt2, narrow feed-forward": tiny("gpt2", intermediate_size=80),
    "gptj, narrow feed-forward": tiny("gptj", intermediate_size=80),
    "gpt_neox, sequential": tiny("gpt_neox", use_parallel_residual=False, rotary_pct=0.5),
    "gpt_neox, no biases in attention": tiny("gpt_neox", attention_bias=False),
    "opt, narrow embedding": tiny("opt", word_embed_proj_dim=20, do_layer_norm_before=False),
    "opt, no biases": tiny("opt", enable_bias=False),
    "opt, norms without parameters": tiny("opt", layer_norm_elementwise_affine=False),
    "opt, no norm at the end": tiny("opt", _remove_final_layer_norm=True),
    "falcon, 1B: ALiBi, biases": tiny(
        "falcon", multi_query=False, parallel_attn=False, alibi=True, bias=True
    ),
    "falcon, many heads in parallel": tiny("falcon", multi_query=False),
    "falcon, 7B: one key-value head": tiny("falcon", multi_query=True, intermediate_size=80),
    "falcon, one key-value head in sequence": tiny("falcon", parallel_attn=False),
    "falcon, 40B: groups, two norms": tiny(
        "falcon", new_decoder_architecture=True, num_key_value_heads=2
    ),
    "falcon, 11B: groups, one norm": tiny(
        "falcon", new_decoder_architecture=True, num_key_value_heads=2, num_ln_in_parallel_attn=1
    ),
}


def test_every_family_with_a_hugging_face_type_is_compared():
    compared = {config["model_type"].replace("-", "_") for config in VARIANTS.values()}
    assert compared | NO_HUGGING_FACE_TYPE | set(OF_IMAGES) == set(model_types())


@pytest.mark.parametrize("config", VARIANTS.values(), ids=VARIANTS)
def test_small_models_of_every_family_count_as_torch_counts_them(config):
    assert flopwise_counts(config, SEQUENCE_LENGTH) == count(config, SEQUENCE_LENGTH)


@pytest.mark.parametrize("config", VARIANTS.values(), ids=VARIANTS)
def test_a_configuration_object_counts_as_its_fields_do(config):
    """The object writes its fields under the names that its type has for them, defaults included."""
    made = settings(config)
    assert flopwise_counts(made, SEQUENCE_LENGTH) == flopwise_counts(config, SEQUENCE_LENGTH)


SLIDING = {name: config for name, config in VARIANTS.items() if "sliding_window" in config}


@pytest.mark.parametrize("config", SLIDING.values(), ids=SLIDING)
@pytest.mark.parametrize("layers", [1, 2, 6, 13])
def test_the_layers_that_slide_are_those_that_slide_in_transformers(config, layers):
    if "layer_types" in config:
        kinds = (config["layer_types"] * layers)[:layers]
        config = config | {"layer_types": kinds}
    config = config | {"num_hidden_layers": layers}
    expected = getattr(settings(config), "layer_types", ["sliding_attention"] * layers)
    decoder = read_decoder(config, "a small config")
    found = {f"{kind.label}_attention": kind.layers for kind in decoder.kinds}
    assert (found or {"full_attention": layers}) == Counter(expected)


# random shapes

_FLAGS = {
    "cohere": ("use_qk_norm",),
    "granite": ("attention_bias", "mlp_bias"),
    "llama": ("attention_bias", "mlp_bias"),
    "olmo2": ("attention_bias",),
    "phi": ("qk_layernorm",),
    "qwen3": ("attention_bias",),
    "gpt_neox": ("attention_bias", "use_parallel_residual"),
    "opt": ("enable_bias", "do_layer_norm_before"),
    "falcon": ("bias", "multi_query", "alibi", "new_decoder_architecture"),
}


@st.composite
def configs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small decoder of some family: any shape that transformers builds."""
    model_type = draw(
        st.sampled_from([*_FLAGS, "gemma", "gemma2", "gpt2", "mistral", "qwen2", "gptj"])
    )
    heads, head_dim = draw(st.integers(1, 6)), 2 * draw(st.integers(2, 6))
    width = heads * head_dim
    fields: dict[str, Any] = {
        "num_hidden_layers": draw(st.integers(1, 4)),
        "hidden_size": width,
        "num_attention_heads": heads,
        "vocab_size": draw(st.integers(2, 300)),
        "tie_word_embeddings": draw(st.booleans()),
    }
    if model_type != "falcon":
        fields["intermediate_size"] = draw(st.integers(1, 200))
    if model_type in LIKE_LLAMA:
        groups = [number for number in range(1, heads + 1) if heads % number == 0]
        fields["num_key_value_heads"] = draw(st.sampled_from(groups))
        fields["head_dim"] = 2 * draw(st.integers(2, 6))
        if model_type == "phi":  # the norms of heads are as wide as width over heads
            fields |= {"head_dim": head_dim, "partial_rotary_factor": 1.0}
    if model_type == "gpt_neox":  # what is rotated must be an even number of features
        fields["rotary_pct"] = 1.0
    if model_type == "opt":
        fields["word_embed_proj_dim"] = draw(st.sampled_from([width, width + 3]))
    fields |= {flag: draw(st.booleans()) for flag in _FLAGS.get(model_type, ())}
    return tiny(model_type, **fields)


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(config=configs(), sequence_length=st.integers(1, 60))
def test_random_shapes_count_as_torch_counts_them(config, sequence_length):
    assert flopwise_counts(config, sequence_length) == count(config, sequence_length)


# the models of the catalog

ARCHITECTURES = {
    card.id: card.architecture
    for card in models.every()
    if card.architecture is not None
    and is_readable(card.architecture["model_type"])
    and card.architecture["model_type"] not in (*NO_HUGGING_FACE_TYPE, *OF_IMAGES)
}
QUICK = (
    "bloom-560m", "falcon-7b", "gemma-2-2b", "gemma-3-1b", "gpt-1", "gpt-3", "gpt-j-6b", "gpt2",
    "granite-3.0-2b-base", "llama-3.1-8b", "mistral-7b-v0.1", "olmo-2-0425-1b", "opt-350m",
    "bert-base", "deepseek-v2-lite", "gpt-oss-20b", "mixtral-8x7b", "olmoe-1b-7b",
    "phi-2", "phi-3-mini-4k-instruct", "pythia-70m", "qwen2.5-0.5b", "qwen3-0.6b", "qwen3-30b-a3b", "roberta-base", "smollm3-3b",
)  # fmt: skip


def test_the_models_of_the_quick_part_are_in_the_catalog():
    assert set(QUICK) | set(NOT_BUILT_BY_TRANSFORMERS) <= set(ARCHITECTURES)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in ARCHITECTURES
        if name not in NOT_BUILT_BY_TRANSFORMERS
    ],
)
def test_models_of_the_catalog_count_as_torch_counts_them(name):
    config = ARCHITECTURES[name]
    length = min(2048, read_config(config, name).context or 2048)
    assert flopwise_counts(name, length) == count(config, length)


@pytest.mark.parametrize("name", ["gpt-3-xl", "gpt-3-13b"])
def test_some_shapes_of_the_gpt_3_paper_are_not_built_by_transformers(name):
    with pytest.raises(ValueError, match="must be divisible by num_heads"):
        count(ARCHITECTURES[name], SEQUENCE_LENGTH)


def test_nanogpt_is_gpt_2_without_biases():
    found = flopwise_counts("nanogpt", 1024)
    expected = count(ARCHITECTURES["nanogpt-gpt2-124m"], 1024)
    biases = 12 * (3 + 1 + 4 + 1 + 2) * 768 + 768
    assert found == expected._replace(parameters=expected.parameters - biases)


def test_gpt_3_takes_735_tflop_for_one_sequence_of_2048_tokens():
    expected = Count(174_604_259_328, 734_804_261_732_352, 2 * 734_804_261_732_352)
    assert flopwise_counts("gpt-3", 2048) == expected
    parts = operations.estimate(
        "gpt-3", quantity="forward_compute", convention="torch", sequence_length=2048
    ).breakdown
    attention = sum(part.forward for part in parts if part.kind == "attention")
    linear = sum(part.forward for part in parts if part.kind == "linear")
    assert (linear, attention) == (715_013_052_432_384, 19_791_209_299_968)


def test_the_convention_names_the_versions_that_it_was_checked_against():
    import torch
    import transformers

    named = dict(part.split() for part in find("torch").checked_against.split(", "))
    assert named == {
        "torch": torch.__version__.partition("+")[0],
        "transformers": transformers.__version__,
    }
