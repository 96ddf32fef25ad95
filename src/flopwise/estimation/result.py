"""An estimate: the derivation, and all that helps a reader to believe or to dispute it."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.derivation.derivation import ASSUMED
from flopwise.render.frames import Tabular
from flopwise.render.shown import Shown
from flopwise.units.display import show, unit_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from flopwise.derivation.derivation import Derivation, EvaluatedStep
    from flopwise.document import Document
    from flopwise.render.frames import Column
    from flopwise.scenario import Model
    from flopwise.sources import Source
    from flopwise.units.dimensions import Dimension
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit

SCHEMA = "flopwise/estimate/1"


class Check(NamedTuple):
    """Another way to the same figure, and how many times ours it is."""

    name: str
    method: str
    value: Number
    unit: str
    ratio: float | None
    source: str
    text: str = ""


class Share(NamedTuple):
    """What one part of the model holds and computes, over the whole of what was estimated."""

    name: str
    kind: str
    repeat: int | float
    parameters: Number
    forward: Number
    backward: Number
    share: float


class NotCounted(NamedTuple):
    """An operation that the convention leaves out, and why."""

    name: str
    kind: str
    calls: int
    reason: str
    flop: float | None = None


class Assumption(NamedTuple):
    """Something that was taken to be so; `effect` is the result's factor from low to high end."""

    name: str
    value: Number | None
    unit: str
    text: str
    source: str
    effect: float | None


class Wording(NamedTuple):
    """How a result is said where it isn't one of the usual quantities of a model."""

    title: str
    sentence: str
    """With `{value}` where the figure stands."""


class Estimate(Shown, Tabular):
    """The answer to one question about one model, as one immutable object.

    `derivation` is None where the answer is that nobody can say, and `reason` says why.
    """

    def __init__(
        self,
        *,
        quantity: str,
        model: Model,
        run: dict[str, Any],
        method: str,
        convention: str | None,
        derivation: Derivation | None,
        unit: Unit | None = None,
        checks: tuple[Check, ...] = (),
        breakdown: tuple[Share, ...] = (),
        not_counted: tuple[NotCounted, ...] = (),
        remarks: tuple[Assumption, ...] = (),
        sources: dict[str, Source] | None = None,
        made: dict[str, str] | None = None,
        reason: str = "",
        wording: Wording | None = None,
    ) -> None:
        self.quantity = quantity
        self.model = model
        self.run = run
        self.method = method
        self.convention = convention
        self.derivation = derivation
        self.display_unit = unit
        self.checks = checks
        self.breakdown = breakdown
        self.not_counted = not_counted
        self.sources = sources or {}
        self.made = made or {}
        self.reason = reason
        self.wording = wording
        self._remarks = remarks

    def displayed_in(self, unit: Unit) -> Estimate:
        """Return the same estimate with its result written in another unit."""
        other = copy.copy(self)
        other.display_unit = unit
        return other

    @property
    def value(self) -> Number | None:
        """The result in the base unit, exact where it can be; None where nobody can say."""
        return None if self.derivation is None else self.derivation.value

    @property
    def exact(self) -> str | None:
        """The digits of a whole result that is exact."""
        return str(self.value) if isinstance(self.value, int) else None

    @property
    def dimension(self) -> Dimension | None:
        """What the result counts."""
        return None if self.derivation is None else self.derivation.root.dimension

    @property
    def unit(self) -> str:
        """The base unit of the result."""
        return unit_text(self.dimension) if self.dimension is not None else ""

    @property
    def low(self) -> Number | None:
        """The lower bound of the central 90 %; None where nothing is uncertain."""
        interval = self.derivation.interval if self.derivation else None
        return interval.low if interval else None

    @property
    def high(self) -> Number | None:
        """The upper bound of the central 90 %; None where nothing is uncertain."""
        interval = self.derivation.interval if self.derivation else None
        return interval.high if interval else None

    @property
    def steps(self) -> list[EvaluatedStep]:
        """The derivation, step by step; the last is the result."""
        return self.derivation.steps if self.derivation else []

    @functools.cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed or is uncertain, and how far that moves the result."""
        found = list(self._remarks)
        for step in self.steps:
            if step.inputs or self.derivation is None or step.id not in self.derivation.values:
                continue
            if step.origin != ASSUMED and step.interval is None:
                continue
            effect = self.derivation.effect(step.id) if step.interval else None
            found.append(
                Assumption(
                    step.id, step.value, unit_text(step.unit), step.explanation, step.source, effect
                )
            )
        return tuple(found)

    def shown(self, value: Number | None = None, digits: int = 4) -> str:
        """Write the result, or another value of its dimension, as the display unit asks."""
        wanted = self.value if value is None else value
        if wanted is None or self.dimension is None:
            return "can't say"
        return show(wanted, self.dimension, self.display_unit, digits)

    def summary(self) -> str:
        """One sentence that can be quoted."""
        from flopwise.estimation.document import summary

        return summary(self)

    def document(self) -> Document:
        """Return the estimate as a document for any output format."""
        from flopwise.estimation.document import document

        return document(self)

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        from flopwise.estimation.json_form import to_dict

        return to_dict(self, detail)

    def tables(self) -> dict[str, Callable[[], tuple[Column, ...]]]:
        """Return the tables: `steps`, `breakdown`, `assumptions` and `checks`."""
        from flopwise.estimation.tables import tables

        return tables(self)

    def columns(self, **inputs: Any) -> Any:
        """Evaluate the derivation for arrays of inputs at once, by their ids.

        Inputs that aren't given keep their value. Returns float64 in the base unit.
        """
        if self.derivation is None:
            from flopwise.errors import MissingInputError

            raise MissingInputError(self.reason)
        from flopwise.errors import UnknownNameError

        known = {name: float(value.value) for name, value in self.derivation.values.items()}
        for name in inputs:
            if name not in known:
                raise UnknownNameError("input", name, known)
        return self.derivation.columns()({**known, **inputs})


def as_number(value: int | Fraction | float | None) -> int | float | None:
    """Return a number that JSON can hold without loss of what a float can tell."""
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else float(value)
    return float(value)
