"""Gemma 3, text part: like Gemma 2, with norms on queries and keys and mostly sliding layers."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import gemma2, llama


def read(config: Config) -> Decoder:
    """Five sliding layers to one that looks at everything, norms on the heads of queries and keys.

    The configs that Google published leave out what the 4B size has in common with the defaults.
    """
    config = config.with_defaults(
        vocab_size=262_208, num_attention_heads=8, num_key_value_heads=4, sliding_window=4096
    )
    decoder = gemma2.read(config)
    decoder = decoder._replace(attention=decoder.attention._replace(norm="head"))
    every = config.count("sliding_window_pattern", "_sliding_window_pattern", default=6)
    return llama.with_windows(decoder, config, full=decoder.layers // every)
