r"""Published answers, which are Markdown with LaTeX, as parts of a document.

>>> for node in nodes("### One\n\nAbout \\( 4 \\times 10^9 \\) **FLOPs**:\n\n- a\n- b"):
...     print(node)
Heading(text='One', level=3)
Prose(text='About 4 × 10⁹ FLOPs:', role='')
Items(texts=('a', 'b'))
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.document import Heading, Items, Prose
from flopwise.units.numbers import raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.document import Node

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?P<text>.*)")
_MATHS = re.compile(r"\\\[(.+?)\\\]|\\\((.+?)\\\)|\$\$(.+?)\$\$", re.DOTALL)
_STRONG = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_SIGNS = {
    r"\times": "×", r"\cdot": "·", r"\approx": "≈", r"\sim": "∼", r"\geq": "≥", r"\leq": "≤",
    r"\left": "", r"\right": "", r"\quad": " ", r"\,": " ", r"\;": " ", r"\%": "%", "{,}": ",",
}  # fmt: skip


def nodes(text: str) -> Iterator[Node]:
    """Yield headings, paragraphs and lists; formulas read as plain text where that is possible."""
    plain = _MATHS.sub(_readable, text)
    plain = _STRONG.sub(lambda found: found[1] or found[2], plain)
    lines: list[str] = []
    items: list[str] = []
    for line in [*plain.splitlines(), ""]:
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
        if lines and (heading or item or not line.strip()):
            yield Prose(" ".join(lines))
            lines = []
        if items and (heading or (line.strip() and not item and not line.startswith(" "))):
            yield Items(tuple(items))
            items = []
        if heading:
            yield Heading(heading["text"], 3)
        elif item:
            items.append(item["text"])
        elif items and line.strip():
            items[-1] += " " + line.strip()
        elif line.strip():
            lines.append(line.strip())
    if items:
        yield Items(tuple(items))


def _readable(found: re.Match[str]) -> str:
    """Write a formula in plain signs, or leave it as it is where they don't suffice."""
    text = next(group for group in found.groups() if group is not None)
    text = re.sub(r"\\(?:text|mathrm|textbf)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)", text)
    text = re.sub(r"\^\{?(-?\d+)\}?", lambda power: raised(int(power[1])), text)
    for sign, written in _SIGNS.items():
        text = text.replace(sign, written)
    return found[0] if "\\" in text or "{" in text else " ".join(text.split())
