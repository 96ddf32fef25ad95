"""`/saved`: results that are kept, each as it was and as it would be now."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from flopwise.errors import InvalidValueError, StoreError
from flopwise.operations import saved
from flopwise.operations.requests import perform
from flopwise.operations.saved_documents import SavedWork
from flopwise.operations.table import OPERATIONS
from flopwise.web.pages import problems, templates
from flopwise.web.pages.answers import filters
from flopwise.web.pages.asked import Asked, options

if TYPE_CHECKING:
    from flopwise.web.replies import Reply

_PAGES = {
    "/estimate": ("estimate", {}),
    "/ask": ("ask", {"question": "q"}),
    "/compare": ("compare", {}),
    "/audit": ("audit", {}),
    "/thresholds/check": ("thresholds_check", {}),
}
"""Pages whose results can be saved: the operation, and what the address calls its options."""
_BESIDES = ("catalog", "then", "reveal", "format")
_MEDIA = {"json": b"application/json", "csv": b"text/csv; charset=utf-8"}


def page(asked: Asked) -> Reply:
    """List what is kept, show one of them, or carry out what a form asks for."""
    if asked.sent:
        return _changed(asked)
    if asked.name:
        return _one(_number(asked.name), asked)
    said = filters(asked, ("kind", "search", "export"))
    form = said.pop("export", "")
    if form:
        if form not in _MEDIA:
            raise InvalidValueError(f"the format should be one of {', '.join(_MEDIA)}")
        return templates.text(saved.exported(form).decode(), _MEDIA[form])
    works = saved.every(said.get("kind", ""), said.get("search", ""))
    return templates.page(
        "saved.html", title="Saved", path="/saved", said=said, may_write=asked.may_write,
        works=[(one, saved.row(one)) for one in works],
        kinds=sorted({operation for operation, _ in _PAGES.values()}),
    )  # fmt: skip


def _number(name: str) -> int:
    if not (name.isascii() and name.isdigit() and len(name) < 12):
        raise InvalidValueError(f"a saved work has a number, not {name[:40]!r}")
    return int(name)


def _one(number: int, asked: Asked, wrong: str = "") -> Reply:
    try:
        work = saved.find(number)
    except StoreError as error:
        return problems.page(HTTPStatus.NOT_FOUND, str(error), asked.path)
    return templates.page(
        "saved-work.html", HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        title=work.title, path="/saved", work=work, wrong=wrong, may_write=asked.may_write,
        result=templates.part(SavedWork(work).document()),
        again=work.request.get("address", ""),
    )  # fmt: skip


def _changed(asked: Asked) -> Reply:
    """Save, change or remove something, as the form says."""
    if not asked.may_write:
        sentence = "nothing can be saved here: anyone could"
        return problems.page(HTTPStatus.FORBIDDEN, sentence, asked.path)
    title, notes = asked.first("title"), asked.first("notes")
    if not asked.name:
        here = asked.first("address")
        number = saved.save(_result(here, asked.first("text")), title, notes, here)
        return templates.elsewhere(f"/saved/{number}")
    number = _number(asked.name)
    if asked.first("do") == "remove":
        saved.remove([number])
        return templates.elsewhere("/saved")
    try:
        saved.change(number, title=title, notes=notes)
    except InvalidValueError as error:
        return _one(number, asked, problems.as_sentence(str(error)))
    return templates.elsewhere(f"/saved/{number}")


def _result(here: str, text: str) -> dict[str, Any]:
    """Work out again what a page showed, from its address, and from the text that has no place in it."""
    parts = urlsplit(here)
    if parts.path not in _PAGES or parts.netloc or parts.scheme:
        raise InvalidValueError("only results can be saved, from the pages that show them")
    name, names = _PAGES[parts.path]
    query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=64)
    if text:
        query.append(("text", text))
    asked = Asked(parts.path, tuple(query))
    if name == "audit" and asked.first("answer"):
        from flopwise.web.pages import audit

        asked = audit.with_answer(asked)
    found = options(asked, OPERATIONS[name], _BESIDES, names)
    result: Any = perform(name, found, served=True)
    data: dict[str, Any] = result.to_dict()
    return data
