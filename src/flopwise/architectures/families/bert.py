"""BERT: an encoder whose words see each other, trained to fill in masked ones."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Attention, Decoder, FeedForward, Norm, Pooler
from flopwise.errors import ConfigError

MASKED_WORDS = (
    "the output layer is counted over every token, as Hugging Face computes it; code that computes "
    "it for the masked words alone, about 15 % of them, saves most of it"
)


def read(config: Config) -> Decoder:
    """As in its paper, it is trained on masked words and on whether two sentences belong together."""
    encoder = read_encoder(config)
    kind = head(config, "ForPreTraining")
    if kind == "Model":
        return encoder._replace(pooler=Pooler())
    encoder = with_masked_words(encoder)
    return encoder._replace(pooler=Pooler(labels=2)) if kind == "ForPreTraining" else encoder


def read_encoder(config: Config) -> Decoder:
    """Biases throughout, norms behind the layers and behind three summed embeddings."""
    if config.flag("is_decoder", default=False) or config.flag(
        "add_cross_attention", default=False
    ):
        raise ConfigError(
            f"{config.name}: is_decoder and add_cross_attention make a decoder of an encoder, which "
            "can't be read yet; leave them out"
        )
    return Decoder(
        hidden_size=config.count("hidden_size"),
        layers=config.count("num_hidden_layers"),
        vocab_size=config.count("vocab_size"),
        attention=Attention(heads=config.count("num_attention_heads"), bias=True, output_bias=True),
        feed_forward=FeedForward(config.count("intermediate_size"), bias=True),
        norm=Norm(final=False),
        learned_positions=config.count("max_position_embeddings"),
        embedding_norm=True,
        segments=config.count("type_vocab_size", default=2),
        tied=config.flag("tie_word_embeddings", default=True),
        causal=False,
        output=False,
    )


def with_masked_words(encoder: Decoder) -> Decoder:
    """Put a dense layer, a norm and the output layer on top."""
    return encoder._replace(head_layer=True, output=True, head_bias=True, remarks=(MASKED_WORDS,))


def head(config: Config, usual: str) -> str:
    """Return which head `architectures` names; the usual one where it names none."""
    named = config.names("architectures")
    for kind in ("ForPreTraining", "ForMaskedLM", "Model"):
        if named and named[0].endswith(kind):
            return kind
    if not named:
        return usual
    raise ConfigError(
        f"{config.name}: the head of {named[0]} can't be read yet; architectures may end in "
        "ForPreTraining, ForMaskedLM or Model"
    )
