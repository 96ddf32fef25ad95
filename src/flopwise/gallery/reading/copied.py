"""A whole page as copied from a site of answers: prompt, response and card apart.

Only the response is judged; the prompt says whom it is about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import InvalidValueError
from flopwise.gallery.reading.names import challenge_for, model_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.gallery.reading.names import Seen
    from flopwise.gallery.records import Record

_PROMPT = re.compile(
    r"^\W{0,3}(?:prompt|question|challenge)\s*:?\s*$", re.IGNORECASE | re.MULTILINE
)
_RESPONSE = re.compile(
    r"^\W{0,3}(?:response|answer|model response|output)\s*:?\s*$", re.IGNORECASE | re.MULTILINE
)
_CARD = re.compile(r"^\W{0,3}about\s+[^\n]{1,80}$", re.IGNORECASE | re.MULTILINE)


class Page(NamedTuple):
    """The parts of a page; a plain answer is all response, from place 0."""

    response: str
    start: int
    prompt: str = ""
    card: str = ""
    head: str = ""
    """What stands above the prompt: title and description."""


def split(text: str) -> Page:
    """Split a page; a text without the heading of a response is one itself."""
    response = _RESPONSE.search(text)
    if response is None:
        return Page(text, 0)
    begin = response.end()
    card = None
    for found in _CARD.finditer(text, begin):
        card = found  # the last such heading closes the response
    end = card.start() if card is not None else len(text)
    asked = _PROMPT.search(text, 0, response.start())
    prompt = text[asked.end() if asked is not None else 0 : response.start()].strip()
    head = text[: asked.start()].strip() if asked is not None else ""
    return Page(text[begin:end], begin, prompt, text[end:].strip(), head)


def records(text: str, where: str, known: Seen) -> Iterator[Record]:
    """Yield the answer on a copied page, what the page says of its author, and a challenge unknown so far.

    Raises InvalidValueError where the page doesn't say what was asked, or who answered.
    """
    page = split(text)
    if not page.start:
        return
    said = _card(page.card)
    if not said:
        raise InvalidValueError(
            f"{where} doesn't say who answered: a copied page ends with About MODEL; for a bare answer "
            "there is `flopwise answers add CHALLENGE --model NAME FILE`"
        )
    if not page.prompt:
        raise InvalidValueError(f"{where} has no prompt, so nobody knows what was asked")
    lines = [line.strip() for line in page.head.splitlines() if line.strip()]
    title, description = (lines[0] if lines else ""), " ".join(lines[1:])
    challenge, unknown = challenge_for(page.prompt, title, known)
    if unknown is not None:
        yield unknown
    model = model_id(said["name"])
    yield {"kind": "author", "id": model, **said}
    yield {
        "kind": "answer", "challenge": challenge, "model": model, "title": title,
        "description": description, "form": "original", "text": page.response.strip("\n"),
    }  # fmt: skip


_FIELDS = {
    "provider": "provider", "released": "released", "size": "size", "parameters": "parameters",
    "context": "context",
}  # fmt: skip
_LISTS = {"capabilities": "capabilities", "categories": "categories"}


def _card(text: str) -> dict[str, Any]:
    """Read what stands below About MODEL: lists of words, then names and values in turn."""
    lines = [re.sub(r"^[-*•]\s*", "", line.strip()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return {}
    found: dict[str, Any] = {"name": re.sub(r"^\W*about\s+", "", lines[0], flags=re.IGNORECASE)}
    listed: list[str] | None = None
    place = 1
    while place < len(lines):
        word = lines[place].rstrip(":").casefold()
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if word in _LISTS:
            listed = found.setdefault(_LISTS[word], [])
        elif word == "specifications":
            listed = None
        elif word in _FIELDS and following.rstrip(":").casefold() not in _FIELDS:
            found[_FIELDS[word]] = following
            place += 1
        elif listed is not None:
            listed.append(lines[place])
        else:
            found["description"] = f"{found.get('description', '')} {lines[place]}".strip()
        place += 1
    return {name: value for name, value in found.items() if value}
