"""SmolLM3: Llama with every fourth layer left without positions."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """Leaving out the rotation changes no shape; windows, if any, are on those layers."""
    decoder = llama.read(config)._replace(tied=config.flag("tie_word_embeddings", default=True))
    if config.flag("use_sliding_window", default=False):
        every = config.count("no_rope_layer_interval", default=4)
        full = decoder.layers - decoder.layers // every
        return llama.with_windows(decoder, config, full)
    return decoder
