"""A report: what a result says, with what a document needs to stand on its own."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.document import Cell, Citations, Document, Formula, Heading, Prose, Table
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.estimation.json_form import DETAILS
from flopwise.provenance import made
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flopwise.document import Node

SCHEMA = "flopwise/report/1"
_LONGEST = 200
"""Letters of a name that stands in the head of a report."""


class Parties(NamedTuple):
    """Whom a report is for, and who presents it; empty where nobody is named."""

    recipient: str = ""
    author: str = ""

    def words(self) -> list[str]:
        """Return them as the command line takes them."""
        given = (("--for", self.recipient), ("--from", self.author))
        return [word for flag, name in given if name for word in (flag, name)]


_NOBODY = Parties()


@dataclass(frozen=True, repr=False)
class Report(Shown):
    """One report, of whatever kind."""

    kind: str
    title: str
    sentence: str
    body: tuple[Node, ...]
    results: tuple[Shown, ...]
    """What it is made of."""
    made: dict[str, str]
    parties: Parties = _NOBODY

    def summary(self) -> str:
        """One sentence that can be quoted."""
        return self.sentence

    def document(self) -> Document:
        """Return the report: what it says, who made it when and with what, and its sources."""
        return Document(self.title, (Prose(self.sentence, "lead"), *self._head(), *self.body))

    def _head(self) -> list[Node]:
        """Say whom it is for, and how it can be made again."""
        known = (
            ("for", self.parties.recipient),
            ("presented by", self.parties.author),
            ("date", self.made["date"]),
            ("made with", f"Flopwise {self.made['flopwise']}, catalog {self.made['catalog']}"),
            ("made again by", self.made["command"]),
        )
        rows = tuple((Cell(name), Cell(text)) for name, text in known if text)
        return [Table(("", ""), rows)]

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the JSON object: the report's text, and the results that it is made of."""
        if detail not in DETAILS:
            raise UnknownNameError("detail", detail, DETAILS)
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "kind": self.kind,
            "title": self.title,
            "summary": self.sentence,
            "for": self.parties.recipient or None,
            "from": self.parties.author or None,
            "results": [result.to_dict(detail) for result in self.results],
            "made": self.made,
        }
        if detail == "full":
            found["markdown"] = self.to("markdown")
        return found


def parties(recipient: str, author: str) -> Parties:
    """Take the names as they are to stand there.

    >>> parties(" The  AI Office ", "")
    Parties(recipient='The AI Office', author='')
    """
    found = Parties(" ".join(recipient.split()), " ".join(author.split()))
    for name in found:
        if len(name) > _LONGEST:
            raise InvalidValueError(
                f"a name of {len(name)} letters doesn't fit a report; {_LONGEST} do"
            )
    return found


def remade(kind: str, result: Mapping[str, str], leave: int, more: Iterable[str]) -> dict[str, str]:
    """Say with what a report was made; it takes the words of its result's command.

    `leave` is how many words of that stand for `flopwise estimate` or the like.
    """
    words = shlex.split(result["command"])[leave:]
    return made(["report", kind, *words, *more])


def sections(document: Document) -> dict[str, list[Node]]:
    """Return a document's nodes by the heading that they stand under; before the first, under ''."""
    found: dict[str, list[Node]] = {"": []}
    under = ""
    for node in document.nodes:
        if isinstance(node, Heading) and node.level <= 2:
            under = node.text
            found.setdefault(under, [])
        else:
            found[under].append(node)
    return found


def under(title: str, nodes: Iterable[Node]) -> list[Node]:
    """Put nodes under a heading; where there are none, nothing."""
    kept = list(nodes)
    return [Heading(title), *kept] if kept else []


def only_cited(nodes: list[Node]) -> list[Node]:
    """Leave out of the lists of sources what nothing in the nodes cites any more."""
    told = "\n".join(_told(node) for node in nodes if not isinstance(node, Citations))
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Citations):
            node = Citations(tuple(one for one in node.entries if f"[{one.key}]" in told))  # noqa: PLW2901
        found.append(node)
    return found


def _told(node: Node) -> str:
    """Return a node's texts, its keys of sources in brackets."""
    match node:
        case Formula():
            return " ".join([node.why, *(f"[{key}]" for key in node.sources)])
        case Table():
            cells = [cell for row in node.rows for cell in row]
            keys = [f"[{key}]" for cell in cells for key in cell.sources]
            return " ".join([node.caption, *(cell.text for cell in cells), *keys])
        case _:
            return str(node)


def plain(text: str) -> str:
    """Put a sentence behind other words, without its full stop."""
    return text.rstrip(".")
