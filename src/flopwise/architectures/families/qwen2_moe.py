"""Qwen 1.5 and 2 with experts: many narrow ones, and a wide one that every token passes."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.experts import Experts, sparse_layers
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """What is shared is weighed by a gate. Every second of the lower layers may slide."""
    decoder = llama.read(config, biases=())
    bias = config.flag("qkv_bias", default=True)
    experts = Experts(
        config.count("num_experts", "num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        sparse_layers(config, decoder.layers),
        shared_size=config.count("shared_expert_intermediate_size"),
        shared_gate=True,
    )
    attention = decoder.attention._replace(bias=bias, output_bias=False)
    return _with_windows(decoder._replace(attention=attention, experts=experts), config)


def _with_windows(decoder: Decoder, config: Config) -> Decoder:
    if not config.flag("use_sliding_window", default=False):
        return decoder
    lower = min(config.count("max_window_layers", default=28, least=0), decoder.layers)
    config = config.with_defaults(sliding_window=4096)
    return llama.with_windows(decoder, config, full=decoder.layers - (lower + 1) // 2)
