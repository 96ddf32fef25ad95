"""What a text itself says of its model and run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.auditing.understanding import peaks_of

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Reading


AS_LARGE = 1.3
BARE_SIZE = re.compile(
    r"(?<![A-Za-z0-9_.$/])(\d+(?:\.\d+)?)\s?([BMT])(?:illion)?(?:[\s-]+(?:dense|parameter|transformer))?[\s-]*"
    r"(?:的?稠密)?的?(?:language )?(?:model|LLM|decoder|dense|模型|モデル|모델|модел|参数|параметр)"
)


_LONGEST = 20_000
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_COUNT = r"(two|three|four|five|six|eight|ten|\d{1,2})"
_PASSES = re.compile(
    rf"(?:go|goes|went|going) (?:over|through) (?:it|them|this|the (?:data|corpus|set))\w* {_COUNT} times"
    rf"|\b{_COUNT} (?:epochs|passes)\b",
    re.IGNORECASE,
)


_ANY_SIZE = re.compile(r"(?<![A-Za-z0-9_.$/×*])(\d+(?:\.\d+)?)(B)(?![\w/]| ?(?:tok|字|词|token))")
_ACTIVE = re.compile(r"active|activat|激活|活性|アクティブ|активн|활성")
_CLAUSE_END = re.compile(r"[\d,.;\n，；。]")
_BEHIND = 40
_LETTERS = {"M": 1e6, "B": 1e9, "T": 1e12}
_LARGE = {"parameters": 1e6, "tokens": 1e6, "unique_tokens": 1e6, "batch_tokens": 1e3, "rate": 1e11,
          "time": 60.0, "devices": 1.0}  # fmt: skip


def own_facts(reading: Reading) -> dict[str, float]:
    """Return what the text itself says of its model and run: the first figure of each role."""
    facts: dict[str, float] = {}
    for claim in reading.claims:
        inputs = not claim.factors or len(claim.sides) == 1 or bool(claim.unit_symbol)
        if (
            claim.role
            and claim.role != "flop"
            and inputs
            and claim.value >= _LARGE.get(claim.role, 0)
        ):
            facts.setdefault(claim.role, claim.value)
        for factor in claim.factors:
            role = {"parameter": "parameters", "token": "tokens"}.get(factor.token.dimension)
            if role is not None:
                facts.setdefault(role, factor.value)
    for claim in reading.claims:
        if claim.role == "rate":
            true = peaks_of.dense(reading, claim)
            if true is not None:
                facts["rate"] = true[0]
            break
    for claim in reading.claims:
        behind = _CLAUSE_END.split(reading.plain.text[claim.end : claim.end + _BEHIND])[0]
        if claim.role == "parameters" and _ACTIVE.search(f"{claim.label}|{behind}".casefold()):
            whole = facts.get("parameters", 0.0)
            facts["parameters"] = claim.value
            if whole > AS_LARGE * claim.value:
                facts["all_parameters"] = whole
            break
    passes = _PASSES.search(reading.plain.text[:_LONGEST])
    if passes is not None:
        word = passes[1] or passes[2]
        facts.setdefault("epochs", float(_NUMBERS.get(word.casefold(), 0) or word))
    bare = BARE_SIZE.search(reading.plain.text)
    if bare is None and "parameters" not in facts:
        bare = _ANY_SIZE.search(reading.plain.text)
    size = float(bare[1]) * _LETTERS[bare[2]] if bare is not None else None
    if size is not None and size != facts.get("tokens"):
        facts.setdefault("parameters", size)
    for claim in reading.claims:
        symbol = len(claim.names) == 1 and len(claim.names[0]) <= _SYMBOL
        if symbol and claim.role in ("parameters", "tokens") and not claim.factors:
            facts[claim.role] = claim.value  # `D = 1e12` is what its formulas use
    if "tokens" not in facts:
        tokens = _tokens_of(facts)
        if tokens is not None:
            facts["tokens"] = tokens
    return facts


def _tokens_of(facts: dict[str, float]) -> float | None:
    """Work the tokens out: steps of a batch, or passes over a data set."""
    if "unique_tokens" in facts:
        return facts["unique_tokens"] * facts.get("epochs", 1.0)
    batch = facts.get("batch_tokens")
    if batch is None and "batch_sequences" in facts and "sequence_length" in facts:
        batch = facts["batch_sequences"] * facts["sequence_length"]
    if batch is not None and "steps" in facts:
        return batch * facts["steps"]
    return None


def of_rule(reading: Reading, facts: dict[str, float]) -> dict[str, float]:
    """Take parameters and tokens from the factors of `6 × 70B × 15T`."""
    if "steps" in facts:
        return {}  # the other large factor is then the tokens of a batch
    for claim in reading.claims:
        values = [factor.value for factor in claim.factors if factor.sign > 0]
        large = sorted(value for value in values if value >= SMALLEST_SIZE)
        if len(large) == 2 and _SIX in values:
            known = facts.get("tokens")
            parameters = next((value for value in large if value != known), large[0])
            return {"parameters": parameters, "tokens": known or large[1]}
    return {}


SMALLEST_SIZE = 1e6
_SYMBOL = 2
_SIX = 6.0
