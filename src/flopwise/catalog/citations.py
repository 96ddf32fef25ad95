"""Citation keys: what each one cites, from the shared file or the file that uses it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from flopwise.catalog import files
from flopwise.errors import UnknownNameError
from flopwise.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FOLDERS = ("models", "hardware", "runs", "prices", "challenges", "answers")


def cite(keys: Iterable[str], near: Path | None = None) -> dict[str, Source]:
    """Return the sources of these keys, looking first in the file that uses them (`near`).

    A key that only a user's own file defines is looked for there; `yours` stands for that file.
    """
    found: dict[str, Source] = {}
    at_hand = _of(near) if near is not None else {}
    for key in dict.fromkeys(keys):
        if not key:
            continue
        if key == files.YOURS:
            found[key] = Source(key, "your own catalog file", str(near or ""))
            continue
        source = at_hand.get(key) or _shared().get(key) or all_sources().get(key)
        if source is None:
            raise UnknownNameError("source", key, all_sources())
        found[key] = source
    return found


def find(key: str) -> Source:
    """Return one source; raises UnknownNameError with near matches."""
    return cite([key])[key]


def all_sources() -> dict[str, Source]:
    """Return every source of the catalog by key, a user's own files included."""
    return _all_sources(tuple(files.users_own()))


@functools.cache
def _all_sources(own: tuple[Path, ...]) -> dict[str, Source]:
    found = dict(_shared())
    for path in sorted(files.DATA.glob("*.toml")):
        found.update(_of(path))
    for name in _FOLDERS:
        for path in sorted((files.DATA / name).rglob("*.toml")):
            found.update(_of(path))
    for path in own:
        found.update(_of(path))
    return found


def _shared() -> dict[str, Source]:
    return _of(files.DATA / "sources.toml")


@functools.lru_cache(maxsize=512)
def _of(path: Path) -> dict[str, Source]:
    """Read the sources of a file, once, as `files.parse` reads it once."""
    return {key: _source(key, raw) for key, raw in files.parse(path).get("sources", {}).items()}


def _source(key: str, raw: dict[str, Any]) -> Source:
    return Source(
        key, raw["title"], raw["url"], raw.get("authors", ""), raw.get("date"),
        raw.get("date_precision", "day"),
    )  # fmt: skip
