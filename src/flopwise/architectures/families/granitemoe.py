"""Granite with experts in every layer."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import granite, mixtral


def read(config: Config) -> Decoder:
    """Its factors on embeddings and residuals cost nothing that counts."""
    return mixtral.with_experts(granite.read(config, biases=("attention_bias",)), config)
