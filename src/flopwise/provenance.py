"""With what a result was made, so that it can be made again."""

from __future__ import annotations

import datetime
import shlex
from typing import TYPE_CHECKING

from flopwise.catalog import VERSION as CATALOG_VERSION
from flopwise.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable


def made(words: Iterable[str]) -> dict[str, str]:
    """Return the contract's `made`; `words` are those of the command that gives the same again."""
    return {
        "flopwise": VERSION,
        "catalog": CATALOG_VERSION,
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "command": shlex.join(["flopwise", *words]),
    }
