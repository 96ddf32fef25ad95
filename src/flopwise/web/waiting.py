"""Waiting for work only as long as the client does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import anyio

from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive

T = TypeVar("T")


async def unless_left(receive: Receive, work: Callable[..., Awaitable[T]], *given: Any) -> T | None:
    """Return what the work gives; None, and the work cancelled, where the client leaves first."""
    found: T | None = None
    refused: Refused | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_cancel_when_left, receive, tasks.cancel_scope)
        try:
            found = await work(*given)
        except Refused as error:  # a task group would wrap it
            refused = error
        tasks.cancel_scope.cancel()
    if refused is not None:
        raise refused
    return found


async def _cancel_when_left(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
