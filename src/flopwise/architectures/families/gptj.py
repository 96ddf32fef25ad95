"""GPT-J: parallel layers behind one norm, no biases in attention."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Only its feed-forward and output layers have biases."""
    return Decoder(
        hidden_size=config.count("hidden_size", "n_embd"),
        layers=config.count("num_hidden_layers", "n_layer"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(heads=config.count("num_attention_heads", "n_head"), rotary=True),
        feed_forward=FeedForward(
            config.count("intermediate_size", "n_inner")
            if config.has("intermediate_size", "n_inner")
            else None,
            bias=True,
        ),
        norm=Norm(per_block=1),
        tied=config.flag("tie_word_embeddings", default=False),
        head_bias=True,
    )
