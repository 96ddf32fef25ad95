"""Gemma: Llama with wide heads and an output layer tied to a large vocabulary."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """Its head size is 256 by default, wider than width over heads."""
    decoder = llama.read(config, biases=("attention_bias",))
    return decoder._replace(
        attention=decoder.attention._replace(head_dim=config.count("head_dim", default=256)),
        tied=config.flag("tie_word_embeddings", default=True),
    )
