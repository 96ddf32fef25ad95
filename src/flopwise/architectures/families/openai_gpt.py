"""GPT-1: like GPT-2, with the norms behind each layer and none at the end."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import gpt2


def read(config: Config) -> Decoder:
    """Its norms lie behind the layers, so that none is left over at the end."""
    decoder = gpt2.read(config)
    return decoder._replace(norm=decoder.norm._replace(final=False))
