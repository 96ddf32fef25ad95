"""What was understood of a question: names, quantities and their roles, methods.

Every number has to have a role and every word that could change the meaning has to be understood;
else the question is one that we don't understand, and saying so beats a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.asking.reading import vocabulary
from flopwise.asking.reading.words import Word, currency, split, tidied

if TYPE_CHECKING:
    from fractions import Fraction

    from flopwise.asking.reading.numbers import Found, Given
    from flopwise.asking.reading.vocabulary import Hit
    from flopwise.language import models


class Machines(NamedTuple):
    """An accelerator that the question names, and how many of it, if it says."""

    id: str
    number: int | None
    written: str
    ambiguous: bool
    place: int = -1
    """Its first word."""
    slice: int = 0
    """Devices of a slice that is rented as one, such as a TPU v3-8; 0 where it is none."""


class Change(NamedTuple):
    """A factor on something that is otherwise known: half the tokens."""

    role: str
    factor: Fraction
    written: str


class Frame:
    """A question as it was understood."""

    def __init__(self, question: str) -> None:
        self.question = question
        text, self.currency = currency(question)
        """What money is in where that isn't US dollars."""
        self.text = vocabulary.spelt_right(tidied(text))
        self.words = split(self.text)
        self.low = [word.low for word in self.words]
        """The words as the vocabulary writes them."""
        self.free = set(range(len(self.words)))
        self.blocked: set[int] = set()
        self.models: list[models.Mention] = []
        self.machines: list[Machines] = []
        self.givens: list[Given] = []
        self.tags: frozenset[str] = frozenset()
        self.precisions: list[str] = []
        self.laws: list[str] = []
        self.convention: str | None = None
        self.changes: list[Change] = []
        self.loose: list[str] = []
        """Numbers that have no role."""
        self.unclear: list[Found] = []
        """The same numbers with their places."""
        self.undisclosed: list[str] = []
        self.family = ""
        """A family of models that is named without a size."""
        self.remarks: list[str] = []
        self.parts_at: list[int] = []
        """Where parts of a model's state are named."""
        self.kept: set[str] = set()
        """Parts of a model's state that are named as kept."""
        self.left_out: set[str] = set()
        """Parts that are said to be missing."""
        self.sizes: dict[str, int | Fraction] = {}
        """Bytes of a parameter in a part whose format is told."""
        self.chosen: frozenset[str] = frozenset()
        """The sizes that are asked for where it is a choice of parts."""

    # looking things up

    def given(self, role: str) -> Given | None:
        """Return the first quantity of a role."""
        return next((item for item in self.givens if item.role == role), None)

    def all_given(self, role: str) -> list[Given]:
        """Return all quantities of a role."""
        return [item for item in self.givens if item.role == role]

    def has(self, *tags: str) -> bool:
        """Tell whether the question speaks of any of these."""
        return not self.tags.isdisjoint(tags)

    @property
    def roles(self) -> frozenset[str]:
        """All roles that a quantity is given for."""
        return frozenset(item.role for item in self.givens)

    def says(self, section: str, entry: str = "phrases") -> list[Hit]:
        """Return where phrases of a list stand, whether or not the words are free."""
        return vocabulary.listed(section, entry).find(self.low, set(range(len(self.words))))

    def take(self, places: range) -> None:
        """Mark words as understood."""
        self.free -= set(places)


def unknown(frame: Frame) -> list[Word]:
    """Return the words that nothing has accounted for."""
    filler = vocabulary.words("filler")
    return [
        frame.words[index]
        for index in sorted(frame.free)
        if frame.low[index] not in filler
        and frame.low[index] not in vocabulary.labels()
        and len(frame.low[index]) > 1
    ]
