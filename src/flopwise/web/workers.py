"""Processes for work that takes longer: it can be bounded, watched and cut short there."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import weakref
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from flopwise.catalog.files import laid_over
from flopwise.web.replies import Refused
from flopwise.web.worker import Told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from flopwise.web.limits import Limits
    from flopwise.web.replies import Reply
    from flopwise.web.work import Work

    Tell = Callable[[Told], Awaitable[None]]


_LIFE = "from flopwise.web.worker import main; main()"


class Workers:
    """As many workers as the limits allow, each started when it is needed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._turns = anyio.CapacityLimiter(limits.workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self.working = 0
        """How many are at work."""
        self.waiting = 0
        """How many requests wait for one."""
        weakref.finalize(self, _end_all, self._all)

    async def carry_out(
        self, work: Work, *given: Any, tell: Tell | None = None, seconds: float | None = None
    ) -> Reply:
        """Have some work done, and tell how far it is.

        One who stops waiting for it stops the work. Raises Refused where there is too much to do, or
        where it takes too long.
        """
        limit = seconds or self._limits.working
        async with self._turn(), self._worker() as worker:
            try:
                with anyio.fail_after(limit):
                    return await worker.carry_out(work, given, tell)
            except TimeoutError:
                raise Refused(
                    HTTPStatus.GATEWAY_TIMEOUT,
                    f"this takes longer than {limit:g} seconds; ask for less at once",
                ) from None
            except (EOFError, OSError, pickle.UnpicklingError):
                raise Refused(
                    HTTPStatus.INTERNAL_SERVER_ERROR, "the work came to an unforeseen end"
                ) from None

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

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        """Lend a worker; one whose work was not finished is ended."""
        while self._idle and not self._idle[-1].alive:
            self._discard(self._idle.pop())
        worker = self._idle.pop() if self._idle else _Worker()
        self._all.add(worker)
        try:
            yield worker
        except BaseException:
            self._discard(worker)
            raise
        self._idle.append(worker)

    def _discard(self, worker: _Worker) -> None:
        worker.end()
        self._all.discard(worker)


def _busy() -> Refused:
    sentence = "too much is being worked on; please try again in a few seconds"
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, sentence, (b"retry-after", b"5"))


def _end_all(workers: set[_Worker]) -> None:
    for worker in workers:
        worker.end()


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self) -> None:
        path = os.pathsep.join(place for place in sys.path if place)
        self._process = subprocess.Popen(  # noqa: S603 -- this very program
            [sys.executable, "-P", "-c", _LIFE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    async def carry_out(self, work: Work, given: tuple[Any, ...], tell: Tell | None) -> Reply:
        """Hand some work over, and listen until it is done."""
        await _threaded(self._send, (laid_over(), work, given))
        while True:
            found = await _threaded(pickle.load, self._process.stdout)
            if not isinstance(found, Told):
                reply: Reply = found
                return reply
            if tell is not None:
                await tell(found)

    def _send(self, asked: tuple[Any, ...]) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        pickle.dump(asked, pipe)
        pipe.flush()

    def end(self) -> None:
        """End it, whatever it is at; the thread that listens to it hears of its end."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):  # what was still to be sent
                pipe.close()


async def _threaded(wait: Callable[..., Any], *given: Any) -> Any:
    """Wait in a thread; one who gives up waiting leaves it behind, and must end the worker."""
    return await anyio.to_thread.run_sync(wait, *given, abandon_on_cancel=True)
