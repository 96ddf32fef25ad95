"""Cards of published answers: the prompt, the text, and how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise import gallery
from flopwise.cards.card import ABSENT, Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, narrowed, same
from flopwise.cards.written import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.catalog.answers import Answer

FILTERS = ("challenge", "model", "search")

_FILTERS = {
    "challenge": Filter(field_of("challenge"), same),
    "model": Filter(field_of("model"), same),
    "search": SEARCH,
}
_FORMS = {
    "original": "the model's own words",
    "retold": "in our words, with the model's figures, formulas and faults",
    "excerpt": "a part of the model's own words",
}


def show(name: str) -> Card:
    """Return the card of the answer CHALLENGE/MODEL; raises UnknownNameError with near matches."""
    return _card(gallery.answer(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all answers, or of those that pass every filter."""
    cards = [_card(answer) for answer in gallery.answers().values()]
    found, remark = narrowed(cards, _FILTERS, wanted)
    return CardList("answer", found, _COLUMNS, "answers", wanted, remark)


def _card(answer: Answer) -> Card:
    asked = gallery.challenge(answer.challenge)
    return Card(
        kind="answer",
        id=answer.id,
        name=answer.title or asked.title,
        fields=tuple(_fields(answer)),
        sentence=answer.description or f"An answer to the challenge {asked.title}.",
        verb="answers",
        lead=answer.description,
        title=f"{answer.title or asked.title}: the answer of {gallery.author(answer.model).name}",
        near=None if answer.yours else answer.path,
    )


def _fields(answer: Answer) -> Iterator[Field]:
    asked = gallery.challenge(answer.challenge)
    yield Field(
        "prompt", asked.prompt, "", asked.prompt, asked.source, "Prompt", "Prompt", shape="markdown"
    )
    yield Field(
        "text", answer.text, "", answer.text, answer.source, "Answer", "Answer", shape="markdown"
    )
    source, section = answer.source, "About this answer"
    for name, label in (
        ("challenge", "Challenge"), ("model", "Model"), ("type", "Type"), ("language", "Language"),
    ):  # fmt: skip
        value = getattr(answer, name)
        yield Field(name, value, "", value, source, label, section)
    if answer.date is not None:
        date = answer.date
        yield Field("date", date.isoformat(), "", day(date), source, "Date", section)
    if answer.address:
        yield Field("address", answer.address, "", answer.address, source, "Published at", section)
    yield Field("attempt", answer.attempt, "", str(answer.attempt), source, "Attempt", section)
    for name, value in answer.settings.items():
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        label = name.replace("_", " ").capitalize()
        yield Field(name, value, "", text, source, label, section)
    form = _FORMS[answer.form]
    yield Field("form", answer.form, "", f"{answer.form}: {form}", source, "Form", section)
    if answer.licence:
        yield Field("licence", answer.licence, "", answer.licence, source, "Licence", section)


_COLUMNS = (
    Column("answer"),
    Column("date", ("date",), lambda field: str(field.value or ABSENT)),
    Column("attempt", ("attempt",), numeric=True),
    Column("form", ("form",), lambda field: str(field.value)),
    Column("licence", ("licence",)),
)
