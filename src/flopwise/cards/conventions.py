"""Cards of conventions: what each way of counting counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards.card import Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, narrowed
from flopwise.catalog import conventions, files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.catalog.conventions import Convention

FILTERS = ("search",)

_BASIS = {
    "operations": "the operations, one by one",
    "parameters": "so much for each parameter",
}
_PARAMETERS = {"all": "all", "non_embedding": "without embeddings"}
_ATTENTION = {
    "causal": "the pairs that the causal mask leaves, s(s+1)/2",
    "full": "the whole square, s²",
    "none": "not counted",
}


def show(name: str) -> Card:
    """Return the card of one convention; raises UnknownNameError with near matches."""
    return _card(conventions.find(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all conventions, or of those that a search finds."""
    cards = [_card(convention) for convention in conventions.every().values()]
    found, remark = narrowed(cards, {"search": SEARCH}, wanted)
    return CardList("convention", found, _COLUMNS, "conventions", wanted, remark)


def _card(convention: Convention) -> Card:
    return Card(
        kind="convention",
        id=convention.id,
        name=convention.name,
        fields=tuple(_fields(convention)),
        sentence=f"{convention.name} ({convention.id}): {convention.summary}",
        verb="conventions",
        lead=convention.summary,
        title=f"The convention {convention.id}: {convention.name}",
        near=files.DATA / "conventions.toml",
    )


def _fields(convention: Convention) -> Iterator[Field]:
    source = convention.source
    yield Field("summary", convention.summary, "", "", source, "Summary", shape="hidden")
    yield Field(
        "explanation", convention.explanation, "", convention.explanation, source, "Explanation",
        shape="prose",
    )  # fmt: skip
    section = "What counts"
    yield Field("basis", convention.basis, "", _BASIS[convention.basis], source, "Basis", section)
    by_parameters = convention.basis == "parameters"
    if by_parameters:
        yield Field(
            "parameters", convention.parameters, "", _PARAMETERS[convention.parameters], source,
            "Parameters", section,
        )  # fmt: skip
    yield Field(
        "attention", convention.attention, "", _ATTENTION[convention.attention], source,
        "Attention", section,
    )  # fmt: skip
    if not by_parameters:
        for name, label, value in (
            ("windows", "Sliding windows save work", convention.windows),
            ("embedding_product", "Embedding as a product", convention.embedding_product),
            ("softmax", "Softmax", convention.softmax),
            ("recompute", "Recomputation, where the run does it", convention.recompute),
        ):
            yield Field(name, value, "", "yes" if value else "no", source, label, section)
    yield Field(
        "difference", convention.difference, "", convention.difference, source,
        "Against the default", section,
    )  # fmt: skip
    if convention.checked_against:
        yield Field(
            "checked_against", convention.checked_against, "", convention.checked_against, source,
            "Checked against", section,
        )  # fmt: skip
    if convention.aliases:
        names = (convention.id, *convention.aliases)
        yield Field("aliases", names, "", ", ".join(names), "", "On the command line", section)


_COLUMNS = (Column("convention"), Column("what it counts", ("summary",), lambda field: field.value))
