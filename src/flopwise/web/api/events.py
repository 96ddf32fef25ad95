"""Long work as server-sent events: `progress` as it goes, then `result`, or `problem`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent

from flopwise.web import replies
from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectSendStream
    from starlette.types import Receive, Scope, Send

    from flopwise.web.limits import Limits
    from flopwise.web.worker import Told
    from flopwise.web.workers import Workers

MEDIA = b"text/event-stream"


def are_wanted(scope: Scope) -> bool:
    """Tell whether the client takes events."""
    return any(MEDIA in value for name, value in scope["headers"] if name == b"accept")


async def send_all(
    workers: Workers, asked: tuple[Any, ...], limits: Limits, scope: Scope, receive: Receive,
    send: Send,
) -> None:  # fmt: skip
    """Send events until the work is done, or the client leaves, which ends the work."""
    told, heard = anyio.create_memory_object_stream[ServerSentEvent](16)
    tell_all = partial(_tell_all, workers, asked, limits, told)
    with told, heard:
        response = EventSourceResponse(heard, data_sender_callable=tell_all)
        await response(scope, receive, send)


async def _tell_all(
    workers: Workers, asked: tuple[Any, ...], limits: Limits,
    told: MemoryObjectSendStream[ServerSentEvent],
) -> None:  # fmt: skip
    async def tell(how_far: Told) -> None:
        await told.send(_event("progress", replies.written(how_far._asdict())))

    async with told:
        try:
            found = await workers.carry_out(*asked, tell=tell, seconds=limits.long_working)
        except Refused as refused:
            found = refused.reply
        is_well = found.status < 400
        await told.send(_event("result" if is_well else "problem", found.body))


def _event(name: str, body: bytes) -> ServerSentEvent:
    return ServerSentEvent(body.decode(), event=name)
