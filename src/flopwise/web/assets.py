"""Files that pages load: few, small, kept in memory, under addresses that change with their content."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

_MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


class Asset(NamedTuple):
    """A file, and where it stands."""

    body: bytes
    media: str
    address: str


def _asset(package: str, name: str) -> Asset:
    body = files(package).joinpath(name).read_bytes()
    plain = name.rpartition("/")[2]
    tag = hashlib.blake2b(body, digest_size=6).hexdigest()
    return Asset(body, _MEDIA[plain.rpartition(".")[2]], f"/static/{tag}/{plain}")


ASSETS = {
    "page.css": _asset("flopwise.render", "page.css"),
    "site.css": _asset("flopwise.web", "static/site.css"),
    "site.js": _asset("flopwise.web", "static/site.js"),
    "mark.svg": _asset("flopwise.web", "static/mark.svg"),
}


def routes() -> list[Route]:
    """Return a route for each file."""
    return [Route(asset.address, _sending(asset)) for asset in ASSETS.values()]


def _sending(asset: Asset) -> Callable[[Request], Awaitable[Response]]:
    async def send(_: Request) -> Response:
        return Response(asset.body, media_type=asset.media, headers={"cache-control": _FOREVER})

    return send
