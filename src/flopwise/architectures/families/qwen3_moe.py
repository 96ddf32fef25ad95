"""Qwen 3 with experts: the attention of Qwen 3, and in most layers many narrow experts."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.experts import Experts, sparse_layers
from flopwise.architectures.families import llama, qwen3


def read(config: Config) -> Decoder:
    """Nothing is shared between its experts; a window, if in use, is in every layer."""
    decoder = qwen3.without_windows(config)
    if config.flag("use_sliding_window", default=False):
        decoder = llama.with_windows(decoder, config.with_defaults(sliding_window=4096))
    experts = Experts(
        config.count("num_experts", "num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        sparse_layers(config, decoder.layers),
    )
    return decoder._replace(experts=experts)
