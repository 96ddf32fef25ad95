"""Llama, and the shape that many took over from it: RMSNorm, rotary heads, a gated layer."""

from collections.abc import Collection

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, LayerKind, Norm
from flopwise.errors import ConfigError


def read(config: Config, biases: Collection[str] = ("attention_bias", "mlp_bias")) -> Decoder:
    """The base of the families that change one thing or two.

    `biases` names the flags that a family heeds; a config may hold others, which change nothing.
    """
    heads = config.count("num_attention_heads")
    bias = "attention_bias" in biases and config.flag("attention_bias", default=False)
    groups = config.count("num_key_value_heads", default=heads)
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=heads,
            key_value_heads=groups if groups != heads else None,
            head_dim=config.count("head_dim") if config.has("head_dim") else None,
            bias=bias,
            output_bias=bias,
            rotary=True,
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size"),
            gated=True,
            bias="mlp_bias" in biases and config.flag("mlp_bias", default=False),
        ),
        norm=Norm(bias=False),
        tied=config.flag("tie_word_embeddings", default=False),
    )


def with_windows(decoder: Decoder, config: Config, full: int = 0) -> Decoder:
    """Give all layers but `full` of them a sliding window, where the config has one.

    A list `layer_types` in the config says better which of them slide.
    """
    if not config.has("sliding_window"):
        return decoder
    types = config.names("layer_types")
    if types:
        full = _full_layers(types, decoder, config)
    kinds = (
        LayerKind("sliding", decoder.layers - full, config.count("sliding_window")),
        LayerKind("full", full),
    )
    return decoder._replace(kinds=tuple(kind for kind in kinds if kind.layers))


def _full_layers(types: tuple[str, ...], decoder: Decoder, config: Config) -> int:
    if len(types) != decoder.layers:
        raise ConfigError(
            f"{config.name}: layer_types must say of each of the {decoder.layers} layers what it "
            f"is, not of {len(types)}"
        )
    full = types.count("full_attention")
    if full + types.count("sliding_attention") != len(types):
        raise ConfigError(
            f"{config.name}: layer_types may hold full_attention and sliding_attention; other "
            "kinds of layers can't be read yet"
        )
    return full
