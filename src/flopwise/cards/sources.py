"""Cards of sources: what is cited, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards.card import Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, narrowed
from flopwise.catalog import citations
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.sources import Source

FILTERS = ("search",)


def show(name: str) -> Card:
    """Return the card of one source; raises UnknownNameError with near matches."""
    every = citations.all_sources()
    if name not in every:
        raise UnknownNameError("source", name, every, hint="`flopwise sources list` shows all")
    return _card(every[name])


def listed(**wanted: str) -> CardList:
    """Return the cards of all sources by key, or of those that a search finds."""
    cards = [_card(source) for _, source in sorted(citations.all_sources().items())]
    found, remark = narrowed(cards, {"search": SEARCH}, wanted)
    return CardList("source", found, _COLUMNS, "sources", wanted, remark)


def _card(source: Source) -> Card:
    return Card(
        kind="source",
        id=source.key,
        name=source.title,
        fields=tuple(_fields(source)),
        sentence=f"{source.reference}: {source.url}",
        verb="sources",
    )


def _fields(source: Source) -> Iterator[Field]:
    for name, label, value in (
        ("authors", "By", source.authors),
        ("date", "Date", source.dated),
        ("url", "Where", source.url),
        ("key", "Cited as", source.key),
    ):
        if value:
            yield Field(name, value, "", value, "", label)
    yield Field("title", source.title, "", source.title, "", "Title", shape="hidden")


_COLUMNS = (Column("source"), Column("date", ("date",)), Column("title", ("title",)))
