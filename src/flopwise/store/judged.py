"""What audits said of texts: kept by a key of all that they depend on, and lost without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from flopwise.store.tables import judged

if TYPE_CHECKING:
    from flopwise.store.database import Database


def find(database: Database, keys: list[str]) -> dict[str, dict[str, Any]]:
    """Return what is kept under these keys."""
    if not database.exists:
        return {}
    with database.reading() as connection:
        rows = connection.execute(select(judged).where(judged.c.key.in_(keys)))
        return {row.key: row.record for row in rows}


def keep(database: Database, found: dict[str, dict[str, Any]]) -> None:
    """Keep these records."""
    rows = [{"key": key, "record": record} for key, record in found.items()]
    with database.writing() as connection:
        connection.execute(insert(judged).on_conflict_do_nothing(), rows)
