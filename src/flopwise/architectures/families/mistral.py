"""Mistral: Llama with a sliding window in its first version."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """All layers slide where the config has a window."""
    return llama.with_windows(llama.read(config, biases=()), config)
