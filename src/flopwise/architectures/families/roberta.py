"""RoBERTa: BERT trained on masked words alone, with a few rows of positions to spare."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder, Pooler
from flopwise.architectures.families import bert


def read(config: Config) -> Decoder:
    """Sentences aren't told apart, so that nothing is pooled in training."""
    encoder = bert.read_encoder(config)
    # positions are counted from behind the number of the padding token
    spare = config.count("pad_token_id", default=1, least=0) + 1
    encoder = encoder._replace(spare_positions=spare)
    if bert.head(config, "ForMaskedLM") == "Model":
        return encoder._replace(pooler=Pooler())
    return bert.with_masked_words(encoder)
