"""The server over its two transports: standard streams, and HTTP."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import anyio
from mcp.server.stdio import stdio_server

from flopwise.mcp.server import server

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp, Receive, Scope, Send


def over_streams() -> None:
    """Serve over standard input and output until the input ends."""
    anyio.run(_over_streams)


async def _over_streams() -> None:
    found = server(served=False)
    async with stdio_server() as (read, write):
        await found.run(read, write, found.create_initialization_options())


def application(host: str = "127.0.0.1", token: str = "") -> ASGIApp:
    """Return an ASGI application that serves at `/mcp`, to those who bear the token if there is one."""
    app = server(served=True).streamable_http_app(host=host)
    return Bearers(app, token) if token else app


def over_http(opened: socket.socket, host: str, token: str = "") -> None:
    """Serve at an opened port until interrupted."""
    import uvicorn

    config = uvicorn.Config(
        application(host, token), log_level="warning", access_log=False, server_header=False
    )
    with opened:
        uvicorn.Server(config).run(sockets=[opened])


class Bearers:
    """Middleware: only those who bear the token are heard."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        borne = dict(scope.get("headers", ())).get(b"authorization", b"")
        is_heard = scope["type"] != "http" or hmac.compare_digest(borne, self.wanted)
        if is_heard:
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain"), (b"www-authenticate", b"Bearer")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b"this server wants its token\n"})
