"""GPT-NeoX: Pythia and GPT-NeoX-20B."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Parallel layers with a norm each, partly rotated heads, an output layer of its own."""
    bias = config.flag("attention_bias", default=True)
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=config.count("num_attention_heads"),
            bias=bias,
            output_bias=bias,
            rotary=True,
        ),
        feed_forward=FeedForward(config.count("intermediate_size"), bias=True),
        norm=Norm(),
        tied=config.flag("tie_word_embeddings", default=False),
    )
