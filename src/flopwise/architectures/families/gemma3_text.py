"""Gemma 3, text part: like Gemma 2, with norms on queries and keys and mostly sliding layers."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import gemma2, llama


def read(config: Config) -> Decoder:
    """Five sliding layers to one that looks at everything, norms on the heads of queries and keys."""
    decoder = gemma2.read(config)
    decoder = decoder._replace(attention=decoder.attention._replace(norm="head"))
    every = config.count("sliding_window_pattern", "_sliding_window_pattern", default=6)
    return llama.with_windows(decoder, config, every=every)
