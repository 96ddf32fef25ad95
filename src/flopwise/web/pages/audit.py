"""`/audit`: a written estimate, marked in place."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flopwise import operations
from flopwise.errors import FlopwiseError, InvalidValueError, UnknownNameError
from flopwise.operations.requests import perform
from flopwise.web.pages import problems, templates
from flopwise.web.pages.asked import address, options
from flopwise.web.pages.operation import COPIED, page_of

if TYPE_CHECKING:
    from typing import Any

    from flopwise.render.shown import Shown
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply

_ADDRESSED = 1_500
"""Bytes of a text that still has room in an address."""


def page(asked: Asked) -> Reply:
    """Audit the text that was pasted, dropped, or stands in the address."""
    found = options(with_answer(_with_file(asked)), _PAGE.operation, ("format",))
    text = str(found.get("text", ""))
    if not text.strip():
        wrong = "Give a text to audit: paste it, or choose a file." if asked.sent else ""
        return _page(found, wrong=wrong)
    try:
        result = perform("audit", found, served=True)
    except FlopwiseError as error:
        matches = problems.meant(error, asked) if isinstance(error, UnknownNameError) else ()
        return _page(
            found, wrong=problems.as_sentence(str(error)), matches=() if asked.sent else matches
        )
    wanted = asked.first("format")
    if wanted:
        return _copy(result, wanted)
    return _page(found, result, answer=asked.first("answer"))


def _with_file(asked: Asked) -> Asked:
    """Take a file's text for the text, where one was chosen."""
    file = asked.first("file")
    kept = [(key, value) for key, value in asked.query if key != "file"]
    if file:
        kept = [("text", file), *(pair for pair in kept if pair[0] != "text")]
    return asked._replace(query=tuple(kept))


def with_answer(asked: Asked) -> Asked:
    """Take a published answer for the text, and its challenge with it, where one is named."""
    name = asked.first("answer")
    if not name:
        return asked
    card = operations.card("answers", name)
    others = [pair for pair in asked.query if pair[0] not in ("answer", "text", "challenge")]
    said = [("text", str(card.value("text"))), ("challenge", str(card.value("challenge")))]
    return asked._replace(query=(*others, *said))


def _copy(result: Shown, wanted: str) -> Reply:
    if wanted not in COPIED:
        raise InvalidValueError(
            f"the format should be one of {', '.join(COPIED)}, not {wanted[:40]!r}"
        )
    return templates.text(result.to(wanted))


def _page(
    found: dict[str, Any], result: Shown | None = None, *, wrong: str = "",
    matches: tuple[tuple[str, str], ...] = (), answer: str = "",
) -> Reply:  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    document = None if result is None else result.document()
    said = [(name, str(value)) for name, value in found.items()]
    if answer:
        said = [
            ("answer", answer),
            *(pair for pair in said if pair[0] not in ("text", "challenge")),
        ]
    short = len(address("/audit", said).encode()) <= _ADDRESSED
    _, others = _PAGE.fields(found)
    return templates.page(
        "audit.html", status, title=_PAGE.title if document is None else document.title,
        path="/audit", lead=_PAGE.lead, examples=_PAGE.examples, wrong=wrong, matches=matches,
        text=found.get("text", ""), fields=others,
        result=None if document is None else templates.shown(document),
        here=address("/audit", said) if short else "",
        copied=[(form, name) for form, name in COPIED.items()],
    )  # fmt: skip


_PAGE = page_of(
    "audit",
    "/audit",
    "Is this estimate right?",
    "Paste an answer, a paper’s paragraph, a post. It comes back marked: the first wrong step, what it "
    "should be, and the whole gap as a product of named factors.",
    ("text",),
    examples=(
        ("a power of ten lost", address("/audit", [("text", "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs")])),
        ("GPT-4o mini on GPT-3", "/audit?answer=estimate-complexity/gpt-4o-mini"),
    ),
)  # fmt: skip
