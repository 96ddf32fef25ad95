r"""GitHub-flavoured Markdown, with formulas as LaTeX between dollars.

GitHub reads `\\` in a formula only at the end of a line, and takes a backslash before punctuation
as Markdown's own; so lines end where rows do, and spaces are written by name. The other formats
that set mathematics take their formulas from here: `equation`, `terms`, `in_short`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

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

if TYPE_CHECKING:
    from flopwise.document import Cell, Citation, Document, Node

_BAR_LENGTH = 40


def render(document: Document) -> str:
    """Return a document as GitHub and most other readers of Markdown show it."""
    page = _Page(
        {
            entry.key
            for node in document.nodes
            if isinstance(node, Citations)
            for entry in node.entries
            if _linked(entry)
        }
    )
    blocks = [f"# {escaped(document.title)}", *map(page.write, document.nodes)]
    return "\n\n".join(block for block in blocks if block) + "\n"


class _Page:
    def __init__(self, keys: set[str]) -> None:
        self.keys = keys
        """What the lists of sources define as links, and the pictures before them."""

    def write(self, node: Node) -> str:
        match node:
            case Heading():
                return f"{'#' * min(max(node.level, 2), 6)} {escaped(node.text)}"
            case Prose():
                text = self.text(node.text)
                return {"lead": f"**{text}**", "note": f"> {text}"}.get(node.role, text)
            case Formula():
                return self.formula(node)
            case Table():
                return self.table(node)
            case Bars():
                return self.bars(node)
            case Scale():
                return self.scale(node)
            case Waterfall():
                return self.waterfall(node)
            case Timeline():
                return ""  # its figures stand in the table beside it
            case Items():
                return "\n".join(f"- {self.text(text)}" for text in node.texts)
            case Marked():
                return self.marked(node)
            case Verbatim():
                return _fenced(node.text)
            case Citations():
                return self.citations(node)

    def marked(self, node: Marked) -> str:
        """Quote a text with its marks in bold, and what they say below."""
        parts = [
            f"**{escaped(part)}** \\[{number}\\]" if number else escaped(part)
            for part, number in node.pieces()
        ]
        lines = "".join(parts).split("\n")
        quoted = "\n".join(f"> {line}".rstrip() for line in lines)
        notes = "\n".join(
            f"{mark.number}. {mark.severity}: {self.text(mark.note)}" for mark in node.marks
        )
        return f"{quoted}\n\n{notes}" if notes else quoted

    def text(self, text: str) -> str:
        """Escape text, with the keys of listed sources as links and `names` as code."""
        parts = re.split(r"(\[[^\[\]\s]+\]|`\w+`)", " ".join(text.split()))
        return _at_start(
            "".join(
                part
                if _CODE.fullmatch(part) or (part[:1] == "[" and part[1:-1] in self.keys)
                else _inline(part)
                for part in parts
            )
        )

    def cited(self, keys: tuple[str, ...]) -> str:
        return "".join(" " + self.text(f"[{key}]") for key in keys if key)

    def formula(self, node: Formula) -> str:
        rows = map(_mathematics, aligned(equation(node), _LINE))
        blocks = [
            f"### {node.number}. {_inline(node.title)}{self.cited(node.sources)}",
            "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$",
        ]
        said = [f"**{_inline(short)}**"] if (short := in_short(node)) else []
        if node.interval:
            said.append(f"plausibly {_inline(node.interval)}")
        return "\n\n".join([*blocks, *([", ".join(said)] if said else []), self.text(node.why)])

    def table(self, node: Table) -> str:
        rule = ["---:" if column in node.numeric else "---" for column in range(len(node.head))]
        rows = [[self.cell(cell) for cell in row] for row in node.rows]
        lines = [_row([_inline(text) for text in node.head]), _row(rule), *map(_row, rows)]
        caption = f"{self.text(node.caption)}\n\n" if node.caption else ""
        return caption + "\n".join(lines)

    def cell(self, cell: Cell) -> str:
        text = f"${_mathematics(upright(cell.latex))}$" if cell.latex else self.text(cell.text)
        return text + self.cited(cell.sources)

    def bars(self, node: Bars) -> str:
        rows = [
            [_inline(label), "█" * max(round(part * _BAR_LENGTH), part > 0), _inline(text)]
            for label, part, text in (
                (label, portion(share), text) for label, share, text in node.rows
            )
        ]
        caption = f"{self.text(node.caption)}\n\n" if node.caption else ""
        return caption + "\n".join(
            [_row(["", "share", ""]), _row(["---", "---", "---:"]), *map(_row, rows)]
        )

    def scale(self, node: Scale) -> str:
        """Write a scale as a table, and define the keys of its sources behind it."""
        own = [entry for entry in node.sources if entry.key not in self.keys and _linked(entry)]
        self.keys |= {entry.key for entry in own}
        table = self.table(node.table()._replace(caption=node.caption))
        return "\n\n".join([table, *(["\n".join(map(_defined, own))] if own else [])])

    def waterfall(self, node: Waterfall) -> str:
        """Draw a waterfall with signs, as a terminal shows it."""
        from flopwise.render import drawn

        picture = "\n".join(row.text.translate(_FENCED) for row in drawn.waterfall(node, _LINE))
        return f"```text\n{picture}\n```\n\n{_inline(node.note)}."

    def citations(self, node: Citations) -> str:
        """List the sources, and define each key once as a link to its address."""
        lines = [f"- {self.citation(entry)}" for entry in node.entries]
        links = [_defined(entry) for entry in node.entries if entry.key in self.keys]
        return "\n".join(lines) + ("\n\n" + "\n".join(links) if links else "")

    def citation(self, entry: Citation) -> str:
        key, text = self.text(f"[{entry.key}]"), _inline(entry.text)
        return f"{key} {text}" if entry.key in self.keys else f"{key} {text}. {_inline(entry.url)}"


_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]*")
_FENCED = str.maketrans("`<>", "'‹›")
"""Signs that could end a block of fixed width, or that a careless reader takes for HTML."""
_CODE = re.compile(r"`\w+`")


def _fenced(text: str) -> str:
    """Fence a text with more of the sign than stand together anywhere in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _linked(entry: Citation) -> bool:
    return bool(_KEY.fullmatch(entry.key)) and entry.url.startswith(("https://", "http://"))


def _defined(entry: Citation) -> str:
    return f"[{entry.key}]: <{quote(entry.url, safe=_IN_ADDRESS)}>"


_IN_ADDRESS = "%/:?&=@+,;~#()!*'$"


def escaped(text: str) -> str:
    r"""Write text so that Markdown shows it as it is.

    >>> print(escaped("a_b | <c> `d` $5"))
    a\_b \| &lt;c&gt; \`d\` \$5
    """
    return _at_start(_inline(" ".join(text.split())))


def _inline(text: str) -> str:
    text = re.sub(r"([\\`*_\[\]|$~])", r"\\\1", text)
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text)


def _at_start(text: str) -> str:
    """Escape what is special at the start of a line only: headings, lists, rules."""
    text = re.sub(r"^(?=[#+=-])", r"\\", text)
    return re.sub(r"^(\d+)(?=[.)](\s|$))", r"\1\\", text)


def _space(found: re.Match[str]) -> str:
    return r"\text{ " if found[0].endswith("{") else r"\text{ }"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mathematics(latex: str) -> str:
    # A space by a backslash and a sign is Markdown's own escape: it goes into the text behind it.
    latex = re.sub(r"\\[;:,]\s*(?:\\text\{)?", _space, " ".join(latex.split()))
    latex = latex.replace("|", r"\vert ").replace("<", r"\lt ").replace(">", r"\gt ")
    return re.sub(r"(?<!\\)\$", "", latex).replace(r"\\ ", "\\\\\n")


# ---- formulas --------------------------------------------------------------------------------


_LINE = 90
"""How many digits of display mathematics fit on a line of GitHub's page."""


class Equation(NamedTuple):
    """A symbol and what it equals: the formula, the numbers put in, the result."""

    symbol: str
    sides: tuple[str, ...]


_SIGN = re.compile(
    r"\\left(?:\\[a-zA-Z]+|\\?.)|\\right(?:\\[a-zA-Z]+|\\?.)|\\(?:begin|end)\{\w+\*?\}|\\[a-zA-Z]+|\\.|."
)
_NAME = re.compile(r"\\(?:text|mathrm|mathit|begin|end)\{[^{}]*\}|\\[a-zA-Z]+|\\.|[A-Za-z]{2,}")
_SUMS, _PRODUCTS = ("+", "-"), (r"\times", r"\cdot")


def equation(node: Formula) -> Equation:
    """Return a step's lines; the numbers are left out where they already are the result."""
    sides = [node.latex]
    if node.numbers_text != node.result and node.numbers_latex != node.latex:
        sides.append(node.numbers_latex)
    sides.append(node.result_latex)
    return Equation(upright(node.symbol_latex), tuple(upright(side) for side in sides if side))


def in_short(node: Formula) -> str:
    """Return the result as one says it, where the equation ends in another form of it."""
    return node.result if _figures(node.result) != _figures(node.result_latex) else ""


def _figures(text: str) -> list[int]:
    return [unicodedata.digit(sign) for sign in text if sign.isdigit()]


def upright(latex: str) -> str:
    r"""Set names of several letters upright: italics would read as a product of letters.

    >>> print(upright(r"L \cdot W_{block}"))
    L \cdot W_{\mathrm{block}}
    """
    return _NAME.sub(
        lambda found: found[0] if found[0][0] == "\\" else rf"\mathrm{{{found[0]}}}", latex
    )


def terms(latex: str) -> list[list[str]]:
    r"""Split a formula where a line may break: into terms, and each term into factors.

    >>> terms(r"a \cdot b + \left(c + d\right) \times 10^{3} - e")
    [['a', '\\cdot b'], ['+ \\left(c + d\\right) \\times 10^{3}'], ['- e']]
    """
    found, depth = [[""]], 0
    signs: list[str] = _SIGN.findall(latex)
    for index, sign in enumerate(signs):
        if sign.startswith(("}", r"\right", r"\end{")):
            depth -= 1
        written = found[-1][-1].strip()
        if not depth and written:
            if sign in _SUMS and not written.endswith(_PRODUCTS):
                found.append([""])
            elif sign in _PRODUCTS and not _is_power_of_ten(signs[index + 1 :]):
                found[-1].append("")
        found[-1][-1] += sign
        if sign.startswith(("{", r"\left", r"\begin{")):
            depth += 1
    return [[factor.strip() for factor in term] for term in found]


def _is_power_of_ten(signs: list[str]) -> bool:
    return "".join(signs).lstrip().startswith("10^")


def unbroken(text: str) -> str:
    """Keep a number together with its power of ten."""
    return re.sub(r" × (?=10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])", "\u00a0×\u00a0", text)


def aligned(equation: Equation, line: int) -> list[str]:
    """Return the rows of an `aligned` block whose lines are about `line` digits wide."""
    room = max(line - _length(equation.symbol), line // 2)
    rows: list[str] = []
    for side in equation.sides:
        first, *rest = _rows(side, room)
        rows.append(f"{'' if rows else equation.symbol} &= {first}".strip())
        rows += [rf"&\quad {row}" for row in rest]
    return rows


def _rows(latex: str, room: int) -> list[str]:
    """Fill lines with terms, and with factors where a term alone is longer than a line."""
    rows = [""]
    for term in terms(latex):
        whole = " ".join(term)
        for piece in [whole] if _length(whole) <= room else term:
            if rows[-1] and _length(rows[-1]) + _length(piece) > room:
                rows.append("{}")  # an empty atom gives a leading operator its spaces
            rows[-1] += (" " if rows[-1] else "") + piece
    return rows


def _length(latex: str) -> int:
    """Estimate how many digits wide a formula is."""
    flat = re.sub(
        r"\\frac\{(.*?)\}\{(.*?)\}", lambda found: max(found[1], found[2], key=len), latex
    )
    flat = re.sub(r"\\times|[+-]", "···", flat)
    flat = re.sub(r"\\cdot|\\[;,]", "··", flat)
    letters = re.sub(r"\\[a-zA-Z]+|[{} ]|\\.", "", flat)
    return len(letters) - len(re.findall("[,.()]", letters)) // 2


def portion(share: float) -> float:
    """Keep a bar between nothing and the whole."""
    return min(max(share, 0.0), 1.0) if math.isfinite(share) else 0.0
