"""A few cards of one kind beside one another: a row for each thing that any of them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards import kind_named
from flopwise.cards.card import ABSENT
from flopwise.document import Cell, Document, Heading, Prose, Table, listed
from flopwise.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flopwise.cards.card import Card, Field
    from flopwise.document import Node

FEWEST, MOST = 2, 4
_LONGEST = 400
"""Letters of a text that a column has room for."""


def side_by_side(kind: str, names: Sequence[str]) -> Document:
    """Return the cards of these names as one document.

    Raises InvalidValueError for fewer than two or more than four, UnknownNameError with near
    matches.
    """
    wanted = list(dict.fromkeys(names))
    if not FEWEST <= len(wanted) <= MOST:
        raise InvalidValueError(
            f"{FEWEST} to {MOST} cards fit beside one another, not {len(wanted)}"
        )
    cards = [kind_named(kind).show(name) for name in wanted]
    nodes: list[Node] = []
    section = ""
    rows: list[tuple[Cell, ...]] = []
    head = ("", *(card.name for card in cards))
    for field in _fields(cards):
        if field.section != section and rows:
            nodes += [*_heading(section), Table(head, tuple(rows))]
            rows = []
        section = field.section
        rows.append((Cell(field.label or field.name), *(_cell(card, field) for card in cards)))
    if rows:
        nodes += [*_heading(section), Table(head, tuple(rows))]
    sources = {key: source for card in cards for key, source in card.sources.items()}
    if sources:
        nodes += [Heading("Sources"), listed(sources)]
    title = ", ".join(card.name for card in cards[:-1]) + f" and {cards[-1].name}"
    return Document(title, (Prose(f"{title}, side by side.", "lead"), *nodes))


def _heading(section: str) -> list[Node]:
    return [Heading(section)] if section else []


def _fields(cards: Sequence[Card]) -> list[Field]:
    """Return the fields that any card has, section by section, each once."""
    found: dict[tuple[str, str], Field] = {}
    for card in cards:
        for field in card.fields:
            if field.shape not in ("hidden", "markdown"):
                found.setdefault((field.section, field.label or field.name), field)
    sections = list(dict.fromkeys(section for section, _ in found))
    return sorted(found.values(), key=lambda field: sections.index(field.section))


def _cell(card: Card, wanted: Field) -> Cell:
    label = wanted.label or wanted.name
    alike = [
        field for field in card.fields
        if field.section == wanted.section and (field.label or field.name) == label
    ]  # fmt: skip
    texts = [_text(field) for field in alike]
    sources = dict.fromkeys(field.source for field in alike if field.source)
    return Cell("; ".join(filter(None, texts)) or ABSENT, sources=tuple(sources))


def _text(field: Field) -> str:
    text = ", ".join(field.value) if isinstance(field.value, tuple) else field.text
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
