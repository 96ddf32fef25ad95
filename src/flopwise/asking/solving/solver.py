"""From what is known to what is asked: the shortest way through the relations.

Each relation gives one quantity from others. Starting at what is given, known and assumed, every
quantity is worked out that leads towards the goal; of several ways the one wins that uses most of
what was given and assumes least.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.expression import Input, StepValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flopwise.derivation.expression import Expression

ASSUMED, _LOOKED_UP, _STEP, _USED = 6.0, 1.0, 0.2, 5.0
_MOST_WAYS = 4
_MOST_COMBINED = 24
_DEEPEST_NEED = 5


class Relation(NamedTuple):
    """One quantity from others, by a step."""

    gives: str
    step: Callable[..., StepValue]
    takes: tuple[str, ...]
    only_with: frozenset[str] = frozenset()
    """It holds only where the question speaks of one of these."""
    not_with: frozenset[str] = frozenset()


class Leaf(NamedTuple):
    """A quantity that needs no relation: given, looked up, or assumed."""

    node: Expression
    values: Mapping[str, Value]
    cost: float = 0.0
    given: bool = False


class Way(NamedTuple):
    """One way to a quantity: the node, the values put in, what it used and what it cost."""

    node: Expression
    values: dict[str, Value]
    used: frozenset[str]
    through: frozenset[str]
    cost: float

    @property
    def score(self) -> float:
        """The lower the better: little assumed, much used of what was given."""
        return self.cost - _USED * len(self.used)

    def derivation(self) -> Derivation:
        """Put the values in."""
        assert isinstance(self.node, StepValue | Input)
        return Derivation(self.node, self.values)


def given(node: Input, value: Value) -> Leaf:
    """Make a leaf of something that the question states."""
    return Leaf(node, {node.id: value}, 0.0, given=True)


def looked_up(node: Expression, values: Mapping[str, Value]) -> Leaf:
    """Make a leaf of something that the catalog knows."""
    return Leaf(node, values, _LOOKED_UP)


def assumed(node: Input, value: Value) -> Leaf:
    """Make a leaf of something that is taken to be so."""
    return Leaf(node, {node.id: value}, ASSUMED)


def solve(
    goal: str,
    relations: Iterable[Relation],
    leaf: Callable[[str], Leaf | None],
    tags: frozenset[str] = frozenset(),
) -> Way | None:
    """Return the best way to a goal, or None where something is missing."""
    usable = _towards(goal, relations, leaf, tags)
    ways: dict[str, list[Way]] = {}
    for role in {goal, *(name for relation in usable for name in relation.takes)}:
        start = leaf(role)
        if start is not None:
            used = frozenset([role]) if start.given else frozenset[str]()
            ways[role] = [Way(start.node, dict(start.values), used, frozenset([role]), start.cost)]
    changed = True
    while changed:
        changed = False
        for relation in usable:
            for way in _applied(relation, ways):
                changed |= _kept(ways.setdefault(relation.gives, []), way)
    found = ways.get(goal, [])
    return min(found, key=lambda way: way.score) if found else None


def _towards(
    goal: str,
    relations: Iterable[Relation],
    leaf: Callable[[str], Leaf | None],
    tags: frozenset[str],
) -> list[Relation]:
    """Return the relations that can lead to a goal; what is given isn't worked out again."""
    by_result: dict[str, list[Relation]] = {}
    for relation in relations:
        if relation.not_with & tags or (relation.only_with and not relation.only_with & tags):
            continue
        by_result.setdefault(relation.gives, []).append(relation)
    found: list[Relation] = []
    seen: set[str] = set()
    waiting = [goal]
    while waiting:
        role = waiting.pop()
        if role in seen:
            continue
        seen.add(role)
        start = leaf(role)
        if start is not None and start.given and role != goal:
            continue
        for relation in by_result.get(role, ()):
            found.append(relation)
            waiting += relation.takes
    return found


def _applied(relation: Relation, ways: dict[str, list[Way]]) -> Iterable[Way]:
    inputs = [ways.get(role, []) for role in relation.takes]
    if not all(inputs):
        return
    for parts in itertools.islice(itertools.product(*inputs), _MOST_COMBINED):
        through = frozenset().union(*(part.through for part in parts))
        if relation.gives in through:
            continue
        values: dict[str, Value] = {}
        for part in parts:
            values.update(part.values)
        yield Way(
            relation.step(*(part.node for part in parts)),
            values,
            frozenset().union(*(part.used for part in parts)),
            through | {relation.gives},
            _STEP + sum(part.cost for part in parts),
        )


def _kept(standing: list[Way], way: Way) -> bool:
    """Keep a way if none that stands uses as much at no higher cost; tell whether it was new."""
    if any(other.used >= way.used and other.cost <= way.cost for other in standing):
        return False
    standing[:] = [
        other for other in standing if not (way.used >= other.used and way.cost <= other.cost)
    ]
    standing.append(way)
    standing.sort(key=lambda one: one.score)
    kept = len(standing) <= _MOST_WAYS or way in standing[:_MOST_WAYS]
    del standing[_MOST_WAYS:]
    return kept


def missing(
    goal: str,
    relations: Iterable[Relation],
    leaf: Callable[[str], Leaf | None],
    tags: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return what would have to be known for a goal: the fewest things that a person can tell."""
    by_result: dict[str, list[Relation]] = {}
    for relation in relations:
        if not relation.not_with & tags and (not relation.only_with or relation.only_with & tags):
            by_result.setdefault(relation.gives, []).append(relation)
    found = _lacking(goal, by_result, leaf, frozenset(), _DEEPEST_NEED)
    return found[1] if found is not None else ()


def _lacking(
    role: str,
    relations: dict[str, list[Relation]],
    leaf: Callable[[str], Leaf | None],
    path: frozenset[str],
    depth: int,
) -> tuple[float, tuple[str, ...]] | None:
    """Return the least that is missing for a role, with what it costs to ask for it."""
    from flopwise.asking.quantities import KINDS

    start = leaf(role)
    if start is not None:
        # a way that starts at something given is nearer to what the question is about
        return (-0.5 if start.given else 0.05 * start.cost), ()
    best: tuple[float, tuple[str, ...]] | None = None
    if path and KINDS[role].why:
        best = (1.0, (role,))
    if depth == 0:
        return best
    for relation in relations.get(role, ()):
        if any(name in path or name == role for name in relation.takes):
            continue
        total, roles = 0.01, {}
        for name in relation.takes:
            part = _lacking(name, relations, leaf, path | {role}, depth - 1)
            if part is None:
                break
            total += part[0]
            roles.update(dict.fromkeys(part[1]))
        else:
            if best is None or total < best[0]:
                best = (total, tuple(roles))
    return best
