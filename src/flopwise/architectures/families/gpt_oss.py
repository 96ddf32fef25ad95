"""gpt-oss: experts with biases, and every second layer with a narrow window."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama, mixtral


def read(config: Config) -> Decoder:
    """The first layer slides; each head may look at nothing, by a number of its own."""
    decoder = mixtral.with_experts(
        llama.read(config.with_defaults(attention_bias=True), biases=("attention_bias",)), config
    )
    assert decoder.experts is not None
    decoder = decoder._replace(
        attention=decoder.attention._replace(
            head_dim=config.count("head_dim", default=64), sinks=True
        ),
        experts=decoder.experts._replace(bias=True, router_bias=True),
    )
    config = config.with_defaults(sliding_window=128)
    return llama.with_windows(decoder, config, full=decoder.layers // 2)
