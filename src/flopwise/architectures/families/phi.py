"""Phi 1 to 2: parallel layers behind one norm, partly rotated heads, biases everywhere."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Even the output layer has a bias."""
    heads = config.count("num_attention_heads")
    groups = config.count("num_key_value_heads", default=heads)
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=heads,
            key_value_heads=groups if groups != heads else None,
            head_dim=config.count("head_dim") if config.has("head_dim") else None,
            bias=True,
            output_bias=True,
            norm="head" if config.flag("qk_layernorm", default=False) else "",
            norm_bias=True,
            rotary=True,
        ),
        feed_forward=FeedForward(config.count("intermediate_size"), bias=True),
        norm=Norm(per_block=1),
        tied=config.flag("tie_word_embeddings", default=False),
        head_bias=True,
    )
