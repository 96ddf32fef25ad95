"""Residual networks of convolutions: what their configs say, and how that becomes a workload.

All strides are of 2 and all kernels padded by half their size, so that the strides so far together
say how many positions are left, whatever the layers in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.architectures.images import Picture, head, picture
from flopwise.architectures.symbols import Symbols
from flopwise.derivation.expression import Constant, Expression, Input
from flopwise.formulas.images import feature_positions
from flopwise.workload import ONCE, Block, Operation, Workload, operation

if TYPE_CHECKING:
    from collections.abc import Iterator

NARROWER = 4
"""How many times the channels of a bottleneck block its inner ones are."""

FIRST_KERNEL = 7

STRIDE_INSIDE = (
    "where a stage halves the image, its first block does so in the 3 × 3 convolution (version 1.5, as "
    "in torchvision and transformers); the paper's version 1 does so in the 1 × 1 convolution before it"
)
STRIDE_FIRST = (
    "where a stage halves the image, its first block does so in its first, 1 × 1 convolution (version "
    "1, as in the paper); version 1.5, of torchvision and transformers, does so in the 3 × 3 convolution"
)


class Stage(NamedTuple):
    """Blocks of the same width and over the same positions."""

    channels: int
    blocks: int
    halves: bool
    """The first of them keeps every second position only."""


class ResidualNetwork(NamedTuple):
    """A residual network in the terms of its config."""

    image: Picture
    first_channels: int
    stages: tuple[Stage, ...]
    bottleneck: bool = True
    """Blocks of 1 × 1, 3 × 3 and 1 × 1 convolutions; or else of two 3 × 3 ones."""
    stride_first: bool = False
    """A bottleneck block that halves the image does so in its first convolution (version 1)."""
    labels: int = 0
    """0 where there is no layer for them."""
    remarks: tuple[str, ...] = ()

    def build(self, origin: str, source: str) -> Workload:
        """Turn it into a workload; `origin` and `source` say where its sizes come from."""
        symbols = Symbols(origin, source)
        blocks = tuple(_Builder(self, symbols).blocks())
        remarks = self.remarks
        if self.bottleneck and any(stage.halves for stage in self.stages):
            remarks = (*remarks, STRIDE_FIRST if self.stride_first else STRIDE_INSIDE)
        return Workload(blocks, symbols.values, remarks, sample="image")


class _Place(NamedTuple):
    """Where in the network a block stands: the channels and the positions that reach it."""

    channels: Expression
    positions: Expression
    stride: int


class _Builder:
    def __init__(self, network: ResidualNetwork, symbols: Symbols) -> None:
        self.network = network
        self.symbols = symbols
        self.height, self.width, self.colours = picture(network.image, symbols)

    def blocks(self) -> Iterator[Block]:
        first = self.symbols.input(
            "embedding_size", "c_0", "channels of the first layer", self.network.first_channels
        )
        yield self._stem(first)
        place = _Place(first, self._positions(4), 4)
        before = self.network.first_channels
        for number, stage in enumerate(self.network.stages, 1):
            channels = self.symbols.input(
                f"hidden_size_{number}", f"c_{number}", f"channels of stage {number}",
                stage.channels,
            )  # fmt: skip
            stride = place.stride * (2 if stage.halves else 1)
            after = _Place(channels, self._positions(stride), stride)
            narrowed = stage.halves or before != stage.channels
            yield self._block(f"stage {number}, first block", place, after, ONCE, narrowed)
            if stage.blocks > 1:
                repeat = self.symbols.input(
                    f"depth_{number}", f"n_{number}", f"blocks of stage {number}", stage.blocks
                )
                yield self._block(f"stage {number}, other blocks", after, after, repeat - 1, False)
            place, before = after, stage.channels
        pooling = operation("average over all positions", "elementwise")
        yield head(self.network.labels, place.channels, self.symbols, (pooling,))

    def _positions(self, stride: int) -> Expression:
        return feature_positions(self.height, self.width, Constant(stride), label=f"by_{stride}")

    def _stem(self, channels: Input) -> Block:
        layer = _convolution(FIRST_KERNEL, self.colours, channels, self._positions(2))
        return Block(
            "first layer", (*layer, operation("largest of 3 × 3 positions", "elementwise"))
        )

    def _block(
        self, name: str, before: _Place, after: _Place, repeat: Expression, shortcut: bool
    ) -> Block:
        kernels = self._bottleneck if self.network.bottleneck else self._basic
        operations = list(kernels(before, after))
        if shortcut:
            operations += _convolution(
                1, before.channels, after.channels, after.positions, "shortcut, "
            )
        operations.append(operation("residual sum", "elementwise"))
        return Block(name, tuple(operations), repeat, name.partition(",")[0])

    def _bottleneck(self, before: _Place, after: _Place) -> Iterator[Operation]:
        inner = after.channels / NARROWER
        early = after if self.network.stride_first else before
        yield from _convolution(1, before.channels, inner, early.positions, "first ")
        yield from _convolution(3, inner, inner, after.positions)
        yield from _convolution(1, inner, after.channels, after.positions, "last ")

    def _basic(self, before: _Place, after: _Place) -> Iterator[Operation]:
        yield from _convolution(3, before.channels, after.channels, after.positions, "first ")
        yield from _convolution(3, after.channels, after.channels, after.positions, "second ")


def _convolution(
    kernel: int, inputs: Expression, outputs: Expression, positions: Expression, which: str = ""
) -> list[Operation]:
    """Make a convolution and the normalisation, with gain and bias, that follows it."""
    name = f"{which}{kernel} × {kernel} convolution"
    return [
        operation(
            name, "convolution", kernel=Constant(kernel), inputs=inputs, outputs=outputs,
            positions=positions,
        ),
        operation("normalisation", "vector", width=2 * outputs),
        operation("activation", "elementwise"),
    ]  # fmt: skip
