"""Cards of challenges: what is asked, and what a right answer gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise import gallery
from flopwise.cards.card import Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, narrowed, same
from flopwise.challenges.right import right_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.catalog.challenges import Challenge
    from flopwise.estimation.result import Estimate

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
    right = right_answer(challenge)
    if right is None:
        sentence = (
            f"{challenge.title}{_rank(challenge)} has no figure for an answer: what models write is "
            "voted on, not audited."
        )
    else:
        sentence = (
            f"{challenge.title}{_rank(challenge)} asks for the {_asked(challenge)}. "
            f"A right answer gives {right.shown()}."
        )
    return Card(
        kind="challenge",
        id=challenge.id,
        name=challenge.title,
        fields=tuple(_fields(challenge, right)),
        sentence=sentence,
        verb="challenges",
        lead=challenge.description,
        near=None if challenge.yours else challenge.path,
    )


def _rank(challenge: Challenge) -> str:
    return f" ({challenge.difficulty})" if challenge.difficulty else ""


def _asked(challenge: Challenge) -> str:
    """Say what a right answer gives, and of what."""
    asked = challenge.quantity.replace("_", " ")
    return f"{asked} of {challenge.subject}" if challenge.subject else asked


def _fields(challenge: Challenge, right: Estimate | None) -> Iterator[Field]:
    source, section = challenge.source, "What it asks for"
    prompt = challenge.prompt
    yield Field("prompt", prompt, "", prompt, source, "Prompt", "Prompt", shape="markdown")
    asked = _asked(challenge) if challenge.audited else "voted on, not audited"
    yield Field("asks", asked, "", asked, "", "Asks for", section)
    if right is not None and right.value is not None:
        yield Field(
            "right", right.value, right.unit, right.shown(), "", "Right answer", section,
            "", right.low, right.high,
        )  # fmt: skip
        again = right.made["command"]
        yield Field("worked_out", again, "", again, "", "Worked out by", section)
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
    Column("right answer", ("right",)),
)
