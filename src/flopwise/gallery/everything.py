"""All challenges, answers and authors: shipped ones, with those that the user brought in."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import answers as shipped_answers
from flopwise.catalog import challenges as shipped_challenges
from flopwise.catalog import files, models
from flopwise.catalog.answers import Answer
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.catalog.challenges import Challenge
    from flopwise.store.own import Batch, OwnAnswer


class Author(NamedTuple):
    """Who answered: a model of the catalog, or what a page said of one that it doesn't know."""

    id: str
    name: str
    in_catalog: bool
    said: dict[str, Any]
    """What the page said: provider, released, size, parameters, context, …"""


def challenges() -> dict[str, Challenge]:
    """Return all challenges by id; one of the user's own takes no shipped one's place."""
    found = dict(shipped_challenges.every())
    for id, record in _own().challenges:
        found.setdefault(id, shipped_challenges.of(id, record, _place()))
    return found


def challenge(name: str) -> Challenge:
    """Return the challenge of that name; raises UnknownNameError with near matches."""
    wanted, known = files.normalised(name), challenges()
    if wanted not in known:
        raise UnknownNameError(
            "challenge", name, known, hint="`flopwise challenges list` shows all"
        )
    return known[wanted]


def answers() -> dict[str, Answer]:
    """Return all answers by id; an original stands in place of the same answer retold."""
    found = dict(shipped_answers.every())
    for one in _own().answers:
        answer = _answer(one)
        found[answer.id] = answer
    return found


def answer(name: str) -> Answer:
    """Return the answer CHALLENGE/MODEL or CHALLENGE/MODEL/ATTEMPT, or a model's only one by its name.

    Raises UnknownNameError with near matches.
    """
    wanted, known = files.normalised(name), answers()
    if wanted in known:
        return known[wanted]
    alone = [id for id, one in known.items() if wanted == one.model]
    if len(alone) == 1:
        return known[alone[0]]
    raise UnknownNameError("answer", name, known, hint="`flopwise answers list` shows all")


def author(id: str) -> Author:
    """Return who goes by this id; one of whom nothing is known has it for a name."""
    own = dict(_own().authors)
    try:
        card = models.find(id)
    except UnknownNameError:
        said = own.get(id, {})
        return Author(id, str(said.get("name", id)), in_catalog=False, said=said)
    return Author(card.id, card.name, in_catalog=True, said=own.get(id, {}))


def _own() -> Batch:
    """Return what the user brought in, without opening a store that isn't there."""
    return _read(_place(), *stamp())


def stamp() -> tuple[tuple[int, int], ...]:
    """Return what changes with everything that a user brings in."""
    place = _place()
    return _stamp(place), _stamp(place.with_name(f"{place.name}-wal"))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes with a file's content: a page asks dozens of times for the same."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=4)
def _read(_place: Path, *stamps: tuple[int, int]) -> Batch:
    from flopwise.store.own import Batch

    if not stamps[0][1]:
        return Batch()
    from flopwise.gallery.ours import store
    from flopwise.store import own

    return own.everything(store())


def _place() -> Path:
    from flopwise.store.place import place

    return place()


def _answer(one: OwnAnswer) -> Answer:
    from flopwise.store.naming import answer_id

    record = one.record
    said = record.get("date")
    fields = {
        "id": answer_id(one.challenge, one.model, one.attempt),
        "challenge": one.challenge,
        "model": one.model,
        "title": record.get("title", ""),
        "description": record.get("description", ""),
        "date": datetime.date.fromisoformat(said) if said else None,
        "type": record.get("type", "text"),
        "attempt": one.attempt,
        "settings": record.get("settings", {}),
        "form": record.get("form", "original"),
        "source": record.get("source", ""),
        "address": record.get("address", ""),
        "licence": record.get("licence", ""),
        "language": record.get("language", "en"),
        "text": record["text"],
        "path": _place(),
    }
    return Answer(**fields)
