"""OLMo 2: Llama with norms behind the layers and on all queries and keys at once."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """The norms of queries and keys are as wide as all heads together."""
    decoder = llama.read(config, biases=("attention_bias",))
    return decoder._replace(attention=decoder.attention._replace(norm="all"))
