"""Processes for work that takes longer: it can be bounded, watched and cut short there."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import weakref
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import anyio
import anyio.to_thread

from flopwise.web.api import replies
from flopwise.web.api.replies import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from multiprocessing.connection import Connection

    from flopwise.web.api.limits import Limits
    from flopwise.web.api.replies import Reply
    from flopwise.web.api.work import Work

    Tell = Callable[["Told"], Awaitable[None]]

_IDLE = 300
"""Seconds without work after which a worker gives its memory back."""


class Told(NamedTuple):
    """How far some work is."""

    done: int
    total: int
    label: str


class Workers:
    """As many workers as the limits allow, each started when it is needed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._turns = anyio.CapacityLimiter(limits.workers)
        self._idle: list[_Worker] = []
        self.working = 0
        """How many are at work."""
        self.waiting = 0
        """How many requests wait for one."""
        weakref.finalize(self, _end_all, self._idle)

    async def carry_out(
        self, work: Work, *given: Any, tell: Tell | None = None, seconds: float | None = None
    ) -> Reply:
        """Have some work done, and tell how far it is.

        One who stops waiting for it stops the work. Raises Refused where there is too much to do, or
        where it takes too long.
        """
        async with self._turn():
            worker = self._worker()
            limit = seconds or self._limits.working
            try:
                with anyio.fail_after(limit):
                    found = await worker.carry_out(work, given, tell)
            except TimeoutError:
                worker.end()
                raise Refused(
                    HTTPStatus.GATEWAY_TIMEOUT,
                    f"this takes longer than {limit:g} seconds; ask for less at once",
                ) from None
            except (EOFError, OSError):
                worker.end()
                return replies.problem(
                    HTTPStatus.INTERNAL_SERVER_ERROR, "the work came to an unforeseen end"
                )
            except BaseException:
                worker.end()
                raise
            self._idle.append(worker)
            return found

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait until a worker is free, or refuse the request."""
        if self.waiting >= self._limits.queue:
            raise _busy()
        turn = object()
        self.waiting += 1
        try:
            with anyio.fail_after(self._limits.waiting):
                await self._turns.acquire_on_behalf_of(turn)
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiting -= 1
        self.working += 1
        try:
            yield
        finally:
            self.working -= 1
            self._turns.release_on_behalf_of(turn)

    def _worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
        return _Worker()


def _busy() -> Refused:
    sentence = "too much is being worked on; please try again in a few seconds"
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, sentence, (b"retry-after", b"5"))


def _end_all(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would take the server's loop along
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    async def carry_out(self, work: Work, given: tuple[Any, ...], tell: Tell | None) -> Reply:
        """Hand some work over, and listen until it is done."""
        from flopwise.catalog.files import laid_over

        await _threaded(self._pipe.send, (laid_over(), work, given))
        while True:
            found = await _threaded(self._pipe.recv)
            if not isinstance(found, Told):
                reply: Reply = found
                return reply
            if tell is not None:
                await tell(found)

    def end(self) -> None:
        """End it, whatever it is at; the thread that listens to it hears of its end."""
        self._process.kill()
        self._process.join(1)


async def _threaded(wait: Callable[..., Any], *given: Any) -> Any:
    """Wait in a thread; one who gives up waiting leaves it behind, and must end the worker."""
    return await anyio.to_thread.run_sync(wait, *given, abandon_on_cancel=True)


def _serve(pipe: Connection) -> None:
    """Do what comes through the pipe until it is closed or silent for long; a worker's whole life."""
    from flopwise.catalog.files import laid_over, lay_over
    from flopwise.web.api.work import carried_out

    def progress(done: int, total: int, label: str = "") -> None:
        pipe.send(Told(done, total, label))

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when it is over
    with contextlib.suppress(EOFError, OSError):
        while pipe.poll(_IDLE):
            catalogs, work, given = pipe.recv()
            if catalogs != laid_over():
                lay_over(*catalogs)
            pipe.send(carried_out(work, *given, progress=progress))
