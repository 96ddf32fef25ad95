"""Asks the application for its public pages, from the first on, one link after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import anyio

from flopwise.errors import InvalidValueError
from flopwise.progress import unheard
from flopwise.web.application import application
from flopwise.web.limits import Limits
from flopwise.web.site.rewriting import Page, file_of, rewritten

if TYPE_CHECKING:
    from starlette.types import Message

    from flopwise.progress import Progress

_FIRST = (
    "/", "/answers", "/leaderboard", "/method", "/models", "/hardware", "/prices", "/thresholds",
    "/conventions", "/units", "/sources", "/explain",
)  # fmt: skip
_MOST = 20_000
"""Pages of a site."""


def pages(base: str, progress: Progress = unheard) -> list[Page]:
    """Return all public pages, in the order in which they are linked to."""
    return anyio.run(_pages, base, progress)


async def _pages(base: str, progress: Progress) -> list[Page]:
    router = application(Limits(workers=1, writes=False)).router
    found: dict[str, str | None] = {}
    waiting = list(_FIRST)
    for address in waiting:
        if address in found:
            continue
        progress(len(found), len(waiting), address)
        html = await _ask(router, address)
        found[address] = html
        if html is None:
            continue
        linked = rewritten(address, html, lambda _: True, base).links
        waiting += [link for link in linked if link not in found]
        if len(found) > _MOST:
            raise InvalidValueError(f"a site has {_MOST:,} pages at most")
    progress(len(found), len(found))
    return [
        rewritten(address, html, lambda link: found.get(link) is not None, base)
        for address, html in found.items()
        if html is not None
    ]


async def _ask(router: Any, address: str) -> str | None:
    """Return a page; None for one that isn't there, or that leads elsewhere."""
    if file_of(address) is None:
        return None
    parts = urlsplit(address)
    status, body = 0, b""

    async def send(message: Message) -> None:
        nonlocal status, body
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            body += message.get("body", b"")

    scope = {
        "type": "http", "method": "GET", "path": unquote(parts.path), "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(), "headers": [], "http_version": "1.1",
        "scheme": "http", "root_path": "", "server": ("localhost", 80),
    }  # fmt: skip
    await router(scope, _stay, send)
    return body.decode() if status == 200 else None


async def _stay() -> Message:
    """Never leave before the page is there."""
    await anyio.sleep_forever()
    raise AssertionError
