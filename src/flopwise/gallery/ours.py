"""The user's own store, opened once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.store.database import Database
from flopwise.store.place import place

if TYPE_CHECKING:
    from pathlib import Path


def store() -> Database:
    """Return the user's store; it is looked over once, however often it is asked for."""
    return _database(place())


@functools.lru_cache(maxsize=8)
def _database(path: Path) -> Database:
    return Database(path)
