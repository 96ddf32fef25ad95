"""Configs as they are found: read as data, or refused in one sentence that names the field."""

import json
import math
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.reader import (
    LARGEST_FILE,
    is_readable,
    load_config,
    model_types,
    read_config,
    read_decoder,
)
from flopwise.errors import ConfigError, FlopwiseError, UnknownNameError

estimate: Any = operations.estimate

LLAMA = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 11008,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "vocab_size": 32000,
}

SIZES = [name for name in LLAMA if name != "model_type"]


def parameters(config):
    return estimate(config, quantity="parameters").value


def refusal(config):
    """Return the sentence with which a config is refused."""
    with pytest.raises(FlopwiseError) as caught:
        read_config(config, "config.json")
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


# what is found on the hub

HUB = {
    "gpt2": {
        "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
        "attn_pdrop": 0.1, "bos_token_id": 50256, "initializer_range": 0.02,
        "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768,
        "n_head": 12, "n_layer": 12, "n_positions": 1024, "resid_pdrop": 0.1,
        "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}},
        "vocab_size": 50257,
    },
    "bloom-560m": {
        "apply_residual_connection_post_layernorm": False, "architectures": ["BloomForCausalLM"],
        "attention_softmax_in_fp32": True, "model_type": "bloom", "n_embed": 1024, "n_inner": None,
        "n_layer": 24, "num_attention_heads": 16, "offset_alibi": 100, "pretraining_tp": 1,
        "use_cache": True, "vocab_size": 250880,
    },
    "opt-350m": {
        "_remove_final_layer_norm": False, "activation_function": "relu",
        "architectures": ["OPTForCausalLM"], "do_layer_norm_before": False, "ffn_dim": 4096,
        "hidden_size": 1024, "max_position_embeddings": 2048, "model_type": "opt",
        "num_attention_heads": 16, "num_hidden_layers": 24, "prefix": "</s>",
        "torch_dtype": "float16", "vocab_size": 50272, "word_embed_proj_dim": 512,
    },
    "falcon-40b": {
        "alibi": False, "architectures": ["FalconForCausalLM"], "bias": False,
        "auto_map": {"AutoConfig": "configuration_falcon.FalconConfig"},
        "hidden_size": 8192, "model_type": "falcon", "new_decoder_architecture": True,
        "num_attention_heads": 128, "num_hidden_layers": 60, "num_kv_heads": 8,
        "parallel_attn": True, "vocab_size": 65024,
    },
    "mistral-7b-v0.1": {
        "architectures": ["MistralForCausalLM"], "hidden_act": "silu", "hidden_size": 4096,
        "intermediate_size": 14336, "max_position_embeddings": 32768, "model_type": "mistral",
        "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
        "rope_theta": 10000.0, "sliding_window": 4096, "tie_word_embeddings": False,
        "torch_dtype": "bfloat16", "vocab_size": 32000,
    },
    "gemma-3-4b": {
        "architectures": ["Gemma3ForConditionalGeneration"], "image_token_index": 262144,
        "mm_tokens_per_image": 256, "model_type": "gemma3",
        "text_config": {
            "hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text",
            "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
            "sliding_window": 1024,
        },
        "vision_config": {"hidden_size": 1152, "model_type": "siglip_vision_model"},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HUB)
def test_a_config_from_the_hub_counts_as_the_model_of_the_catalog(name):
    for quantity in ("parameters", "compute_per_token"):
        options = {"quantity": quantity, "sequence_length": 2048}
        assert estimate(HUB[name], **options).value == estimate(name, **options).value


def test_a_file_and_its_folder_are_read_as_the_same_model(tmp_path):
    path = tmp_path / "gpt-2-small" / "config.json"
    path.parent.mkdir()
    path.write_text(json.dumps(HUB["gpt2"]))
    for model in (path, str(path), path.parent, str(path.parent)):
        assert parameters(model) == 124_439_808
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(HUB["gpt2"]).encode())
    assert parameters(path) == 124_439_808  # some editors mark the start of a text


def test_every_family_is_found_under_its_model_type():
    assert {"gpt2", "llama", "gemma3_text", "openai_gpt"} <= set(model_types())
    assert all(is_readable(name) for name in model_types())
    assert is_readable("openai-gpt")
    assert not is_readable("mamba")


# nothing is executed


def test_code_that_a_config_names_is_never_run(tmp_path):
    trace = tmp_path / "it-ran"
    (tmp_path / "modeling_evil.py").write_text(f"open({str(trace)!r}, 'w').close()\n")
    config = LLAMA | {
        "auto_map": {"AutoConfig": "modeling_evil.Config", "AutoModelForCausalLM": "modeling_evil"},
        "trust_remote_code": True,
        "custom_pipelines": {"x": {"impl": "modeling_evil.run"}},
        "transformers_version": "__import__('modeling_evil')",
        "_name_or_path": "../modeling_evil",
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert parameters(tmp_path) == parameters(LLAMA) == 6_738_415_616
    assert not trace.exists()


@pytest.mark.parametrize(
    "model_type",
    [
        "os",
        "modeling_evil",
        "..llama",
        "llama.read",
        "../families/llama",
        "__init__",
        "",
        "llama\0",
    ],
)
def test_a_model_type_never_becomes_an_import(model_type):
    known = set(sys.modules)
    with pytest.raises(UnknownNameError, match="unknown model_type"):
        read_decoder(LLAMA | {"model_type": model_type}, "config.json")
    assert not {name for name in set(sys.modules) - known if "families" in name}


# what is refused


def test_an_unknown_model_type_gets_near_matches_and_what_is_read():
    assert "unknown model_type 'lama': did you mean 'llama'" in refusal(
        LLAMA | {"model_type": "lama"}
    )
    assert "'gpt2'" in refusal(LLAMA | {"model_type": "gpt-2"})
    sentence = refusal(LLAMA | {"model_type": "mamba"})
    assert "the types that are read: bert, bloom, cohere, " in sentence


@pytest.mark.parametrize("field", LLAMA)
def test_a_missing_field_is_named(field):
    config = {name: value for name, value in LLAMA.items() if name != field}
    assert refusal(config).startswith(f"config.json lacks the field {field}")


@pytest.mark.parametrize("field", [*SIZES, "num_key_value_heads", "head_dim"])
@pytest.mark.parametrize(
    "value", [0, -8, 1.5, "4096", [4096], {}, True, math.nan, math.inf, 1e400, 10**30]
)
def test_a_size_that_can_not_be_is_refused_by_name(field, value):
    sentence = refusal(LLAMA | {field: value})
    assert sentence.startswith(f"config.json: {field} must be a whole number from 1 to ")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"num_attention_heads": 33},
            "num_attention_heads 33 does not divide hidden_size 4096; give a head_dim, or",
        ),
        (
            {"num_key_value_heads": 5},
            "num_key_value_heads 5 does not divide num_attention_heads 32",
        ),
        (
            {"num_key_value_heads": 64},
            "num_key_value_heads 64 does not divide num_attention_heads 32",
        ),
        ({"tie_word_embeddings": "yes"}, "tie_word_embeddings must be true or false, not 'yes'"),
        ({"attention_bias": 1}, "attention_bias must be true or false, not 1"),
    ],
)
def test_what_does_not_fit_together_is_said(changes, told):
    assert refusal(LLAMA | changes).startswith(f"config.json: {told}")


MISTRAL = LLAMA | {"model_type": "mistral", "sliding_window": 4096}
QWEN = LLAMA | {"model_type": "qwen2", "use_sliding_window": True}


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (MISTRAL | {"layer_types": ["full_attention"] * 33}, "of each of the 32 layers"),
        (MISTRAL | {"layer_types": ["sliding_attention"]}, "of each of the 32 layers"),
        (MISTRAL | {"layer_types": ["chunked_attention"] * 32}, "other kinds of layers"),
        (MISTRAL | {"layer_types": "full_attention"}, "layer_types must be a list of names"),
        (MISTRAL | {"sliding_window": 0}, "sliding_window must be a whole number from 1"),
        (QWEN | {"max_window_layers": -1}, "max_window_layers must be a whole number from 0"),
        (QWEN | {"use_sliding_window": 4096}, "use_sliding_window must be true or false"),
    ],
)
def test_windows_that_can_not_be_are_refused(config, told):
    assert told in refusal(config)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, [("sliding", 4, 4096), ("full", 28, None)]),  # 4,096 from the 28th layer, by default
        ({"max_window_layers": 0, "sliding_window": 512}, [("sliding", 32, 512)]),
        ({"max_window_layers": 99}, [("full", 32, None)]),
        ({"sliding_window": None}, []),
        ({"use_sliding_window": False}, []),
    ],
)
def test_the_upper_layers_of_qwen_slide_only_where_a_flag_says_so(changes, kinds):
    decoder = read_decoder(QWEN | changes, "config.json")
    assert [tuple(kind) for kind in decoder.kinds] == kinds


@pytest.mark.parametrize("config", [None, [], "llama", 3, [LLAMA], {}, {"model_type": None}])
def test_what_is_no_config_at_all_is_refused(config):
    with pytest.raises(ConfigError):
        read_decoder(config, "config.json")


# files


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not valid JSON"),
        (b"{", "is not valid JSON"),
        (b'{"model_type": "llama",}', "is not valid JSON"),
        (b"model_type: llama", "is not valid JSON"),
        (b"\x80\x04\x95K\x00", "is not a text file"),
        (b"[1, 2]", "must hold a JSON object"),
        (b'"llama"', "must hold a JSON object"),
        (b"NaN", "must hold a JSON object"),
        (b"[" * 200_000, "is nested too deeply"),
        (b'{"a":' * 100_000, "is nested too deeply"),
        (b"{}", "lacks the field model_type"),
        (b" " * (LARGEST_FILE + 1), "is too large for a model config (over 10 MB)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_config_is_refused_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        estimate(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["9" * 5000, "-" + "9" * 5000, "1e400", "NaN", "Infinity"])
def test_a_number_beyond_all_bounds_is_refused_by_name(tmp_path, value):
    path = tmp_path / "config.json"
    fields = json.dumps(LLAMA | {"vocab_size": 0}).replace(
        '"vocab_size": 0', f'"vocab_size": {value}'
    )
    path.write_text(fields)
    with pytest.raises(ConfigError, match="vocab_size must be a whole number from 1 to"):
        estimate(path)


def test_a_value_too_deep_to_be_shown_is_refused_all_the_same():
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert "vocab_size must be a whole number" in refusal(LLAMA | {"vocab_size": deep})


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nowhere/config.json", "can't be read: No such file"),
        ("empty", "can't be read: No such file"),
        ("a\0b.json", "can't be read: embedded null"),
    ],
)
def test_a_file_that_is_not_there_is_named(tmp_path, path, told):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / path)
    assert told in str(caught.value)
    assert path.partition("\0")[0] in str(caught.value)


def test_a_checkpoint_is_not_taken_for_a_config():
    with pytest.raises(ConfigError, match="checkpoint headers can't be read yet"):
        estimate("model.safetensors")


# anything at all

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from([0, 1, 2, 8, 12, 64, 4096, 10**9, 10**30, -1, "llama", "full_attention"]),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=8), parts, max_size=4),
    max_leaves=6,
)  # fmt: skip
FIELDS = [
    "hidden_size", "n_embd", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
    "head_dim", "intermediate_size", "vocab_size", "max_position_embeddings", "sliding_window",
    "layer_types", "sliding_window_pattern", "use_sliding_window", "max_window_layers", "bias",
    "attention_bias", "tie_word_embeddings", "word_embed_proj_dim", "enable_bias", "qk_layernorm",
    "multi_query", "new_decoder_architecture", "num_ln_in_parallel_attn", "attention_pattern",
    "text_config", "model_type", "no_rope_layer_interval", "auto_map",
]  # fmt: skip
ANY_CASE = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_answered_or_refused(config):
    try:
        found = estimate(config, tokens="1T", sequence_length=2048)
    except FlopwiseError as error:
        return "\n" not in str(error) and bool(str(error))
    return math.isfinite(found.value) and found.value > 0


@ANY_CASE
@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), kind=st.data())
def test_whatever_a_field_holds_there_is_an_answer_or_one_sentence(changes, kind):
    model_type = kind.draw(st.sampled_from(model_types()))
    config = LLAMA | {"model_type": model_type, "max_position_embeddings": 2048} | changes
    assert is_answered_or_refused(config)


@ANY_CASE
@given(config=st.dictionaries(st.text(max_size=8) | st.sampled_from(FIELDS), JSON, max_size=8))
def test_whatever_a_file_holds_there_is_an_answer_or_one_sentence(config):
    assert is_answered_or_refused(config)


@ANY_CASE
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_bytes_a_file_has_there_is_one_sentence(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "config.json"
    path.write_bytes(content)
    assert is_answered_or_refused(str(path))


# mixtures of experts, and fields that a family doesn't read

MIXTRAL = LLAMA | {"model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("num_experts", 8),
        ("num_local_experts", 8),
        ("n_routed_experts", 64),
        ("num_experts_per_tok", 2),
        ("moe_intermediate_size", 1024),
        ("moe_layers", [1, 3]),
        ("use_moe", True),
    ],
)
def test_a_dense_type_refuses_experts(field, value):
    sentence = refusal(LLAMA | {field: value})
    assert f"{field} belongs to a mixture of experts" in sentence
    assert "the type llama has no such field" in sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("num_experts", 0),
        ("num_local_experts", None),
        ("num_experts_per_tok", 1),
        ("use_moe", False),
        ("router_aux_loss_coef", 0.01),
        ("moe_aux_loss_coeff", 0.5),
    ],
)
def test_fields_of_experts_that_change_nothing_are_let_pass(field, value):
    assert read_decoder(LLAMA | {field: value}, "config.json").experts is None


def test_a_mixture_refuses_experts_that_it_does_not_read():
    assert "n_shared_experts belongs" in refusal(MIXTRAL | {"n_shared_experts": 2})


def test_a_mixture_needs_its_experts():
    lacking = {name: value for name, value in MIXTRAL.items() if name != "num_experts_per_tok"}
    assert "lacks the field num_experts_per_tok" in refusal(lacking)


def test_a_token_passes_no_more_experts_than_there_are():
    assert "a token can't pass 9 experts where there are 8" in refusal(
        MIXTRAL | {"num_experts_per_tok": 9}
    )


def test_layers_without_experts_must_be_a_list_of_numbers():
    qwen = LLAMA | {
        "model_type": "qwen3_moe", "num_experts": 8, "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
    }  # fmt: skip
    assert "mlp_only_layers must be a list of whole numbers" in refusal(
        qwen | {"mlp_only_layers": "0"}
    )


def test_layers_that_slide_are_refused_where_the_family_has_no_windows():
    layers = LLAMA["num_hidden_layers"]
    slides = LLAMA | {"layer_types": ["sliding_attention"] * layers, "sliding_window": 512}
    assert "layer_types names sliding_attention" in refusal(slides)
    full = LLAMA | {"layer_types": ["full_attention"] * layers}
    assert read_decoder(full, "config.json").kinds == ()


def test_layers_that_slide_are_refused_where_no_window_is_in_use():
    layers = LLAMA["num_hidden_layers"]
    mistral = LLAMA | {
        "model_type": "mistral", "layer_types": ["sliding_attention"] * layers,
    }  # fmt: skip
    assert "layer_types names sliding_attention" in refusal(mistral)
    assert read_decoder(mistral | {"sliding_window": 512}, "config.json").kinds[0].window == 512


# encoders

BERT = {
    "model_type": "bert", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
    "intermediate_size": 128, "vocab_size": 100, "max_position_embeddings": 32,
}  # fmt: skip


def test_an_encoder_that_is_a_decoder_is_refused():
    assert "make a decoder of an encoder" in refusal(BERT | {"is_decoder": True})


def test_a_head_that_cannot_be_read_is_refused():
    sentence = refusal(BERT | {"architectures": ["BertForSequenceClassification"]})
    assert "the head of BertForSequenceClassification can't be read yet" in sentence


def test_roberta_leaves_two_positions_unused():
    roberta = BERT | {"model_type": "roberta", "max_position_embeddings": 34}
    assert read_config(roberta, "config.json").context == 32


def test_every_word_of_an_encoder_sees_every_other():
    """Twice over: half the square is what a causal mask leaves, but for the diagonal."""

    def attention(config):
        found = operations.estimate(config, quantity="forward_compute", sequence_length=32)
        return sum(part.forward for part in found.breakdown if part.kind == "attention")

    assert attention(BERT) == 2 * 4 * 64 * 32**2
    assert attention(BERT) == 2 * attention(LLAMA_AS_WIDE) * 32 / 33


LLAMA_AS_WIDE = BERT | {"model_type": "llama"}
