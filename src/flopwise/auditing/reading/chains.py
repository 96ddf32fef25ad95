"""Finding formulas in text: what a line equates, side by side, and what each side is worth."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.auditing.reading.tokens import (
    LPAR,
    MINUS,
    NAME,
    NUMBER,
    PLUS,
    POW,
    REL,
    ROOT,
    RPAR,
    SEP,
    SLASH,
    STOP,
    TIMES,
    Token,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lark import Lark

    from flopwise.units.registry import Unit

_OPERATORS = frozenset((TIMES, SLASH, PLUS, MINUS, POW))
_LONGEST_LABEL = 14
_LONGEST_SEGMENT = 400
_LONGEST_STATEMENT = 500
_LONGEST_PARENTHESIS = 120


class Factor(NamedTuple):
    """One factor of a product, with 1 or -1 for above or below the line."""

    token: Token
    sign: int = 1

    @property
    def value(self) -> float:
        """What it is worth."""
        return self.token.value


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


class Chain(NamedTuple):
    """Sides that a text says are equal, and the words before them."""

    label: str
    label_start: int
    sides: tuple[Side, ...]
    start: int
    end: int
    statement: tuple[int, int]
    leading: bool = False
    """It begins with a sign such as `=`, so that it goes on from the line before."""
    partial: bool = False
    """More of the formula stands before it, which could not be read."""

    @property
    def valued(self) -> list[Side]:
        """The sides that are worth a number."""
        return [side for side in self.sides if side.value is not None]


class Statement(NamedTuple):
    """A stretch of tokens between two full stops, line ends or cell borders."""

    tokens: tuple[Token, ...]
    start: int
    end: int


def statements(tokens: list[Token], length: int) -> Iterator[Statement]:
    """Split tokens at full stops, line ends and cell borders, and where there is no end to them."""
    current: list[Token] = []
    begin = 0
    for token in tokens:
        if len(current) >= _LONGEST_STATEMENT:
            yield Statement(tuple(current), begin, token.start)
            current = []
            begin = token.start
        if token.type == STOP:
            if current:
                yield Statement(tuple(current), begin, token.start)
            current = []
            begin = token.end
        else:
            current.append(token)
    if current:
        yield Statement(tuple(current), begin, length)


def chains(statement: Statement, text: str) -> Iterator[Chain]:
    """Yield the formulas of a statement."""
    tokens = _with_borders(statement.tokens)
    for first, last in _segments(tokens):
        segment = tokens[first:last]
        if len(segment) > _LONGEST_SEGMENT:
            continue
        leading = segment[0].type == REL
        parsed = _parsed(segment[1:] if leading else segment)
        if not parsed:
            continue
        label, start = _label(tokens, first, text, statement.start)
        yield Chain(
            label, start, tuple(parsed), segment[0].start, segment[-1].end,
            (statement.start, statement.end),
            leading and segment[0].text not in _ARROWS and not label.strip(),
            _goes_before(tokens, first, text),
        )  # fmt: skip


def _goes_before(tokens: list[Token], first: int, text: str) -> bool:
    """Tell whether a formula begins to the left of what could be read of it."""
    if text[max(0, tokens[first].start - 2) : tokens[first].start].strip()[-1:] in ("∛", "×"):
        return True
    if not first:
        return False
    before = tokens[first - 1]
    near = tokens[first].start - before.end <= _NEAR
    closing = before.type in (RPAR, SEP) and before.text in (")", "]")
    return near and (before.type in (TIMES, SLASH, POW, PLUS, NUMBER) or closing)


_NEAR = 3


def _with_borders(tokens: tuple[Token, ...]) -> list[Token]:
    """Turn parentheses that hold no mathematics into separators."""
    found = list(tokens)
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == LPAR:
            stack.append(index)
        elif token.type == RPAR:
            if not stack:
                found[index] = token._replace(type=SEP)
                continue
            begin = stack.pop()
            if not _is_mathematics(found, begin, index):
                found[begin] = found[begin]._replace(type=SEP)
                found[index] = token._replace(type=SEP)
    for index in stack:
        found[index] = found[index]._replace(type=SEP)
    return found


def _is_mathematics(tokens: list[Token], begin: int, end: int) -> bool:
    if end - begin > _LONGEST_PARENTHESIS:
        return False
    inside = tokens[begin + 1 : end]
    if not inside or any(token.type in (REL, SEP, STOP) for token in inside):
        return False
    names = sum(token.type == NAME for token in inside)
    numbers = sum(token.type == NUMBER for token in inside)
    operators = sum(token.type in _OPERATORS for token in inside)
    if names > 3 and not operators:
        names = 1
    before = tokens[begin - 1].type if begin else ""
    after = tokens[end + 1].type if end + 1 < len(tokens) else ""
    joined = before in _OPERATORS | {LPAR, REL, RPAR, ROOT} or after in _OPERATORS | {RPAR}
    # `((a)/(b)) ≈ c` is a formula; `tokens (D) = 300B` only names its symbol
    whole = after == REL and before not in (NAME, NUMBER) and operators > 0 and numbers > 0
    return (joined or whole) and (numbers + names > 0) and (operators > 0 or numbers + names >= 1)


def _segments(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield stretches that read as formulas: atoms joined by operators and relations."""
    index = 0
    while index < len(tokens):
        end = _segment_end(tokens, index)
        if end > index + 1 and _worth(tokens[index:end]):
            yield index, end
            index = end
        else:
            index += 1 if tokens[index].type != NAME else _names_end(tokens, index) - index


def _worth(segment: list[Token]) -> bool:
    numbers = any(token.type == NUMBER for token in segment)
    return numbers and any(token.type in _OPERATORS or token.type == REL for token in segment)


def _names_end(tokens: list[Token], index: int) -> int:
    end = index
    while end < len(tokens) and tokens[end].type == NAME:
        end += 1
    return max(end, index + 1)


def _segment_end(tokens: list[Token], index: int) -> int:
    """Return the end of the longest formula that begins here."""
    depth = 0
    wants_atom = True
    good = index
    at = index
    while at < len(tokens):
        token = tokens[at]
        if wants_atom:
            if token.type == NUMBER:
                at += 1
            elif token.type == NAME:
                at = _names_end(tokens, at)
            elif token.type == LPAR:
                depth += 1
                at += 1
                continue
            elif token.type in (MINUS, ROOT) or (token.type == REL and at in (index, good)):
                at += 1  # a sign, or the second half of "= ~"
                continue
            else:
                break
            wants_atom = False
        elif token.type == RPAR and depth:
            depth -= 1
            at += 1
        elif token.type in _OPERATORS or (token.type == REL and not depth):
            wants_atom = True
            if not depth:
                good = at
            at += 1
            if token.type == REL:
                good = at
            continue
        elif token.type in (LPAR, NAME) and _touches(tokens, at) and token.text.isascii():
            wants_atom = True  # 6N, 2(3): a product without its sign
            continue
        else:
            break
        if not depth:
            good = at
    return _trimmed(tokens, index, good)


def _trimmed(tokens: list[Token], begin: int, end: int) -> int:
    while end > begin and tokens[end - 1].type in _OPERATORS | {REL}:
        end -= 1
    return end


def _touches(tokens: list[Token], at: int) -> bool:
    before, token = tokens[at - 1], tokens[at]
    if before.end != token.start:
        return False
    if before.type == NUMBER:
        return before.unit is None
    return before.type == RPAR


def _label(tokens: list[Token], first: int, text: str, begin: int) -> tuple[str, int]:
    """Return the words before a formula, in its own statement."""
    if first == 0:
        return "", tokens[0].start
    at = max(0, first - _LONGEST_LABEL)
    for index in range(first - 1, at - 1, -1):
        if tokens[index].type == REL or (tokens[index].type == NUMBER and index < first - 3):
            at = index + 1
            break
    start = tokens[at].start if at < first else tokens[first].start
    return text[max(begin, start) : tokens[first].start], start


# ---- parsing


def _parsed(segment: list[Token]) -> list[Side]:
    tokens = _with_products(segment)
    from lark.exceptions import LarkError

    try:
        tree = _parser().parse(tokens)
    except LarkError:
        return []
    sides: list[Side] = []
    arrow = False
    for child in tree.children:
        if _is_relation(child):
            arrow = str(child) in _ARROWS
        else:
            sides.append(_side(child)._replace(arrow=arrow))
    return sides


_ARROWS = ("→", "⇒", "->", "=>")


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
                return result if isinstance(result, float) and math.isfinite(result) else None
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
