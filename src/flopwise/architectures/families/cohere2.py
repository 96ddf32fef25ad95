"""Cohere's Command R7B: Command R with three sliding layers to one that sees everything."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import cohere, llama


def read(config: Config) -> Decoder:
    """The layers that see everything have no positions."""
    every = config.count("sliding_window_pattern", "_sliding_window_pattern", default=4)
    return llama.with_windows(cohere.read(config), config, every=every)
