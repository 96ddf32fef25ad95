"""Phi 3 and 4: Llama with fused projections and, in some sizes, a sliding window."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """Fusing changes neither parameters nor FLOPs."""
    return llama.with_windows(llama.read(config, biases=()), config)
