"""A request is read within bounds: its body, its JSON, its query."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

import anyio

from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from starlette.types import Receive, Scope

    from flopwise.web.limits import Limits

CLOSE = (b"connection", b"close")


class Left(Exception):  # noqa: N818 -- nobody is wrong: a client went away
    """The client has left; nobody waits for a reply."""


async def body(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """Return the whole body, a document of JSON by what its headers say."""
    headers = dict(scope["headers"])
    _check_media(headers)
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared[:20]) > limits.body:
        await _too_large(receive, limits)
    try:
        with anyio.fail_after(limits.reading):
            return await _whole(receive, limits)
    except TimeoutError:
        raise Refused(
            HTTPStatus.REQUEST_TIMEOUT,
            f"the request did not arrive within {limits.reading:g} seconds", CLOSE,
        ) from None  # fmt: skip


def _check_media(headers: dict[bytes, bytes]) -> None:
    media = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media != b"application/json":
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"the body should be application/json, not {media.decode('latin-1')[:60] or 'unnamed'}",
        )
    coding = headers.get(b"content-encoding", b"identity")
    if coding.lower() != b"identity":
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body should be sent as it is, not compressed"
        )


async def _whole(receive: Receive, limits: Limits) -> bytes:
    found = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left
        part: bytes = message.get("body", b"")
        found += part
        if len(found) > limits.body:
            await _too_large(receive, limits)
        if not message.get("more_body", False):
            return found


async def _too_large(receive: Receive, limits: Limits) -> NoReturn:
    """Read what still comes, so that the sender gets to hear it, and refuse it."""
    left = limits.discarded
    with anyio.move_on_after(limits.reading):
        while left > 0:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Left
            left -= len(message.get("body", b""))
            if not message.get("more_body", False):
                break
    raise Refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body is longer than {limits.body:,} bytes, the most that is read", CLOSE,
    )  # fmt: skip


def document(raw: bytes, limits: Limits) -> dict[str, Any]:
    """Read a JSON object whose depth, numbers and characters are within bounds.

    >>> from flopwise.web.limits import Limits
    >>> document(b'{"model": "gpt-3", "tokens": 300000000000}', Limits())
    {'model': 'gpt-3', 'tokens': 300000000000}
    """
    try:
        found = json.loads(
            raw.decode("utf-8"),
            parse_int=lambda text: _whole_number(text, limits),
            parse_float=_number, parse_constant=_no_number, object_pairs_hook=_once,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        sentence = (
            f"the body is not JSON: {error.msg.lower()} (line {error.lineno}, column {error.colno})"
        )
        raise Refused(HTTPStatus.BAD_REQUEST, sentence) from None
    except RecursionError:
        raise _too_deep(limits) from None
    if not isinstance(found, dict):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the body should be a JSON object")
    _check(found, limits)
    return found


def _whole_number(text: str, limits: Limits) -> int:
    if len(text) > limits.digits:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"a whole number of {len(text):,} digits; nothing here has more than {limits.digits}",
        )
    return int(text)


def _number(text: str) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{text[:40]} is too large a number")
    return found


def _no_number(text: str) -> NoReturn:
    raise Refused(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(HTTPStatus.BAD_REQUEST, f"the body gives {twice[:60]!r} more than once")
    return found


def _check(found: Any, limits: Limits) -> None:
    """Refuse what is nested too deep, and halves of characters, which no text can hold."""
    level = [found]
    for _ in range(limits.depth):
        below: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                below += part
                below += part.values()
            elif isinstance(part, list):
                below += part
            elif isinstance(part, str) and not part.isascii():
                _check_text(part)
        if not below:
            return
        level = below
    raise _too_deep(limits)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        sentence = "a text in the body has half of a surrogate pair, which is no character"
        raise Refused(HTTPStatus.BAD_REQUEST, sentence) from None


def _too_deep(limits: Limits) -> Refused:
    sentence = f"the body is nested deeper than {limits.depth} levels"
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


def query(scope: Scope, limits: Limits) -> dict[str, str]:
    """Read the query, in which each name may stand once."""
    raw = scope["query_string"].decode("latin-1")
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=limits.parameters)
    except ValueError:
        sentence = f"the query has more than {limits.parameters} parts"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, sentence) from None
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the query gives a name more than once")
    return found
