"""Reading a text into claims, each bound to what it is the amount of."""

from __future__ import annotations

import collections
import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import roles, vocabulary
from flopwise.auditing.reading.chains import Chain, Statement, chains, statements
from flopwise.auditing.reading.claims import Claim, Reading
from flopwise.auditing.reading.tables import NONE, Head, tables
from flopwise.auditing.reading.tokens import NUMBER, Token, scan, unit_of_label

if TYPE_CHECKING:
    from flopwise.auditing.reading.formulas import Factor, Side
    from flopwise.auditing.reading.text import Plain


_BEFORE, _BEHIND = 70, 40
_ROLES = {
    "parameter": "parameters", "token": "tokens", "token/second": "throughput", "token/(device·second)": "throughput", "optimizer_step": "steps", "device": "devices",
    "second": "time", "flop": "flop", "flop/second": "rate", "flop/token": "flop",
    "flop/(device·second)": "rate", "device·second": "device_time", "dollar": "cost",
    "token/optimizer_step": "batch", "joule": "energy", "byte": "memory", "joule/second": "power", "sequence": "batch_sequences",
}  # fmt: skip


def read(plain: Plain) -> Reading:
    """Read all claims of a plain text; linear in its length."""
    tokens = scan(plain.text)
    found = tuple(statements(tokens, len(plain.text)))
    symbols = roles.symbols_of(found, plain.text)
    claims: list[Claim] = []
    every: list[Chain] = []
    above = _Above()
    heads = tables(plain.text)
    known: dict[str, Token] = {}
    for index, statement in enumerate(found):
        above = _above(index, found, plain.text, above)
        above = above._replace(head=heads.head(plain.text, statement.start))
        taken: set[int] = set()
        for chain in chains(statement, plain.text, known):
            taken |= {
                token.start for token in statement.tokens if chain.start <= token.start < chain.end
            }
            every.append(chain)
            claim = _of_chain(chain, index, plain.text, symbols, above)
            taken -= _given_in(chain, claims)
            if claim is None:
                taken -= {token.start for token in statement.tokens if token.type == NUMBER}
            elif chain.leading and _goes_on(claims, index, found, plain.text):
                claims[-1] = _continued(claims[-1], claim, index)
            else:
                claims.append(claim)
        claims += [
            _of_mention(token, index, statement, plain.text, above)
            for token in statement.tokens
            if token.type == NUMBER
            and token.start not in taken
            and _stands_alone(token, plain.text)
        ]
    claims = _with_rates(claims)
    folded = tuple(plain.text[one.start : one.end].casefold() for one in found)
    claims = _without_corrected(claims, folded)
    claims.sort(key=lambda claim: claim.start)
    by_role: dict[str, list[Claim]] = collections.defaultdict(list)
    for claim in claims:
        by_role[claim.role].append(claim)
    of_role = {role: tuple(those) for role, those in by_role.items()}
    return Reading(plain, found, tuple(claims), tuple(every), symbols, folded, of_role)


def _without_corrected(claims: list[Claim], folded: tuple[str, ...]) -> list[Claim]:
    """Drop what the text takes back: the line before `wait, that is wrong`."""
    taken_back: set[int] = set()
    for index, low in enumerate(folded):
        if index and vocabulary.says("correction", "phrases", low):
            taken_back.add(index - 1)
        if vocabulary.says("correction", "announced", low):
            taken_back.add(index)
    return [claim for claim in claims if claim.statement not in taken_back or not claim.role]


def _with_rates(claims: list[Claim]) -> list[Claim]:
    """Take `312 TFLOPS` as a rate where the text reckons in amounts a million times larger."""
    claims = [
        claim._replace(amount="total")
        if claim.amount in ("per_token", "per_layer") and claim.value >= _MOST_FOR_TOKEN
        else claim
        for claim in claims
    ]
    if not any(claim.role == "flop" and claim.value >= _BARE_TOTAL for claim in claims):
        return claims
    return [
        claim._replace(role="rate")
        if claim.role == "flop"
        and claim.amount == "total"
        and claim.unit_symbol in ("TFLOP", "PFLOP")
        and claim.value <= _FASTEST_CLUSTER
        and not claim.factors
        else claim
        for claim in claims
    ]


_FASTEST_CLUSTER = 2e18
_MOST_FOR_TOKEN = 1e17
"""FLOP that no model spends on a token, so that the words mean something else."""


def _goes_on(claims: list[Claim], index: int, found: tuple[Statement, ...], text: str) -> bool:
    """Tell a line that begins with `=` and goes on from the one before from the cell of a table."""
    if not claims or claims[-1].statement != index - 1:
        return False
    return "|" not in text[found[index - 1].end : found[index].start]


def _given_in(chain: Chain, claims: list[Claim]) -> set[int]:
    """Return where a formula divides a total of compute that is stated nowhere before it."""
    first = chain.sides[0].factors[:1]
    return {
        factor.token.start
        for factor in first
        if factor.value >= _BARE_TOTAL
        and any(other.sign < 0 for other in chain.sides[0].factors)
        and not any(_same(factor.value, claim.value) for claim in claims[-_RECENT:])
    }


_RECENT = 64
_BARE_TOTAL = 1e19
"""From here on a number without a unit can only be an amount of compute."""


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME * abs(b)


_SAME = 0.006


def _stands_alone(token: Token, text: str) -> bool:
    """Tell a figure from the number of a list, a heading or a name such as GPT-3."""
    before = text[max(0, token.start - 2) : token.start]
    if (before[-1:].isalpha() and before[-1:] < _FIRST_OF_CJK) or (
        before[-1:] in "-_" and before[:1].isalnum()
    ):
        return False
    nearby = text[max(0, token.start - 40) : token.start].rpartition("\n")[2].casefold()
    behind = text[token.end : token.end + _COUNTED_BEHIND].partition("\n")[0].casefold()
    if vocabulary.says("role", "epochs", nearby) or vocabulary.says("role", "epochs", behind):
        return True
    written = "." in token.text or token.text.endswith("%")
    figure = token.value >= _SMALLEST or token.digits > 1 or written
    return token.unit is not None or figure


_FIRST_OF_CJK = "\u2e80"
"""Signs that no word of Latin letters goes on in: `約2.5` is a figure, `GPT3` is none."""
_SMALLEST = 5
_COUNTED_BEHIND = 16


def _continued(first: Claim, more: Claim, statement: int) -> Claim:
    """Put a line that begins with `=` to the one before."""
    role = more.role or first.role
    last = _last_stated([*first.sides, *more.sides])
    value = last.value if last.value is not None else more.value
    return first._replace(
        value=value, low=value, role=role, end=more.end, statement=statement,
        digits=more.digits, sides=(*first.sides, *more.sides), unit_symbol=more.unit_symbol,
        amount=more.amount if more.amount.startswith("per_") else first.amount or more.amount,
    )  # fmt: skip


class _Above(NamedTuple):
    """What stands above or before a statement and says what it is about."""

    heading: str = ""
    """A line that ends with a colon."""
    cell: str = ""
    """The cell before, in the same row of a table."""
    head: Head = NONE
    """The head of its column."""
    fresh: bool = False
    """The heading is the statement just before."""


def _above(index: int, found: tuple[Statement, ...], text: str, before: _Above) -> _Above:
    statement = found[index]
    words = text[statement.start : statement.end].strip()
    cell = ""
    if index and text[statement.start - 1 : statement.start] == "|":
        last = found[index - 1]
        if "\n" not in text[last.end : statement.start]:
            cell = text[last.start : last.end].strip()
    if words.endswith((":", "：")):
        return _Above(words, cell, fresh=True)
    first = text[statement.start : statement.start + 3]
    listed = first[:1] == " " or first.strip()[:1] in "-*•0123456789"
    kept = before.heading if listed or before.fresh else ""
    return _Above(kept, cell)


def _of_chain(
    chain: Chain, index: int, text: str, symbols: dict[str, str], above: _Above
) -> Claim | None:
    valued = chain.valued
    if not valued:
        return None
    last = _last_stated(valued)
    assert last.value is not None
    first = chain.sides[0]
    names = first.names if first.value is None else ()
    before = text[max(chain.statement[0], chain.start - _BEFORE) : chain.start]
    label = f"{above.cell} {before} {' '.join(names)}".strip()
    behind = text[chain.end : min(chain.statement[1], chain.end + _BEHIND)]
    role = _ROLES.get(str(last.unit.dimension), "other") if last.unit is not None else ""
    if not role:
        named = roles.of_names(names, symbols) if first.single or len(names) > 1 else ""
        role = named or roles.of_label(label)
    if last.value >= _BARE_TOTAL and (last.unit is None or role == "tokens"):
        role = "flop"
    if role in ("tokens", "batch"):
        role = roles.refined(role, f"{label[-60:]} {behind[:20]}", last.value)
    if role == "flop" and roles.is_rate(label, last.value, bool(valued[-1].factors)):
        role = "rate"
    of_what = ""
    if role in ("flop", ""):
        of_what = roles.amount(label, behind)
        if _of_all_tokens(valued):
            role = "flop"
            whole = max((f.value for f in _constants(valued)), default=0.0) >= _BOTH_PASSES
            if of_what == "per_token" or (whole and of_what in ("forward", "backward")):
                of_what = "total"
        if of_what in ("total", "forward", "backward") and above.heading:
            under = roles.amount(above.heading, "")
            of_what = under if under.startswith("per_") else of_what
    return Claim(
        last.value, last.value, role, of_what,
        chain.start, chain.end, index, last.digits, label, tuple(valued), names,
        last.unit.symbol if last.unit is not None else "",
        roles.hedged(text, chain.statement[0], chain.end), chain.partial and first.value is not None,
    )  # fmt: skip


def _of_all_tokens(sides: list[Side]) -> bool:
    """Tell the cost of a model's parameters for a whole training from that of one token."""
    return any(
        sum(
            factor.sign > 0 and _SMALLEST_MODEL <= factor.value < _BARE_TOTAL
            for factor in side.factors
        )
        == _OF_BOTH
        for side in sides
    )


def _constants(sides: list[Side]) -> list[Factor]:
    return [
        factor for side in sides for factor in side.factors if factor.value <= _LARGEST_CONSTANT
    ]


_OF_BOTH = 2
"""Parameters and tokens."""
_LARGEST_CONSTANT = 30
_BOTH_PASSES = 6
_SMALLEST_MODEL = 2e7


def _last_stated(valued: list[Side]) -> Side:
    """Return the side that a chain arrives at, before a restatement that slips by a prefix."""
    last = valued[-1]
    if len(valued) < 3 or last.unit is None or not last.single:
        return last
    before = valued[-2]
    if not before.single or not before.value or not last.value or last.unit.scale == 1:
        return last
    if str(last.unit.dimension) != "flop":
        return last
    exponent = math.log10(last.value / before.value)
    slips = abs(exponent - round(exponent)) < _ALIKE and round(exponent) != 0
    same = before.unit is None or before.unit.dimension == last.unit.dimension
    return before if slips and same else last


_ALIKE = 0.03


def _is_alone(statement: Statement) -> bool:
    """Tell the one number of a cell from those of a formula in it."""
    return sum(token.type == NUMBER for token in statement.tokens) == 1


def _under(head: Head, token: Token) -> Token:
    """Give the figure of a cell the scale and the unit that the head of its column states."""
    if token.bare < _UNSCALED:
        token = token._replace(value=token.value * head.scale, bare=token.bare * head.scale)
    unit = unit_of_label(head.words)
    if unit is None:
        return token
    return token._replace(value=token.value * float(unit.scale), unit=unit)


_UNSCALED = 1e6
_NEAREST = 24


def _of_mention(token: Token, index: int, statement: Statement, text: str, above: _Above) -> Claim:
    before = text[max(statement.start, token.start - _BEFORE) : token.start]
    before = f"{above.cell} {before}" if above.cell else before
    if not before.strip() and above.fresh:
        before = above.heading
    behind = text[token.end : min(statement.end, token.end + _BEHIND)]
    role = _ROLES.get(token.dimension, "other") if token.unit is not None else ""
    first_of_cell = token is statement.tokens[0]
    if token.unit is None and above.cell and first_of_cell and _is_alone(statement):
        unit = unit_of_label(above.cell)
        if unit is not None:
            token = token._replace(value=token.value * float(unit.scale), unit=unit)
            role = _ROLES.get(token.dimension, "other")
    if token.unit is None and above.head.words and _is_alone(statement):
        token = _under(above.head, token)
        role = _ROLES.get(token.dimension, "other") if token.unit is not None else role
        role = role or roles.of_label(above.head.words)
    if token.text.endswith("%") and vocabulary.says("role", "utilisation", before.casefold()):
        role = "utilisation"
    if not role and token.value >= _BARE_TOTAL:
        role = "flop"
    if not role and token.value >= 1 and roles.DEVICES.match(behind):
        role = "devices"
    if not role and above.cell and first_of_cell:
        role = roles.of_label(above.cell)
    if not role and token.text.endswith("%") and roles.OF_PEAK.match(behind):
        role = "utilisation"
    if not role:
        role = vocabulary.role(roles.FOLLOWING.split(behind[:18])[0]) or roles.of_label(before)
    if role == "utilisation" and token.value > 1 and not token.text.endswith("%"):
        role = ""
    if role == "tokens" and token.unit is None and roles.is_name(before, token.text):
        role = ""
    if role in ("tokens", "batch", "sequence_length"):
        near = roles.CLAUSE_END.split(behind[:30])[0]
        role = roles.refined(role, f"{before[-60:]} {near}", token.value)
    if role == "time" and vocabulary.says("asked", "device_time", before[-_NEAREST:].casefold()):
        role = "device_time"
    if role == "cost" and roles.PER_HOUR.match(behind):
        role = "price"
    if role == "tokens" and roles.PER_TIME.match(behind):
        role = "throughput"
    if role == "flop" and roles.is_rate(before + behind, token.value, False):
        role = "rate"
    return Claim(
        token.value, token.value if token.low is None else token.low, role,
        roles.amount(before, behind) if role in ("flop", "") else "", token.start, token.end, index,
        token.digits, before, (), (), token.unit.symbol if token.unit is not None else "",
        roles.hedged(text, statement.start, token.end),
    )  # fmt: skip
