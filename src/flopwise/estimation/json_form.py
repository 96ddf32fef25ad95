"""An estimate as the contract's JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.derivation.text import as_text, as_text_with_numbers, plain_symbol
from flopwise.errors import UnknownNameError
from flopwise.estimation.result import SCHEMA, as_number
from flopwise.units.display import unit_text

if TYPE_CHECKING:
    from flopwise.derivation.derivation import Derivation, EvaluatedStep
    from flopwise.estimation.result import Estimate
    from flopwise.scenario import Model

DETAILS = ("summary", "steps", "full")


def to_dict(estimate: Estimate, detail: str) -> dict[str, Any]:
    """Return the object; `summary` has one sentence, `steps` leaves out what surrounds them."""
    if detail not in DETAILS:
        raise UnknownNameError("detail", detail, DETAILS)
    unit = estimate.display_unit
    value = estimate.value
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "quantity": estimate.quantity,
        "subject": _subject(estimate.model),
        "run": estimate.run,
        "method": estimate.method,
        "convention": estimate.convention,
        "value": as_number(value),
        "exact": estimate.exact,
        "unit": estimate.unit,
        "low": as_number(estimate.low),
        "high": as_number(estimate.high),
        "display": {
            "value": as_number(value if unit is None or value is None else unit.from_base(value)),
            "unit": unit.symbol if unit is not None else estimate.unit,
            "text": estimate.shown(),
        },
        "summary": estimate.summary(),
    }
    if estimate.reason:
        found["reason"] = estimate.reason
    if detail != "summary":
        derivation = estimate.derivation
        steps = derivation.steps if derivation else []
        found["steps"] = [step_form(step, derivation) for step in steps if derivation]
    if detail == "full":
        found["checks"] = [
            _cited({**check._asdict(), "value": as_number(check.value)})
            for check in estimate.checks
        ]
        found["breakdown"] = [
            {
                **row._asdict(),
                "parameters": as_number(row.parameters),
                "forward": as_number(row.forward),
                "backward": as_number(row.backward),
            }
            for row in estimate.breakdown
        ]
        found["not_counted"] = [{**item._asdict(), "bytes": None} for item in estimate.not_counted]
        found["assumptions"] = [
            _cited({**item._asdict(), "value": as_number(item.value)})
            for item in estimate.assumptions
        ]
    found["sources"] = {key: source.to_dict() for key, source in estimate.sources.items()}
    found["made"] = estimate.made
    return found


def _cited(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"source": record["source"] or None}


def _subject(model: Model) -> dict[str, Any]:
    found: dict[str, Any] = {"model": model.id, "name": model.name, "provider": model.provider}
    if model.card is not None and model.card.yours:
        found["catalog"] = "yours"
    return found


def step_form(step: EvaluatedStep, derivation: Derivation) -> dict[str, Any]:
    """Return one step as the contract's object."""
    formula = None
    if step.inputs:
        formula = {
            "text": as_text(step.node),
            "latex": as_latex(step.node),
            "numbers": {
                "text": as_text_with_numbers(step.node, derivation.number),
                "latex": as_latex_with_numbers(step.node, derivation.number),
            },
        }
    interval = step.interval
    return {
        "id": step.id,
        "symbol": plain_symbol(step.symbol),
        "name": step.name,
        "value": as_number(step.value),
        "exact": str(step.value) if isinstance(step.value, int) else None,
        "unit": unit_text(step.unit),
        "low": as_number(interval.low) if interval else None,
        "high": as_number(interval.high) if interval else None,
        "formula": formula,
        "explanation": step.explanation,
        "inputs": list(step.inputs),
        "origin": step.origin,
        "source": step.source or None,
    }
