"""An answer with other values for inputs of its derivation: what a reader changes in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flopwise.errors import InvalidValueError
from flopwise.estimation.revising import revised as with_settings
from flopwise.units import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flopwise.asking.answer import Answer


def is_revisable(answer: Answer) -> bool:
    """Tell whether all of the answer follows from the inputs of one derivation."""
    return (
        answer.found is not None
        and answer.found.kind == "quantity"
        and answer.estimate is not None
        and answer.estimate.derivation is not None
        and not answer.parts
    )


def revised(answer: Answer, settings: Sequence[str]) -> Answer:
    """Return the answer with these `STEP=VALUE` settings in its derivation.

    Raises InvalidValueError where the answer isn't one derived quantity.

    >>> from flopwise.asking.answering import ask
    >>> print(revised(ask("6ND for a 7B model on 2T tokens"), ["tokens=1T"]).value)
    42000000000000000000000
    """
    found = answer.found
    if not is_revisable(answer) or found is None or answer.estimate is None:
        raise InvalidValueError(
            "only an answer that is derived as one quantity can be worked out with other values"
        )
    estimate = with_settings(answer.estimate, settings)
    assert estimate.value is not None
    unit = registry.find(found.unit) if found.unit else None

    def shown(value: object) -> object:
        return value if unit is None or value is None else unit.from_base(value)  # type: ignore[arg-type]

    return replace(
        answer,
        found=found._replace(
            text=estimate.summary(), value=shown(estimate.value), low=shown(estimate.low),
            high=shown(estimate.high), items=(),
        ),
        estimate=estimate, parts=(), settings=tuple(settings),
        remarks=(*answer.remarks, f"With values of your own: {', '.join(settings)}."),
    )  # fmt: skip
