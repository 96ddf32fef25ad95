"""Multi-head latent attention: queries, keys and values by way of a narrow, shared vector.

Only that vector has to be kept while a model writes; in training it is multiplied out for every
head, and so is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.workload import Operation, operation

if TYPE_CHECKING:
    from flopwise.architectures.symbols import Symbols
    from flopwise.derivation.expression import Expression, Input


class Latent(NamedTuple):
    """The widths of latent attention."""

    query_rank: int | None
    """None where queries are projected from the full width."""
    key_value_rank: int
    plain: int
    """Features of a head's query and key that carry no position."""
    rotated: int
    """Features of them that do; all heads share those of the key."""
    value: int


def projections(
    latent: Latent, symbols: Symbols, width: Input, heads: Input, *, bias: bool
) -> tuple[list[Operation], Expression]:
    """Return the operations of one layer, and the mean width of its queries and values.

    Scores are over the width of the queries and the weighted sum is over that of the values, so
    two products over the mean cost the same.
    """
    plain = symbols.input("qk_nope_head_dim", "d_n", "features without position", latent.plain)
    rotated = symbols.input("qk_rope_head_dim", "d_r", "rotated features", latent.rotated)
    value = symbols.input("v_head_dim", "d_v", "features of a value", latent.value)
    narrow = symbols.input(
        "kv_lora_rank", "r_{kv}", "width of the latent vector", latent.key_value_rank
    )
    found = [
        *_queries(latent, symbols, width, heads * (plain + rotated), bias=bias),
        operation(
            "latent keys and values", "linear", inputs=width, outputs=narrow + rotated, bias=bias
        ),
        operation("latent norm", "vector", width=narrow),
        operation("key, value", "linear", inputs=narrow, outputs=heads * (plain + value)),
        operation(
            "attention output", "linear", inputs=heads * value, outputs=width, bias=bias
        ),
        operation("rotation of queries and keys", "elementwise"),
    ]  # fmt: skip
    return found, heads * (plain + rotated + value) / 2


def _queries(
    latent: Latent, symbols: Symbols, width: Input, query_width: Expression, *, bias: bool
) -> list[Operation]:
    if latent.query_rank is None:
        return [operation("query", "linear", inputs=width, outputs=query_width)]
    narrow = symbols.input("q_lora_rank", "r_q", "width of the latent queries", latent.query_rank)
    return [
        operation("latent queries", "linear", inputs=width, outputs=narrow, bias=bias),
        operation("latent query norm", "vector", width=narrow),
        operation("query", "linear", inputs=narrow, outputs=query_width),
    ]
