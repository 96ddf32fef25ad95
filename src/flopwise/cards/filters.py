"""Which cards a list shows: filters that read what people write, and say why nothing is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import near_matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flopwise.cards.card import Card

_TOKEN = re.compile(r"\d+(?:\.\d+)*[a-z]*|[^\W\d_]+")


class Filter(NamedTuple):
    """One filter: what a card has there, and when that is what was asked for."""

    values: Callable[[Card], Iterable[str]]
    matches: Callable[[Any, str], bool]
    """Takes what was asked for and what a card has."""


def has_words(wanted: str, value: str) -> bool:
    """Tell whether all words that are asked for occur, whatever the case and the dashes.

    >>> (
    ...     has_words("llama 3", "Llama 3"),
    ...     has_words("llama-3", "Llama 3.1"),
    ...     has_words("qwen", "Qwen2.5"),
    ... )
    (True, False, True)
    """
    return same(wanted, value) or (
        bool(_words(wanted)) and set(_words(wanted)) <= set(_words(value))
    )


def same(wanted: str, value: str) -> bool:
    """Tell whether two names are one, whatever the case, the spaces and the dashes.

    >>> same("huggingface", "Hugging Face"), same("in-force", "in force")
    (True, True)
    """
    return bool(_folded(wanted)) and _folded(wanted) == _folded(value)


def contains(wanted: str, value: str) -> bool:
    """Tell whether each word that is searched for occurs somewhere."""
    text = value.casefold()
    return all(word in text for word in wanted.casefold().split())


def initials(name: str) -> str:
    """Return the initials of a name: EU, US."""
    return "".join(word[0] for word in name.split())


def field_of(*names: str) -> Callable[[Card], Iterable[str]]:
    """Return what reads these fields of a card."""

    def values(card: Card) -> Iterable[str]:
        for name in names:
            found = card.value(name)
            yield from (found if isinstance(found, tuple) else () if found is None else (found,))

    return values


def everything(card: Card) -> Iterable[str]:
    """Yield all that a search looks through, as one text: names and texts, but no remarks."""
    texts = [card.id, card.name, card.lead]
    for field in card.fields:
        if isinstance(field.value, tuple):
            texts += [str(part) for part in field.value]
        elif isinstance(field.value, str) and field.name != "notes":
            texts.append(field.value)
    yield "\n".join(texts)


SEARCH = Filter(everything, contains)


def narrowed(
    cards: Iterable[Card], filters: Mapping[str, Filter], wanted: Mapping[str, Any]
) -> tuple[tuple[Card, ...], str]:
    """Return the cards that pass every filter, and where none does a sentence that says so."""
    every = tuple(cards)
    left = every
    for name, asked in wanted.items():
        left = tuple(card for card in left if _passes(filters[name], asked, card))
    return left, "" if left or not every else _why_none(every, filters, wanted)


def _passes(tried: Filter, asked: Any, card: Card) -> bool:
    return any(tried.matches(asked, value) for value in tried.values(card))


def _why_none(
    every: tuple[Card, ...], filters: Mapping[str, Filter], wanted: Mapping[str, Any]
) -> str:
    kind = every[0].kind
    for name, asked in wanted.items():
        if any(_passes(filters[name], asked, card) for card in every):
            continue
        if filters[name] is SEARCH:
            choices = [card.id for card in every]
        else:
            choices = list(dict.fromkeys(v for card in every for v in filters[name].values(card)))
        near = near_matches(asked, choices)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
        return f"No {kind} has the {name.replace('_', ' ')} {asked!r}{hint}".replace(
            "has the search", "is found by the search"
        )
    return f"No {kind} is all of this at once: {as_words(wanted)}."


def as_words(wanted: Mapping[str, Any]) -> str:
    """Say what was asked for.

    >>> as_words({"provider": "Meta", "with_architecture": True})
    'provider Meta, with architecture'
    """
    return ", ".join(
        name.replace("_", " ") + ("" if asked is True else f" {asked}")
        for name, asked in wanted.items()
    )


def _words(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
