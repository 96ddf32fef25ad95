"""A document as source of Typst, which sets it on paper.

Every text is a literal of Typst's, within which no sign means anything; how things look is said in
`page.typ`. What a picture shows is drawn with Typst's own lines and dots, its words are text.
"""

from __future__ import annotations

import re
from importlib.resources import files
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
)  # fmt: skip
from flopwise.render import typst_pictures as pictures
from flopwise.render.markdown import aligned, equation, in_short, portion, unbroken, upright
from flopwise.render.typst_math import UntranslatableError, mathematics, string

if TYPE_CHECKING:
    from flopwise.document import Cell, Citation, Document, Node
    from flopwise.render.markdown import Equation

_LINE = 74
"""How many digits of display mathematics fit beside a short symbol."""
_LONGEST_WORD = 28
"""A longer one may be broken anywhere, so that it can't leave the page."""


def render(document: Document) -> str:
    """Return the source of a document that Typst sets without anything else at hand."""
    page = _Page(document)
    language = document.language[:2] if re.match(r"[a-z]{2}\b", document.language) else "en"
    preamble = files("flopwise.render").joinpath("page.typ").read_text("utf-8")
    opened = f"#show: page-of.with(title: {string(document.title)}, language: {string(language)})"
    body = "\n\n".join(text for text in map(page.write, document.nodes) if text)
    return f"{preamble}\n{opened}\n\n{body}\n"


class _Page:
    def __init__(self, document: Document) -> None:
        self.level = 0
        """That of the last heading: none may be more than one below it."""
        self.keys = {
            entry.key for node in document.nodes if isinstance(node, Citations)
            for entry in node.entries
        }  # fmt: skip
        self.placed: set[str] = set()
        self.addresses = {
            entry.key: entry.url
            for node in document.nodes if isinstance(node, (Scale, Timeline))
            for entry in node.sources if _opens(entry.url)
        }  # fmt: skip

    def write(self, node: Node) -> str:
        match node:
            case Heading():
                self.level = min(max(node.level - 1, 1), self.level + 1)
                return f"#heading(level: {self.level}, {self.text(node.text)})"
            case Prose():
                role = node.role if node.role in ("lead", "note", "why") else "par"
                return f"#{role}({self.text(node.text)})"
            case Formula():
                return self.formula(node)
            case Table():
                return self.table(node)
            case Bars():
                return self.captioned(node.caption, pictures.bars(node, portion, self.text))
            case Scale():
                return self.captioned(node.caption, pictures.scale(node, self.text, self.cited))
            case Waterfall():
                return self.captioned("", pictures.waterfall(node, self.text))
            case Timeline():
                return ""  # its figures stand in the table beside it
            case Items():
                return f"#list({', '.join(map(self.text, node.texts))})" if node.texts else ""
            case Marked():
                return self.marked(node)
            case Verbatim():
                return (
                    f"#verbatim(({''.join(f'{_code(line)}, ' for line in node.text.splitlines())}))"
                )
            case Citations():
                return "\n".join(map(self.citation, node.entries))

    def text(self, text: str) -> str:
        """Write text as content, with the keys of listed sources as links and `names` as code."""
        parts = re.split(r"(\[[^\[\]\s]+\]|`\w+`)", " ".join(text.split()))
        return f"[{''.join(map(self._part, parts))}]"

    def _part(self, part: str) -> str:
        if re.fullmatch(r"`\w+`", part):
            return f"#raw({string(part[1:-1])})"
        if part[:1] == "[" and part[1:-1] in self.keys | set(self.addresses):
            return self.cited(part[1:-1])
        return _literal(part) if part else ""

    def cited(self, key: str) -> str:
        """Write a source's key as a link to where it stands: in the list, or at its own address."""
        if key in self.keys:
            return f"#cited({string(f'source-{key}')}, {string(key)})"
        if key in self.addresses:
            return f"#away({string(self.addresses[key])}, {string(key)})"
        return f"#key({string(key)})"

    def citing(self, keys: tuple[str, ...]) -> str:
        return "".join(f'#" "{self.cited(key)}' for key in keys if key)

    def formula(self, node: Formula) -> str:
        short = in_short(node)
        said = [f"#strong({string(unbroken(short))})"] if short else []
        if node.interval:
            said.append(f"#text(fill: muted, {string(unbroken(f'plausibly {node.interval}'))})")
        parts = (
            string(str(node.number)),
            self.text(node.title),
            f"[{self.citing(node.sources)}]",
            _equation(equation(node), _read_out(node)),
            f"[{_COMMA.join(said)}]" if said else "none",
            self.text(node.why) if node.why else "none",
        )
        return "#step(\n  " + ",\n  ".join(parts) + ",\n)"

    def table(self, node: Table) -> str:
        columns = ", ".join(_columns(node))
        head = "".join(f"{self.text(text)}, " for text in node.head) if any(node.head) else ""
        numeric = "".join(f"{column}, " for column in sorted(node.numeric))
        lines = [f"#rows(({columns},), ({head}), ({numeric}),"]
        lines += [f"  {', '.join(map(self.cell, row))}," for row in node.rows]
        return self.captioned(node.caption, "\n".join([*lines, ")"]))

    def cell(self, cell: Cell) -> str:
        text = _inline(upright(cell.latex), cell.text) if cell.latex else self.text(cell.text)
        return f"[#{text}{self.citing(cell.sources)}]" if cell.sources else text

    def captioned(self, caption: str, body: str) -> str:
        return f"#caption({self.text(caption)})\n{body}" if caption else body

    def marked(self, node: Marked) -> str:
        """Set someone's text line by line, its marks on a ground, and what they say below."""
        severities = {mark.number: mark.severity for mark in node.marks}
        pieces = [
            f"#marked({string(str(number))}, {string(severities[number])}, {_lines(piece)})"
            if number
            else f"#{_lines(piece)}"
            for piece, number in node.pieces()
        ]
        notes = [
            f"#remark({string(str(mark.number))}, {string(mark.severity)}, {self.text(mark.note)})"
            for mark in node.marks
        ]
        return "\n".join([f"#quoted[{''.join(pieces)}]", *notes])

    def citation(self, entry: Citation) -> str:
        # Should a key stand twice, links lead to the first of its entries.
        place = "none" if entry.key in self.placed else string(f"source-{entry.key}")
        self.placed.add(entry.key)
        shown = _literal(entry.url)
        address = f"#link({string(entry.url)})" if _opens(entry.url) else shown
        body = f"[{_literal(f'{entry.text}. ')}{address if entry.url else ''}]"
        return f"#source({place}, {string(entry.key)}, {body})"


def _opens(url: str) -> bool:
    """Tell whether an address opens a page: one out of a user's file may be anything."""
    return bool(re.fullmatch(r"https?://[!-~]+", url))


def _literal(text: str) -> str:
    """Write text as it stands; a very long word may be broken anywhere."""
    return f"#{string(unbroken(_LONG.sub(_BREAKABLE, text)))}"


_LONG = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S{{4}})")
_BREAKABLE = "\\1\u200b"
_COMMA = '#", "'


def _code(line: str) -> str:
    """Write a line of code; typefaces for code have no narrow spaces."""
    return string(line.expandtabs(4))


def _lines(text: str) -> str:
    """Write a text with its line breaks and indents as content."""
    indented = re.sub(r"(?m)^ +", lambda found: "\u00a0" * len(found[0]), text.expandtabs(4))
    lines = [_literal(line) if line else "" for line in re.split(r"\r?\n", indented)]
    return f"[{'#linebreak()'.join(lines)}]"


def _read_out(node: Formula) -> str:
    """Say a formula to those who hear the page."""
    sides = [node.symbol, node.text, node.numbers_text, node.result]
    return " = ".join(dict.fromkeys(side for side in sides if side))


def _equation(found: Equation, alternative: str) -> str:
    try:
        rows = " \\ ".join(map(mathematics, aligned(found, _LINE)))
    except UntranslatableError:
        return f"raw({string(alternative)})"
    return f"math.equation(block: true, alt: {string(alternative)}, $ {rows} $.body)"


def _inline(latex: str, alternative: str) -> str:
    try:
        return f"math.equation(alt: {string(alternative or latex)}, ${mathematics(latex)}$.body)"
    except UntranslatableError:
        return f"raw({string(latex)})"


_WIDE = 34
"""A column with longer texts shares what room the others leave."""


def _columns(node: Table) -> list[str]:
    """Say how wide each column is: as its text, or a share of the rest for what wraps."""
    longest = [
        max((len(row[column].text) for row in node.rows), default=0)
        for column in range(len(node.head))
    ]
    if sum(longest) <= 2 * _WIDE:
        return ["auto"] * len(longest)
    return [f"{min(length, 160)}fr" if length > _WIDE else "auto" for length in longest]
