"""One explanation: what a name means, its formulas, one worked number, where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import citations
from flopwise.derivation.text import plain_symbol
from flopwise.document import Cell, Document, Formula, Heading, Items, Node, Prose, Table, listed
from flopwise.provenance import made
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "flopwise/card/1"


class Line(NamedTuple):
    """One formula; with numbers put in where there is an example for them."""

    title: str
    symbol: str
    """LaTeX, as are all symbols."""
    text: str
    latex: str
    numbers_text: str = ""
    numbers_latex: str = ""
    result: str = ""
    id: str = ""
    words: str = ""
    """The left side as plain text, where it isn't the symbol."""

    @property
    def left(self) -> str:
        """What the formula gives, as plain text."""
        return self.words or plain_symbol(self.symbol)

    @property
    def written(self) -> str:
        """The formula on one line."""
        return f"{self.left} = {self.text}" if self.left else self.text


class Letter(NamedTuple):
    """What one letter of a formula stands for."""

    symbol: str
    words: str
    unit: str

    @property
    def written(self) -> str:
        """The letter's meaning on one line."""
        return f"{plain_symbol(self.symbol)}: {self.words} ({self.unit})"


@dataclass(frozen=True, repr=False)
class Explanation(Shown):
    """What one name means."""

    kind: str
    id: str
    name: str
    text: str
    lines: tuple[Line, ...] = ()
    letters: tuple[Letter, ...] = ()
    unit: str = ""
    example: str = ""
    source: str = ""
    used_by: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The formulas, without what stands on their left where there is only one."""
        if len(self.lines) == 1:
            return self.lines[0].text
        return "; ".join(line.written for line in self.lines)

    @property
    def latex(self) -> str:
        """The first formula's LaTeX."""
        return self.lines[0].latex if self.lines else ""

    @property
    def symbol(self) -> str:
        """The first formula's symbol."""
        return self.lines[0].symbol if self.lines else ""

    def summary(self) -> str:
        """One sentence that can be quoted: the first of the explanation."""
        return f"{self.name}: {self.text.split('. ')[0].rstrip('.')}."

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's card."""
        named = {
            "explanation": self.text, "formula": self.formula, "latex": self.latex,
            "symbol": self.symbol, "letters": "; ".join(one.written for one in self.letters),
            "unit": self.unit, "example": self.example,
            "used by": ", ".join(self.used_by), "see also": ", ".join(self.see),
        }  # fmt: skip
        shown = ("explanation", "formula") if detail == "summary" else tuple(named)
        return {
            "schema": SCHEMA,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "summary": self.summary(),
            "fields": [
                {"name": name, "value": named[name], "unit": "", "text": named[name],
                 "source": self.source or None}
                for name in shown if named[name]
            ],
            "made": made(["explain", self.id]),
            "sources": {
                key: source.to_dict() for key, source in citations.cite([self.source]).items()
            },
        }  # fmt: skip

    def document(self) -> Document:
        """Lay the explanation out for a reader."""
        nodes: list[Node] = [Prose(self.text, "lead"), *self._formulas()]
        rows = [("kind", self.kind), ("unit", self.unit)]
        told = tuple((Cell(name), Cell(text)) for name, text in rows if text)
        nodes.append(Table(("", ""), told))
        if self.example:
            nodes += [Heading("One worked number"), Prose(self.example)]
        if self.used_by:
            nodes += [Heading("Used by"), Items(self.used_by)]
        if self.see:
            nodes += [Heading("See also"), Items(self.see)]
        sources = citations.cite([self.source])
        if sources:
            nodes += [Heading("Source"), listed(sources)]
        return Document(self.name, tuple(nodes))

    def _formulas(self) -> Iterator[Node]:
        if self.lines:
            yield Heading("Formula" if len(self.lines) == 1 else "Formulas")
        for number, line in enumerate(self.lines, 1):
            yield Formula(
                number=number, title=line.title, text=line.text, latex=line.latex,
                numbers_text=line.numbers_text, numbers_latex=line.numbers_latex,
                result=line.result, result_latex="", symbol=line.left,
                symbol_latex=line.symbol, anchor=line.id or self.id,
            )  # fmt: skip
        if self.letters:
            yield Heading("The letters")
            yield Table(
                ("", "stands for", "unit"),
                tuple(
                    (Cell(plain_symbol(one.symbol), one.symbol), Cell(one.words), Cell(one.unit))
                    for one in self.letters
                ),
            )
