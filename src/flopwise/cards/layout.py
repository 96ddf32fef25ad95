"""How cards and lists of cards read, whatever their kind."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flopwise.cards import markdown, over_time
from flopwise.cards.card import ABSENT
from flopwise.document import Cell, Document, Heading, Items, Prose, Table, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flopwise.cards.card import Card, CardList, Column, Field
    from flopwise.document import Node


def card_document(card: Card) -> Document:
    """Lay a card out: what it is, its sections, its sources."""
    nodes: list[Node] = [Prose(card.lead, "lead")] if card.lead else []
    if card.yours:
        nodes.append(Prose(f"This entry is yours, from {card.near}.", "note"))
    shown = [field for field in card.fields if field.shape != "hidden"]
    for section, fields in itertools.groupby(shown, lambda field: field.section):
        if section:
            nodes.append(Heading(section))
        for shape, alike in itertools.groupby(fields, lambda field: field.shape):
            nodes += _SHAPES[shape](list(alike))
    if card.sources:
        nodes += [Heading("Sources"), listed(card.sources)]
    return Document(card.title or card.name, tuple(nodes))


def _rows(fields: Sequence[Field]) -> list[Node]:
    noted = any(field.note for field in fields)
    rows = tuple(
        (
            Cell(field.label or field.name),
            Cell(field.text, sources=(field.source,) if field.source else ()),
            *((Cell(field.note),) if noted else ()),
        )
        for field in fields
    )
    return [Table(("", "value", "note") if noted else ("", "value"), rows)]


def _words(fields: Sequence[Field]) -> list[Node]:
    nodes: list[Node] = []
    for field in fields:
        nodes.append(Items(tuple(field.value)))
        if field.source:
            nodes.append(Prose(f"Source: [{field.source}]", "note"))
    return nodes


def _prose(fields: Sequence[Field]) -> list[Node]:
    return [
        Prose(
            paragraph + (f" [{field.source}]" if field.source else ""), _ROLES.get(field.name, "")
        )
        for field in fields
        for paragraph in field.text.strip().split("\n\n")
    ]


_ROLES = {"notes": "note"}


def _markdown(fields: Sequence[Field]) -> list[Node]:
    return [node for field in fields for node in markdown.nodes(field.text)]


_SHAPES = {"row": _rows, "words": _words, "prose": _prose, "markdown": _markdown}


def list_document(found: CardList) -> Document:
    """Lay a list out as a table, with the figures that one wants at a glance."""
    nodes: list[Node] = [Prose(found.summary(), "lead"), *over_time.nodes(found)]
    if found.items:
        rows = tuple(
            tuple(_cell(column, card, found.verb) for column in found.columns)
            for card in found.items
        )
        numeric = frozenset(index for index, column in enumerate(found.columns) if column.numeric)
        nodes.append(Table(tuple(column.head for column in found.columns), rows, numeric))
        if found.note:
            nodes.append(Prose(found.note, "note"))
        nodes.append(
            Prose(
                f"flopwise {found.verb} show NAME: all that is known of one, with its sources.",
                "note",
            )
        )
    return Document(found.verb.capitalize(), tuple(nodes))


def _cell(column: Column, card: Card, verb: str) -> Cell:
    if not column.fields:
        return Cell(f"{card.id} (yours)" if card.yours else card.id, key=f"{verb}/{card.id}")
    field = card.field(*column.fields)
    return Cell(ABSENT if field is None else column.show(field))
