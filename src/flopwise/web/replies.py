"""What is sent back: a status, a body, and the headers that go with it; problems as RFC 9457 has them."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from starlette.types import Send

    from flopwise.errors import FlopwiseError

JSON = b"application/json"
PROBLEM = b"application/problem+json"
KIND = "urn:flopwise:problem:"
"""What the type of a problem of our own begins with."""

Headers = tuple[tuple[bytes, bytes], ...]


class Reply(NamedTuple):
    """A whole reply, ready to be sent, kept, or handed from one process to another."""

    status: int
    body: bytes
    headers: Headers

    async def send(self, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class Refused(Exception):  # noqa: N818 -- it is a reply, raised where it is found out
    """The request gets this problem for a reply."""

    def __init__(self, status: int, sentence: str, *more: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.reply = problem(status, sentence, headers=more)


def reply(status: int, body: bytes, media: bytes = JSON, more: Headers = ()) -> Reply:
    """Make a reply of a body."""
    length = str(len(body)).encode()
    return Reply(status, body, ((b"content-type", media), (b"content-length", length), *more))


def answer(found: Any) -> Reply:
    """Make a reply of an object."""
    return reply(HTTPStatus.OK, written(found))


def problem(
    status: int, sentence: str, *, kind: str = "", matches: list[str] | None = None,
    headers: Headers = (),
) -> Reply:  # fmt: skip
    """Make a problem of one sentence; without a kind of our own its status says what it is."""
    found: dict[str, Any] = {
        "type": f"{KIND}{kind}" if kind else "about:blank",
        "title": kind.replace("-", " ").capitalize() or HTTPStatus(status).phrase,
        "status": int(status),
        "detail": sentence,
    }
    if matches is not None:
        found["matches"] = matches
    return reply(status, written(found), PROBLEM, headers)


def problem_of(error: FlopwiseError, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Reply:
    """Make a problem of what a user got wrong, of the error's own kind."""
    words = re.findall(r"[A-Z][a-z]*", type(error).__name__.removesuffix("Error"))
    matches = error.matches if isinstance(error, UnknownNameError) else None
    kind = "-".join(words).casefold()
    return problem(status, str(error), kind=kind, matches=matches)


def written(found: Any) -> bytes:
    """Write an object as JSON in UTF-8.

    >>> written({"a": 2**70, "b": 0.5})
    b'{"a":1180591620717411303424,"b":0.5}'
    """
    try:
        return orjson.dumps(found)
    except TypeError:  # whole numbers beyond 64 bits, and halves of characters
        import json

        text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
