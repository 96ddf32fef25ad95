"""What models of images have in common: the image that goes in, and the labels that come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.derivation import ASSUMED, Value
from flopwise.derivation.expression import Constant, Expression, Input
from flopwise.errors import ConfigError
from flopwise.workload import Block, Operation, operation

if TYPE_CHECKING:
    from flopwise.architectures.config import Config
    from flopwise.architectures.symbols import Symbols

USUAL_SIDE = 224
SIZE_UNKNOWN = (
    "the config says nothing of the size of its images: 224 × 224 pixels are taken, as is usual for "
    "ImageNet (--input gives another)"
)
TWO_LABELS = "the config names no labels: two are taken, as transformers does"


class Picture(NamedTuple):
    """The image that goes into a model."""

    height: int
    width: int
    colours: int
    stated: bool = True
    """Its size is that of the config; or else it is assumed."""


def read_picture(config: Config) -> Picture:
    """Read the image that a config is made for."""
    stated = config.has("image_size")
    height, width = config.pair("image_size", default=USUAL_SIDE)
    return Picture(height, width, config.count("num_channels", default=3), stated)


def picture(image: Picture, symbols: Symbols) -> tuple[Input, Input, Input]:
    """Make the inputs for height, width and colours of the image."""
    height = symbols.input("image_height", "h", "height of an image, in pixels", image.height)
    width = symbols.input("image_width", "w", "width of an image, in pixels", image.width)
    colours = symbols.input("num_channels", "c_{in}", "colours of an image", image.colours)
    if not image.stated:
        for side in (height, width):
            symbols.values[side.id] = Value(
                symbols.values[side.id].value, ASSUMED, note=SIZE_UNKNOWN
            )
    return height, width, colours


def read_labels(config: Config) -> tuple[int, tuple[str, ...]]:
    """Return how many labels the head that `architectures` names has, and what is to be said of it."""
    named = config.names("architectures")
    if named and not named[0].endswith(("ForImageClassification", "Model")):
        raise ConfigError(
            f"{config.name}: the head of {named[0]} can't be read yet; architectures may end in "
            "ForImageClassification or Model"
        )
    if named and named[0].endswith("Model"):
        return 0, ()
    listed = config.entries("id2label")
    if not config.has("num_labels") and not listed:
        return 2, (TWO_LABELS,)
    return config.count("num_labels", default=listed, least=0), ()


def head(labels: int, width: Expression, symbols: Symbols, before: tuple[Operation, ...]) -> Block:
    """Make what comes after the last layer: a dense layer over one position, if there are labels."""
    if not labels:
        return Block("output", before)
    rows = symbols.input("num_labels", "n_l", "labels", labels)
    layer = operation(
        "output layer", "projection", inputs=width, outputs=rows, positions=Constant(1), bias=True
    )
    return Block("output", (*before, layer))
