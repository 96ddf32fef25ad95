"""Plain text for a terminal, wrapped to its width, with colour only where it is wanted."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from flopwise.document import (
    Bars,
    Citations,
    Formula,
    Heading,
    Items,
    Marked,
    Prose,
    Scale,
    Table,
    Timeline,
    Verbatim,
    Waterfall,
)
from flopwise.render import drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.document import Cell, Document, Node

_INDENT = "    "
_NARROWEST = 40
_BAR_LENGTH = 40


def render(document: Document, *, width: int = 100, colour: bool = False) -> str:
    """Print a document; `width` is the terminal's."""
    page = _Page(max(width, _NARROWEST), colour)
    page.heading(Heading(document.title, 1))
    for node in document.nodes:
        page.add(node)
    return "\n".join(page.lines).rstrip() + "\n"


_CONTROL = dict.fromkeys([*range(32), *range(127, 160)], " ")
"""Control signs of a user's own texts must not reach the terminal."""


class _Page:
    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.lines: list[str] = []
        self._style: Callable[[str, str], str] = _coloured if colour else _plain

    def add(self, node: Node) -> None:
        match node:
            case Heading():
                self.heading(node)
            case Prose():
                self.lines.append("")
                self._wrapped(node.text, style={"lead": "bold", "note": "dim"}.get(node.role, ""))
            case Formula():
                self.formula(node)
            case Table():
                self.table(node)
            case Bars():
                self.bars(node)
            case Scale():
                self.scale(node)
            case Waterfall():
                self.lines += self._drawn(drawn.waterfall(node, self.width))
                self._wrapped(f"{node.note}.", "  ", "  ", "dim")
                self.lines.append("")
            case Timeline():
                pass  # its figures stand in the table beside it
            case Items():
                for text in node.texts:
                    self._wrapped(text, first="  - ", rest="    ")
            case Marked():
                self.marked(node)
            case Verbatim():
                self.lines.append("")
                self.lines += [
                    f"  {line}".rstrip().translate(_CONTROL) for line in node.text.split("\n")
                ]
            case Citations():
                for entry in node.entries:
                    self._wrapped(f"[{entry.key}] {entry.text}. {entry.url}", "  ", "      ")

    def heading(self, node: Heading) -> None:
        node = node._replace(text=node.text.translate(_CONTROL))
        if node.level == 1:
            self.lines += [self._style(node.text, "bold"), self._style("=" * len(node.text), "dim")]
        else:
            self.lines += [
                "",
                self._style(node.text, "bold"),
                self._style("-" * len(node.text), "dim"),
            ]

    def formula(self, node: Formula) -> None:
        cited = "".join(f" [{key}]" for key in node.sources if key)
        title = f"{node.number:>2}. {node.title}"
        self.lines += ["", self._style(title, "bold") + self._style(cited, "dim")]
        lead = f"{_INDENT}{node.symbol} = " if node.symbol else _INDENT + "  "
        rest = " " * (len(lead) - 2)
        self._wrapped(node.text, lead, rest + "  ")
        if node.numbers_text and node.numbers_text != node.result:
            self._wrapped("= " + node.numbers_text, rest, rest + "  ")
        interval = f"   ({node.interval})" if node.interval else ""
        if node.result:
            self.lines.append(rest + self._style("= " + node.result, "answer") + interval)
        if node.why:
            self._wrapped(node.why, _INDENT, _INDENT, "dim")

    def table(self, node: Table) -> None:
        rows = [tuple(_cell(cell) for cell in row) for row in node.rows]
        every = [node.head, *rows]
        widths = [max(len(row[column]) for row in every) for column in range(len(node.head))]
        widest = widths.index(max(widths))
        spare = self.width - 2 - sum(widths) - 2 * (len(widths) - 1)
        if spare < 0:
            widths[widest] = max(12, widths[widest] + spare)
        self.lines.append(self._style(self._row(node.head, widths, node)[0], "dim"))
        for row in rows:
            self.lines += self._row(row, widths, node)

    def _row(self, row: tuple[str, ...], widths: list[int], node: Table) -> list[str]:
        columns = [
            textwrap.wrap(text, width, break_long_words=False) or [""]
            for text, width in zip(row, widths, strict=True)
        ]
        height = max(len(column) for column in columns)
        lines = []
        for line in range(height):
            parts = []
            for index, column in enumerate(columns):
                text = column[line] if line < len(column) else ""
                align = text.rjust if index in node.numeric else text.ljust
                parts.append(align(widths[index]))
            lines.append(("  " + "  ".join(parts)).rstrip())
        return lines

    def marked(self, node: Marked) -> None:
        """Print the text with line numbers, and each mark below the line on which it ends."""
        place = 0
        for number, line in enumerate(node.text.split("\n"), 1):
            end = place + len(line)
            ending = [mark for mark in node.marks if place < mark.end <= end + 1]
            sign = "!" if ending else "|"
            shown = line.rstrip("\r")
            self._wrapped(shown, f"{number:>4} {sign} ", f"     {sign} ")
            if not shown.strip():
                self.lines.append(f"{number:>4} |")
            for mark in ending:
                lead = f"       └ {mark.number}. "
                self._wrapped(f"{mark.severity}: {mark.note}", lead, " " * len(lead), "answer")
            place = end + 1

    def bars(self, node: Bars) -> None:
        longest = max(len(label) for label, _, _ in node.rows)
        length = max(8, min(_BAR_LENGTH, self.width - longest - 14))
        for label, share, text in node.rows:
            bar = _bar(share, length)
            self.lines.append(f"  {label:<{longest}}  {self._style(bar, 'bar')} {text}")

    def scale(self, node: Scale) -> None:
        self._wrapped(node.caption, "  ", "  ")
        self.lines += self._drawn(drawn.scale(node, self.width))
        for sign, line in drawn.key(node.lines):
            self._wrapped(f"{sign}  {line.text}: {line.label}", "  ", "     ")
        self._wrapped(node.more, "  ", "  ", "dim")

    def _drawn(self, rows: list[drawn.Row]) -> list[str]:
        return [self._style(row.text, "answer" if row.own else "") for row in rows]

    def _wrapped(self, text: str, first: str = "", rest: str = "", style: str = "") -> None:
        lines = textwrap.wrap(
            text.translate(_CONTROL), self.width, initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        self.lines += [self._style(line, style) for line in lines]


def _cell(cell: Cell) -> str:
    return cell.text.translate(_CONTROL) + "".join(f" [{key}]" for key in cell.sources if key)


def _bar(share: float, length: int) -> str:
    """Draw a bar in eighths of a character, so that small shares can still be seen."""
    eighths = round(share * length * 8)
    if share > 0 and not eighths:
        eighths = 1
    full, part = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[part] if part else "")).ljust(length)


def _plain(text: str, _: str) -> str:
    return text


_STYLES = {"bold": "1", "dim": "2", "answer": "36;1", "bar": "36"}


def _coloured(text: str, style: str) -> str:
    return f"\033[{_STYLES[style]}m{text}\033[0m" if style and text else text
