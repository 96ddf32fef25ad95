"""Cards of challenges: what is asked, and what a right answer gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise import gallery
from flopwise.cards.card import Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, narrowed, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.catalog.challenges import Challenge

FILTERS = ("category", "difficulty", "search")

_FILTERS = {
    "category": Filter(field_of("category"), same),
    "difficulty": Filter(field_of("difficulty"), same),
    "search": SEARCH,
}


def show(name: str) -> Card:
    """Return the card of one challenge; raises UnknownNameError with near matches."""
    return _card(gallery.challenge(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all challenges, or of those that pass every filter."""
    cards = [_card(challenge) for challenge in gallery.challenges().values()]
    found, remark = narrowed(cards, _FILTERS, wanted)
    return CardList("challenge", found, _COLUMNS, "challenges", wanted, remark)


def _card(challenge: Challenge) -> Card:
    asked = (
        f"{challenge.quantity.replace('_', ' ')} of {challenge.subject}"
        if challenge.subject
        else ""
    )
    return Card(
        kind="challenge",
        id=challenge.id,
        name=challenge.title,
        fields=tuple(_fields(challenge, asked)),
        sentence=_sentence(challenge, asked),
        verb="challenges",
        lead=challenge.description,
        near=None if challenge.yours else challenge.path,
    )


def _sentence(challenge: Challenge, asked: str) -> str:
    what = f"asks for the {asked}" if asked else "is answered in words, and not audited"
    rank = f" ({challenge.difficulty})" if challenge.difficulty else ""
    return f"{challenge.title}{rank} {what}."


def _fields(challenge: Challenge, asked: str) -> Iterator[Field]:
    source, section = challenge.source, "What it asks for"
    prompt = challenge.prompt
    yield Field("prompt", prompt, "", prompt, source, "Prompt", "Prompt", shape="markdown")
    if asked:
        yield Field("asks", asked, "", asked, "", "Right answer", section)
    for name, label in (
        ("subject", "Subject"), ("quantity", "Quantity"), ("category", "Category"),
        ("difficulty", "Difficulty"),
    ):  # fmt: skip
        value = getattr(challenge, name)
        if value:
            yield Field(name, value, "", value, "", label, section)
    given = tuple(
        id for id, answer in gallery.answers().items() if answer.challenge == challenge.id
    )
    if given:
        yield Field(
            "answers", given, "", ", ".join(given), "", "Answers", "Published answers",
            shape="words",
        )  # fmt: skip


_COLUMNS = (
    Column("challenge"),
    Column("category", ("category",)),
    Column("difficulty", ("difficulty",)),
    Column("asks for", ("asks",)),
)
