"""ViT: a transformer over the patches of an image, with one position more for the label."""

from flopwise.architectures.config import Config
from flopwise.architectures.images import read_labels, read_picture
from flopwise.architectures.patches import PatchEncoder
from flopwise.errors import ConfigError


def read(config: Config) -> PatchEncoder:
    """What a config leaves out is that of ViT-B/16, as in transformers."""
    patch, other = config.pair("patch_size", default=16)
    if patch != other:
        raise ConfigError(
            f"{config.name}: patch_size must be square, not {patch} × {other} pixels; others can't "
            "be read yet"
        )
    image = read_picture(config)
    if patch > min(image.height, image.width):
        raise ConfigError(
            f"{config.name}: a patch of {patch} × {patch} pixels doesn't fit into an image of "
            f"{image.height} × {image.width}; patch_size must be smaller"
        )
    width = config.count("hidden_size", default=768)
    heads = config.count("num_attention_heads", default=12)
    if width % heads:
        raise ConfigError(
            f"{config.name}: num_attention_heads {heads} does not divide hidden_size {width}"
        )
    labels, remarks = read_labels(config)
    whole = config.names("architectures")[:1]
    bare = bool(whole) and whole[0].endswith("Model")
    return PatchEncoder(
        image=image,
        patch=patch,
        hidden_size=width,
        layers=config.count("num_hidden_layers", default=12),
        heads=heads,
        intermediate_size=config.count("intermediate_size", default=3072),
        bias=config.flag("qkv_bias", default=True),
        pooler=config.count("pooler_output_size", default=width) if bare else 0,
        labels=labels,
        remarks=remarks,
    )
