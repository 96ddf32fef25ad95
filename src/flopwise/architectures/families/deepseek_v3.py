"""DeepSeek-V3: DeepSeek-V2 with more experts, one of them shared."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.families import deepseek_v2


def read(config: Config) -> Decoder:
    """It also trains a module that predicts further tokens; published counts leave that out."""
    decoder = deepseek_v2.read(config)
    assert decoder.experts is not None
    decoder = decoder._replace(
        feed_forward=decoder.feed_forward._replace(bias=False),
        experts=decoder.experts._replace(shared_bias=False),
    )
    modules = config.count("num_nextn_predict_layers", "num_mtp_layers", default=0, least=0)
    if not modules:
        return decoder
    remark = (
        f"the model was trained with {modules} more layer{'s' * (modules > 1)} that predict"
        f"{'s' * (modules == 1)} tokens further ahead; they are not part of the model as "
        "published, and are not counted"
    )
    return decoder._replace(remarks=(*decoder.remarks, remark))
