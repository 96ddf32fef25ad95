"""StableLM: a gated layer between norms with biases, partly rotated heads."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder, Norm
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """The largest size runs its layers in parallel and norms each head with gains of its own."""
    decoder = llama.read(config, biases=())
    return decoder._replace(
        attention=decoder.attention._replace(
            bias=config.flag("use_qkv_bias", default=False),
            output_bias=False,
            norm="all" if config.flag("qk_layernorm", default=False) else "",
            rotary=True,
        ),
        norm=Norm(per_block=1 if config.flag("use_parallel_residual", default=False) else 2),
    )
