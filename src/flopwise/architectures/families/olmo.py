"""OLMo: Llama with norms that have no parameters."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder, Norm
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """Its normalisation neither scales nor shifts."""
    return llama.read(config, biases=("attention_bias",))._replace(
        norm=Norm(gain=False, bias=False)
    )
