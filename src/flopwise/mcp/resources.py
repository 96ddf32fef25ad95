"""What an assistant can read: cards, lists and explanations, by address, as Markdown."""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.errors import near_matches
from flopwise.operations.table import KINDS

SCHEME = "flopwise://"
MARKDOWN = "text/markdown"
MOST_COMPLETIONS = 100
"""As the protocol has it."""


class Shelf(NamedTuple):
    """Things of one kind, each under its name."""

    name: str
    summary: str
    parameter: str
    """As an address's template has it; one with slashes in it begins with `+`."""

    @property
    def template(self) -> str:
        """The address of one thing, by its name."""
        return f"{SCHEME}{self.name}/{{{self.parameter}}}"

    @property
    def argument(self) -> str:
        """What its name is called."""
        return self.parameter.lstrip("+")


def _of(kind: str) -> Shelf:
    one = KINDS[kind].one
    slashes = any("/" in name for name in KINDS[kind].shown)
    return Shelf(kind, f"{one[:1].upper()}{one[1:]}, with its sources.", "+id" if slashes else "id")


EXPLAIN = Shelf("explain", "What a step, unit, convention, method or term means.", "name")
SHELVES = {shelf.name: shelf for shelf in (*map(_of, KINDS), EXPLAIN)}


def read(shelf: str, name: str) -> str:
    """Return one thing as Markdown; raises UnknownNameError with near matches.

    >>> print(read("sources", "kaplan2020").splitlines()[0])
    # Scaling Laws for Neural Language Models
    """
    from flopwise import operations

    found = operations.explain(name) if shelf == EXPLAIN.name else operations.card(shelf, name)
    return found.to("markdown")


def read_list(kind: str) -> str:
    """Return all that the catalog has of a kind, as a table in Markdown."""
    from flopwise import operations

    return operations.cards(kind).to("markdown")


def completions(shelf: str, begun: str) -> list[str]:
    """Return names that begin as this does, then those that have it inside, then near ones.

    >>> completions("models", "llama-3.1-4")
    ['llama-3.1-405b']
    """
    names = _names(shelf)
    low = begun.casefold()
    first = [name for name in names if name.casefold().startswith(low)]
    inside = [name for name in names if low in name.casefold() and name not in first]
    return [*first, *inside] or near_matches(begun, names)


@functools.cache
def _names(shelf: str) -> tuple[str, ...]:
    from flopwise import operations

    if shelf == EXPLAIN.name:
        return operations.explained()
    return tuple(card.id for card in operations.cards(shelf).items)
