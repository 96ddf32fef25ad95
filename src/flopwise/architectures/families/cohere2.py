"""Cohere's Command R7B: Command R with three sliding layers to one that sees everything."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import cohere, llama


def read(config: Config) -> Decoder:
    """The layers that see everything have no positions; no head is normed in any size."""
    every = config.count("sliding_window_pattern", "_sliding_window_pattern", default=4)
    decoder = cohere.read(config)
    decoder = decoder._replace(attention=decoder.attention._replace(norm=""))
    config = config.with_defaults(sliding_window=4096)
    return llama.with_windows(decoder, config, full=decoder.layers // every)
