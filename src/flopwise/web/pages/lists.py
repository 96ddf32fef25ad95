"""`/models`, `/hardware`, …: lists that one can search, sort and filter, and their cards."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import gallery, operations
from flopwise.cards import over_time
from flopwise.cards.card import ABSENT
from flopwise.cards.side_by_side import MOST, side_by_side
from flopwise.document import Document
from flopwise.errors import UnknownNameError
from flopwise.operations.requests import listed
from flopwise.operations.table import KINDS
from flopwise.standings.insights import insights
from flopwise.web.pages import templates
from flopwise.web.pages.about import about
from flopwise.web.pages.asked import address
from flopwise.web.pages.operation import COPIED, Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.cards.card import Card, CardList, Column
    from flopwise.operations.table import Kind
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply

SHOWN = tuple(kind for kind in KINDS if kind not in ("challenges", "answers"))
"""Kinds that have pages; challenges and answers get pages of their own."""
_OWN = ("sort", "page", "compare", "catalog", "format")
_PAGE = 100
"""Cards of one page."""


def pages(kind: str) -> Callable[[Asked], Reply]:
    """Return what makes the list of a kind."""
    return functools.partial(_list, kind)


def cards(kind: str) -> Callable[[Asked], Reply]:
    """Return what makes a card of a kind."""
    return functools.partial(_card, kind)


# ---- cards -------------------------------------------------------------------------------------


def _card(kind: str, asked: Asked) -> Reply:
    try:
        card = operations.card(kind, asked.name)
    except UnknownNameError:
        if kind == "models" and any(one.model == asked.name for one in gallery.answers().values()):
            return _author(asked.name)
        raise
    wanted = asked.first("format")
    if wanted in COPIED:
        return templates.text(card.to(wanted))
    here = address(f"/{kind}/{card.id}", ())
    return templates.page(
        "card.html", title=_title(card), path=f"/{kind}", verb=kind, card=card,
        result=templates.shown(card.document()), here=here,
        insights=_insights(card.id) if kind == "models" else None,
        copied=[(name, address(here, [("format", form)])) for form, name in COPIED.items()],
    )  # fmt: skip


def _title(card: Card) -> str:
    """Return a title of its own: dated things of one name have their ids behind it."""
    title = card.title or card.name
    return f"{title} ({card.id})" if card.kind in ("price", "source") else title


def _author(name: str) -> Reply:
    """Show what is known of somebody who answered and whom the catalog doesn't know."""
    return templates.page(
        "author.html", title=gallery.author(name).name, path="/models", about=about(name),
        insights=_insights(name),
    )  # fmt: skip


def _insights(model: str) -> dict[str, Any]:
    """Return what the gallery says of a model, with the titles and names that its page needs."""
    found = insights(model, operations.votes())
    challenges, answers = gallery.challenges(), gallery.answers()
    return {
        "found": found,
        "titles": {one.challenge: challenges[one.challenge].title for one in found.answers},
        "attempts": {one.answer: answers[one.answer].attempt for one in found.answers},
        "duels": [
            (
                vote,
                [(id, gallery.author(answers[id].model).name) for id in (vote.first, vote.second)],
            )
            for vote in found.duels
        ],
        "related": [(id, gallery.author(id).name) for id in found.related],
        "rivals": sorted(
            {
                (one.model, gallery.author(one.model).name)
                for one in answers.values()
                if one.challenge in {own.challenge for own in found.answers} and one.model != model
            }
        )[:12],
    }


# ---- lists -------------------------------------------------------------------------------------


class Head(NamedTuple):
    """A column's head: where it leads, and whether the list stands in its order."""

    text: str
    address: str
    order: str
    """`ascending`, `descending`, or empty."""
    numeric: bool


def _list(kind: str, asked: Asked) -> Reply:
    compared = asked.several("compare")
    if compared:
        return _side_by_side(kind, asked, compared)
    filters = _filters(KINDS[kind], asked)
    found: Any = listed(kind, filters)
    sort = asked.first("sort")
    cards = _sorted(found, sort)
    wanted = asked.first("format")
    if wanted in COPIED:
        return templates.text(found.to(wanted))
    number = max(1, asked.whole("page") or 1)
    last = max(1, -(-len(cards) // _PAGE))
    number = min(number, last)
    shown = cards[(number - 1) * _PAGE : number * _PAGE]

    def at(**changed: str) -> str:
        said = {**{name: str(value) for name, value in filters.items()}, "sort": sort}
        return address(f"/{kind}", {**said, **changed}.items())

    return templates.page(
        "list.html", title=kind.capitalize() + (f", page {number}" if number > 1 else ""), path=f"/{kind}", kind=KINDS[kind], sort=sort,
        summary=found.summary(), note=found.note, fields=_fields(KINDS[kind], filters),
        heads=_heads(found, sort, at), rows=[_row(found, card) for card in shown],
        pictures=_pictures(found), number=number, last=last, most=MOST,
        before=at(page=str(number - 1)) if number > 1 else "",
        after=at(page=str(number + 1)) if number < last else "",
        copied=[(name, at(format=form)) for form, name in COPIED.items()],
    )  # fmt: skip


def _pictures(found: CardList) -> str:
    """Return the pictures over a list, without its title, its sentence and its table."""
    kept = tuple(over_time.nodes(found))
    return templates.part(Document("", kept)) if kept else ""


def _filters(kind: Kind, asked: Asked) -> dict[str, Any]:
    known = {option.name for option in kind.filters}
    for name, _ in asked.query:
        if name not in known and name not in _OWN:
            raise UnknownNameError("parameter", name, [*known, *_OWN])
    return {
        option.name: asked.first(option.name) for option in kind.filters if asked.first(option.name)
    }


def _fields(kind: Kind, filters: dict[str, Any]) -> list[Field]:
    return [
        Field(
            option, option.name, option.name.replace("_", " "), filters.get(option.name, ""),
            _values(kind.name, option.name),
        )
        for option in kind.filters
    ]  # fmt: skip


@functools.lru_cache(maxsize=64)
def _values(kind: str, name: str) -> tuple[str, ...]:
    """Return what cards have there, to be offered while one types."""
    if name == "search":
        return ()
    values = {card.value(name) for card in operations.cards(kind).items}
    return tuple(sorted(value for value in values if isinstance(value, str)))


def _heads(found: CardList, sort: str, at: Callable[..., str]) -> list[Head]:
    heads = []
    for column in found.columns:
        name = _slug(column)
        order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        # Of figures one wants the largest first.
        first, second = (f"-{name}", name) if column.numeric else (name, f"-{name}")
        heads.append(
            Head(column.head, at(sort=second if sort == first else first), order, column.numeric)
        )
    return heads


def _slug(column: Column) -> str:
    return column.head.casefold().replace(" ", "-")


def _sorted(found: CardList, sort: str) -> tuple[Card, ...]:
    """Put the cards in order; those without a value stand last, whichever way it goes."""
    if not sort:
        return found.items
    columns = {_slug(column): column for column in found.columns}
    name = sort.removeprefix("-")
    if name not in columns:
        raise UnknownNameError("column", name, columns, f"there are {', '.join(columns)}")
    keys = [(card, _key(columns[name], card)) for card in found.items]
    known = sorted(
        ((card, key) for card, key in keys if key is not None),
        key=lambda pair: pair[1],
        reverse=sort.startswith("-"),
    )
    return tuple(card for card, _ in known) + tuple(card for card, key in keys if key is None)


def _key(column: Column, card: Card) -> tuple[int, float | str] | None:
    """Return what a card is sorted by: figures before words."""
    field = card.field(*column.fields) if column.fields else None
    if column.fields and (field is None or column.show(field) == ABSENT):
        return None
    value = card.id if field is None else field.value
    if isinstance(value, bool) or value is None:
        return (1, column.show(field) if field is not None else "")
    if isinstance(value, str | tuple):
        return (1, str(value).casefold())
    return (0, float(value)) if hasattr(value, "__float__") else (1, str(value))


def _row(found: CardList, card: Card) -> tuple[Card, list[tuple[str, str, bool]]]:
    """Return a card, and of each column but the first the text, its source and whether it is a figure."""
    cells = []
    for column in found.columns[1:]:
        field = card.field(*column.fields)
        text = ABSENT if field is None else column.show(field)
        cells.append((text, "" if field is None else field.source, column.numeric))
    return card, cells


def _side_by_side(kind: str, asked: Asked, names: list[str]) -> Reply:
    """Show some cards beside one another; the form's own way of saying so is made shorter."""
    here = address(f"/{kind}", [("compare", ",".join(names))])
    if asked.query != (("compare", ",".join(names)),):
        return templates.elsewhere(here)
    return templates.page(
        "card.html", title=f"{kind.capitalize()} side by side", path=f"/{kind}", verb="", here=here,
        insights=None,
        result=templates.shown(side_by_side(kind, names)), copied=(),
    )  # fmt: skip
