"""The tools: operations of the table and kinds of the catalog, each with how much is wanted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.mcp.lists import FIRST, page
from flopwise.mcp.reply import Reply, reply
from flopwise.operations.options import Option, as_quantity
from flopwise.operations.requests import DETAILS, accepted, listed, perform, schema_of
from flopwise.operations.table import KINDS, OPERATIONS, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.operations.table import Kind

MENU = (
    "estimate", "ask", "audit", "compare", "explain", "models", "hardware", "thresholds",
    "thresholds_check",
)  # fmt: skip
"""What an assistant meets, in this order. Other kinds of the catalog are resources."""

DETAIL = Option(
    "detail",
    "How much of it: a summary (one sentence with its citation), all steps, or everything.",
    choices=DETAILS, default="summary",
)  # fmt: skip


class Tool(NamedTuple):
    """What an assistant can call."""

    takes: Operation
    """The operation with `detail`; for a kind of the catalog, its filters and what else it takes."""
    results: tuple[str, ...]
    """The schemas of what it gives."""
    kind: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.takes.name

    @property
    def summary(self) -> str:
        """What it does, in a sentence."""
        return self.takes.summary

    @property
    def description(self) -> str:
        """What it does, and what an assistant does with it."""
        if self.kind:
            return (
                f"{self.summary} With `name` its card, every figure with its source; else a list."
            )
        return f"{self.summary} Gives one sentence to quote, with its sources."

    def request_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what it may be sent."""
        return schema_of(self.takes)


def _of_operation(operation: Operation) -> Tool:
    taking = operation._replace(takes=(*operation.takes, DETAIL))
    return Tool(taking, (operation.gives,), kind=False)


def _of_kind(kind: Kind) -> Tool:
    filters = {filter.name: filter.example for filter in kind.filters if filter.example}
    taking = Operation(
        kind.name,
        kind.summary,
        (
            Option("name", f"Show {kind.one} of this name.", example=kind.shown[0]),
            *kind.filters,
            as_quantity("offset", "Leave out so many of the list.", "NUMBER", example=FIRST),
            DETAIL,
        ),
        "list",
        ({"name": kind.shown[0]}, filters),
    )
    return Tool(taking, ("list", "card"), kind=True)


TOOLS = {
    name: _of_kind(KINDS[name]) if name in KINDS else _of_operation(OPERATIONS[name])
    for name in MENU
}


def tool(name: str) -> Tool:
    """Return the tool of that name, or raise UnknownNameError with those that come near."""
    if name not in TOOLS:
        raise UnknownNameError("tool", name, TOOLS, f"there are {', '.join(TOOLS)}")
    return TOOLS[name]


def call(name: str, given: Mapping[str, Any], *, served: bool) -> Reply:
    """Carry out what the tool `name` is asked for.

    `served` for one who isn't at this machine: files of this machine are not read then.

    Raises a FlopwiseError, in one sentence, for what can't be right.

    >>> print(
    ...     call("estimate", {"model": "gpt-3", "convention": "six-nd"}, served=True).data["exact"]
    ... )
    314287666790400000000000
    """
    wanted = tool(name)
    checked = accepted(wanted.takes, given)
    detail = str(checked.pop("detail", DETAIL.default)).casefold()
    if wanted.kind:
        return _of_catalog(name, checked, detail)
    asked = {key: value for key, value in given.items() if key != "detail"}
    return reply(perform(name, asked, served=served), detail)


def _of_catalog(name: str, asked: dict[str, Any], detail: str) -> Reply:
    from flopwise import operations

    wanted = asked.pop("name", "")
    offset = _whole(asked.pop("offset", 0))
    if not wanted:
        found: Any = listed(name, asked)
        return page(name, found, detail, offset)
    if asked:
        raise InvalidValueError(f"give a name or filters ({', '.join(asked)}), not both")
    return reply(operations.card(name, wanted), detail)


def _whole(offset: Any) -> int:
    try:
        found = int(offset)
    except (ValueError, OverflowError):
        found = -1
    if found < 0 or found != float(offset):
        raise InvalidValueError(f"offset should be a whole number from 0, not {offset!r}")
    return found
