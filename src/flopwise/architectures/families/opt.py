"""OPT: learned positions with two rows to spare, and in one size a narrower embedding."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm


def read(config: Config) -> Decoder:
    """Two position rows are left over from the padding of its first code base."""
    bias = config.flag("enable_bias", default=True)
    width = config.count("hidden_size")
    embedded = config.count("word_embed_proj_dim", default=width)
    affine = config.flag("layer_norm_elementwise_affine", default=True)
    before = config.flag("do_layer_norm_before", default=True)
    removed = config.flag("_remove_final_layer_norm", default=False)
    return Decoder(
        hidden_size=width,
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(heads=config.count("num_attention_heads"), bias=bias, output_bias=bias),
        feed_forward=FeedForward(config.count("intermediate_size", "ffn_dim"), bias=bias),
        norm=Norm(gain=affine, bias=affine, final=before and not removed),
        learned_positions=config.count("max_position_embeddings") + 2,
        embedding_width=embedded if embedded != width else None,
        tied=config.flag("tie_word_embeddings", default=True),
    )
