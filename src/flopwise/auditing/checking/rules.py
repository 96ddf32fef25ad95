"""Formulas in letters: what a text says that a pass costs, or how parameters are counted."""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision, tables, vocabulary
from flopwise.auditing.reading.roles import amount
from flopwise.auditing.result import ERROR, WARNING, Finding, located
from flopwise.auditing.understanding import mentions
from flopwise.catalog import models
from flopwise.units.numbers import approximate, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.chains import Chain
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.reading.formulas import Side
    from flopwise.auditing.understanding.subject import Subject

_RULE = {"forward": 2.0, "backward": 4.0}
_FAR = 1.5


def findings(reading: Reading, about: Subject | None) -> Iterator[Finding]:
    """Yield rules that are not right, whether or not the text goes on to use them."""
    yield from rows(reading)
    yield from _published(reading)
    yield from _passes_in_words(reading)
    for chain in reading.chains:
        yield from _pass(reading, chain)
        if about is not None:
            yield from _parameters(reading, chain, about)
    if about is not None:
        for claim in reading.claims:
            yield from _in_numbers(reading, claim, about)
            yield from _throughput(reading, claim, about)
            yield from _per_token(reading, claim, about)
            yield from _counted(reading, claim, about)


def rows(reading: Reading) -> Iterator[Finding]:
    """Hold the row `| Llama 2 7B | 7B | 2T | 8.4e21 |` against six times its own figures."""
    text = reading.plain.text
    by_row: dict[int, list[Claim]] = {}
    for claim in reading.claims:
        if text[reading.statements[claim.statement].start - 1 : claim.start].startswith("|"):
            by_row.setdefault(text.rfind("\n", max(0, claim.start - _ROW), claim.start), []).append(
                claim
            )
    for claims in by_row.values():
        totals = [one for one in claims if one.role == "flop" and one.value >= _LEAST_TOTAL]
        large = [one.value for one in claims if _SMALLEST_MODEL <= one.value < _MOST_TOKENS]
        large = list(dict.fromkeys(large))
        if len(totals) != 1 or len(large) != 2 or totals[0].factors:
            continue
        factor = totals[0].value / (_SIX * large[0] * large[1])
        exponent, off = precision.power_of_ten(factor)
        if exponent and off <= _ROUNDING:
            yield _finding(
                reading, "arithmetic", ERROR, *totals[0].span, approximate(totals[0].value),
                f"{approximate(totals[0].value / factor)} FLOP", factor,
                "so much is six times the parameters and tokens of its row", "kaplan2020",
            )  # fmt: skip


_ROW = 400
_SIX = 6.0
_LEAST_TOTAL = 1e18
_SMALLEST_MODEL, _MOST_TOKENS = 2e7, 1e15
_ROUNDING = 0.06


def _published(reading: Reading) -> Iterator[Finding]:
    """Hold the tokens of a row that names a model against what it was really trained on."""
    text = reading.plain.text
    for claim in reading.of("tokens"):
        words = tables.row(text, claim.start)
        ids = mentions.named_ids(words) if words else frozenset()
        if len(ids) != 1 or claim.factors or claim.hedged:
            continue
        card = models.find(next(iter(ids)))
        size, true = card.figure("parameters"), card.figure("training_tokens")
        if not (size.disclosed and true.disclosed):
            continue
        inside = [
            one.value for one in reading.claims if tables.same_row(text, one.start, claim.start)
        ]
        made = _SIX * float(size.value) * claim.value
        used = any(math.isclose(one, made, rel_tol=_ROUNDING) for one in inside)
        factor = claim.value / float(true.value)
        if used and max(factor, 1 / factor) > _ANOTHER_RUN:
            yield _finding(
                reading, "wrong_fact", ERROR, *claim.span, approximate(claim.value),
                f"{approximate(float(true.value))} tokens", factor,
                f"{card.name} was trained on {approximate(float(true.value))} tokens", true.source,
            )  # fmt: skip


_ANOTHER_RUN = 1.3


def _pass(reading: Reading, chain: Chain) -> Iterator[Finding]:
    """Hold `forward = 6N` and `backward = 2N` against 2 and 4."""
    names = " ".join(chain.sides[0].names) if chain.sides[0].value is None else ""
    what = amount(names, "") if names else ""
    if what not in _RULE or len(chain.sides) < 2:
        return
    for side in chain.sides[1:]:
        constant = _per_parameter(side, reading)
        if constant is None or math.isclose(constant, _RULE[what]):
            continue
        yield _finding(
            reading, "wrong_factor", ERROR, chain.start, chain.end, f"{constant:g} × parameters",
            f"{_RULE[what]:g} × parameters", constant / _RULE[what],
            "each parameter takes one multiplication and one addition going forward, and twice as "
            "many going back", "narayanan2021",
        )  # fmt: skip
        return


def _in_numbers(reading: Reading, claim: Claim, about: Subject) -> Iterator[Finding]:
    """Hold `forward = 6 × 175e9` against 2, and the backward pass against 4."""
    true = about.facts.get("parameters")
    what = _pass_of(claim.label.casefold()[-_LABEL:])
    if not what or true is None or not claim.factors or claim.amount == "total":
        return
    values = [factor.value for factor in claim.factors if factor.sign > 0]
    rest = [value for value in values if not math.isclose(value, true, rel_tol=0.01)]
    if len(rest) != len(values) - 1 or len(values) != len(claim.factors):
        return
    constant = math.prod(value for value in rest if value <= _LARGEST_CONSTANT)
    if constant not in _OTHERS or math.isclose(constant, _RULE[what]):
        return
    if what == "backward" and constant == _RULE["forward"]:
        return  # what the text goes on to make of it is judged with the result
    start = claim.start
    for index in range(claim.statement, max(-1, claim.statement - 3), -1):
        statement = reading.statements[index]
        figures = [token.value for token in statement.tokens if token.type == "NUMBER"]
        if constant in figures and reading.says(index, "flop", what):
            start = min(start, statement.start)
    yield _finding(
        reading, "wrong_factor", ERROR, start, claim.end, f"{constant:g} × parameters",
        f"{_RULE[what]:g} × parameters", constant / _RULE[what],
        "each parameter takes one multiplication and one addition going forward, and twice as "
        "many going back", "narayanan2021",
    )  # fmt: skip


def _throughput(reading: Reading, claim: Claim, about: Subject) -> Iterator[Finding]:
    """Hold `2 × 65e9 × 380 tokens/s`, said of training, against six for each parameter."""
    true = about.facts.get("parameters")
    speeds = [one.value for one in reading.of("throughput")]
    values = [factor.value for factor in claim.factors if factor.sign > 0]
    if claim.role != "rate" or true is None or len(values) != len(claim.factors):
        return
    rest = [
        one for one in values if not math.isclose(one, true, rel_tol=0.01) and one not in speeds
    ]
    trained = reading.says(claim.statement, "flop", "training")
    if len(values) - len(rest) != len(_TRAINED) or len(rest) != 1 or not trained:
        return
    if rest[0] in _OTHERS or rest[0] == _RULE["forward"]:
        if rest[0] in (_SIX, _RECOMPUTED):
            return
        yield _finding(
            reading, "wrong_factor", ERROR, claim.start, claim.end, f"{rest[0]:g} × parameters",
            "6 × parameters", rest[0] / _SIX,
            "training takes 2 FLOP for each parameter and token going forward, and 4 going back",
            "kaplan2020",
        )  # fmt: skip


_TRAINED = ("parameters", "tokens per second")
_RECOMPUTED = 8.0


_COUNT = r"(?P<{}>[1-8]|one|two|three|four|five|six|eight)(?![\d.]|[ ]?(?:×|x\b|times|\w?[ -]?th))"
_BOTH = re.compile(
    rf"\bforward\b[^.;\n]{{0,60}}?\b{_COUNT.format('forward')}\b[^.;\n]{{0,90}}?\bbackward\b"
    rf"[^.;\n]{{0,60}}?\b{_COUNT.format('backward')}\b",
    re.IGNORECASE,
)
_LONGEST_RULE, _MOST_RULES = 400, 64
_IN_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8}


def _passes_in_words(reading: Reading) -> Iterator[Finding]:
    """Find `forward each weight costs 4 FLOPs, and backward another 2`: the two exchanged."""
    both = (
        one for one, low in zip(reading.statements, reading.folded, strict=True)
        if len(low) <= _LONGEST_RULE and "forward" in low and "backward" in low
    )  # fmt: skip
    for statement in itertools.islice(both, _MOST_RULES):
        said = _BOTH.search(reading.plain.text, statement.start, statement.end)
        if said is None:
            continue
        counts = [said["forward"].casefold(), said["backward"].casefold()]
        forward, backward = (float(_IN_WORDS.get(one, 0) or one) for one in counts)
        if (forward, backward) != (_RULE["backward"], _RULE["forward"]):
            continue
        if "flop" not in said[0].casefold():
            continue
        yield _finding(
            reading, "wrong_factor", WARNING, said.start(), said.end(),
            f"{forward:g} forward, {backward:g} back", "2 forward, 4 back", 2.0,
            "each parameter takes one multiplication and one addition going forward, and twice as "
            "many going back", "narayanan2021",
        )  # fmt: skip


def _pass_of(label: str) -> str:
    """Return which of both passes some words name, if only one."""
    said = [name for name in _RULE if vocabulary.says("flop", name, label)]
    return said[0] if len(said) == 1 else ""


_LABEL = 40
_LARGEST_CONSTANT = 30
_OTHERS = (1.0, 3.0, 4.0, 6.0, 8.0, 12.0)


def _per_parameter(side: Side, reading: Reading) -> float | None:
    """Return the constant of a product of one constant, the parameters and perhaps tokens."""
    constant = 1.0
    roles = []
    for factor in side.factors:
        if factor.name:
            roles.append(_role(factor.name, reading))
        elif factor.sign < 0 or factor.value > _LARGEST_CONSTANT:
            return None
        else:
            constant *= factor.value
    if roles.count("parameters") != 1 or not set(roles) <= {
        "parameters",
        "tokens",
        "sequence_length",
    }:
        return None
    return constant if constant != 1.0 else None


def _role(name: str, reading: Reading) -> str:
    if name in ("S", "s", "L") and reading.symbols.get(name) in (None, "steps", "layers"):
        return "sequence_length" if name in ("S", "s") else "layers"
    return reading.symbols.get(name) or vocabulary.role(name)


_SHAPE = {
    "d": "width", "d_model": "width", "h": "width", "H": "width", "L": "layers", "l": "layers",
    "n_layer": "layers", "n_layers": "layers",
}  # fmt: skip


def _parameters(reading: Reading, chain: Chain, about: Subject) -> Iterator[Finding]:
    """Hold `parameters = 2·d²·L` against what the shape really makes."""
    names = " ".join(chain.sides[0].names).casefold() if chain.sides[0].value is None else ""
    true = about.facts.get("parameters")
    if not ("parameter" in names or names.strip() in ("n", "p")) or true is None:
        return
    for side in chain.sides[1:]:
        made = _of_shape(side, about)
        if made is None or max(made / true, true / made) < _FAR:
            continue
        yield _finding(
            reading, "wrong_formula", WARNING, chain.start, chain.end,
            approximate(made, 3), "12 × d² × L", made / true,
            f"a block has 4·d² weights in attention and 8·d² in its feed-forward layer; for "
            f"{about.name} this formula would give {approximate(made, 3)}", "kaplan2020",
        )  # fmt: skip


def _of_shape(side: Side, about: Subject) -> float | None:
    product = 1.0
    roles = set()
    for factor in side.factors:
        if not factor.name:
            product *= factor.value**factor.sign
            continue
        role = _SHAPE.get(factor.name.strip(), "")
        if role not in about.facts:
            return None
        roles.add(role)
        product *= about.facts[role] ** factor.sign
    return product if roles == {"width", "layers"} else None


def _counted(reading: Reading, claim: Claim, about: Subject) -> Iterator[Finding]:
    """Hold a count of parameters from numbers, `2 × 96 × 12,288²`, against the true one."""
    true = about.facts.get("parameters")
    before = reading.folded[max(0, claim.statement - 2) : claim.statement]  # it may have two lines
    heading = " ".join(words for words in before if words.strip().endswith((":", "：")))
    low = f"{heading} {claim.label}".casefold()
    counted = claim.role == "parameters" or any(word in low for word in _COUNTING)
    if not claim.factors or not counted or claim.role == "flop":
        return
    values = [factor.value for factor in claim.factors if factor.sign > 0]
    width = next((value for value in values if values.count(value) == 2), 0.0)
    if width < _NARROWEST or len(values) != 4:
        return
    if true is None:
        depth = max(value for value in values if value != width)
        true = _OF_BLOCK * depth * width**2
    if max(claim.value / true, true / claim.value) >= _FAR:
        yield _finding(
            reading, "wrong_formula", WARNING, claim.start, claim.end, grouped(claim.value),
            "12 × layers × width²", claim.value / true,
            "a block has 4·d² weights in attention and 8·d² in its feed-forward layer",
            "kaplan2020",
        )  # fmt: skip


_NARROWEST = 256
_OF_BLOCK = 12
_COUNTING = (
    "param",
    "参数",
    "パラメータ",
    "파라미터",
    "매개변수",
    "параметр",
    "پارامتر",
    "shape",
    "结构",
    "форм",
)


def _per_token(reading: Reading, claim: Claim, about: Subject) -> Iterator[Finding]:
    """Find the cost of a whole sequence that is called the cost of a token."""
    length = about.facts.get("sequence_length")
    if claim.amount != "per_token" or length is None or not claim.factors:
        return
    values = [factor.value for factor in claim.factors if factor.sign > 0]
    widths = about.facts.get("width")
    most = 2 if length == widths else 1  # 4·s·d of a token has one of each
    squared = any(values.count(value) > most for value in (length, widths) if value is not None)
    if length in values and widths in values and squared:
        start = _heading_of(reading, claim)
        yield _finding(
            reading, "unit_mismatch", ERROR, start, max(claim.start, start + 1), "FLOP per token",
            "FLOP per sequence", length,
            f"the product contains the {grouped(length)} positions of a sequence", "kaplan2020",
        )  # fmt: skip


def _heading_of(reading: Reading, claim: Claim) -> int:
    """Return where the words begin that call the claim what it is not."""
    for index in range(claim.statement, max(-1, claim.statement - 8), -1):
        if reading.says(index, "flop", "per_token"):
            return reading.statements[index].start
    return claim.start


def _finding(
    reading: Reading, kind: str, severity: str, begin: int, end: int, said: str, should_be: str,
    factor: float, explanation: str, source: str,
) -> Finding:  # fmt: skip
    return located(
        reading.plain, kind, (begin, end), said, should_be, factor, explanation, source=source,
        severity=severity,
    )  # fmt: skip
