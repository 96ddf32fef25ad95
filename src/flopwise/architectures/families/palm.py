"""PaLM: parallel layers, one key-value head, a gated layer, no biases, tied embeddings.

No Hugging Face type exists; the type's name is ours.
"""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """All heads share one key and one value."""
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=config.count("num_attention_heads"),
            key_value_heads=config.count("num_key_value_heads", default=1),
            head_dim=config.count("head_dim") if config.has("head_dim") else None,
            rotary=True,
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size") if config.has("intermediate_size") else None,
            gated=True,
        ),
        norm=Norm(per_block=1, bias=False),
        tied=config.flag("tie_word_embeddings", default=True),
    )
