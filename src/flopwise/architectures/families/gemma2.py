"""Gemma 2: a norm before and behind each layer, every second layer with a window."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import gemma, llama


def read(config: Config) -> Decoder:
    """The first layer slides, the second looks at everything, and so on."""
    decoder = gemma.read(config)
    decoder = decoder._replace(norm=decoder.norm._replace(per_block=4))
    config = config.with_defaults(sliding_window=4096)
    return llama.with_windows(decoder, config, full=decoder.layers // 2)
