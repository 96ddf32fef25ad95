"""Forms that are sent: fields and files, read within bounds."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile
    from starlette.types import Message, Receive, Scope

    from flopwise.web.limits import Limits

_MEDIA = ("application/x-www-form-urlencoded", "multipart/form-data")
_FIELDS = 32


async def read(
    scope: Scope, receive: Receive, limits: Limits
) -> tuple[tuple[str, str], ...] | None:
    """Return names and texts of the fields, a file's text among them; None where the sender left.

    Raises Refused for what is too long, too slow, or no form.
    """
    media = Request(scope).headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _MEDIA:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this page takes a form")
    request = Request(scope, _bounded(receive, limits))
    try:
        with anyio.fail_after(limits.reading):
            async with request.form(
                max_files=1, max_fields=_FIELDS, max_part_size=limits.body
            ) as form:
                return tuple([(name, await _text(value)) for name, value in form.multi_items()])
    except ClientDisconnect:
        return None
    except TimeoutError:
        sentence = f"the form did not arrive within {limits.reading:g} seconds"
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, sentence) from None
    except HTTPException as error:
        sentence = f"the form can't be read: {error.detail.lower()}"
        raise Refused(HTTPStatus.BAD_REQUEST, sentence) from None


def _bounded(receive: Receive, limits: Limits) -> Receive:
    """Hear a request up to its longest."""
    length = 0

    async def hear() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > limits.body:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"that is longer than {limits.body:,} bytes, the most that is read",
            )
        return message

    return hear


async def _text(value: UploadFile | str) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # as browsers send the lines of a field
    raw = await value.read()
    if b"\0" in raw:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{(value.filename or 'the file')[:60]!r} is no text: it holds bytes that are zero",
        )
    return raw.decode("utf-8-sig", "replace")
