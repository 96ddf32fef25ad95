"""`flopwise serve`: the application behind a server of its own."""

from __future__ import annotations

import ipaddress
import socket

import uvicorn

from flopwise.errors import InvalidValueError
from flopwise.web.application import application

_KEPT_ALIVE = 30
"""Seconds that a connection may stand idle."""
_MOST_AT_ONCE = 2_000
"""Connections beyond which the server says that it is busy."""
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def is_local(host: str) -> bool:
    """Tell whether only this machine reaches the host.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def opened(host: str, port: int) -> socket.socket:
    """Open the port; raises InvalidValueError where that can't be."""
    plain = host.strip("[]")
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    try:
        return socket.create_server((plain, port), family=family, backlog=2048)
    except OSError as error:
        raise InvalidValueError(
            f"port {port} of {host} can't be opened ({error.strerror}); try another with --port"
        ) from None


def serve(opened: socket.socket, host: str, token: str = "") -> None:
    """Serve at an opened port until interrupted."""
    hosts = (*_LOOPBACK, host) if is_local(host) else ()
    config = uvicorn.Config(
        application(token=token, hosts=hosts), log_level="warning", access_log=False,
        server_header=False, timeout_keep_alive=_KEPT_ALIVE, limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    with opened:
        uvicorn.Server(config).run(sockets=[opened])
