"""Records: what is kept of a challenge, an answer or an author, and written out as one line of JSON.

Whatever comes in is checked against the schema `gallery-record`, so that a broken record is found before
anything is kept.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import TYPE_CHECKING, Any

from flopwise.errors import InvalidValueError
from flopwise.store.own import OwnAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.catalog.answers import Answer
    from flopwise.catalog.challenges import Challenge

Record = dict[str, Any]

LARGEST = 1_000_000
"""Characters of an answer or a prompt."""
KINDS = ("challenge", "author", "answer")
"""In the order in which they need one another."""

_ANSWER = (
    "title", "description", "date", "type", "settings", "form", "source", "address", "licence",
    "language", "text",
)  # fmt: skip
_CHALLENGE = ("title", "description", "prompt", "category", "difficulty", "asks", "source")
_ABSENT: Record = {"settings": {}, "asks": {}, "date": None}


def checked(record: Any, where: str) -> Record:
    """Return a record if it is one; `where` says whose it is. Raises InvalidValueError."""
    import fastjsonschema

    if not isinstance(record, dict) or record.get("kind") not in KINDS:
        raise InvalidValueError(f"{where}: a record's kind is one of {', '.join(KINDS)}")
    for name in ("text", "prompt"):
        given = record.get(name)
        if isinstance(given, str) and len(given) > LARGEST:
            raise InvalidValueError(
                f"{where}: the {name} has {len(given):,} characters; {LARGEST:,} is the most"
            )
    try:
        found: Record = _validator(record["kind"])(record)
    except fastjsonschema.JsonSchemaValueException as error:
        place = ".".join(str(part) for part in error.path[1:])
        problem = error.message.replace(str(error.name), place or "the record")
        raise InvalidValueError(f"{where}: {problem[:200]}") from None
    _refuse_blank(found, where)
    return found


def _refuse_blank(record: Record, where: str) -> None:
    for name in {"answer": ("text",), "challenge": ("title", "prompt")}.get(record["kind"], ()):
        if not record[name].strip():
            raise InvalidValueError(f"{where}: {_a(record['kind'])} needs a {name}")
    if record.get("date"):
        try:
            datetime.date.fromisoformat(record["date"])
        except ValueError:
            raise InvalidValueError(f"{where}: there is no day {record['date']!r}") from None


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


@functools.cache
def _validator(kind: str) -> Callable[[Any], Any]:
    """Compile the branch of the schema that is about one kind: its sentences say what is wrong."""
    import fastjsonschema

    from flopwise import schemas

    branches = schemas.find("gallery-record")["oneOf"]
    branch = next(one for one in branches if one["properties"]["kind"]["const"] == kind)
    compiled: Callable[[Any], Any] = fastjsonschema.compile(branch)
    return compiled


def slug(name: str) -> str:
    """Write a name as part of an address.

    >>> slug("GPT-4o mini (2024-07-18)")
    'gpt-4o-mini-2024-07-18'
    """
    plain = re.sub(r"[^a-z0-9._+]+", "-", name.casefold())
    return plain.strip("-._+")[:100].rstrip("-._+")


def of_answer(answer: Answer) -> Record:
    """Write an answer as a record."""
    fields = {name: getattr(answer, name, "") for name in _ANSWER}
    if isinstance(fields["date"], datetime.date):
        fields["date"] = fields["date"].isoformat()
    return {
        "kind": "answer", "challenge": answer.challenge, "model": answer.model,
        "attempt": answer.attempt, **_told(fields),
    }  # fmt: skip


def of_challenge(challenge: Challenge) -> Record:
    """Write a challenge as a record."""
    fields = {name: getattr(challenge, name) for name in _CHALLENGE if name != "asks"}
    return {"kind": "challenge", "id": challenge.id, **_told({**fields, "asks": challenge.asks})}


def of_author(id: str, fields: Record) -> Record:
    """Write what is known of an author as a record."""
    return {"kind": "author", "id": id, **fields}


def kept_answer(record: Record) -> OwnAnswer:
    """Take an answer's record apart, as the store keeps it."""
    rest = {name: record[name] for name in _ANSWER if name in record}
    return OwnAnswer(record["challenge"], record["model"], record.get("attempt", 0), _told(rest))


def kept(record: Record) -> tuple[str, Record]:
    """Take the record of a challenge or an author apart, as the store keeps it."""
    return record["id"], {
        name: value for name, value in record.items() if name not in ("kind", "id")
    }


def _told(fields: Record) -> Record:
    """Leave out what says nothing, so that equal answers have equal records."""
    return {name: value for name, value in fields.items() if value not in ("", None, {})}
