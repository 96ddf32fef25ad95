"""Compute as someone published it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.derivation.derivation import CATALOG, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.errors import InvalidValueError
from flopwise.estimation import checks
from flopwise.estimation.estimate import finished, fitting_unit
from flopwise.units import registry

if TYPE_CHECKING:
    from flopwise.estimation.request import Request
    from flopwise.estimation.result import Estimate
    from flopwise.scenario import Model
    from flopwise.units.registry import Unit


def from_published(request: Request, model: Model, unit: Unit | None) -> Estimate:
    """Take the first published figure; the others are its checks."""
    if request.quantity != "training_compute":
        raise InvalidValueError(
            f"the method published gives training_compute, not {request.quantity}"
        )
    figures = model.card.published_compute if model.card is not None else ()
    if not figures:
        reason = f"no figure for the training compute of {model.name} is known to be published"
        return finished(request, model, None, unit, reason=reason)
    first = figures[0]
    value = registry.find(first.unit).to_base(first.value)
    published = Input("published_compute", "C", "published training compute", "flop")
    note = first.note or "as published"
    derivation = Derivation(
        published, {"published_compute": Value(value, CATALOG, first.source, note=note)}
    )
    unit = fitting_unit(unit, derivation)
    others = checks.published(model, derivation.value)[1:]
    return finished(request, model, derivation, unit, checks=tuple(others))
