"""Saved work: what was asked, what came out, and what its owner says of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from flopwise.errors import InvalidValueError, StoreError
from flopwise.store.tables import saved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from flopwise.store.database import Database

LONGEST_TITLE, LONGEST_NOTES = 200, 20_000
"""Characters."""


class Saved(NamedTuple):
    """One saved work."""

    id: int
    kind: str
    """The operation that it is a result of: `estimate`, `compare`, `audit`, …"""
    title: str
    notes: str
    request: dict[str, Any]
    """What the operation was given, by the names of its options."""
    result: dict[str, Any]
    """The contract's object, as it was then."""
    created: str
    changed: str
    """Moments in UTC, as ISO 8601."""


class Work(NamedTuple):
    """Something to be saved."""

    kind: str
    title: str
    request: dict[str, Any]
    result: dict[str, Any]
    notes: str = ""
    created: str = ""
    """When it was first saved, where it comes from another store."""


def add(database: Database, *works: Work) -> list[int]:
    """Save all of them or none; returns their numbers once they are safely on the disk."""
    for work in works:
        _check(work.title, work.notes)
    now = moment()
    found = []
    with database.writing() as connection:
        for work in works:
            row = {**work._asdict(), "created": work.created or now, "changed": now}
            made = insert(saved).values(row).returning(saved.c.id)
            found.append(connection.execute(made).scalar_one())
    return found


def every(database: Database, kind: str = "", search: str = "") -> list[Saved]:
    """Return all saved works, the latest first, as far as kind and words are those wanted."""
    if not database.exists:
        return []
    wanted = select(saved).order_by(saved.c.id.desc())
    if kind:
        wanted = wanted.where(saved.c.kind == kind)
    for word in search.split():
        wanted = wanted.where(
            saved.c.title.icontains(word, autoescape=True)
            | saved.c.notes.icontains(word, autoescape=True)
        )
    with database.reading() as connection:
        return [_saved(row) for row in connection.execute(wanted)]


def find(database: Database, number: int) -> Saved:
    """Return the saved work of that number; raises StoreError where there is none."""
    if database.exists:
        with database.reading() as connection:
            row = connection.execute(select(saved).where(saved.c.id == number)).first()
        if row is not None:
            return _saved(row)
    raise StoreError(f"there is no saved work {number}; `flopwise saved list` shows all")


def change(
    database: Database, number: int, *, title: str | None = None, notes: str | None = None
) -> None:
    """Give a saved work another title or other notes."""
    values = {"title": title, "notes": notes}
    given = {name: value for name, value in values.items() if value is not None}
    if title is not None or notes is not None:
        _check(title if title is not None else "kept", notes or "")
    with database.writing() as connection:
        done = connection.execute(
            update(saved).where(saved.c.id == number).values(**given, changed=moment())
        )
        if not done.rowcount:
            raise StoreError(f"there is no saved work {number}; `flopwise saved list` shows all")


def remove(database: Database, numbers: Iterable[int]) -> None:
    """Remove saved works, all or none of them."""
    with database.writing() as connection:
        for number in numbers:
            if not connection.execute(delete(saved).where(saved.c.id == number)).rowcount:
                raise StoreError(f"there is no saved work {number}; nothing was removed")


def moment() -> str:
    """Return this moment in UTC, as it stands in the store."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _check(title: str, notes: str) -> None:
    if not title.strip():
        raise InvalidValueError("a saved work needs a title")
    if len(title) > LONGEST_TITLE:
        raise InvalidValueError(f"a title has {LONGEST_TITLE} characters at most, not {len(title)}")
    if len(notes) > LONGEST_NOTES:
        raise InvalidValueError(f"notes have {LONGEST_NOTES:,} characters at most")


def _saved(row: Row[Any]) -> Saved:
    return Saved(**row._mapping)  # noqa: SLF001 -- a public name of SQLAlchemy's
