r"""The LaTeX that derivations emit, as mathematics of Typst: a small parser of a bounded subset.

>>> print(mathematics(r"\frac{4 \cdot L}{12{,}288}"))
frac(4 dot.op L, "12,288")
>>> print(mathematics(r"W_{block}^{2}"))
attach(W, b: #[#"block"], t: 2)
"""

from __future__ import annotations

import functools
import re

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d(?:[\d.]|\{,\}|,(?=\d{3}))*|[A-Za-z]+|\s+|.", re.DOTALL)
_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
]
_COMMANDS = {f"\\{name}": name for name in _GREEK} | {
    r"\cdot": "dot.op", r"\times": "times", r"\le": "lt.eq", r"\ge": "gt.eq", r"\approx": "approx",
    r"\pm": "plus.minus", r"\max": "max", r"\min": "min", r"\exp": "exp", r"\ln": "ln",
    r"\log": "log", r"\ell": "ell", r"\varepsilon": "epsilon", r"\to": "arrow.r", r"\infty": "infinity",
    r"\lt": "lt", r"\gt": "gt", r"\%": r"\%", r"\$": r"\$", r"\#": r"\#", r"\_": r"\_",
    r"\;": "thick", r"\,": "thin", r"\:": "med", r"\ ": "space", r"\quad": "quad",
    r"\lceil": "ceil.l", r"\rceil": "ceil.r", r"\lfloor": "floor.l", r"\rfloor": "floor.r",
    r"\vert": r"\|", r"\prime": "prime",
}  # fmt: skip
_SIGNS = {
    "+": "+", "-": "-", "=": "=", "<": "lt", ">": "gt", "(": r"\(", ")": r"\)", "[": r"\[",
    "]": r"\]", ",": r"\,", ".": ".", "|": r"\|", "/": r"\/", "!": "!", ":": ":", "'": "'",
    "*": "ast.op", "×": "times", "·": "dot.op", "−": "-", "≤": "lt.eq", "≥": "gt.eq", "~": "space",
    "%": r"\%",
}  # fmt: skip
_WORDS = frozenset({r"\text", r"\mathrm", r"\operatorname", r"\mathit"})
_DECORATED = {
    r"\bar": "macron", r"\hat": "hat", r"\tilde": "tilde", r"\sqrt": "sqrt", r"\overline": "overline",
}  # fmt: skip


class UntranslatableError(ValueError):
    """A formula that uses what isn't known here."""


@functools.lru_cache(maxsize=4096)
def mathematics(latex: str) -> str:
    """Return a formula as it stands between two dollars of Typst.

    Raises UntranslatableError for what is beyond the subset.
    """
    parser = _Parser(latex)
    found = parser.row(())
    if parser.at < len(parser.tokens):
        raise UntranslatableError(f"{parser.tokens[parser.at]!r} has no beginning in {latex!r}")
    return found


def string(text: str) -> str:
    r"""Write text as a literal of Typst, within which nothing means anything.

    >>> print(string('#panic("x") $ \\ '))
    "#panic(\"x\") $ \\ "
    """
    plain = _CONTROL.sub(" ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Control signs, halves of signs, and those that turn the direction of all that follows."""


class _Parser:
    """One pass from left to right; each method returns what it has read."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens: list[str] = _TOKEN.findall(latex)
        self.at = 0

    def row(self, ends: tuple[str, ...]) -> str:
        """Read up to one of these tokens, which is left for the caller."""
        parts: list[str] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in (*ends, "}", r"\right"):
            part = self.scripted()
            if part:
                parts.append(part)
        return " ".join(parts)

    def scripted(self) -> str:
        """Read an atom with what stands below and above it."""
        base = self.atom()
        scripts: dict[str, str] = {}
        while self.peek() in ("_", "^"):
            place = "b" if self.next() == "_" else "t"
            if place in scripts:
                raise UntranslatableError(f"two scripts in one place in {self.latex!r}")
            scripts[place] = self.argument(script=True)
        if not scripts:
            return base
        told = ", ".join(f"{place}: {text}" for place, text in sorted(scripts.items()))
        return f"attach({base or _EMPTY}, {told})"

    def atom(self) -> str:
        sign = self.next()
        if sign.isspace() or sign == "&":
            return "" if sign.isspace() else "&"
        if sign == "{":
            return self.closed()
        if sign[0].isdigit():
            return _number(sign)
        if sign.isalpha() and sign.isascii():
            return " ".join(sign)
        if sign in _WORDS:
            return self.words(sign)
        if sign in _DECORATED:
            return f"{_DECORATED[sign]}({self.argument()})"
        if sign == r"\frac":
            return f"frac({self.argument()}, {self.argument()})"
        if sign == r"\left":
            return self.fenced()
        if sign == r"\begin":
            return self.cases()
        found = _COMMANDS.get(sign) or _SIGNS.get(sign)
        if found is None:
            raise UntranslatableError(f"{sign!r} in {self.latex!r} has no translation")
        return found

    def argument(self, *, script: bool = False) -> str:
        """Read what a command is applied to: a group, or one atom."""
        while (self.peek() or "x").isspace():
            self.at += 1
        if self.peek() != "{":
            token = self.tokens[self.at] if self.at < len(self.tokens) else ""
            if len(token) > 1 and (token.isalpha() or token[0].isdigit()):
                # LaTeX takes one sign only.
                self.tokens[self.at : self.at + 1] = [token[0], token[1:]]
            return self.atom() or _EMPTY
        word = re.fullmatch(r"[A-Za-z]{2,}", self.tokens[self.at + 1])
        if script and word and self.tokens[self.at + 2] == "}":
            self.at += 3
            return _upright(word[0])
        self.at += 1
        return self.closed() or _EMPTY

    def closed(self) -> str:
        """Read a group whose brace has been read."""
        found = self.row(())
        self.expect("}")
        return found

    def words(self, command: str) -> str:
        """Read a group of plain text."""
        self.expect("{")
        parts = []
        while self.peek() not in ("}", None):
            token = self.next()
            parts.append(token[1:] if len(token) == 2 and token[0] == "\\" else token)
        self.expect("}")
        text = "".join(parts).replace("{,}", ",")
        written = _upright(text)
        return f"italic({written})" if command == r"\mathit" else written

    def fenced(self) -> str:
        opening = self.next()
        inside = self.row(())
        if self.next() != r"\right":
            raise UntranslatableError(f"a bracket is never closed in {self.latex!r}")
        closing = self.next()
        fences = []
        for fence in (opening, closing):
            sign = "" if fence == "." else _COMMANDS.get(fence) or _SIGNS.get(fence)
            if sign is None:
                raise UntranslatableError(f"{fence!r} is no bracket in {self.latex!r}")
            fences.append(sign)
        return f"lr({fences[0]} {inside} {fences[1]})"

    def cases(self) -> str:
        r"""Read `\begin{cases}` with its rows."""
        if "".join(self.next() for _ in range(3)) != "{cases}":
            raise UntranslatableError(f"only cases are known, in {self.latex!r}")
        rows = []
        while True:
            rows.append(self.row((r"\\", r"\end")))
            if self.next() == r"\end":
                break
        if "".join(self.next() for _ in range(3)) != "{cases}":
            raise UntranslatableError(f"cases never end in {self.latex!r}")
        return f"cases({', '.join(rows)})"

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self) -> str:
        if self.at >= len(self.tokens):
            raise UntranslatableError(f"{self.latex!r} ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, token: str) -> None:
        if self.next() != token:
            raise UntranslatableError(f"{token!r} is missing in {self.latex!r}")


_EMPTY = '#""'


def _number(token: str) -> str:
    text = token.replace("{,}", ",")
    return text if text.isdigit() else string(text)


def _upright(text: str) -> str:
    """Write words upright: as a literal they are no product of letters."""
    return f"#[#{string(text)}]"
