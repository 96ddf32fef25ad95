"""Pages that say what was wrong, where, and what would be right."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from flopwise.errors import FlopwiseError, UnknownNameError, near_matches
from flopwise.web.pages import templates
from flopwise.web.pages.asked import address
from flopwise.web.pages.navigation import PLACES

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(status: int, sentence: str, path: str, matches: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Say what was wrong; `matches` are names and addresses of what may have been meant."""
    title = "Nothing stands here" if status == HTTPStatus.NOT_FOUND else "That can’t be answered"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        title = "That went wrong"
    return templates.page(
        "problem.html", status, title=title, path=path, sentence=as_sentence(sentence),
        matches=matches,
    )  # fmt: skip


def of(error: FlopwiseError, asked: Asked) -> Reply:
    """Say what a user got wrong; a card that isn't there is not found."""
    if isinstance(error, UnknownNameError) and asked.name and error.name == asked.name:
        place = asked.path.removesuffix(asked.name)
        matches = tuple((name, address(place + name, ())) for name in error.matches)
        return page(HTTPStatus.NOT_FOUND, str(error), asked.path, matches)
    matches = meant(error, asked) if isinstance(error, UnknownNameError) else ()
    return page(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), asked.path, matches)


def meant(error: UnknownNameError, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return the same address with each of the names that come near in place of the wrong one."""
    return tuple((name, address(asked.path, _instead(error.name, name, asked)))
                 for name in error.matches)  # fmt: skip


def _instead(wrong: str, right: str, asked: Asked) -> list[tuple[str, str]]:
    whole = re.compile(rf"(?<![\w.-]){re.escape(wrong)}(?![\w.-])")
    return [
        (right if name == wrong else name, whole.sub(lambda _: right, value))
        for name, value in asked.query
    ]


def nowhere(asked: Asked) -> Reply:
    """Say that no page stands at an address."""
    wanted = asked.path.strip("/")
    near = near_matches(wanted, [place.path.strip("/") for place in PLACES])
    matches = tuple((f"/{name}", f"/{name}") for name in near)
    return page(HTTPStatus.NOT_FOUND, f"there is no page {asked.path[:80]}", asked.path, matches)


def as_sentence(text: str) -> str:
    """Write an error as a sentence.

    >>> as_sentence("unknown unit 'FLOPS'")
    "Unknown unit 'FLOPS'."
    """
    return text[:1].upper() + text[1:].rstrip(".") + "."
