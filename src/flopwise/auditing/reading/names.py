"""What the names of a text stand for: `N = 175e9`, and the `C = 6 * N * D  # 3.15e23` that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision
from flopwise.auditing.reading.tokens import (
    NAME,
    NUMBER,
    PLUS,
    POW,
    REL,
    RPAR,
    SEP,
    SLASH,
    TIMES,
    Token,
)

if TYPE_CHECKING:
    from flopwise.auditing.reading.chains import Chain
    from flopwise.auditing.reading.formulas import Side

_LONGEST_NAME, _LONGEST_WORD, _LONGEST_LETTER = 24, 3, 2
_FEWEST = 3
"""Tokens of an assignment: a name, a sign, and something to compute."""
_WORKS = frozenset((TIMES, SLASH, POW, PLUS))
_AGREES = 0.06


def learn(known: dict[str, Token], chain: Chain, *, whole: bool) -> None:
    """Remember what a `whole` chain such as `N = 175e9` says that a name stands for."""
    first, last = chain.sides[0], chain.sides[-1]
    if len(chain.sides) < 2 or len(first.names) != 1 or not first.single:
        return
    words = first.names[0].split()
    name = words[-1] if len(words[-1]) <= _LONGEST_LETTER else first.names[0]  # with N = 175e9
    if last.value is not None and whole and _is_name(name):
        known[name] = Token(NUMBER, name, 0, 0, last.value, None, _bare(last))
    else:
        known.pop(name, None)


def learn_row(known: dict[str, Token], tokens: tuple[Token, ...]) -> None:
    """Remember `d, L, s = 12288, 96, 2048`."""
    kinds = [token.type for token in tokens]
    if REL not in kinds:
        return
    at = kinds.index(REL)
    names, values = tokens[:at:2], tokens[at + 1 :: 2]
    commas = {token.text for token in (*tokens[1:at:2], *tokens[at + 2 :: 2])}
    row = at > 1 and len(names) == len(values) and len(tokens) == 2 * len(names) * 2 - 1
    if not row or commas != {","} or {token.type for token in names} != {NAME}:
        return
    if {token.type for token in values} == {NUMBER}:
        known.update(
            (name.text, value._replace(text=name.text, unit=None))
            for name, value in zip(names, values, strict=True)
            if _is_name(name.text)
        )


def _is_name(word: str) -> bool:
    return word.isascii() and word.isidentifier() and len(word) <= _LONGEST_NAME


def _bare(side: Side) -> float:
    assert side.value is not None
    return side.value / float(side.unit.scale) if side.unit is not None else side.value


def put_in(segment: list[Token], known: dict[str, Token]) -> list[Token]:
    """Put the values of known names into a formula, but for the name that it defines."""
    if not known:
        return segment
    found: list[Token] = []
    for index, token in enumerate(segment):
        before = segment[index - 1].type if index else REL
        after = segment[index + 1].type if index + 1 < len(segment) else REL
        alone = NAME not in (before, after) and not before == after == REL
        parts = _parts(token, known) if token.type == NAME and alone else None
        if parts and before in (NUMBER, RPAR):
            found.append(Token(TIMES, "", token.start, token.start))  # 6N
        found += parts if parts is not None else [token]
    return found


def _parts(token: Token, known: dict[str, Token]) -> list[Token] | None:
    """Return a name's value, or those of `ND`, letter by letter."""
    if token.text in known:
        return [known[token.text]._replace(start=token.start, end=token.end)]
    letters = list(token.text)
    if not 1 < len(letters) <= _LONGEST_WORD or not all(letter in known for letter in letters):
        return None
    found: list[Token] = []
    for place, letter in enumerate(letters, token.start):
        if found:
            found.append(Token(TIMES, "", place, place))
        found.append(known[letter]._replace(start=place, end=place + 1))
    return found


# ---- remarks


REMARK = "#"


def with_remark(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Take the figure in `train = 3 * forward  # 7.2e11`, or behind an arrow there, as the result."""
    place = next(
        (at for at, token in enumerate(tokens) if token.type == SEP and token.text == REMARK), 0
    )
    code = tokens[:place]
    if len(code) < _FEWEST or (code[0].type, code[1].type) != (NAME, REL):
        return tokens
    if not any(token.type in _WORKS for token in code[2:]):
        return tokens
    remark = tokens[place + 1 :]
    told = [at for at, token in enumerate(remark) if token.type == REL]
    if told and told[-1] + 1 < len(remark) and remark[told[-1] + 1].type == NUMBER:
        return (*code, tokens[place]._replace(type=REL, text="="), remark[told[-1] + 1])
    if remark and remark[0].type == NUMBER:
        return (*code, tokens[place]._replace(type=REL), remark[0])
    return code


def without_remark(sides: list[Side]) -> list[Side]:
    """Leave out a remark's figure that isn't the value of its line: `# 12 blocks of 8`."""
    last = sides[-1]
    if not last.remark or len(sides) < 2 or not last.value:
        return sides
    made = sides[-2].value
    if made is None or made <= 0 or precision.power_of_ten(last.value / made)[1] > _AGREES:
        return sides[:-1]
    return sides
