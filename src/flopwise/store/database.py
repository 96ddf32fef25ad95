"""Opens the store, brings it up to date, and lets one process write at a time.

Whatever is wrong with the file becomes one sentence; a file that can't be read is never written to.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from flopwise.errors import StoreError
from flopwise.store import migrations
from flopwise.store.place import place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

_MAGIC = b"SQLite format 3\x00"
_PATIENCE = 30.0
"""Seconds that one process waits for another to finish its writing."""
_CHECKED = 64_000_000
"""Bytes up to which the whole file is looked over when it is opened."""


class Database:
    """The store at one place; it comes to be with the first thing that is written."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or place()
        self._engine = sqlalchemy.create_engine(
            f"sqlite:///{self.path}",
            poolclass=NullPool,
            connect_args={"timeout": _PATIENCE},
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._is_ready = False

    @property
    def exists(self) -> bool:
        """Tell whether anything was ever kept."""
        return self.path.exists() and self.path.stat().st_size > 0

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read from one unchanging state of the store. Raises StoreError."""
        with self._told():
            self._ready()
            with self._engine.connect() as connection:
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write all of it or nothing; others wait meanwhile. Raises StoreError."""
        with self._told():
            self._ready()
            with (
                self._engine.connect().execution_options(writes=True) as connection,
                connection.begin(),
            ):
                yield connection

    def backup(self, target: Path) -> None:
        """Copy the store as it is at one moment, also while others write to it.

        Raises StoreError where it can't, and where something stands at the target already.
        """
        if not self.exists:
            raise StoreError(f"there is nothing to back up: {self.path} doesn't exist")
        with self._told():
            self._ready()
        part = target.with_name(f"{target.name}.part")
        try:
            with target.open("xb"):  # so that two backups don't meet
                pass
        except FileExistsError:
            raise StoreError(f"{target} exists already; a backup replaces nothing") from None
        except OSError as error:
            raise StoreError(f"{target} can't be written: {error.strerror}") from None
        try:
            with (
                contextlib.closing(sqlite3.connect(self.path)) as here,
                contextlib.closing(sqlite3.connect(part)) as there,
            ):
                here.backup(there)
                there.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            part.replace(target)
        except (sqlite3.Error, OSError) as error:
            part.unlink(missing_ok=True)
            target.unlink(missing_ok=True)
            raise StoreError(f"the backup to {target} failed: {error}") from None

    def _ready(self) -> None:
        """Look the file over once, and make or migrate it."""
        if self._is_ready:
            return
        fresh = not self.exists
        if not fresh:
            self._look_over()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder {self.path.parent} can't be made: {error.strerror}"
            ) from None
        with self._engine.connect() as connection:
            wanting = fresh or migrations.wanting(connection, self.path)
        if wanting:
            with (
                self._engine.connect().execution_options(writes=True) as connection,
                connection.begin(),
            ):
                migrations.upgrade(connection)
        self._is_ready = True

    def _look_over(self) -> None:
        """Refuse what is no database of ours, or damaged, before anything is written to it."""
        try:
            with self.path.open("rb") as file:
                head = file.read(len(_MAGIC))
        except OSError as error:
            raise StoreError(f"the store {self.path} can't be read: {error.strerror}") from None
        if head != _MAGIC:
            raise StoreError(f"{self.path} is not a store of Flopwise; it was left as it is")
        if self.path.stat().st_size > _CHECKED:
            return
        try:
            with contextlib.closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            ) as connection:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            raise _damaged(self.path, str(error)) from None
        if found != ("ok",):
            raise _damaged(self.path, str(found[0]))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite says into one sentence."""
        try:
            yield
        except OperationalError as error:
            raise StoreError(_in_words(self.path, str(error.orig))) from None
        except DatabaseError as error:
            if isinstance(error.orig, sqlite3.IntegrityError):
                raise
            raise _damaged(self.path, str(error.orig)) from None


def _damaged(path: Path, said: str) -> StoreError:
    said = " ".join(said.split())
    return StoreError(
        f"the store {path} is damaged ({said}); it was left as it is: move it away, or put a backup "
        "in its place"
    )


def _in_words(path: Path, said: str) -> str:
    for words, meant in (
        ("locked", "is being written to by another process that doesn't finish; please try again"),
        ("full", "can't be written to: the disk is full; nothing was changed"),
        ("readonly", "can't be written to: it is read-only"),
        ("unable to open", "can't be opened: see who may read and write its folder"),
    ):
        if words in said:
            return f"the store {path} {meant}"
    return f"the store {path} can't be used: {said}"


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Let us begin transactions ourselves, and let readers and a writer work side by side."""
    connection.isolation_level = None
    for setting in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            # SQLite itself doesn't wait here for another process that is just making the store.
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    """Take the right to write at once, so that two writers wait and never meet."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
