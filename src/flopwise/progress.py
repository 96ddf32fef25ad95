"""How long work tells how far it is: one call, whoever listens.

The command line draws a bar from it, the HTTP API sends it as events.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know how far some work is."""

    def __call__(self, done: int, total: int, label: str = "") -> None:
        """Hear that `done` of `total` parts are done, and what the part at hand is called."""


def unheard(done: int, total: int, label: str = "") -> None:
    """Listen to nothing: for work that nobody watches."""
    del done, total, label
