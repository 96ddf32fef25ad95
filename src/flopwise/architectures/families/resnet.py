"""ResNet: residual networks of convolutions, with the stride where version 1.5 has it or version 1."""

from flopwise.architectures.config import Config
from flopwise.architectures.images import read_labels, read_picture
from flopwise.architectures.residual import NARROWER, ResidualNetwork, Stage
from flopwise.errors import ConfigError

_KINDS = ("bottleneck", "basic")


def read(config: Config) -> ResidualNetwork:
    """Every stage but the first halves the image; what a config leaves out is ResNet-50's."""
    config = config.with_defaults(hidden_sizes=[256, 512, 1024, 2048], depths=[3, 4, 6, 3])
    channels, depths = config.wholes("hidden_sizes"), config.wholes("depths")
    kind = config.text("layer_type", "bottleneck")
    if kind not in _KINDS:
        raise ConfigError(
            f"{config.name}: layer_type must be one of {', '.join(_KINDS)}, not {kind!r}"
        )
    _check(config, channels, depths, kind)
    first_halves = config.flag("downsample_in_first_stage", default=False)
    labels, remarks = read_labels(config)
    return ResidualNetwork(
        image=read_picture(config),
        first_channels=config.count("embedding_size", default=64),
        stages=tuple(
            Stage(width, blocks, halves=first_halves if number == 0 else True)
            for number, (width, blocks) in enumerate(zip(channels, depths, strict=True))
        ),
        bottleneck=kind == "bottleneck",
        stride_first=config.flag("downsample_in_bottleneck", default=False),
        labels=labels,
        remarks=remarks,
    )


def _check(config: Config, channels: tuple[int, ...], depths: tuple[int, ...], kind: str) -> None:
    if not channels or len(channels) != len(depths):
        raise ConfigError(
            f"{config.name}: hidden_sizes and depths must name a width and a number of blocks for "
            f"each stage, but there are {len(channels)} and {len(depths)} of them"
        )
    if 0 in channels or 0 in depths:
        raise ConfigError(f"{config.name}: hidden_sizes and depths must be 1 or more in each stage")
    if len(channels) > _MOST_STAGES:
        raise ConfigError(
            f"{config.name}: {len(channels)} stages would halve an image {len(channels)} times; "
            f"{_MOST_STAGES} are the most that can be read"
        )
    if kind == "bottleneck" and any(width % NARROWER for width in channels):
        raise ConfigError(
            f"{config.name}: with bottleneck layers every one of hidden_sizes must be a multiple of "
            f"{NARROWER}, since the inner channels are a quarter of them"
        )


_MOST_STAGES = 30
