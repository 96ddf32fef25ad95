"""Cohere's Command R: parallel layers behind one norm without bias, tied embeddings."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder, Norm
from flopwise.architectures.families import llama


def read(config: Config) -> Decoder:
    """The larger one norms each head with gains of its own."""
    decoder = llama.read(config, biases=("attention_bias",))
    norm = "all" if config.flag("use_qk_norm", default=False) else ""
    return decoder._replace(
        attention=decoder.attention._replace(norm=norm),
        norm=Norm(per_block=1, bias=False),
        tied=config.flag("tie_word_embeddings", default=True),
    )
