r"""A complete LaTeX document, set by pdflatex with Debian's base and recommended packages only.

What is written is plain ASCII: each other character is mapped to a command or left out, so that no
name out of a user's catalog can stop the compiler. The other formats that set mathematics take
their formulas from here: `equation`, `terms`, `in_short`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from flopwise.document import Bars, Citations, Formula, Heading, Items, Prose, Table

if TYPE_CHECKING:
    from flopwise.document import Cell, Document, Node

# ---- formulas --------------------------------------------------------------------------------


class Equation(NamedTuple):
    """A symbol and what it equals: the formula, the numbers put in, the result."""

    symbol: str
    sides: tuple[str, ...]


_TOKEN = re.compile(
    r"\\left(?:\\[a-zA-Z]+|\\?.)|\\right(?:\\[a-zA-Z]+|\\?.)|\\(?:begin|end)\{\w+\*?\}|\\[a-zA-Z]+|\\.|."
)
_NAME = re.compile(r"\\(?:text|mathrm|mathit|begin|end)\{[^{}]*\}|\\[a-zA-Z]+|\\.|[A-Za-z]{2,}")
_SUMS, _PRODUCTS = ("+", "-"), (r"\times", r"\cdot")


def equation(node: Formula) -> Equation:
    """Return a step's lines; the numbers are left out where they already are the result."""
    sides = [node.latex]
    if node.numbers_text != node.result and node.numbers_latex != node.latex:
        sides.append(node.numbers_latex)
    return Equation(upright(node.symbol_latex), tuple(map(upright, [*sides, node.result_latex])))


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
    tokens: list[str] = _TOKEN.findall(latex)
    for index, token in enumerate(tokens):
        if token in {"}"} or token.startswith((r"\right", r"\end{")):
            depth -= 1
        written = found[-1][-1].strip()
        if not depth and written:
            power_of_ten = "".join(tokens[index + 1 :]).lstrip().startswith("10^")
            if token in _SUMS and not written.endswith(_PRODUCTS):
                found.append([""])
            elif token in _PRODUCTS and not power_of_ten:
                found[-1].append("")
        found[-1][-1] += token
        if token == "{" or token.startswith((r"\left", r"\begin{")):
            depth += 1
    return [[factor.strip() for factor in term] for term in found]


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
    flat = re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", lambda found: max(found[1], found[2], key=len), latex)
    flat = re.sub(r"\\(?:times|cdot)|[+-]", "···", flat)
    return len(re.sub(r"\\[a-zA-Z]+|[{} ]|\\.", "", flat))


# ---- text ------------------------------------------------------------------------------------

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_\allowbreak{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
    "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "–": "--", "—": "---", "‐": "-", "‑": "-",
    "−": r"\ensuremath{-}", "…": r"\dots{}", "‘": "`", "’": "'", "“": "``", "”": "''", "„": "''",
    "«": "``", "»": "''", "•": r"\textbullet{}", "†": r"\dag{}", "‡": r"\ddag{}", "§": r"\S{}",
    "¶": r"\P{}", "©": r"\copyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}",
    "€": "EUR", "£": r"\pounds{}", "°": r"\textdegree{}", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}",
    "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ł": r"\l{}", "Ł": r"\L{}",
    "ı": r"\i{}", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "⁄": "/",
}  # fmt: skip
_MATHEMATICS = {
    "×": r"\times", "·": r"\cdot", "÷": r"\div", "±": r"\pm", "≈": r"\approx", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "≡": r"\equiv", "∝": r"\propto", "∞": r"\infty", "→": r"\to",
    "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "√": r"\surd", "∑": r"\sum",
    "∏": r"\prod", "∂": r"\partial", "∈": r"\in", "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor",
    "⌋": r"\rfloor", "¬": r"\neg", "ℓ": r"\ell", "µ": r"\mu", "ϵ": r"\epsilon", "ε": r"\varepsilon",
    "ς": r"\varsigma", "ο": "o",
} | {
    letter: "\\" + unicodedata.name(letter).rsplit(" ", 1)[1].lower().replace("lamda", "lambda")
    for letter in "αβγδζηθικλμνξπρστυφχψω"
} | {
    letter: "\\" + unicodedata.name(letter).rsplit(" ", 1)[1].title().replace("Lamda", "Lambda")
    for letter in "ΓΔΘΛΞΠΣΥΦΨΩ"
}  # fmt: skip
_ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=",
    "\u0306": r"\u", "\u0307": r"\.", "\u0308": r"\"", "\u030a": r"\r", "\u030b": r"\H",
    "\u030c": r"\v", "\u0327": r"\c",
}  # fmt: skip
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
_LONGEST_WORD = 24


def escaped(text: str) -> str:
    r"""Write text so that LaTeX sets it as it is; what it can't set becomes a question mark.

    >>> print(escaped("50 % of 3 × 10²³ at Citroën — 模型"))
    50 \% of 3~\ensuremath{\times}~10\ensuremath{^{23}} at Citro\"{e}n --- ??
    """
    parts = []
    for word in re.split(r"(\s+)", unbroken(unicodedata.normalize("NFC", text))):
        word = re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S{{4}})", "\\1\u200b", word)
        position = 0
        for found in re.finditer(f"{_RAISED.pattern}|{_LOWERED.pattern}", word):
            parts += map(_sign, word[position : found.start()])
            mark = "^" if _RAISED.match(found[0]) else "_"
            digits = unicodedata.normalize("NFKC", found[0]).replace("\u2212", "-")
            parts.append(rf"\ensuremath{{{mark}{{{digits}}}}}")
            position = found.end()
        parts += map(_sign, word[position:])
    # Pairs that TeX would join into another sign (-- and ''), and straight quotes by their side.
    joined = re.sub(r"-(?=-)", "-{}", "".join(parts)) if "--" in text else "".join(parts)
    return re.sub(r"(^|[\s(\[])\"", r"\1``", joined).replace('"', "''")
