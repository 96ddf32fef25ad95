"""`flopwise serve`: the application behind a server of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from flopwise.listening import is_local
from flopwise.web.application import application
from flopwise.web.limits import Limits

if TYPE_CHECKING:
    import socket

_KEPT_ALIVE = 30
"""Seconds that a connection may stand idle."""
_MOST_AT_ONCE = 2_000
"""Connections beyond which the server says that it is busy."""
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def serve(opened: socket.socket, host: str, token: str = "") -> None:
    """Serve at an opened port until interrupted."""
    hosts = (*_LOOPBACK, host) if is_local(host) else ()
    limits = Limits(writes=is_local(host) or bool(token))  # else anyone could fill the store
    config = uvicorn.Config(
        application(limits, token=token, hosts=hosts), log_level="warning", access_log=False,
        server_header=False, timeout_keep_alive=_KEPT_ALIVE, limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    with opened:
        uvicorn.Server(config).run(sockets=[opened])
