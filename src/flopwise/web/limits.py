"""What one client may ask of the server: sizes, times, and how much at once."""

from __future__ import annotations

import os
from typing import NamedTuple


class Limits(NamedTuple):
    """The bounds of the API; those who host it may set others."""

    body: int = 1_000_000
    """Bytes of a request."""
    discarded: int = 32_000_000
    """Bytes of a request too large that are read and dropped, so that its sender hears why."""
    depth: int = 32
    """Objects and lists within one another."""
    digits: int = 100
    """Digits of a whole number."""
    parameters: int = 32
    """Parts of a query."""
    inline: int = 4_000
    """Bytes of a request that a quick operation answers at once; others go to a worker."""
    reading: float = 20.0
    """Seconds until the whole request is here."""
    working: float = 30.0
    """Seconds that a worker may take for it."""
    long_working: float = 300.0
    """The same where its progress is told."""
    waiting: float = 30.0
    """Seconds until a worker is free."""
    workers: int = max(1, min(4, os.cpu_count() or 1))
    """Processes for what takes longer."""
    queue: int = 512
    """Requests that may wait for one of them."""
    cached: int = 32_000_000
    """Bytes of finished replies that are kept."""
    forms: int = 120
    """Forms of one address in a minute."""
    writes: bool = True
    """Whether answers and work may be kept here; votes always may."""
    page: int = 1_000
    """Cards of one page, at most."""
