"""Falcon: one key-value head or one a group, parallel layers, rotary or ALiBi."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Its three generations differ in the number of key-value heads and of norms."""
    heads = config.count("num_attention_heads", "n_head")
    grouped = config.flag("new_decoder_architecture", default=False)
    parallel = config.flag("parallel_attn", default=True)
    bias = config.flag("bias", default=False)
    if grouped:
        groups: int | None = config.count("num_key_value_heads", "num_kv_heads", default=heads)
        norms = config.count("num_ln_in_parallel_attn", default=2)
    else:
        groups = 1 if config.flag("multi_query", default=True) else None
        norms = 1 if parallel else 2
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=heads,
            key_value_heads=groups,
            bias=bias,
            output_bias=bias,
            rotary=not config.flag("alibi", default=False),
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size", "ffn_hidden_size")
            if config.has("intermediate_size", "ffn_hidden_size")
            else None,
            bias=bias,
        ),
        norm=Norm(per_block=norms),
        tied=config.flag("tie_word_embeddings", default=True),
    )
