"""GPT-2 and what is built like it: GPT-3, MT-NLG, nanoGPT."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Learned positions, biases throughout (nanoGPT can do without), a plain feed-forward layer."""
    bias = config.flag("bias", default=True)
    sparse = config.text("attention_pattern").startswith("alternating dense")
    return Decoder(
        hidden_size=config.count("hidden_size", "n_embd"),
        layers=config.count("num_hidden_layers", "n_layer"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(
            heads=config.count("num_attention_heads", "n_head"),
            head_dim=config.count("head_dim") if config.has("head_dim") else None,
            bias=bias,
            output_bias=bias,
        ),
        feed_forward=FeedForward(
            config.count("intermediate_size", "n_inner")
            if config.has("intermediate_size", "n_inner")
            else None,
            bias=bias,
        ),
        norm=Norm(bias=bias),
        learned_positions=config.count("max_position_embeddings", "n_positions"),
        tied=config.flag("tie_word_embeddings", default=True),
        density=(1, 0.5, 1) if sparse else None,
    )
