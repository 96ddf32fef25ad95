"""Columns: the same derivation for millions of configurations at once, in NumPy float64.

The graph is flattened once into a straight list of array instructions. Subexpressions that occur
twice are computed once, what depends on scalars alone is computed before the loop, and the rest runs
over chunks of rows small enough that all temporaries stay in the processor's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flopwise.derivation.expression import Constant, Input, Operation, Retyped, StepValue, walk
from flopwise.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from flopwise.derivation.expression import Expression

CHUNK = 16_384
"""Rows at a time: 128 KiB a temporary, so that a few of them fit a core's second-level cache."""


class _Instruction(NamedTuple):
    function: Callable[..., Any]
    operands: tuple[int, ...]


class Columns:
    """A derivation compiled for arrays; call it with a value or an array for each input's id."""

    def __init__(self, root: Expression, replaced: frozenset[str] = frozenset()) -> None:
        self._instructions: list[_Instruction | float | str] = []
        self._known: dict[object, int] = {}
        self.result = self._compile(root, replaced)
        self.inputs = tuple(item for item in self._instructions if isinstance(item, str))

    def _compile(self, root: Expression, replaced: frozenset[str]) -> int:
        """Give each node a slot; equal nodes share one."""
        slots: dict[int, int] = {}
        for node in walk(root):
            if isinstance(node, StepValue):
                slot = self._slot(node.id) if node.id in replaced else slots[id(node.formula)]
            elif isinstance(node, Retyped):
                slot = slots[id(node.operand)]
            elif isinstance(node, Input):
                slot = self._slot(node.id)
            elif isinstance(node, Constant):
                slot = self._slot(float(node.value))
            else:
                assert isinstance(node, Operation)
                slot = self._combine(node.kind, tuple(slots[id(part)] for part in node.operands))
            slots[id(node)] = slot
        return slots[id(root)]

    def _combine(self, kind: str, operands: tuple[int, ...]) -> int:
        if kind == "add":  # a sum of many terms runs as a chain of pairs
            slot = operands[0]
            for operand in operands[1:]:
                slot = self._slot(_Instruction(np.add, (slot, operand)))
            return slot
        return self._slot(_Instruction(_FUNCTIONS[kind], operands))

    def _slot(self, item: _Instruction | float | str) -> int:
        if item not in self._known:
            self._known[item] = len(self._instructions)
            self._instructions.append(item)
        return self._known[item]

    def __call__(self, values: Mapping[str, ArrayLike | float]) -> NDArray[np.float64]:
        """Return the result for each row; scalars hold for all rows."""
        arrays: dict[int, NDArray[np.float64]] = {}
        slots: list[Any] = [None] * len(self._instructions)
        for slot, item in enumerate(self._instructions):
            if isinstance(item, str):
                if item not in values:
                    raise InvalidValueError(f"the columns lack a value for {item!r}")
                array = np.asarray(values[item], dtype=np.float64)
                slots[slot] = float(array) if array.ndim == 0 else array
                if array.ndim:
                    arrays[slot] = array
            elif isinstance(item, float):
                slots[slot] = item
        rows = _common_length(arrays, self._instructions)
        loop = self._fold(slots, set(arrays))
        if self.result not in arrays and self.result not in {slot for slot, _ in loop}:
            return np.full(rows, slots[self.result])
        return self._run(slots, arrays, loop, rows)

    def _fold(self, slots: list[Any], varying: set[int]) -> list[tuple[int, _Instruction]]:
        """Compute what no array reaches; return the instructions that are left for the loop."""
        loop: list[tuple[int, _Instruction]] = []
        varying = set(varying)
        for slot, item in enumerate(self._instructions):
            if not isinstance(item, _Instruction):
                continue
            if varying.isdisjoint(item.operands):
                slots[slot] = float(item.function(*(slots[operand] for operand in item.operands)))
            else:
                varying.add(slot)
                loop.append((slot, item))
        return loop

    def _run(
        self,
        slots: list[Any],
        arrays: dict[int, NDArray[np.float64]],
        loop: list[tuple[int, _Instruction]],
        rows: int,
    ) -> NDArray[np.float64]:
        buffers = _assign_buffers(loop, self.result)
        width = min(CHUNK, rows)
        pool = [np.empty(width) for _ in range(max(buffers.values(), default=-1) + 1)]
        result = np.empty(rows)
        plan = [(slot, item.function, item.operands, buffers.get(slot)) for slot, item in loop]
        for start in range(0, rows, CHUNK):
            end = min(start + CHUNK, rows)
            for slot, array in arrays.items():
                slots[slot] = array[start:end]
            for slot, function, operands, buffer in plan:
                out = result[start:end] if buffer is None else pool[buffer][: end - start]
                slots[slot] = function(*[slots[operand] for operand in operands], out=out)
            if not plan:
                result[start:end] = slots[self.result]
        return result


def _assign_buffers(loop: list[tuple[int, _Instruction]], result: int) -> dict[int, int]:
    """Give each temporary a buffer, reused once its last reader has run; the result needs none."""
    last_use = {operand: at for at, (_, item) in enumerate(loop) for operand in item.operands}
    free: list[int] = []
    buffers: dict[int, int] = {}
    count = 0
    for at, (slot, item) in enumerate(loop):
        if slot != result:
            if free:
                buffers[slot] = free.pop()
            else:
                buffers[slot] = count
                count += 1
        free.extend(
            buffers[operand]
            for operand in set(item.operands)
            if operand in buffers and last_use[operand] == at
        )
    return buffers


def _common_length(
    arrays: dict[int, NDArray[np.float64]], names: list[_Instruction | float | str]
) -> int:
    lengths = {names[slot]: array.shape for slot, array in arrays.items()}
    if len(set(lengths.values())) > 1 or any(len(shape) != 1 for shape in lengths.values()):
        told = ", ".join(f"{name} {shape}" for name, shape in lengths.items())
        raise InvalidValueError(f"columns must be one-dimensional and equally long, not {told}")
    return next(iter(lengths.values()))[0] if lengths else 1


def _where(smaller: Any, larger: Any, then: Any, otherwise: Any, out: Any = None) -> Any:
    chosen = np.where(np.less(smaller, larger), then, otherwise)
    if out is None:
        return chosen
    out[...] = chosen
    return out


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "ceil": np.ceil,
    "where": _where,
    "exp": np.exp,
    "log": np.log,
}
