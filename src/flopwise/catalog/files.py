"""The catalog's files: shipped ones beside this package, and a user's own laid over them.

Only the file that holds a name is opened for it; the rest stays shut until a list, a near match or
an alias needs it.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any, NamedTuple

from flopwise.errors import CatalogError

DATA = Path(__file__).with_name("data")
LARGEST_FILE = 10_000_000
"""Bytes; a description of a model is never larger."""

YOURS = "yours"
"""How entries of a user's own files are marked in results."""


class Entry(NamedTuple):
    """One table of a catalog file, with the family and the sources of that file."""

    id: str
    fields: dict[str, Any]
    family: dict[str, Any]
    path: Path

    def __hash__(self) -> int:
        """Let what is made of an entry be kept by it; equal entries have all their fields alike."""
        return hash((self.id, self.path))

    @property
    def yours(self) -> bool:
        """Tell whether a user's own file says so."""
        return DATA not in self.path.parents

    @property
    def source(self) -> str:
        """The citation key of figures that name none."""
        found = self.fields.get("source", self.family.get("source", ""))
        return str(found) or (YOURS if self.yours else "")


_laid_over: list[Path] = []


def lay_over(*paths: Path) -> None:
    """Let these files of a user take precedence over the shipped ones, and no others.

    Raises CatalogError with the first thing that is wrong in them.
    """
    for path in paths:
        parse(path)
    _laid_over[:] = paths


def laid_over() -> tuple[Path, ...]:
    """Return the user's files that this run was given."""
    return tuple(_laid_over)


@functools.cache
def parse(path: Path) -> dict[str, Any]:
    """Read one file; a user's own is checked against the schema."""
    import tomllib

    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise CatalogError(f"{path} is {size:,} bytes long; no catalog file is that large")
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise CatalogError(f"the catalog file {path} can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogError(f"{path} is not valid TOML: {error}") from None
    if DATA not in path.parents:
        from flopwise.catalog.schema import check

        check(content, "catalog", str(path))
    return content


@functools.cache
def folder(kind: str) -> tuple[Path, ...]:
    """Return the shipped files of a kind, which stay the same while the program runs."""
    return tuple(sorted((DATA / kind).glob("*.toml")))


def users_own() -> list[Path]:
    """Return the user's files: those named in this call, then those of the configuration."""
    standing = _standing(os.environ.get("XDG_CONFIG_HOME"), os.environ.get("HOME"))
    return [*_laid_over, *(sorted(standing.glob("*.toml")) if standing.is_dir() else ())]


@functools.lru_cache(maxsize=8)
def _standing(configuration: str | None, home: str | None) -> Path:
    """Return where a user's own files stand; every look-up asks, and paths are slow to make."""
    del home  # Path.home() goes by it
    folder = Path(configuration) if configuration else Path.home() / ".config"
    return folder / "flopwise" / "catalog"


def entries_of(path: Path, table: str) -> dict[str, Entry]:
    """Return the entries of one file by id."""
    content = parse(path)
    family = content.get("family", {})
    return {id: Entry(id, fields, family, path) for id, fields in content.get(table, {}).items()}


def entries(kind: str, table: str) -> dict[str, Entry]:
    """Return all entries of a kind by id, the user's own in place of shipped ones."""
    return _entries(kind, table, tuple(users_own()))


@functools.cache
def _entries(kind: str, table: str, own: tuple[Path, ...]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for path in folder(kind):
        found.update(entries_of(path, table))
    for path in reversed(own):
        found.update(entries_of(path, table))
    return found


def lookup(kind: str, table: str, name: str, *, shipped: bool = False) -> Entry | None:
    """Find an entry by id or alias, opening as few files as that takes; `shipped` passes over a user's own."""
    wanted, own = normalised(name), () if shipped else tuple(users_own())
    if len(wanted) > _LONGEST_KEPT:
        return _searched(kind, table, wanted, own)
    return _found(kind, table, wanted, own)


_LONGEST_KEPT = 100
"""Letters of a name whose look-up is kept; no name is longer, and what is kept stays small."""


@functools.lru_cache(maxsize=4096)
def _found(kind: str, table: str, wanted: str, own: tuple[Path, ...]) -> Entry | None:
    """Search once for each name and set of a user's own files: aliases are tried one by one."""
    return _searched(kind, table, wanted, own)


def _searched(kind: str, table: str, wanted: str, own: tuple[Path, ...]) -> Entry | None:
    for path in own:
        found = _among(entries_of(path, table), wanted)
        if found is not None:
            return found
    stems = [path for path in folder(kind) if wanted.startswith(path.stem)]
    for path in sorted(stems, key=lambda path: -len(path.stem)):
        found = _by_id(entries_of(path, table), wanted)
        if found is not None:
            return found
    return _among(entries(kind, table), wanted)


def _among(found: dict[str, Entry], wanted: str) -> Entry | None:
    by_id = _by_id(found, wanted)
    if by_id is not None:
        return by_id
    for entry in found.values():
        if any(normalised(alias) == wanted for alias in entry.fields.get("aliases", ())):
            return entry
    return None


def _by_id(found: dict[str, Entry], wanted: str) -> Entry | None:
    if wanted in found:
        return found[wanted]
    return next((entry for id, entry in found.items() if normalised(id) == wanted), None)


def normalised(name: str) -> str:
    """Write a name as the catalog does: lower case, hyphens for spaces and underscores."""
    return "-".join(name.casefold().replace("_", "-").split())


def names(kind: str, table: str) -> list[str]:
    """Return every id and alias, for near matches."""
    found = entries(kind, table)
    return [
        *found,
        *(alias for entry in found.values() for alias in entry.fields.get("aliases", ())),
    ]
