"""Where the FLOPs go: each operation's share, by operation, block or layer."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.exact import evaluate, evaluate_plan, whole
from flopwise.derivation.plan import plan
from flopwise.estimation.result import NotCounted, Share
from flopwise.formulas.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.derivation.expression import Expression
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
    rows = _rows(counting, values)
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


class _Part(NamedTuple):
    """One operation with the formulas of what it holds, and of its forward pass if that counts."""

    block: Block
    operation: Operation
    held: tuple[Expression, ...]
    forward: Expression | None


@functools.lru_cache(maxsize=256)
def _parts(counting: Counting | SampleCounting) -> tuple[_Part, ...]:
    """Return each operation's formulas, the same ones each time, so that they have one plan."""
    return tuple(
        _Part(block, operation, _held(operation), counting.forward_of(operation))
        for block in counting.workload.blocks
        for operation in block.operations
    )


def _held(operation: Operation) -> tuple[Expression, ...]:
    kind = KINDS[operation.kind]
    held = () if operation.tied else (kind.weights(operation), kind.others(operation))
    return tuple(part for part in held if part is not None)


def _rows(
    counting: Counting | SampleCounting, values: Mapping[str, Number]
) -> list[tuple[Block, Share]]:
    parts = _parts(counting)
    formulas = [
        formula
        for part in parts
        for formula in (part.block.repeat, *part.held, part.forward)
        if formula is not None
    ]
    known = evaluate_plan(plan(*formulas), values)
    found = []
    for block, operation, held, forward in parts:
        repeat = known[id(block.repeat)]
        holds = sum(known[id(part)] for part in held)
        computes = 0 if forward is None else known[id(forward)]
        share = Share(
            _name(counting, block, operation), operation.kind, int(repeat),
            whole(holds * repeat), whole(computes * repeat), 0, 0.0,
        )  # fmt: skip
        found.append((block, share))
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
    left_out = [part for part in _parts(counting) if part.forward is None]
    for block, operation, _, _ in left_out if counting.convention.basis == "operations" else ():
        calls = int(evaluate(block.repeat, values))
        key = (operation.name, operation.kind)
        before = found[key].calls if key in found else 0
        reason = KINDS[operation.kind].uncounted
        found[key] = NotCounted(operation.name, operation.kind, calls + before, reason)
    return tuple(found.values())
