"""Where the FLOPs go: each operation's share, by operation, block or layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.derivation.exact import evaluate, whole
from flopwise.estimation.result import NotCounted, Share
from flopwise.formulas.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.methods.counting import Counting
    from flopwise.methods.counting_samples import SampleCounting
    from flopwise.units.numbers import Number
    from flopwise.workload import Block, Operation

GROUPINGS = ("operation", "block", "layer")


def breakdown(
    counting: Counting | SampleCounting, values: Mapping[str, Number], scale: Number, by: str
) -> tuple[Share, ...]:
    """Return every part's parameters and FLOPs; forward and backward are times `scale`.

    `scale` is the number of tokens, or of samples, that the estimate is about (1 for a figure of one). Empty
    where the convention doesn't count operations.
    """
    if counting.convention.basis != "operations":
        return ()
    rows = [
        (block, row) for block in counting.workload.blocks for row in _rows(counting, block, values)
    ]
    sampled = bool(counting.workload.sample)
    grouped = [row for _, row in rows] if by == "operation" else _grouped(rows, by, sampled)
    whole_forward = sum(row.forward for row in grouped)
    if not whole_forward:
        return ()
    return tuple(
        row._replace(
            forward=whole(row.forward * scale),
            backward=whole(2 * row.forward * scale),
            share=float(row.forward / whole_forward),
        )
        for row in grouped
        if row.forward or row.parameters
    )


def _rows(
    counting: Counting | SampleCounting, block: Block, values: Mapping[str, Number]
) -> list[Share]:
    repeat = evaluate(block.repeat, values)
    found = []
    for operation in block.operations:
        kind = KINDS[operation.kind]
        held = [
            evaluate(part, values)
            for part in (kind.weights(operation), kind.others(operation))
            if part is not None and not operation.tied
        ]
        formula = counting.forward_of(operation)
        forward = 0 if formula is None else evaluate(formula, values)
        found.append(
            Share(
                _name(counting, block, operation), operation.kind, int(repeat),
                whole(sum(held) * repeat), whole(forward * repeat), 0, 0.0,
            )
        )  # fmt: skip
    return found


def _name(counting: Counting | SampleCounting, block: Block, operation: Operation) -> str:
    """Name an operation, and its block where others have operations of that name."""
    if not counting.workload.sample or block.part in ("", "layers"):
        return operation.name
    return f"{block.name}: {operation.name}"


def _grouped(rows: list[tuple[Block, Share]], by: str, sampled: bool) -> list[Share]:
    """Put rows together that belong to one block, or to one layer with its attention."""
    found: dict[tuple[str, float], Share] = {}
    for block, row in rows:
        if sampled:
            name = block.name if by == "block" else block.part or block.name
        elif not block.repeated:
            name = "embedding" if row.kind == "embedding" or "embedding" in row.name else "output"
        elif by == "layer":
            name = "layers"
        else:
            name = _part(block, row)
        key = (name, row.repeat if by == "block" and block.repeated else 0)
        first = found.get(key)
        found[key] = (
            row._replace(name=name, kind=by)
            if first is None
            else first._replace(
                repeat=1
                if sampled and row.repeat != first.repeat
                else max(first.repeat, row.repeat),
                parameters=first.parameters + row.parameters,
                forward=first.forward + row.forward,
            )
        )
    return list(found.values())


def _part(block: Block, row: Share) -> str:
    if row.kind in ("attention", "softmax"):
        return "attention"
    names = {"blocks": "weights of the blocks", "dense": "dense feed-forward"}
    return names.get(block.name, block.name)


def not_counted(
    counting: Counting | SampleCounting, values: Mapping[str, Number]
) -> tuple[NotCounted, ...]:
    """Return the operations that the convention leaves out, each with the reason."""
    found: dict[tuple[str, str], NotCounted] = {}
    for block in counting.workload.blocks:
        calls = int(evaluate(block.repeat, values))
        for operation in block.operations:
            left_out = counting.convention.basis == "operations" and (
                counting.forward_of(operation) is None
            )
            if not left_out:
                continue
            key = (operation.name, operation.kind)
            before = found[key].calls if key in found else 0
            reason = KINDS[operation.kind].uncounted
            found[key] = NotCounted(operation.name, operation.kind, calls + before, reason)
    return tuple(found.values())
