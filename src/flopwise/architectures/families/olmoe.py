"""OLMoE: OLMo 2's norms on queries and keys, and experts in every layer."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import mixtral, olmo2


def read(config: Config) -> Decoder:
    """Many narrow experts; the size in its config is that of one of them."""
    return mixtral.with_experts(olmo2.read(config), config)
