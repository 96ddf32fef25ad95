"""Where the store lies; to know that takes no database."""

from __future__ import annotations

import os
from pathlib import Path


def place() -> Path:
    """Return `FLOPWISE_STORE`, or a file in the user's own folder for data."""
    named = os.environ.get("FLOPWISE_STORE", "")
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_DATA_HOME", "")
    folder = Path(base) if base else Path.home() / ".local" / "share"
    return folder / "flopwise" / "store.sqlite"
