"""Gopher and Chinchilla: RMSNorm and the relative positions of Transformer-XL.

No Hugging Face type exists; the type's name is ours.
"""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Each layer projects the relative positions once more, with a matrix as large as a query's."""
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=config.count("num_attention_heads"),
            head_dim=config.count("head_dim") if config.has("head_dim") else None,
            bias=True,
            output_bias=True,
            relative=True,
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size") if config.has("intermediate_size") else None,
            bias=True,
        ),
        norm=Norm(bias=False),
        tied=config.flag("tie_word_embeddings", default=True),
    )
