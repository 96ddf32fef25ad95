"""A task before it is posed: its words, what is given in them, and which quantity is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from flopwise.derivation.derivation import Value

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

T = TypeVar("T")
EASY, MEDIUM, HARD = LEVELS = ("easy", "medium", "hard")


class Task(NamedTuple):
    """One task of a topic."""

    title: str
    prompt: str
    goal: str
    """The quantity that is asked, as the relations between quantities name it."""
    givens: Mapping[str, Value]
    unit: str
    """What the answer is to be given in."""
    tags: frozenset[str] = frozenset()
    """What the relations have to know besides."""


Makers = tuple[Callable[["random.Random"], Task], ...]
"""What makes the tasks of one level."""


def pick(chance: random.Random, choices: Sequence[T]) -> T:
    """Draw one; by `random()` alone, whose numbers are the same in every release of Python."""
    return choices[int(chance.random() * len(choices))]


_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"))


def short(amount: float) -> str:
    """Write a large count as people do.

    >>> short(7e9), short(1.5e12), short(512)
    ('7B', '1.5T', '512')
    """
    for scale, letter in _SCALES:
        if amount >= scale:
            return f"{amount / scale:g}{letter}"
    return f"{amount:,.0f}"


def given(**amounts: float) -> dict[str, Value]:
    """Make values of what the words state; whole ones stay exact."""
    return {
        name: Value(int(amount) if float(amount).is_integer() else amount)
        for name, amount in amounts.items()
    }


SIZES = (
    1e9,
    1.3e9,
    2.7e9,
    3e9,
    6.7e9,
    7e9,
    8e9,
    13e9,
    20e9,
    30e9,
    34e9,
    40e9,
    65e9,
    70e9,
    110e9,
    175e9,
)
TOKENS = (
    20e9,
    50e9,
    100e9,
    140e9,
    200e9,
    300e9,
    400e9,
    600e9,
    800e9,
    1e12,
    1.4e12,
    2e12,
    3e12,
    6e12,
    15e12,
)
"""Parameters and tokens of tasks: round figures, as runs have them."""
