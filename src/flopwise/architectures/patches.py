"""Transformers over the patches of an image: how such a description becomes a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.architectures.images import Picture, head, picture
from flopwise.architectures.symbols import Symbols
from flopwise.derivation.expression import Constant
from flopwise.formulas.images import encoder_positions, image_patches
from flopwise.workload import Block, Operation, Workload, operation

if TYPE_CHECKING:
    from flopwise.derivation.expression import Expression, Input


class PatchEncoder(NamedTuple):
    """An encoder over patches in the terms of its config: norms before, biases, plain layers."""

    image: Picture
    patch: int
    """Pixels of its side."""
    hidden_size: int
    layers: int
    heads: int
    intermediate_size: int
    bias: bool = True
    """Of the query, key and value projections; all others have one."""
    pooler: int = 0
    """Outputs of a dense layer over the vector of the label; 0 for none."""
    labels: int = 0
    """0 where there is no layer for them."""
    remarks: tuple[str, ...] = ()

    def build(self, origin: str, source: str) -> Workload:
        """Turn it into a workload; `origin` and `source` say where its sizes come from."""
        symbols = Symbols(origin, source)
        height, width, colours = picture(self.image, symbols)
        side = symbols.input("patch_size", "p", "side of a patch, in pixels", self.patch)
        features = symbols.input("hidden_size", "d", "hidden size", self.hidden_size)
        layers = symbols.input("num_hidden_layers", "L", "layers", self.layers)
        patches = image_patches(height, width, side)
        seen = encoder_positions(patches)
        blocks = (
            _embedding(side, colours, features, patches, seen),
            Block("weights of the layers", self._layer(symbols, features, seen), layers, "layers"),
            Block("attention", self._attention(features, seen), layers, "layers"),
            self._head(symbols, features),
        )
        return Workload(blocks, symbols.values, self.remarks, sample="image")

    def _layer(self, symbols: Symbols, width: Input, seen: Expression) -> tuple[Operation, ...]:
        inner = symbols.input("intermediate_size", "f", "feed-forward size", self.intermediate_size)

        def dense(
            name: str, inputs: Expression, outputs: Expression, *, bias: bool = True
        ) -> Operation:
            return operation(
                name, "projection", inputs=inputs, outputs=outputs, positions=seen, bias=bias
            )

        return (
            dense("query, key, value", width, 3 * width, bias=self.bias),
            dense("attention output", width, width),
            dense("feed-forward up", width, inner),
            dense("feed-forward down", inner, width),
            operation("norms", "vector", width=4 * width),
            operation("activation", "elementwise"),
            operation("residual sums", "elementwise"),
        )

    @staticmethod
    def _attention(width: Input, seen: Expression) -> tuple[Operation, ...]:
        return (
            operation("attention", "image attention", width=width, positions=seen),
            operation("softmax", "elementwise"),
        )

    def _head(self, symbols: Symbols, width: Input) -> Block:
        before = [operation("final norm", "vector", width=2 * width)]
        if self.pooler:
            outputs = symbols.input("pooler_output_size", "d_{pool}", "pooler size", self.pooler)
            before.append(
                operation(
                    "pooler", "projection", inputs=width, outputs=outputs,
                    positions=Constant(1), bias=True,
                )
            )  # fmt: skip
        return head(self.labels, width, symbols, tuple(before))


def _embedding(
    side: Input, colours: Input, width: Input, patches: Expression, seen: Expression
) -> Block:
    return Block(
        "patch embedding",
        (
            operation(
                "patch projection", "convolution", kernel=side, inputs=colours, outputs=width,
                positions=patches, bias=True,
            ),
            operation("position table", "vector", width=seen * width),
            operation("vector of the label", "vector", width=width),
        ),
    )  # fmt: skip
