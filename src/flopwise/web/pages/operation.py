"""What the pages of operations have in common: a form from the table, a result, what can be copied."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import operations
from flopwise.catalog import VERSION as CATALOG_VERSION
from flopwise.document import Formula, Heading, Prose, Table
from flopwise.errors import FlopwiseError, UnknownNameError
from flopwise.operations.requests import perform
from flopwise.operations.table import OPERATIONS
from flopwise.web.pages import problems, templates
from flopwise.web.pages.asked import address, given_inputs, is_form, options, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flopwise.document import Document, Node
    from flopwise.operations.options import Option
    from flopwise.operations.table import Operation
    from flopwise.render.shown import Shown
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply

BESIDES = ("catalog", "then", "reveal", "format")
"""Parameters that say how a result is shown, and what it was when its address was made."""
NONE: tuple[tuple[str, str], ...] = ()
COPIED = {"markdown": "Markdown", "latex": "LaTeX", "json": "JSON", "bibtex": "BibTeX"}


class Field(NamedTuple):
    """A field of a form, as its template needs it."""

    option: Option
    name: str
    label: str
    value: str
    names: tuple[str, ...]
    """What it may be, offered while one types."""


class Page(NamedTuple):
    """How one operation's page differs from another's."""

    operation: Operation
    path: str
    title: str
    lead: str
    first: tuple[str, ...]
    """Options that are shown at once; the others stand behind a word."""
    examples: tuple[tuple[str, str], ...] = ()
    """What they are called, and their addresses."""
    names: dict[str, str] = {}  # noqa: RUF012 -- nothing changes it
    """What the address calls an option, where that is shorter."""
    more: Callable[[Shown, dict[str, Any], Document], Document] = lambda _result, _given, found: (
        found
    )
    """Adds to a result what only this page shows."""
    is_revisable: Callable[[Any], bool] = lambda _result: False
    """Whether a result can be worked out with other inputs where it stands."""

    def respond(self, asked: Asked) -> Reply:
        """Make the page."""
        found = options(asked, self.operation, BESIDES, self.names)
        if not any(name in found for name in self.first):
            return self._form(asked, found)
        try:
            result = perform(self.operation.name, found, served=True)
        except FlopwiseError as error:
            return self._form(asked, found, error)
        here = self.lasting(found, result)
        wanted = asked.first("format")
        if wanted:
            return _copy(result, wanted)
        if is_form(asked):
            reveal = asked.first("reveal")
            return templates.elsewhere(address(self.path, [*here, ("reveal", reveal)]))
        return self._result(asked, found, result, here)

    def lasting(self, found: dict[str, Any], result: Shown) -> list[tuple[str, str]]:
        """Return the parameters of an address that says what was asked, of which catalog, and what came out."""
        said = pairs(found, self.operation, self.names)
        return [*said, ("catalog", CATALOG_VERSION), ("then", then(result))]

    def _form(
        self, asked: Asked, found: dict[str, Any], error: FlopwiseError | None = None
    ) -> Reply:
        wrong, matches = "", NONE
        if error is not None:
            wrong = problems.as_sentence(str(error))
            if isinstance(error, UnknownNameError):
                matches = problems.meant(error, asked)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
        return templates.page(
            "operation.html", status, title=self.title, lead=self.lead, path=self.path,
            fields=self.fields(found), examples=self.examples, wrong=wrong, matches=matches,
            result=None,
        )  # fmt: skip

    def _result(
        self, asked: Asked, found: dict[str, Any], result: Shown, here: list[tuple[str, str]]
    ) -> Reply:
        document = self.more(result, found, result.document())
        steps = sum(isinstance(node, Formula) for node in document.nodes)
        shown = asked.whole("reveal")
        if shown is not None and shown < steps:
            document = revealed(document, shown)
        given = given_inputs(found) if self.is_revisable(result) else None
        inputs = {cell.input for cell in _cells(document)} if given is not None else set()
        return templates.page(
            "operation.html", title=document.title, path=self.path, lead=self.lead,
            fields=self.fields(found), examples=(), wrong="", matches=(),
            result=templates.shown(document, given), said=result.summary(),
            here=address(self.path, here), kept=_kept(found, self, inputs),
            copied=[(name, address(self.path, [*here[:-2], ("format", form)]))
                    for form, name in COPIED.items()],
            steps=steps, reveal=shown if shown is not None and shown < steps else None,
            step=lambda number: address(self.path, [*here, ("reveal", str(number))]),
            since=since(asked, result),
        )  # fmt: skip

    def fields(self, found: dict[str, Any]) -> tuple[list[Field], list[Field]]:
        """Return the fields that are shown at once, and the others."""
        every = {option.name: self._field(option, found) for option in self.operation.takes}
        first = [every.pop(name) for name in self.first]
        return first, list(every.values())

    def _field(self, option: Option, found: dict[str, Any]) -> Field:
        value = found.get(option.name, option.default or "")
        if isinstance(value, list | tuple):
            value = ", ".join(value)
        label = option.name.replace("_", " ")
        names = _known(option.of) if option.of else ()
        return Field(option, self.names.get(option.name, option.name), label, str(value), names)


def page_of(name: str, path: str, title: str, lead: str, first: Iterable[str], **more: Any) -> Page:
    """Make the page of an operation of the table."""
    return Page(OPERATIONS[name], path, title, lead, tuple(first), **more)


@functools.lru_cache(maxsize=16)
def _known(kind: str) -> tuple[str, ...]:
    return tuple(card.id for card in operations.cards(kind).items)


def _copy(result: Shown, form: str) -> Reply:
    if form not in COPIED:
        raise UnknownNameError("format", form, COPIED, f"there are {', '.join(COPIED)}")
    media = b"application/json" if form == "json" else templates.TEXT
    return templates.text(result.to(form), media)


def _kept(found: dict[str, Any], page: Page, inputs: set[str]) -> list[tuple[str, str]]:
    """Return what the form of the inputs has to send besides: all that was given but them."""
    settings = [
        setting for setting in found.get("set", ())
        if setting.partition("=")[0].strip() not in inputs
    ]  # fmt: skip
    others = {name: value for name, value in found.items() if name not in inputs}
    return pairs({**others, "set": settings}, page.operation, page.names)


def _cells(document: Document) -> Iterable[Any]:
    for node in document.nodes:
        if isinstance(node, Table):
            for row in node.rows:
                yield from row


# ---- step by step ------------------------------------------------------------------------------


def revealed(document: Document, steps: int) -> Document:
    """Return what a class sees that has come to this step: what is known, and the steps up to it."""
    shown: list[Node] = []
    count = 0
    for node in document.nodes:
        if isinstance(node, Formula):
            count += 1
            if count > steps:
                break
        elif count or (isinstance(node, Prose) and node.role == "lead"):
            continue
        shown.append(node)
    while shown and isinstance(shown[-1], Heading):
        shown.pop()
    return document._replace(nodes=tuple(shown))


# ---- what has changed since --------------------------------------------------------------------

_DIGITS = 5


def then(result: Shown) -> str:
    """Return the result as an address keeps it, empty where it is no figure."""
    value = getattr(result, "value", None)
    if value is None or isinstance(value, str | bool):
        return ""
    # Without the plus sign, which an address would have to spell out.
    return f"{float(value):.{_DIGITS}g}".replace("e+", "e")


def since(asked: Asked, result: Shown) -> dict[str, Any] | None:
    """Say what has changed since the address was made; None where nothing has."""
    catalog, was, now = asked.first("catalog"), asked.first("then"), then(result)
    if not catalog or (catalog == CATALOG_VERSION and was in ("", now)):
        return None
    from flopwise.catalog import changes

    return {
        "catalog": catalog[:40],
        "then": _read(was),
        "now": _read(now),
        "same": was == now,
        "known": changes.is_known(catalog),
        "changes": changes.since(catalog),
    }


def _read(value: str) -> str:
    from flopwise.units.numbers import grouped

    try:
        return grouped(float(value))
    except (ValueError, OverflowError):
        return ""
