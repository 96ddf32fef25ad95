"""Finding formulas in text: what a line equates, side by side, and what each side is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import names
from flopwise.auditing.reading.formulas import ARROWS, Side, parsed
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
    from collections.abc import Iterator


_OPERATORS = frozenset((TIMES, SLASH, PLUS, MINUS, POW))
_LONGEST_LABEL = 14
_LONGEST_SEGMENT = 400
_LONGEST_STATEMENT = 500
_LONGEST_PARENTHESIS = 120


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


def chains(
    statement: Statement, text: str, known: dict[str, Token] | None = None
) -> Iterator[Chain]:
    """Yield the formulas of a statement; what they say of names is added to those `known`."""
    known = {} if known is None else known
    tokens = _with_borders(names.with_remark(statement.tokens))
    for first, last in _segments(tokens):
        segment = tokens[first:last]
        if len(segment) > _LONGEST_SEGMENT:
            continue
        leading = segment[0].type == REL
        formula = segment[1:] if leading else segment
        sides = parsed(names.put_in(formula, known)) or parsed(formula)
        if not sides:
            continue
        if len(names.without_remark(sides)) < len(sides):
            end = max(at for at, token in enumerate(segment) if token.type == REL)
            segment, sides = segment[:end], sides[:-1]
        label, start = _label(tokens, first, text, statement.start)
        chain = Chain(
            label, start, tuple(sides), segment[0].start, segment[-1].end,
            (statement.start, statement.end),
            leading and segment[0].text not in ARROWS and not label.strip(),
            _goes_before(tokens, first, text),
        )  # fmt: skip
        names.learn(known, chain, whole=not _goes_behind(tokens, last))
        yield chain
    names.learn_row(known, statement.tokens)


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


def _goes_behind(tokens: list[Token], last: int) -> bool:
    """Tell whether a formula goes on to the right of what could be read of it."""
    if last >= len(tokens):
        return False
    after = tokens[last]
    inside = tokens[last + 1].type if last + 1 < len(tokens) else ""
    return after.type in _OPERATORS or (after.text in ("(", "[") and inside == NUMBER)


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
