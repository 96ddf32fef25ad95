"""Fields of a config: what is read, and what each error says."""

import math

import pytest

from flopwise.architectures.config import LARGEST, Config
from flopwise.errors import ConfigError


def config(**fields):
    return Config(fields, "box/config.json")


def test_a_count_is_read_under_the_first_name_that_is_there():
    both = config(n_embd=768, hidden_size=1024)
    assert both.count("hidden_size", "n_embd") == 1024
    assert config(n_embd=768).count("hidden_size", "n_embd") == 768
    assert config(hidden_size=None, n_embd=768).count("hidden_size", "n_embd") == 768


@pytest.mark.parametrize("value", [12, 12.0])
def test_a_whole_number_may_be_written_with_a_point(value):
    found = config(num_hidden_layers=value).count("num_hidden_layers")
    assert found == 12
    assert isinstance(found, int)


def test_a_default_stands_for_what_is_missing_or_null():
    assert config().count("head_dim", default=128) == 128
    assert config(head_dim=None).count("head_dim", default=128) == 128


def test_a_missing_field_is_named_with_its_other_names():
    with pytest.raises(ConfigError) as caught:
        config().count("hidden_size", "n_embd")
    assert str(caught.value) == "box/config.json lacks the field hidden_size (or n_embd)"


@pytest.mark.parametrize(
    "value",
    [
        -1, 0, 1.5, True, False, "12", "", [12], {"value": 12}, math.nan, math.inf, -math.inf,
        1e400, LARGEST + 1, 10**30, 10**5000, -(10**5000), 1e30, b"12", object,
    ],
    ids=lambda value: str(type(value).__name__),
)  # fmt: skip
def test_what_is_no_possible_size_is_refused_with_the_field_and_the_range(value):
    with pytest.raises(ConfigError) as caught:
        config(hidden_size=value).count("hidden_size")
    sentence = str(caught.value)
    assert sentence.startswith(
        "box/config.json: hidden_size must be a whole number from 1 to 1,000,000,000, not "
    )
    assert len(sentence) < 140


def test_the_value_that_is_wrong_is_shown():
    with pytest.raises(ConfigError, match=r"not -5$"):
        config(hidden_size=-5).count("hidden_size")
    with pytest.raises(ConfigError, match=r"not 'aaaa.*\.\.\.$"):
        config(hidden_size="a" * 1000).count("hidden_size")


def test_layers_and_heads_have_a_nearer_bound():
    for name in ("num_hidden_layers", "num_attention_heads"):
        with pytest.raises(ConfigError, match=f"{name} must be a whole number from 1 to 100,000,"):
            config(**{name: 10**30}).count(name)


def test_a_count_may_be_allowed_to_be_zero():
    assert config(max_window_layers=0).count("max_window_layers", least=0) == 0
    with pytest.raises(ConfigError, match="a whole number from 0 to"):
        config(max_window_layers=-1).count("max_window_layers", least=0)


def test_flags_are_true_or_false_and_nothing_else():
    assert config(bias=False).flag("bias", default=True) is False
    assert config(bias=None).flag("bias", default=True) is True
    for value in (1, 0, "true", "false", [True], 1.0):
        with pytest.raises(ConfigError, match="bias must be true or false, not "):
            config(bias=value).flag("bias", default=True)


def test_texts_and_names_are_what_they_are_called():
    assert config(attention_pattern="dense").text("attention_pattern") == "dense"
    assert config().text("attention_pattern") == ""
    assert config(layer_types=["a", "b"]).names("layer_types") == ("a", "b")
    assert config().names("layer_types") == ()
    with pytest.raises(ConfigError, match="attention_pattern must be a text, not 3"):
        config(attention_pattern=3).text("attention_pattern")
    for value in ("full_attention", [1], {"a": 1}, 5):
        with pytest.raises(ConfigError, match="layer_types must be a list of names, not "):
            config(layer_types=value).names("layer_types")


def test_defaults_fill_what_is_left_out_but_not_what_is_null():
    filled = config(sliding_window=None).with_defaults(sliding_window=4096, head_dim=64)
    assert not filled.has("sliding_window")
    assert filled.count("head_dim") == 64
    assert filled.name == "box/config.json"


def test_a_model_type_is_needed():
    with pytest.raises(ConfigError, match=r"box/config\.json lacks the field model_type"):
        _ = config(model_type=None).model_type


@pytest.mark.parametrize("value", [3, ["llama"], True])
def test_a_model_type_is_a_name(value):
    with pytest.raises(ConfigError, match=r"box/config\.json: model_type must be a text"):
        _ = config(model_type=value).model_type
