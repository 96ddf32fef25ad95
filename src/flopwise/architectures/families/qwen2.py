"""Qwen 2 and 2.5: Llama with biases on queries, keys and values."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """Its window is written into every config, but used only where a flag says so."""
    decoder = llama.read(config, biases=())
    decoder = decoder._replace(attention=decoder.attention._replace(bias=True, output_bias=False))
    return windows(decoder, config)


def windows(decoder: Decoder, config: Config) -> Decoder:
    """Let the upper layers slide, from `max_window_layers` on, if the window is in use at all."""
    if not config.flag("use_sliding_window", default=False):
        return decoder
    full = min(config.count("max_window_layers", default=28, least=0), decoder.layers)
    return llama.with_windows(decoder, config.with_defaults(sliding_window=4096), full)
