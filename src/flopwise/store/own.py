"""Challenges, answers and their authors that a user brought in: kept as records, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from flopwise.errors import InvalidValueError, StoreError
from flopwise.store.naming import answer_id
from flopwise.store.saved import moment
from flopwise.store.tables import answers, authors, challenges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from flopwise.store.database import Database

Record = dict[str, Any]


class OwnAnswer(NamedTuple):
    """One answer as it is kept."""

    challenge: str
    model: str
    attempt: int
    """0 for the next one that is free."""
    record: Record
    """What a file of the catalog would hold, less these three."""


class Batch(NamedTuple):
    """What is brought in at once."""

    challenges: tuple[tuple[str, Record], ...] = ()
    answers: tuple[OwnAnswer, ...] = ()
    authors: tuple[tuple[str, Record], ...] = ()


Attempt = tuple[str, str, int]
"""Challenge, model, and the attempt's number."""


def add(
    database: Database, batch: Batch, taken: Iterable[Attempt] = (),
    replaceable: Iterable[Attempt] = (),
) -> list[str]:  # fmt: skip
    """Keep all of a batch or nothing; returns the ids of its answers.

    `taken` are attempts that stand elsewhere already; an answer may bear the number of one that is
    `replaceable`. An answer that is there already, to the letter,
    is not added again. Raises InvalidValueError for another one under the same number.
    """
    now = moment()
    elsewhere, free = set(taken), set(replaceable)
    with database.writing() as connection:
        for table, pairs in ((challenges, batch.challenges), (authors, batch.authors)):
            for id, record in pairs:
                _keep(connection, table, id, record, now)
        return [_add(connection, answer, elsewhere, free, now) for answer in batch.answers]


def _keep(connection: Connection, table: Any, id: str, record: Record, now: str) -> None:
    row = connection.execute(select(table.c.record).where(table.c.id == id)).first()
    if row is None:
        connection.execute(insert(table).values(id=id, record=record, added=now))
    elif row[0] != record:
        kind = table.name.removesuffix("s")
        raise InvalidValueError(f"another {kind} is called {id!r} already; nothing was added")


def _add(
    connection: Connection, answer: OwnAnswer, elsewhere: set[Attempt], free: set[Attempt], now: str
) -> str:
    here = (answers.c.challenge == answer.challenge) & (answers.c.model == answer.model)
    attempt = answer.attempt
    if not attempt:
        for kept in connection.execute(select(answers.c.attempt, answers.c.record).where(here)):
            if kept.record == answer.record:
                return answer_id(answer.challenge, answer.model, kept.attempt)
        last = connection.execute(select(func.max(answers.c.attempt)).where(here)).scalar() or 0
        others = [number for a, b, number in elsewhere if (a, b) == answer[:2]]
        attempt = max([last, *others]) + 1
    id = answer_id(answer.challenge, answer.model, attempt)
    there = connection.execute(
        select(answers.c.record).where(here & (answers.c.attempt == attempt))
    ).first()
    if there is not None and there[0] == answer.record:
        return id
    if there is not None or (*answer[:2], attempt) in elsewhere - free:
        raise InvalidValueError(
            f"there is another answer {id} already; give it another attempt's number"
        )
    connection.execute(
        insert(answers).values(
            challenge=answer.challenge, model=answer.model, attempt=attempt,
            record=answer.record, added=now,
        )
    )  # fmt: skip
    return id


def everything(database: Database) -> Batch:
    """Return all that was brought in."""
    if not database.exists:
        return Batch()
    with database.reading() as connection:
        return Batch(
            tuple(map(_pair, connection.execute(select(challenges).order_by(challenges.c.id)))),
            tuple(
                OwnAnswer(row.challenge, row.model, row.attempt, row.record)
                for row in connection.execute(
                    select(answers).order_by(
                        answers.c.challenge, answers.c.model, answers.c.attempt
                    )
                )
            ),
            tuple(map(_pair, connection.execute(select(authors).order_by(authors.c.id)))),
        )


def _pair(row: Any) -> tuple[str, Record]:
    return row.id, row.record


def remove(database: Database, challenge: str, model: str, attempt: int) -> None:
    """Remove an answer that was brought in; raises StoreError where there is none."""
    with database.writing() as connection:
        done = connection.execute(
            delete(answers).where(
                (answers.c.challenge == challenge)
                & (answers.c.model == model)
                & (answers.c.attempt == attempt)
            )
        )
        if not done.rowcount:
            id = answer_id(challenge, model, attempt)
            raise StoreError(f"no answer of your own is called {id!r}")
