"""Money that isn't in US dollars: answered in the question's own currency, never exchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flopwise.asking.kinds import refusals
from flopwise.units import registry

if TYPE_CHECKING:
    from flopwise.asking.answer import Answer
    from flopwise.asking.reading.frame import Frame

_PRICED = frozenset(("cost", "price", "electricity_cost", "electricity_price"))


def told(frame: Frame, answer: Answer) -> Answer:
    """Write an answer's money in the question's currency; refuse where rates would be needed."""
    if frame.currency == "mixed":
        return refusals.cannot(frame, None, "it mixes currencies, and exchange rates aren't known")
    if not frame.currency or answer.found is None:
        return answer
    estimate = answer.estimate
    derivation = estimate.derivation if estimate is not None else None
    used = set(derivation.values) if derivation is not None else set()
    assumed = {item.name for item in estimate.assumptions} if estimate is not None else set()
    if "price" in assumed:
        return refusals.cannot(
            frame,
            None,
            f"prices are known in US dollars alone: give a device's in {frame.currency}",
        )
    found = answer.found
    text = found.text.replace("USD", frame.currency)
    unit = frame.currency if found.unit in ("dollar", "USD") else found.unit
    if estimate is not None and (used | {estimate.quantity}) & _PRICED:
        if unit == frame.currency:
            estimate = estimate.displayed_in(registry.find("dollar")._replace(symbol=unit))
        remark = (
            f"all money is in {frame.currency}, also where a step writes USD; nothing was exchanged"
        )
        answer = replace(answer, remarks=(*answer.remarks, remark))
    return replace(answer, found=found._replace(text=text, unit=unit), estimate=estimate)
