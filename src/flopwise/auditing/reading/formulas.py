"""What a formula is worth: parsed by a grammar, side by side, with its factors."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.auditing.reading.tokens import (
    LPAR,
    NAME,
    NUMBER,
    REL,
    RPAR,
    TIMES,
    Token,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lark import Lark

    from flopwise.units.registry import Unit


class Factor(NamedTuple):
    """One factor of a product, with 1 or -1 for above or below the line."""

    token: Token
    sign: int = 1

    @property
    def value(self) -> float:
        """What it is worth."""
        return self.token.value

    @property
    def name(self) -> str:
        """The name that it is written as; empty for a figure."""
        written = self.token.text
        return written if self.token.type == NAME or written[:1].isalpha() else ""


class Side(NamedTuple):
    """One side of a chain: a formula, a number, or a name."""

    start: int
    end: int
    value: float | None
    """None where a name stands in it."""
    readings: tuple[float, ...]
    """What else it may be worth: people write `3 h × 3600`, and `134.4 × 512` for TFLOP/s."""
    unit: Unit | None
    factors: tuple[Factor, ...]
    """Where the side is a plain product; empty for sums and single numbers."""
    digits: int
    """Significant figures of a single number; 0 for a formula."""
    names: tuple[str, ...]
    single: bool
    arrow: bool = False
    """It stands behind `→`, which may also mean that something follows."""
    remark: bool = False
    """It stands in a remark to a line of code."""


def parsed(segment: list[Token]) -> list[Side]:
    """Parse a stretch of tokens; empty where it is no formula after all."""
    tokens = _with_products(segment)
    from lark.exceptions import LarkError

    try:
        tree = _parser().parse(tokens)
    except LarkError:
        return []
    sides: list[Side] = []
    sign = ""
    for child in tree.children:
        if _is_relation(child):
            sign = str(child)
        else:
            sides.append(_side(child)._replace(arrow=sign in ARROWS, remark=sign == "#"))
    return sides


ARROWS = ("→", "⇒", "->", "=>")


def _is_relation(child: Any) -> bool:
    return getattr(child, "type", None) == REL


def _with_products(segment: list[Token]) -> list[Token]:
    """Write out products without a sign, and put words that form one name together."""
    found: list[Token] = []
    for token in segment:
        if found and token.type == NAME and found[-1].type == NAME:
            last = found[-1]
            found[-1] = last._replace(text=f"{last.text} {token.text}", end=token.end)
            continue
        if found and token.type == REL and found[-1].type == REL:
            continue
        if (
            found
            and token.type in (NAME, LPAR)
            and found[-1].type in (NUMBER, RPAR)
            and found[-1].end == token.start
        ):
            found.append(Token(TIMES, "", token.start, token.start))
        found.append(token)
    return found


@functools.cache
def _parser() -> Lark:
    from lark import Lark
    from lark import Token as LarkToken
    from lark.lexer import Lexer

    class Terminal(LarkToken):
        """A terminal that remembers the token that it stands for."""

    class Scanned(Lexer):
        """Hands tokens that are already scanned to the parser."""

        def __init__(self, _: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[LarkToken]:
            del parser_state
            for token in lexer_state:
                terminal = Terminal(token.type, token.text)
                terminal.flopwise = token  # type: ignore[attr-defined]
                yield terminal

    return Lark.open("formula.lark", rel_to=__file__, parser="lalr", lexer=Scanned)


def _side(node: Any) -> Side:
    leaves = [leaf.flopwise for leaf in node.scan_values(lambda _: True)]
    start, end = leaves[0].start, leaves[-1].end
    names = tuple(leaf.text for leaf in leaves if leaf.type == NAME)
    value = _value(node, _worth_of) if not names else None
    others = [] if names else [_value(node, reading) for reading in _OTHER_READINGS]
    readings = tuple({other for other in others if other is not None and other != value})
    factors = tuple(_factors(node, 1) or ())
    single = len(leaves) == 1
    unit = leaves[-1].unit if leaves[-1].type == NUMBER else None
    digits = leaves[0].digits if single and leaves[0].type == NUMBER else 0
    factors = factors if len(factors) > 1 else ()
    return Side(start, end, value, readings, unit, factors, digits, names, single)


def _worth_of(token: Token) -> float:
    return token.value


def _bare(token: Token) -> float:
    return token.bare


def _times_bare(token: Token) -> float:
    return token.bare if token.dimension in _OF_TIME else token.value


_OF_TIME = ("second", "device·second")
_OTHER_READINGS = (_bare, _times_bare)


def _value(node: Any, worth: Callable[[Token], float]) -> float | None:
    """Work a formula out; None where it can't be, or comes to more than any number."""
    found = _worked_out(node, worth)
    return found if found is not None and math.isfinite(found) else None


def _worked_out(node: Any, worth: Callable[[Token], float]) -> float | None:
    kind = node.data
    if kind == "number":
        return float(worth(node.children[0].flopwise))
    operands = [_value(child, worth) for child in node.children if hasattr(child, "data")]
    if any(operand is None for operand in operands):
        return None
    try:
        match kind, operands:
            case "add", [float(a), float(b)]:
                return a + b
            case "subtract", [float(a), float(b)]:
                return a - b
            case "multiply", [float(a), float(b)]:
                return a * b
            case "divide", [float(a), float(b)]:
                return a / b
            case "power", [float(a), float(b)]:
                result = a**b
                return result if isinstance(result, float) else None
            case "root", [float(a)]:
                return math.sqrt(a) if a >= 0 else None
            case "negative", [float(a)]:
                return -a
            case _, [only]:
                return only
    except (ZeroDivisionError, OverflowError):
        return None
    return None


def _factors(node: Any, sign: int) -> list[Factor] | None:
    """Flatten a product; None where the side is no product of atoms."""
    if not hasattr(node, "data"):
        return None
    if node.data in ("number", "name"):
        return [Factor(node.children[0].flopwise, sign)]
    if node.data in ("multiply", "divide"):
        operands = [child for child in node.children if hasattr(child, "data")]
        left = _factors(operands[0], sign)
        right = _factors(operands[1], sign if node.data == "multiply" else -sign)
        return left + right if left is not None and right is not None else None
    if node.data == "power":
        return _powers(node, sign)
    if node.data == "root":
        return None
    inner = [child for child in node.children if hasattr(child, "data")]
    return _factors(inner[0], sign) if len(inner) == 1 and node.data != "negative" else None


def _powers(node: Any, sign: int) -> list[Factor] | None:
    base, exponent = (child for child in node.children if hasattr(child, "data"))
    if base.data in ("number", "name") and exponent.data == "number":
        times = exponent.children[0].flopwise.value
        if times in (2.0, 3.0):
            return [Factor(base.children[0].flopwise, sign)] * int(times)
    return None
