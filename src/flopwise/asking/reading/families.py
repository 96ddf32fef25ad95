"""Names of families: one of its sizes by a superlative, or by a size that stands elsewhere."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.catalog import models as cards
from flopwise.language import models

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.catalog.models import ModelCard
    from flopwise.units.numbers import Number

_SMALLEST = frozenset(("smallest", "tiniest", "littlest"))
_LARGEST = frozenset(("largest", "biggest"))
_REACH = 5
"""Words between a superlative and its family: the biggest of the Llama 2 models."""
_SAME_SIZE = 0.1


@functools.cache
def folded() -> dict[str, str]:
    """Return every family's name, folded, with the name as the catalog writes it."""
    found = {models.folded(card.family): card.family for card in cards.every() if card.family}
    return found | {f"{name}s": family for name, family in found.items()}


def members(family: str) -> list[ModelCard]:
    """Return a family's models whose size is known, smallest first."""
    sized = [
        card for card in cards.every()
        if card.family == family and card.figure("parameters").disclosed
    ]  # fmt: skip
    return sorted(sized, key=_size)


def _size(card: ModelCard) -> float:
    return float(card.figure("parameters").value)


def superlatives(frame: Frame) -> None:
    """Read `the smallest GPT-2` and `the biggest of the Llama 2 models` as one model each."""
    for index, word in enumerate(frame.low):
        if word not in _SMALLEST | _LARGEST or index not in frame.free:
            continue
        found = _family_behind(frame, index)
        if found is None:
            continue
        family, last = found
        sizes = members(family)
        if len(sizes) < 2:
            continue
        card = sizes[0] if word in _SMALLEST else sizes[-1]
        _name(frame, card, range(index, last + 1))


def _family_behind(frame: Frame, index: int) -> tuple[str, int] | None:
    """Return the family named within a few words behind a superlative, and its last word."""
    for first in range(index + 1, min(index + 1 + _REACH, len(frame.words))):
        for length in (3, 2, 1):
            places = range(first, min(first + length, len(frame.words)))
            name = models.folded("".join(frame.words[at].text for at in places))
            if name in folded() and frame.free.issuperset(places):
                return folded()[name], places[-1]
        if frame.low[first] not in _BETWEEN:
            return None
    return None


_BETWEEN = frozenset(
    ("of", "the", "in", "version", "variant", "member", "model", "size", "original")
)


def _name(frame: Frame, card: ModelCard, places: range) -> None:
    first, last = frame.words[places[0]], frame.words[places[-1]]
    written = frame.text[first.start : last.end]
    frame.models.append(models.Mention(card.id, first.start, last.end, True, written))
    frame.take(places)
    frame.blocked |= set(places)


def sized(frame: Frame) -> None:
    """Find the member of a family by a size that stands elsewhere: Llama 2's card: the 70B used …."""
    stated = [item for item in frame.givens if item.role == "parameters"]
    if len({item.value for item in stated}) != 1:
        return
    card = of_size(frame, stated[0].value)
    if card is not None:
        written = f"{card.family} {stated[0].written}"
        frame.models = [models.Mention(card.id, 0, 0, True, written)]
        frame.family = ""


def of_size(frame: Frame, value: Number) -> ModelCard | None:
    """Return the one member of the family named that has this size."""
    family = frame.family if not frame.models else _family_alone(frame)
    fitting = [
        card for card in members(family) if abs(float(value) / _size(card) - 1) < _SAME_SIZE
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 else None


def _family_alone(frame: Frame) -> str:
    """Return the family where a model is named by nothing but its family's name: GPT-2."""
    if len(frame.models) != 1:
        return ""
    return folded().get(models.folded(frame.models[0].written), "")
