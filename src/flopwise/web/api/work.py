"""What a request of the API comes to: an operation, a list or a card, and the reply that it makes.

These run in the server or in a worker's process; what they take and return can be sent between them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flopwise.errors import UnknownNameError
from flopwise.web import replies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.progress import Progress
    from flopwise.web.replies import Reply


def operation(name: str, given: Mapping[str, Any], detail: str, *, progress: Progress) -> Reply:
    """Carry out an operation of the table."""
    from flopwise.operations.requests import perform

    return replies.answer(perform(name, given, served=True, progress=progress).to_dict(detail))


def cards(
    kind: str, filters: Mapping[str, str], detail: str, part: tuple[int, int | None],
    *, progress: Progress,
) -> Reply:  # fmt: skip
    """List cards of a kind: all of them, or a page that begins at an offset."""
    from dataclasses import replace

    from flopwise.operations.requests import listed

    del progress
    found: Any = listed(kind, filters)
    offset, limit = part
    end = len(found.items) if limit is None else offset + limit
    page = replace(found, items=found.items[offset:end]).to_dict(detail)
    page["summary"] = found.summary()
    page["total"] = len(found.items)
    page["next"] = end if end < len(found.items) else None
    return replies.answer(page)


def card(kind: str, name: str, detail: str, *, progress: Progress) -> Reply:
    """Show one card."""
    from flopwise import operations

    del progress
    try:
        return replies.answer(operations.card(kind, name).to_dict(detail))
    except UnknownNameError as error:
        return replies.problem_of(error, HTTPStatus.NOT_FOUND)


def schema(name: str, *, progress: Progress) -> Reply:
    """Show the JSON Schema of an object."""
    from flopwise import operations

    del progress
    try:
        found = operations.schema(name)
    except UnknownNameError as error:
        return replies.problem_of(error, HTTPStatus.NOT_FOUND)
    return replies.reply(HTTPStatus.OK, replies.written(found), b"application/schema+json")
