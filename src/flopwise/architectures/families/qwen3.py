"""Qwen 3: Llama with norms on queries and keys and a head size of its own."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama, qwen2


def read(config: Config) -> Decoder:
    """Its windows, if in use, are those of Qwen 2."""
    return qwen2.windows(without_windows(config), config)


def without_windows(config: Config) -> Decoder:
    """Its head size is 128 whatever the width, and is so by default."""
    decoder = llama.read(config, biases=("attention_bias",))
    attention = decoder.attention._replace(
        head_dim=config.count("head_dim", default=128), norm="head"
    )
    return decoder._replace(attention=attention)
