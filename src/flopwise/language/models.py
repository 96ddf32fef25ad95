"""Models as people name them: `GPT 3`, `llama2-70b`, `Llama 2 70B`, misspelt ones included.

A name is compared by its letters and digits alone, so that spaces, hyphens and case don't matter.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.catalog import models
from flopwise.catalog.files import normalised

LONGEST_NAME = 6
"""Words; `Qwen 2.5 72 B` has four."""

_CLOSE = 0.84
"""How alike a misspelt name must be; `lama-2-70b` is 0.94, another model's name less than 0.9."""

_SHORTEST_MISSPELT = 5


class Mention(NamedTuple):
    """A model that a text names, and where."""

    id: str
    start: int
    end: int
    exact: bool
    written: str


def folded(text: str) -> str:
    """Keep letters and digits in lower case, and dots between digits.

    >>> folded("Llama 3.1-70B")
    'llama3.170b'
    """
    kept = []
    for index, character in enumerate(text):
        if character.isalnum():
            kept.append(character.casefold())
        elif (
            character == "."
            and 0 < index < len(text) - 1
            and text[index - 1].isdigit()
            and text[index + 1].isdigit()
        ):
            kept.append(".")
    return "".join(kept)


@functools.cache
def spelt() -> dict[str, str]:
    """Return every id and alias as the catalog writes it, with the model's id."""
    found: dict[str, str] = {}
    for card in models.every():
        for name in card.aliases:
            found.setdefault(normalised(name), card.id)
        found[normalised(card.id)] = card.id
    return found


@functools.cache
def names() -> dict[str, str]:
    """Return every name, alias and display name of a model, folded, with the model's id."""
    found: dict[str, str] = {}
    cards = list(models.every())
    for card in cards:
        found[folded(card.id)] = card.id
    for card in cards:
        for name in (*card.aliases, card.name):
            found.setdefault(folded(name), card.id)
    return found


def exact(words: list[tuple[str, int, int]]) -> list[Mention]:
    """Find the models that a row of words (text, start, end) names and spells right."""
    return sorted(_exact(words, set()), key=lambda mention: mention.start)


def _exact(words: list[tuple[str, int, int]], taken: set[int]) -> list[Mention]:
    known = names()
    found: list[Mention] = []
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            span = range(first, first + length)
            if taken.isdisjoint(span):
                written = " ".join(words[index][0] for index in span)
                # GPT-2 and gpt2 fold alike but are two models: the spelling goes first
                id = spelt().get(normalised(written)) or known.get(folded(written))
                if id is not None and not written.isdigit():
                    taken.update(span)
                    start, end = words[first][1], words[span[-1]][2]
                    found.append(Mention(id, start, end, True, written))
    return found


def find(words: list[tuple[str, int, int]]) -> list[Mention]:
    """Find the models that a row of words names, longest names first, misspelt ones last."""
    taken: set[int] = set()
    found = _exact(words, taken)
    for length in (3, 2, 1):
        for first in range(len(words) - length + 1):
            span = range(first, first + length)
            if taken.isdisjoint(span):
                written = " ".join(words[index][0] for index in span)
                id = misspelt(written)
                if id is not None:
                    taken.update(span)
                    start, end = words[first][1], words[span[-1]][2]
                    found.append(Mention(id, start, end, False, written))
    return sorted(found, key=lambda mention: mention.start)


def misspelt(written: str) -> str | None:
    """Return the model whose misspelt name this is: with letters, with the very digits of it."""
    import difflib

    name = folded(written)
    digits = _digits(name)
    if len(name) < _SHORTEST_MISSPELT or not digits or not written[0].isalpha():
        return None
    same = [known for known in names() if _digits(known) == digits]
    near = difflib.get_close_matches(name, same, n=1, cutoff=_CLOSE)
    return names()[near[0]] if near else None


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())
