"""An estimate as tables: its steps, where the work goes, what was assumed, the cross-checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.derivation.text import as_text, as_text_with_numbers, plain_symbol
from flopwise.render.frames import columns
from flopwise.units.display import unit_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.estimation.result import Estimate
    from flopwise.render.frames import Column, Kind

_STEPS: dict[str, Kind] = {
    "id": str, "symbol": str, "name": str, "value": float, "exact": str, "unit": str, "low": float,
    "high": float, "formula": str, "numbers": str, "inputs": list, "origin": str, "source": str,
    "explanation": str,
}  # fmt: skip
_BREAKDOWN: dict[str, Kind] = {
    "name": str, "kind": str, "repeat": float, "parameters": float, "forward": float,
    "backward": float, "share": float,
}  # fmt: skip
_ASSUMPTIONS: dict[str, Kind] = {
    "name": str, "value": float, "unit": str, "text": str, "source": str, "effect": float,
}  # fmt: skip
_CHECKS: dict[str, Kind] = {
    "name": str, "method": str, "value": float, "unit": str, "ratio": float, "source": str,
    "text": str,
}  # fmt: skip


def tables(estimate: Estimate) -> dict[str, Callable[[], tuple[Column, ...]]]:
    """Return what makes each table; columns have the names of the JSON's fields."""
    return {
        "steps": lambda: _steps(estimate),
        "breakdown": lambda: columns(
            _BREAKDOWN,
            estimate.breakdown,
            {"parameters": "parameters", "forward": "FLOP", "backward": "FLOP"},
        ),
        "assumptions": lambda: columns(_ASSUMPTIONS, estimate.assumptions),
        "checks": lambda: columns(_CHECKS, estimate.checks),
    }


def _steps(estimate: Estimate) -> tuple[Column, ...]:
    derivation = estimate.derivation
    rows = []
    for step in derivation.steps if derivation else ():
        assert derivation is not None
        low, high = (step.interval.low, step.interval.high) if step.interval else (None, None)
        text = as_text(step.node) if step.inputs else ""
        numbers = as_text_with_numbers(step.node, derivation.number) if step.inputs else ""
        exact = str(step.value) if isinstance(step.value, int) else ""
        rows.append(
            (step.id, plain_symbol(step.symbol), step.name, step.value, exact,
             unit_text(step.unit), low, high, text, numbers, step.inputs, step.origin, step.source,
             step.explanation)
        )  # fmt: skip
    return columns(_STEPS, rows)
