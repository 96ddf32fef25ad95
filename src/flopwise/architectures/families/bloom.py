"""BLOOM: ALiBi in place of positions, and a norm behind the embedding."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Biases throughout; the linear position bias has no parameters."""
    return Decoder(
        hidden_size=config.count("hidden_size", "n_embed"),
        layers=config.count("num_hidden_layers", "n_layer"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=config.count("num_attention_heads", "n_head"), bias=True, output_bias=True
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size") if config.has("intermediate_size") else None,
            bias=True,
        ),
        norm=Norm(),
        embedding_norm=True,
        tied=config.flag("tie_word_embeddings", default=True),
    )
