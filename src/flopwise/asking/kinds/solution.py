"""One quantity worked out, with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.reading.numbers import Given, plain
from flopwise.asking.solving import solver
from flopwise.asking.solving.knowledge import Knowledge
from flopwise.asking.solving.relations import relations
from flopwise.derivation.derivation import Derivation, Value

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.solving.solver import Way
    from flopwise.units.numbers import Number


class Solution(NamedTuple):
    """A quantity that was worked out, with what it rests on."""

    role: str
    way: Way
    derivation: Derivation
    knowledge: Knowledge

    @property
    def value(self) -> Number:
        """The result in the base unit."""
        return self.derivation.value


def worked_out(frame: Frame, role: str, knowledge: Knowledge | None = None) -> Solution | None:
    """Work a quantity out; None where something is missing."""
    resized(frame)
    known = knowledge or knowledge_of(frame)
    way = solver.solve(role, relations(), _leaf_for(known, role), frame.tags)
    if way is None:
        return None
    derivation = _changed(frame, way.derivation())
    return Solution(role, way, derivation, known)


def resized(frame: Frame) -> None:
    """Take a named model at another size as one of that size, with its own tokens."""
    change = next((one for one in frame.changes if one.role == "parameters"), None)
    if change is None or not frame.models:
        return
    known = knowledge_of(frame)
    frame.changes = [one for one in frame.changes if one is not change]
    size = solver.solve("parameters", relations(), known.leaf)
    tokens = known.leaf("tokens")
    if size is None:
        return
    count = int(size.derivation().value * change.factor)
    written = f"{change.written} parameters of {known.subject}"
    frame.givens.append(Given("parameters", plain(count, "parameter"), written, 0, -1))
    if tokens is not None and "tokens" not in frame.roles:
        seen = tokens.values["tokens"].value
        frame.givens.append(Given("tokens", plain(seen, "token"), f"its {seen:,} tokens", 0, -1))
    frame.models = []


def _leaf_for(known: Knowledge, goal: str) -> Any:
    """Leave out what is given of the very quantity that is asked for: it is held against it."""

    def leaf(role: str) -> solver.Leaf | None:
        found = known.looked_up(role) if role == goal else known.leaf(role)
        if role == goal and found is not None and (found.given or found.cost >= solver.ASSUMED):
            return None
        return found

    return leaf


def knowledge_of(frame: Frame) -> Knowledge:
    """Return what is known beside the question: of its model, of the machines that are counted."""
    model = frame.models[0].id if frame.models else ""
    counted = [machine for machine in frame.machines if machine.number is not None]
    machine = next(iter([*counted, *frame.machines]), None)
    return Knowledge(frame, model, machine)


def _changed(frame: Frame, derivation: Derivation) -> Derivation:
    """Apply what-ifs: half the tokens."""
    values: dict[str, Value] = {}
    for change in frame.changes:
        standing = derivation.values.get(change.role)
        if standing is not None:
            values[change.role] = Value(
                standing.value * change.factor, standing.origin, standing.source,
                None if standing.low is None else standing.low * change.factor,
                None if standing.high is None else standing.high * change.factor,
                f"{change.written} what is known",
            )  # fmt: skip
    return derivation.with_values(values) if values else derivation
