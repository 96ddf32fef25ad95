"""One self-contained page: its style is inside it, its formulas are MathML, and it loads nothing.

Every rule of the style stands under the page's own class, since notebooks put the page inside
theirs.
"""

from __future__ import annotations

import functools
import itertools
import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as Tree

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
from flopwise.render.markdown import equation, in_short, portion, terms, unbroken, upright

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.document import Cell, Citation, Document, Node

_SHORT = 12
"""Figures up to this many letters are not broken: they are a number and its sign."""
_ORIGINS = frozenset({"given", "assumed", "catalog", "derived", "yours"})


def render(document: Document) -> str:
    """Return the document as a page of its own."""
    title = _text(document.title)
    style = _style()
    return f"""<!doctype html>
<html lang="{_text(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Flopwise">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="flopwise-page">
<main class="flopwise">
{fragment(document)}
</main>
</body>
</html>
"""


@functools.cache
def _style() -> str:
    return files("flopwise.render").joinpath("page.css").read_text("utf-8")


def fragment(
    document: Document, pages: str | None = None, inputs: Mapping[str, str] | None = None
) -> str:
    """Return the title and the body, for a page that brings its own head and `page.css`.

    Everything in it stands within an element of the class `flopwise`, and no element has a style
    of its own. With `pages`, names link to what lies below that address. With `inputs`, which says
    what a reader has given for which, each input's value is a field of the form `revise`.
    """
    page = _Page(document, pages, inputs)
    return f"<h1>{_text(document.title)}</h1>\n{page.body()}"


class _Page:
    def __init__(
        self, document: Document, pages: str | None = None,
        inputs: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.nodes = document.nodes
        self.pages = pages
        self.inputs = inputs
        self.anchors: set[str] = set()
        self.under = document.title
        """The heading that the next node stands under: it names tables and charts."""
        self.sources: dict[str, str] = {}
        self.listed: set[str] = set()
        self.addresses: dict[str, str] = {}
        """Where the sources of pictures are, which no list on the page repeats."""
        for node in document.nodes:
            for entry in node.entries if isinstance(node, Citations) else ():
                self.sources.setdefault(entry.key, self.anchor(f"source-{entry.key}"))
            for entry in node.sources if isinstance(node, (Scale, Timeline)) else ():
                if entry.url.startswith(("https://", "http://")):
                    self.addresses.setdefault(entry.key, entry.url)

    def body(self) -> str:
        """Write all nodes: a heading opens a section, and steps in a row make one list."""
        lines: list[str] = []
        in_section = in_steps = False
        for node in self.nodes:
            if in_steps != isinstance(node, Formula):
                in_steps = not in_steps
                lines.append('<ol class="steps" role="list">' if in_steps else "</ol>")
            if isinstance(node, Heading) and node.level <= 2:
                lines += ["</section>"] * in_section
                in_section = True
                lines.append(self.section(node))
            else:
                lines.append(self.write(node))
        return "\n".join([*lines, *["</ol>"] * in_steps, *["</section>"] * in_section])

    def section(self, node: Heading) -> str:
        self.under = node.text
        anchor = self.anchor(f"section-{node.text.lower()}")
        return f'<section>\n<h2 id="{anchor}">{_text(node.text)}</h2>'

    def anchor(self, wanted: str) -> str:
        """Make a name that an address can hold and that the page has only once."""
        plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", wanted).strip("-") or "part"
        name, number = plain, 1
        while name in self.anchors:
            number += 1
            name = f"{plain}-{number}"
        self.anchors.add(name)
        return name

    def write(self, node: Node) -> str:
        match node:
            case Heading():
                level = min(node.level, 6)
                return f"<h{level}>{_text(node.text)}</h{level}>"
            case Prose():
                role = f' class="{node.role}"' if node.role in {"lead", "why", "note"} else ""
                return f"<p{role}>{self.text(node.text)}</p>"
            case Formula():
                return self.formula(node)
            case Table():
                return self.table(node)
            case Bars():
                return self.bars(node)
            case Scale() | Waterfall() | Timeline():
                return self.picture(node)
            case Items():
                items = "\n".join(f"<li>{self.text(text)}</li>" for text in node.texts)
                return f"<ul>\n{items}\n</ul>"
            case Marked():
                return self.marked(node)
            case Verbatim():
                return f'<pre class="verbatim" tabindex="0">{escape(_CONTROL.sub(" ", node.text))}</pre>'
            case Citations():
                entries = "\n".join(map(self.citation, node.entries))
                return f'<ul class="sources" role="list">\n{entries}\n</ul>'

    def marked(self, node: Marked) -> str:
        """Show a text as it stands, with its marks and what they say below."""
        severities = {mark.number: mark.severity for mark in node.marks}
        names = {mark.number: self.anchor(f"finding-{mark.number}") for mark in node.marks}
        parts = [
            f'<mark class="{severities[number]}" id="{self.anchor(f"marked-{number}")}">{escape(part)}'
            f'<sup><a href="#{names[number]}">{number}</a></sup></mark>'
            if number
            else escape(part)
            for part, number in node.pieces()
        ]
        notes = "\n".join(
            f'<li value="{mark.number}" id="{names[mark.number]}">'
            f'<b class="{mark.severity}">{mark.severity}</b> '
            f"{self.text(mark.note)}</li>"
            for mark in node.marks
        )
        listed = f'\n<ol class="notes">\n{notes}\n</ol>' if notes else ""
        return f'<div class="audited">\n<pre class="marked">{"".join(parts)}</pre>{listed}\n</div>'

    def text(self, text: str) -> str:
        """Escape text, with the keys of listed sources as links and `names` as code."""
        parts = re.split(r"(\[[^\[\]\s]+\]|`\w+`)", text)
        for index, part in enumerate(parts):
            if re.fullmatch(r"`\w+`", part):
                parts[index] = f"<code>{escape(part[1:-1])}</code>"
            elif part[:1] == "[" and part[1:-1] in self.sources:
                parts[index] = self.cited(part[1:-1])
            else:
                parts[index] = _text(part)
        return "".join(parts)

    def cited(self, key: str) -> str:
        if key not in self.sources:
            if key in self.addresses:
                address = escape(self.addresses[key])
                return f'<a class="key" href="{address}" rel="noreferrer">{_text(key)}</a>'
            return f'<span class="key">{_text(key)}</span>'
        return f'<a class="key" href="#{self.sources[key]}">{_text(key)}</a>'

    def formula(self, node: Formula) -> str:
        symbol, sides = equation(node)
        lines = [
            f'<div class="left">{mathematics(symbol) if not row else ""}</div>'
            f'<div class="right">{_side(side)}</div>'
            for row, side in enumerate(sides)
        ]
        cited = "".join(f" {self.cited(key)}" for key in node.sources if key)
        short = in_short(node)
        said = [f"<strong>{_text(short)}</strong>"] if short else []
        if node.interval:
            said.append(f'<span class="interval">plausibly {_text(node.interval)}</span>')
        anchor = self.anchor(node.anchor or f"step-{node.number}")
        title = self.link(_text(node.title), node.key)
        parts = [
            f'<li class="step" id="{anchor}" value="{node.number}">',
            f"<h3>{title}{cited}</h3>",
            '<div class="equation">',
            *lines,
            "</div>",
            f'<p class="result">{" ".join(said)}</p>' if said else "",
            f'<p class="why">{self.text(node.why)}</p>' if node.why else "",
            "</li>",
        ]
        return "\n".join(part for part in parts if part)

    def table(self, node: Table) -> str:
        name = _text(node.caption or self.under)
        caption = f"<caption>{self.text(node.caption)}</caption>\n" if node.caption else ""
        kinds = [
            ' class="numeric"' if column in node.numeric else "" for column in range(len(node.head))
        ]
        head = "".join(
            f'<th scope="col"{kind}>{_text(text)}</th>' if text else f"<td{kind}></td>"
            for text, kind in zip(node.head, kinds, strict=True)
        )
        rows = "\n".join(f"<tr>{self.row(row, node, kinds)}</tr>" for row in node.rows)
        head = f"<thead><tr>{head}</tr></thead>\n" if any(node.head) else ""
        fields = self.inputs is not None and any(cell.input for row in node.rows for cell in row)
        revise = (
            '\n<p class="revise"><button form="revise">Work it out with these values</button></p>'
            if fields else ""
        )  # fmt: skip
        return (
            f'<div class="scroll" role="group" aria-label="{name}" tabindex="0">\n<table>\n'
            f"{caption}{head}<tbody>\n{rows}\n</tbody>\n</table>\n</div>{revise}"
        )

    def row(self, row: tuple[Cell, ...], node: Table, kinds: list[str]) -> str:
        cells = []
        # A row is called by its first words: a letter alone tells those who hear it nothing.
        header = next((column for column, cell in enumerate(row) if not cell.latex), 0)
        for column, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
            text = mathematics(upright(cell.latex)) if cell.latex else self.text(cell.text)
            text = self.link(text, cell.key)
            if cell.input and self.inputs is not None:
                text = self.field(cell, row[column - 1].text)
            elif node.head[column] == "origin" and cell.text in _ORIGINS:
                text = f'<span class="origin {cell.text}">{_text(cell.text)}</span>'
            elif kind and len(cell.text) <= _SHORT:
                text = f'<span class="whole">{text}</span>'
            text += "".join(f" {self.cited(key)}" for key in cell.sources if key)
            cells.append(
                f'<th scope="row"{kind}>{text}</th>'
                if column == header
                else f"<td{kind}>{text}</td>"
            )
        return "".join(cells)

    def field(self, cell: Cell, label: str) -> str:
        """Write an input: empty, it is what the text says; what a reader gave stands in it."""
        assert self.inputs is not None
        given = self.inputs.get(cell.input, "")
        read = f' <span class="read">{self.text(cell.text)}</span>' if given else ""
        return (
            f'<input class="edit" form="revise" name="set:{_text(cell.input)}" value="{escape(given)}"'
            f' placeholder="{escape(cell.text)}" aria-label="{_text(label)}" autocomplete="off">{read}'
        )

    def bars(self, node: Bars) -> str:
        rows = "\n".join(
            f'<li><span class="part">{_text(label)}</span>'
            f'<svg class="track" aria-hidden="true"><rect width="{portion(share):.2%}" height="100%"/>'
            f'</svg><span class="share">{_text(text)}</span></li>'
            for label, share, text in node.rows
        )
        caption = f"<figcaption>{self.text(node.caption)}</figcaption>\n" if node.caption else ""
        name = "" if node.caption else f' aria-label="{_text(self.under)}"'
        return f'<figure class="bars"{name}>\n{caption}<ul role="list">\n{rows}\n</ul>\n</figure>'

    def picture(self, node: Scale | Waterfall | Timeline) -> str:
        from flopwise.render import pictures

        page = pictures.Page(_text, self.text, self.table, self.link, self.anchor)
        return pictures.picture(node, page, self.under)

    def link(self, name: str, key: str) -> str:
        """Link a name to its page, where pages are known."""
        if self.pages is None or not key:
            return name
        return f'<a href="{escape(self.pages + quote(key))}">{name}</a>'

    def citation(self, entry: Citation) -> str:
        address = _text(entry.url)
        # Only what opens a page is a link: an address out of a user's file may be anything.
        if entry.url.startswith(("https://", "http://")):
            address = f'<a href="{escape(entry.url)}" rel="noreferrer">{_text(entry.url)}</a>'
        # Should a key stand twice, links lead to the first of its entries.
        place = "" if entry.key in self.listed else f' id="{self.sources[entry.key]}"'
        self.listed.add(entry.key)
        return (
            f'<li{place}><span class="key">{_text(entry.key)}</span> '
            f'<span>{_text(entry.text)} <span class="address">{address}</span></span></li>'
        )


def _text(text: str) -> str:
    return escape(unbroken(_CONTROL.sub(" ", text)))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@functools.lru_cache(maxsize=4096)
def _side(latex: str) -> str:
    """Write one side of an equation in pieces, so that it wraps where the page is narrow."""
    found = terms(latex)
    lead = '<math><mo form="infix">=</mo></math>'
    return lead + "<wbr>".join(
        f'<span class="term">{"<wbr>".join(map(mathematics, term))}</span>' for term in found
    )


# What latex2mathml writes for our formulas; anything else is shown as code.
_ELEMENTS = frozenset(
    {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup",
     "msubsup", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded"}
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {"form", "fence", "stretchy", "mathvariant", "width", "columnalign", "linethickness"}
)
_BETWEEN = frozenset("+−×·")


_NUMBER = re.compile(r"(?<![\\\w^.])\d+(?:\{,\}\d{3})*(?!\d)(?:\.\d+)?")
_JOINED = re.compile(r"\{,\}|\\text\{[^}]*\d|[_^]\s+\d")
"""Digits that others are joined to, or that are words: such formulas are converted as they are."""
_PLACE = re.compile(r"<mn>(\d+)</mn>")


def mathematics(latex: str) -> str:
    r"""Turn LaTeX into MathML, or into code where that can't be done.

    >>> print(mathematics(r"12{,}288"))
    <math><mrow><mn>12,288</mn></mrow></math>
    """
    # Formulas recur with other numbers in them, so each is converted with 0, 1, 2 … in their places.
    numbers = [number.replace("{,}", ",") for number in _NUMBER.findall(latex)]
    count = itertools.count()
    places = _NUMBER.sub(lambda _: str(next(count)), latex)
    if _JOINED.search(places):
        return _converted(latex)
    numbered = _converted(places)
    if sorted(map(int, _PLACE.findall(numbered))) != list(range(len(numbers))):
        return _converted(latex)
    return _PLACE.sub(lambda found: f"<mn>{numbers[int(found[1])]}</mn>", numbered)


@functools.lru_cache(maxsize=4096)
def _converted(latex: str) -> str:
    """Convert LaTeX, and keep what comes out: the converter is slower than the rest of a page."""
    # Imported here: it takes longer than everything else on the page.
    from latex2mathml.converter import convert

    # What stands in \text goes through as it is, so it has to be escaped before.
    safe = re.sub(
        r"\\text\{([^{}]*)\}", lambda found: rf"\text{{{escape(found[1], quote=False)}}}", latex
    )
    try:
        root = Tree.fromstring(re.sub(r' xmlns="[^"]*"', "", convert(safe), count=1))  # noqa: S314 - our own
    except Exception:  # noqa: BLE001 - its errors have no common ancestor
        return f"<code>{escape(latex)}</code>"
    if not {element.tag for element in root.iter()} <= _ELEMENTS:
        return f"<code>{escape(latex)}</code>"
    for element in root.iter():
        element.attrib = {k: v for k, v in element.attrib.items() if k in _ATTRIBUTES}
        _join(element)
        if element.tag == "mo" and str(element.text).isalpha():
            element.tag = "mi"  # min and max are names, with no room around them
        if not any(part.tag in {"mfrac", "mtable"} for part in element.iter()):
            for fence in element.iterfind("mo[@fence]"):
                fence.set("stretchy", "false")  # else room is left for a taller one
    first = next(root.iter("mo"), None)
    if first is not None and first.text in _BETWEEN and latex.lstrip()[:1] in {"+", "-", "\\"}:
        # At the start of a piece it would be taken for a sign, without its spaces.
        first.set("form", "infix")
    return Tree.tostring(root, encoding="unicode")


def _join(row: Tree.Element) -> None:
    """Make one number of its groups of digits, and one word of the letters of an upright name."""
    kept: list[Tree.Element] = []
    for element in row:
        base = element[0] if element.tag in {"msub", "msup"} else element
        grouped = [part.tag for part in kept[-2:]] == ["mn", "mrow"]
        if base.tag == "mn" and grouped and [sign.text for sign in kept[-1]] == [","]:
            base.text = f"{kept[-2].text},{base.text}"
            kept[-2:] = [element]
        elif kept and _upright(element) and _upright(kept[-1]):
            kept[-1].text = f"{kept[-1].text}{element.text}"
        else:
            kept.append(element)
    row[:] = kept


def _upright(element: Tree.Element) -> bool:
    return element.tag == "mi" and element.get("mathvariant") == "normal"
