"""What the generator hands over: a text, and what is true and false of it."""

from __future__ import annotations

import math
from typing import NamedTuple

_BOUNDS = (("right", 1.5), ("close", 2.0), ("off", 10.0))
_SLACK = 0.015
"""How near a bound a ratio is taken to lie on it: figures are rounded when they are written."""


class Planted(NamedTuple):
    """One error at its place in the text."""

    kind: str
    quote: str
    start: int
    end: int
    should_be: str
    factor: float
    """Of the quoted quantity alone, stated over correct."""
    severity: str
    mistake: str = ""
    """Which known mistake it is, more finely than its kind."""
    effect: float = 1.0
    """On the result; 1 for what stands beside it."""
    on_result: bool = True
    also_at: tuple[tuple[int, int], ...] = ()
    """Other places that show the same error as well."""
    alt_kinds: tuple[str, ...] = ()
    """Kinds that are as good."""


class Written(NamedTuple):
    """A worked answer with what is known of it."""

    text: str
    subject: str | None
    challenge_subject: str | None
    quantity: str
    final_value: float | None
    final_unit: str
    truth_value: float
    ratio: float | None
    verdict: str
    errors: tuple[Planted, ...]
    first_error: Planted | None
    language: str
    style: str
    convention: str
    borderline: bool = False
    """Whether the ratio lies so near a bound that rounding decides the verdict."""
    seed: int = 0

    @property
    def spotless(self) -> bool:
        """Whether nothing in the text is wrong."""
        return not self.errors


def verdict_of(ratio: float | None) -> str:
    """Judge a ratio as the contract does, bounds included.

    >>> verdict_of(1.003), verdict_of(0.5096), verdict_of(0.1), verdict_of(318.5), verdict_of(None)
    ('right', 'close', 'off', 'wrong', 'undecided')
    """
    if ratio is None:
        return "undecided"
    distance = abs(math.log(ratio))
    for name, bound in _BOUNDS:
        if distance <= math.log(bound) + _SLACK:
            return name
    return "wrong"


def is_borderline(ratio: float | None) -> bool:
    """Tell whether a ratio lies on a bound as nearly as rounding lets one see."""
    if ratio is None:
        return False
    distance = abs(math.log(ratio))
    return any(abs(distance - math.log(bound)) <= 2 * _SLACK for _, bound in _BOUNDS)


def first_of(errors: tuple[Planted, ...]) -> Planted | None:
    """Return the earliest error or, where there is none, the earliest warning."""
    for severity in ("error", "warning"):
        for planted in errors:
            if planted.severity == severity:
                return planted
    return None
