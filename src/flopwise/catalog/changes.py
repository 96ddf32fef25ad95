"""What has changed from one version of the shipped catalog to the next."""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.catalog import files


class Change(NamedTuple):
    """One thing that an older result may not have known."""

    version: str
    text: str


def is_known(version: str) -> bool:
    """Tell whether there was such a version."""
    return version in _versions()


def since(version: str) -> tuple[Change, ...]:
    """Return what came after a version; nothing for one that there never was.

    >>> since("2026.11")
    ()
    """
    versions = _versions()
    if version not in versions:
        return ()
    later = list(versions)[list(versions).index(version) + 1 :]
    return tuple(Change(one, text) for one in later for text in versions[one])


@functools.cache
def _versions() -> dict[str, tuple[str, ...]]:
    """Read the versions, the oldest first, each with its changes."""
    found = files.parse(files.DATA / "changes.toml")
    return {name: tuple(entry["changes"]) for name, entry in found["version"].items()}
