"""Lists of the catalog, a page at a time: id, name and the figure that one looks for."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from flopwise.mcp.reply import Reply, made_by
from flopwise.mcp.short import fitted

if TYPE_CHECKING:
    from flopwise.cards import Card, CardList

FIRST = 30
"""Entries of a page in short."""
_ENTRIES = {"summary": FIRST, "steps": 10, "full": 5}
_FIGURES = {
    "models": ("parameters",),
    "hardware": ("peak_bf16", "peak_fp16", "peak_fp32", "memory"),
    "thresholds": ("flop", "flop_per_second", "fraction_of_base"),
}
"""The first of these that a card has is the figure of its line."""
_WORDS = {"parameters": "{} parameters", "memory": "{} of memory"}


def page(kind: str, found: CardList, detail: str, offset: int) -> Reply:
    """Return a page of a list, with how many there are and where the next one begins."""
    most = _ENTRIES[detail]
    shown = dataclasses.replace(found, items=found.items[offset : offset + most])
    data = {**shown.to_dict(detail), "summary": found.summary(), "total": len(found.items)}
    data["next"] = offset + most if offset + most < len(found.items) else None
    if detail != "summary":
        return Reply(_text(kind, data, list(shown.items)), data)
    data["items"] = [
        {"id": card.id, "name": card.name, "figure": figure(kind, card)} for card in shown.items
    ]

    def tell(short: dict[str, Any]) -> str:
        kept = len(short["items"])
        if kept < len(shown.items):
            short["next"] = offset + kept
        return _text(kind, short, list(shown.items[:kept]))

    return Reply(*fitted(data, tell))


def figure(kind: str, card: Card) -> str:
    """Return what one looks for in a list of this kind, empty where it isn't known."""
    known = filter(None, map(card.field, _FIGURES[kind]))
    field = next((field for field in known if field.value is not None), None)
    if field is None:
        return ""
    label = f" in {field.name.removeprefix('peak_')}" if field.name.startswith("peak_") else ""
    return _WORDS.get(field.name, "{}").format(field.text) + label


def _text(kind: str, data: dict[str, Any], cards: list[Card]) -> str:
    lines = [f"{card.id}: {figure(kind, card) or card.name}" for card in cards]
    more = []
    if data["next"] is not None:
        more.append(f"There are more: offset={data['next']}, or a filter, shows others.")
    if cards:
        more.append(f"name={cards[0].id} shows a card, every figure with its source.")
    parts = [data["summary"], "\n".join(lines), " ".join(more), made_by(data["made"])]
    return "\n\n".join(part for part in parts if part)
