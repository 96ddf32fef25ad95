"""Mixtral: Mistral with experts in every layer."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.experts import Experts
from flopwise.architectures.families import mistral


def read(config: Config) -> Decoder:
    """Its experts are as wide as the layer that they stand in for."""
    return with_experts(mistral.read(config), config)


def with_experts(decoder: Decoder, config: Config) -> Decoder:
    """Put experts of the size `intermediate_size` into every layer."""
    experts = Experts(
        config.count("num_local_experts", "num_experts"),
        config.count("num_experts_per_tok", "experts_per_token"),
        config.count("intermediate_size"),
        decoder.layers,
    )
    return decoder._replace(experts=experts)
