"""A worker's whole life: a process that does what it reads until there is no more.

What it reads and writes are pickles: its other end is the server that started it.
"""

from __future__ import annotations

import contextlib
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import BinaryIO


class Told(NamedTuple):
    """How far some work is."""

    done: int
    total: int
    label: str


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Do all that is asked, and answer each: how far it is, as often as it says, then the reply."""
    from flopwise.catalog.files import laid_over, lay_over
    from flopwise.web.work import carried_out

    def send(found: Any) -> None:
        pickle.dump(found, answers)
        answers.flush()

    def progress(done: int, total: int, label: str = "") -> None:
        send(Told(done, total, label))

    while True:
        catalogs, work, given = pickle.load(asked)  # noqa: S301 -- the server wrote it
        if catalogs != laid_over():
            lay_over(*catalogs)
        send(carried_out(work, *given, progress=progress))


def main() -> None:
    """Serve over the standard streams; what is printed by mistake goes to the errors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when it is over
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    with contextlib.suppress(EOFError, BrokenPipeError):
        serve(sys.stdin.buffer, answers)
