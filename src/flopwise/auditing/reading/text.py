r"""Reading a text as plain signs, whatever it is marked up in, without losing where each one stood.

LaTeX, Markdown, HTML and Unicode's own superscripts all come out as one kind of line:

>>> plain(r"$C \approx 6 \times 1.75 \times 10^{11}$ **FLOPs**").text
' C ≈ 6 × 1.75 × 10^(11)  FLOPs'
>>> plain("3.15×10²³").text
'3.15×10^23'
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

LARGEST_TEXT = 2_000_000
"""Characters; what is longer is cut, and the audit says so."""


class Plain(NamedTuple):
    """A text without its markup, and for each sign the span of the original that it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the original, as code points."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.original)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def line(self, start: int) -> int:
        """Return the line of the original, counted from 1, on which a place of it lies."""
        return self.original.count("\n", 0, start) + 1


_SIGNS = {
    "times": "×", "cdot": "×", "ast": "×", "div": "/", "approx": "≈", "sim": "≈", "simeq": "≈",
    "approxeq": "≈", "equiv": "=", "rightarrow": "→", "Rightarrow": "→", "to": "→", "pm": "±",
    "fallingdotseq": "≈", "sqrt": "√", "leq": "≤", "geq": "≥", "ll": "≪", "gg": "≫", "implies": "→", "therefore": "∴",
}  # fmt: skip
_SPACES = frozenset(
    ("left", "right", "quad", "qquad", "displaystyle", "bigl", "bigr", "Bigl", "Bigr", "big", "Big")
)
_SAME_SIGN = {"٫": ".", "٪": "%", "٬": ",", "½": ".5", "¼": ".25", "¾": ".75"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_MARKUP = re.compile(
    r"""
    (?P<command>\\[A-Za-z]+)
  | (?P<lost>(?<![A-Za-z\\])(?:text|mathrm|textbf|boxed|[dt]?frac)(?=\{)
      |(?<=[\d)}])(?:times|cdot)(?=\d)
      |(?<=[\d)}\w][ ])(?:times|cdot|approx|sim)(?=[ ](?:[\d({\\]|[A-Zb-z](?![A-Za-z])|text|frac)))
  | (?P<escape>\\[^A-Za-z])
  | (?P<power>\^\{)
  | (?P<group>\{,\}|[{}])
  | (?P<raised>[⁰¹²³⁴-⁹⁻⁺]+)
  | (?P<sup></?su[pb]>)
  | (?P<tag></?[A-Za-z][^<>\n]{0,200}>)
  | (?P<entity>&[A-Za-z]{2,8};|&\#\d{1,7};)
  | (?P<raise>(?<=[\w)])(?:\*\*(?=\d)|[ ]\*\*[ ](?=[\d(])))
  | (?P<strong>\*\*+|__|`+)
  | (?P<dollars>\$+)
  | (?P<heading>^[ \t]{0,3}\#{1,6}[ \t]+)
  | (?P<bullet>^[ \t]*[*•–-][ \t]+)
  | (?P<star>\*)
    """,
    re.VERBOSE | re.MULTILINE,
)


class _Writer:
    def __init__(self) -> None:
        self.signs: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def write(self, text: str, start: int, end: int) -> None:
        self.signs += text
        self.starts += [start] * len(text)
        self.ends += [end] * len(text)


def plain(original: str) -> Plain:
    """Take the markup off a text; linear in its length."""
    original = original[:LARGEST_TEXT]
    writer = _Writer()
    closers = _closers(original)
    at = 0
    for found in _MARKUP.finditer(original):
        if found.start() < at:
            continue
        _copy(writer, original, at, found.start())
        at = found.end()
        kind = found.lastgroup
        assert kind is not None
        writer.write(_replaced(kind, found, original, closers), found.start(), at)
    _copy(writer, original, at, len(original))
    return Plain("".join(writer.signs), tuple(writer.starts), tuple(writer.ends), original)


def _copy(writer: _Writer, original: str, start: int, end: int) -> None:
    for index in range(start, end):
        sign = original[index]
        if not sign.isascii():
            sign = _plain_sign(sign)
        writer.write(sign, index, index + 1)


def _plain_sign(sign: str) -> str:
    if sign in "‐‑−":
        return "-"
    if sign.isdigit() and not sign.isascii() and unicodedata.category(sign) == "Nd":
        return str(unicodedata.digit(sign))
    if sign in _SAME_SIGN:
        return _SAME_SIGN[sign]
    if sign in "⋅∙·∗✕✖":
        return "×"
    if sign in "≃∼～≅≒":
        return "≈"
    if sign in "\u00a0\u2009\u202f\u2007":
        return " "
    if "\U0001d400" <= sign <= "\U0001d7ff" or "！" <= sign <= "～":
        return unicodedata.normalize("NFKC", sign)[:1] or " "
    return sign


def _closers(original: str) -> dict[int, str]:
    """Say for each closing brace what it becomes: `)` after `^{` and in fractions."""
    becomes: dict[int, str] = {}
    stack: list[tuple[str, int]] = []
    fractions: list[int] = []
    for found in re.finditer(r"\\?[dt]?frac\s*(?=\{)|\\sqrt\{|\^\{|[{}]", original):
        sign = found[0]
        if "frac" in sign:
            fractions.append(found.end())
        elif sign == "}":
            if stack:
                kind, start = stack.pop()
                becomes[found.start()] = {"^": ")", "above": ")/(", "below": "))"}.get(kind, "")
                if kind == "above":
                    fractions.append(-(found.end()))
                del start
        elif sign == "^{":
            stack.append(("^", found.start()))
        elif sign == r"\sqrt{":
            stack.append(("^", found.end() - 1))
            becomes[found.end() - 1] = "("
        elif fractions and abs(fractions[-1]) == found.start():
            stack.append(("above" if fractions.pop() > 0 else "below", found.start()))
            becomes[found.start()] = "((" if stack[-1][0] == "above" else ""
        else:
            stack.append(("", found.start()))
    return becomes


def _replaced(kind: str, found: re.Match[str], original: str, closers: dict[int, str]) -> str:
    sign = found[0]
    if kind == "command":
        name = sign[1:]
        if name in _SIGNS:
            return _SIGNS[name]
        return " " if name in _SPACES else ""
    if kind == "lost":
        return _SIGNS.get(sign, "")
    if kind == "escape":
        return {r"\$": "$", r"\%": "%", r"\_": "_", r"\&": "&", r"\#": "#"}.get(sign, " ")
    if kind == "raise":
        return "^"
    if kind == "power":
        return "^("
    if kind == "group":
        return "," if sign == "{,}" else closers.get(found.start(), "")
    if kind == "raised":
        return "^" + sign.translate(_SUPERSCRIPTS)
    if kind == "sup":
        return "^" if sign == "<sup>" else "_" if sign == "<sub>" else ""
    if kind == "tag":
        return "\n" if re.match(r"</?(p|br|li|div|tr|h\d)\b", sign) else " "
    if kind == "entity":
        return _plain_sign(html.unescape(sign)[:1])
    if kind == "dollars":
        return _dollars(found, original)
    if kind == "star":
        return "×" if _multiplies(found.start(), original) else ""
    return " " if kind in ("heading", "bullet") else ""


_PRICE = re.compile(
    r"\$\d[\d,.]*\s?(?:[kKMB]\b|million|billion|thousand|/|per\b|an?\b|USD|$|[,.;)\s])"
)


def _dollars(found: re.Match[str], original: str) -> str:
    """Tell a price from the border of a formula: a line with one `$` holds a price."""
    if len(found[0]) > 1:
        return " "
    begin = original.rfind("\n", 0, found.start()) + 1
    end = original.find("\n", found.end())
    line = original[begin : end if end >= 0 else len(original)][:2000]
    borders = line.count("$") - line.count(r"\$") - 2 * line.count("$$")
    alone = borders % 2 == 1 or "\\" not in line
    return "$" if alone and _PRICE.match(original, found.start()) else " "


def _multiplies(place: int, original: str) -> bool:
    """Tell a times sign from Markdown's emphasis: it has something to multiply on both sides."""
    before, after = original[max(0, place - 2) : place], original[place + 1 : place + 3]
    left, right = before.strip()[-1:], after.strip()[:1]
    if not left or not right:
        return False
    spaced = before[-1:].isspace() == after[:1].isspace()
    return spaced and (left.isalnum() or left in ")]}") and (right.isalnum() or right in "([\\{$")
