"""Saved works as documents: a list of them, and one as it was when it was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.document import Cell, Document, Heading, Prose, Table, cells
from flopwise.operations.saved import every, find, row
from flopwise.provenance import made
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from flopwise.document import Node
    from flopwise.store.saved import Saved

SCHEMA = "flopwise/saved/1"
LIST_SCHEMA = "flopwise/saved-list/1"


class SavedWork(NamedTuple):
    """One saved work."""

    work: Saved

    @classmethod
    def of(cls, number: int) -> SavedWork:
        """Find it; raises StoreError where there is none."""
        return cls(find(number))

    def summary(self) -> str:
        """What came out then, in one sentence."""
        return str(self.work.result.get("summary") or self.work.title)

    def document(self) -> Document:
        """Lay it out: what came out, the steps with their values, what was asked."""
        work = self.work
        nodes: list[Node] = [Prose(self.summary(), "lead")]
        if work.notes:
            nodes.append(Prose(work.notes))
        steps = tuple(
            (Cell(str(one.get("name", ""))), Cell(str(one.get("symbol", ""))), Cell(_read(one)))
            for one in work.result.get("steps", ())
            if isinstance(one, dict)
        )
        if steps:
            nodes += [Heading("As it was then"), Table(("", "", "value"), steps, frozenset({2}))]
        facts = [("saved", work.created), ("catalog", row(work)["catalog"])]
        if work.changed != work.created:
            facts.append(("changed", work.changed))
        facts.append(("to work it out again", work.request.get("command", "")))
        nodes += [
            Heading("How it came about"),
            Table(("", ""), tuple(cells(name, str(text)) for name, text in facts if text)),
        ]
        return Document(work.title, tuple(nodes))

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return all that is kept; a `summary` leaves the result out."""
        found = {"schema": SCHEMA, **self.work._asdict()}
        if detail == "summary":
            found.pop("result")
        return {
            **found,
            "summary": self.summary(),
            "made": made(["saved", "show", str(self.work.id)]),
        }


def _read(step: dict[str, Any]) -> str:
    value, unit = step.get("value"), str(step.get("unit") or "")
    if not isinstance(value, int | float):
        return str(value)
    return f"{grouped(float(value))} {unit}".strip()


class SavedList(NamedTuple):
    """Saved works, the latest first."""

    works: tuple[Saved, ...]
    kind: str = ""
    search: str = ""

    @classmethod
    def of(cls, kind: str = "", search: str = "") -> SavedList:
        """Find those of a kind, with these words."""
        return cls(tuple(every(kind, search)), kind, search)

    def summary(self) -> str:
        """How many there are."""
        count = len(self.works)
        return f"{count} saved work{'' if count == 1 else 's'}."

    def document(self) -> Document:
        """Lay them out as a table."""
        rows = tuple(
            cells(str(one.id), one.kind, one.title, one.created[:10], one.notes[:60])
            for one in self.works
        )
        nodes: list[Node] = [Prose(self.summary(), "lead")]
        if rows:
            nodes.append(Table(("", "kind", "title", "saved", "notes"), rows, frozenset({0})))
        return Document("Saved work", tuple(nodes))

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return them all; a `summary` leaves the results out."""
        return {
            "schema": LIST_SCHEMA,
            "summary": self.summary(),
            "items": [SavedWork(one).to_dict(detail) for one in self.works],
            "made": made(["saved", "list"]),
        }
