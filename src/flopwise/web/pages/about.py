"""About a model, as beside its answers: capabilities, categories, specifications; and about an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise import gallery, operations
from flopwise.cards.written import day

if TYPE_CHECKING:
    from flopwise.catalog.answers import Answer

_SAID = {
    "provider": "Provider", "released": "Released", "size": "Size", "parameters": "Parameters",
    "context": "Context",
}  # fmt: skip
_SPECIFICATIONS = ("provider", "released", "size_class", "parameters", "context_length")


class About(NamedTuple):
    """What is known of who answered."""

    name: str
    description: str
    capabilities: tuple[str, ...]
    categories: tuple[str, ...]
    specifications: tuple[tuple[str, str, str], ...]
    """What, how it reads, and the source's key."""


def about(model: str) -> About:
    """Return what the catalog knows of a model, or what a page said of it."""
    author = gallery.author(model)
    if not author.in_catalog:
        said = author.said
        return About(
            author.name, str(said.get("description", "")), tuple(said.get("capabilities", ())),
            tuple(said.get("categories", ())),
            tuple((label, str(said[name]), "") for name, label in _SAID.items() if name in said),
        )  # fmt: skip
    card = operations.card("models", model)
    fields = [card.field(name) for name in _SPECIFICATIONS]
    return About(
        card.name, card.lead, tuple(card.value("capabilities") or ()),
        tuple(card.value("categories") or ()),
        tuple((one.label, one.text, one.source) for one in fields if one is not None),
    )  # fmt: skip


_FORMS = {
    "retold": "retold: every figure, formula and fault is the author’s, the sentences are ours",
    "excerpt": "an excerpt",
}


def facts(answer: Answer) -> list[tuple[str, str]]:
    """Return how an answer came about, as far as known."""
    found = [("Date", day(answer.date) if answer.date else "")]
    found.append(("Type", "" if answer.type == "text" else answer.type))
    for name, value in answer.settings.items():
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        found.append((name.replace("_", " ").capitalize(), text))
    found.append(("Form", _FORMS.get(answer.form, "")))
    found.append(("Attempt", str(answer.attempt) if answer.attempt > 1 else ""))
    found.append(("Licence", answer.licence))
    return [(label, text) for label, text in found if text]
