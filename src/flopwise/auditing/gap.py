"""The gap between a result and the right one, as factors that stand in the text's own product."""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing import layers, machines, vocabulary
from flopwise.auditing.chains import Factor
from flopwise.auditing.result import Finding, located
from flopwise.auditing.tokens import Token
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.claims import Claim, Reading
    from flopwise.auditing.path import Part, Path
    from flopwise.auditing.subject import Subject

_SIX = 6.0
_RECOMPUTED = 8.0
_FACT_TOLERANCE = {"parameters": 0.06, "tokens": 0.12, "steps": 0.5}
_SOURCE = "kaplan2020"


def findings(reading: Reading, about: Subject, final: Claim, way: Path) -> list[Finding]:
    """Return the wrong factors of the result's product, each where the text first says it."""
    way = _assigned(reading, about, _costs_apart(about, _to_total(reading, way)))
    found: list[Finding] = []
    above = [part for part in way.net if part.sign > 0]
    roles = {part.role for part in above}
    if "parameters" not in roles:
        if "rate" in roles:
            return list(machines.findings(reading, about, way))
        return [*layers.findings(reading, about, way), *_sequences(reading, about, way)]
    if roles & {"tokens", "unique_tokens", "steps"}:
        found += _constant(reading, way, final)
    for part in above:
        if part.role in ("parameters", "tokens"):
            found += _fact(reading, about, part)
    if "tokens" not in roles and "steps" in roles:
        found += _steps(reading, about, way)
        found += _guessed_steps(reading, about, way)
    found += _batch_of_sequences(reading, about, way) or _sequences(reading, about, way)
    found += _extra(reading, about, way)
    found += _epochs_left_out(reading, about, way)
    return found


def after_total(reading: Reading, way: Path) -> Iterator[Finding]:
    """Yield what a text does to a total that was done: raise it, or divide it by a utilisation."""
    claim, other, factor = _on_top(reading, way)
    if claim is None or other is None:
        return
    if factor.sign < 0:
        yield located(
            reading.plain, "wrong_formula", claim.span, f"/ {factor.value:g}", "the total as it stands",
            1 / factor.value, "a utilisation lengthens the time; it adds no operation",
            "divided by the utilisation", "chowdhery2022", on_result=True,
        )  # fmt: skip
        return
    start = claim.start
    for index in range(claim.statement, max(-1, claim.statement - 3), -1):
        if reading.says(index, "raise", "phrases"):
            start = min(start, reading.statements[index].start)
            break
    yield located(
        reading.plain, "unsupported", (start, claim.end), f"× {factor.value:g}",
        "the total as computed", factor.value,
        "what is named as its reason takes hardly any of the model's operations",
        "raised without grounds", on_result=True,
    )  # fmt: skip


def _on_top(reading: Reading, way: Path) -> tuple[Claim | None, Claim | None, Factor]:
    """Return the claim `3 × 3.15e23`, the total in it, and the factor on top of it."""
    for index in way.claims:
        claim = reading.claims[index]
        if len(claim.factors) != 2:
            continue
        for total, factor in itertools.permutations(claim.factors):
            share = factor.sign < 0 and 0 < factor.value < 1
            raised = factor.sign > 0 and 1 < factor.value <= _MOST_RAISED
            if total.value < _LEAST_TOTAL or not (share or raised):
                continue
            before = next(
                (
                    one for one in reading.before(claim)
                    if one.role == "flop" and one.sides
                    and math.isclose(one.value, total.value, rel_tol=_SAME_COST)
                ),
                None,
            )  # fmt: skip
            near = range(max(0, claim.statement - 2), claim.statement + 1)
            told = share or any(reading.says(one, "raise", "phrases") for one in near)
            if before is not None and told:
                return claim, before, factor
    return None, None, Factor(_NOTHING)


_MOST_RAISED = 10
_LEAST_TOTAL = 1e18
_NOTHING = Token("NUMBER", "", 0, 0, 1.0)


def _to_total(reading: Reading, way: Path) -> Path:
    """Leave out of a product what was put on top of its total."""
    claim, _, factor = _on_top(reading, way)
    if claim is None:
        return way
    parts = tuple(part for part in way.parts if part.start != factor.token.start)
    return way._replace(parts=parts)


_COSTS = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0)


def _costs_apart(about: Subject, way: Path) -> Path:
    """Take the cost of a token apart: 1.05e12 is six times the parameters of GPT-3."""
    true = about.facts.get("parameters")
    if true is None or any(
        part.role == "parameters" and part.value < _SIX * true * (1 - _NEAR_COST)
        for part in way.parts
    ):
        return way
    parts: list[Part] = []
    for part in way.parts:
        times = next(
            (k for k in _COSTS if math.isclose(part.value, k * true, rel_tol=_NEAR_COST)), None
        )
        cost = part.role in ("", "flop", "flop/token") or (
            part.role == "parameters" and times == _SIX
        )
        if cost and part.sign > 0 and times is not None:
            parts.append(part._replace(role="constant", value=times))
            parts.append(part._replace(role="parameters", value=true))
        else:
            parts.append(part)
    return way._replace(parts=tuple(parts))


_NEAR_COST = 0.012


def _assigned(reading: Reading, about: Subject, way: Path) -> Path:
    """Give large factors that no words name the role that they come nearest to.

    In 6 × 17.5B × 300B the one is meant for the parameters and the other for the tokens.
    """
    named = {part.role for part in way.parts}
    roles = [role for role in ("parameters", "tokens") if role not in named and role in about.facts]
    costs = [
        claim.value for claim in reading.claims
        if claim.role == "flop" or claim.amount not in ("", "total")
        or vocabulary.says("flop", "per_token", claim.label.casefold())
    ]  # fmt: skip
    large = [
        part
        for part in way.parts
        if not part.role
        and part.sign > 0
        and part.value > _SMALLEST
        and not _is_cost(part.value, about.facts.get("parameters"))
        and (
            any(math.isclose(part.value, about.facts[role], rel_tol=_SAME_COST) for role in roles)
            or not any(math.isclose(part.value, cost, rel_tol=_SAME_COST) for cost in costs)
        )
    ]
    if any(part.value in _SECONDS or part.role == "devices" for part in way.parts):
        return way
    if not roles or len(large) != len(roles) or named & {"layers", "width", "rate"}:
        return way

    def distance(parts: tuple[Part, ...]) -> float:
        pairs = zip(parts, roles, strict=True)
        return sum(abs(math.log(part.value / about.facts[role])) for part, role in pairs)

    best = min(itertools.permutations(large), key=distance)
    given = {part.start: role for part, role in zip(best, roles, strict=True)}
    parts = tuple(part._replace(role=given.get(part.start, part.role)) for part in way.parts)
    return way._replace(parts=parts)


def _is_cost(value: float, parameters: float | None) -> bool:
    """Tell the cost of a token, with its attention, from the parameters that it rests on."""
    if parameters is None:
        return False
    return any(1 - _NEAR_COST < value / (k * parameters) < _WITH_ATTENTION for k in _COSTS)


_WITH_ATTENTION = 1.05
_SECONDS = (3600.0, 86_400.0)
_SMALLEST = 1e6
_SAME_COST = 0.006


def _constant(reading: Reading, way: Path, final: Claim) -> list[Finding]:
    """Hold the constant of the rule against 2 forward + 4 backward."""
    product = math.prod(part.value**part.sign for part in way.of("constant"))
    if not way.of("constant"):
        if _six_is_understood(reading, way) or math.isclose(
            final.value / way.value, _SIX, rel_tol=0.02
        ):
            return []
        product = 1.0
    if math.isclose(product, _SIX, rel_tol=0.02):
        return []
    if math.isclose(product, _RECOMPUTED) and vocabulary.says(
        "recompute", "phrases", reading.plain.text.casefold()
    ):
        return []
    factor = product / _SIX
    where = _backward_statement(reading) if math.isclose(product, 4.0) else None
    if where is not None:
        return [
            located(
                reading.plain, "wrong_factor", where, "2 × parameters", "4 × parameters", factor,
                "going back, each product becomes two: one for the weights' gradient, one for the "
                "inputs'; so the backward pass takes twice the forward pass", "backward pass",
                "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    where = _twice_statement(reading) if math.isclose(product, 2 * _SIX) else None
    if where is not None:
        return [
            located(
                reading.plain, "wrong_factor", where, "2 FLOP for each of the six", "6 in all",
                factor, "the six counts FLOP already: a multiplication and an addition are two of it",
                "multiply-adds counted twice", "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    where = _forward_statement(reading) if math.isclose(product, 3.0) else None
    if where is not None:
        return [
            located(
                reading.plain, "missing_factor", where, "1 × parameters", "2 × parameters", factor,
                "each parameter takes a multiplication and an addition: two FLOP, not one",
                "multiply and add", "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    constants = way.of("constant")
    if constants:
        place = min(constants, key=lambda part: part.start)
        span = _line_of(reading, place.start)
    else:
        claim = reading.claims[way.claims[0]]
        span = claim.span
    kind = "wrong_factor" if constants else "missing_factor"
    return [
        located(
            reading.plain, kind, span, f"{product:g}", "6", factor,
            "a token of training costs 2 FLOP for each parameter going forward and 4 going back",
            "factor per parameter and token", _SOURCE, on_result=True,
        )
    ]  # fmt: skip


def _six_is_understood(reading: Reading, way: Path) -> bool:
    """Tell whether the result is written as parameters times tokens, both with their units."""
    for index in way.claims:
        units = {factor.token.dimension for factor in reading.claims[index].factors}
        if {"parameter", "token"} <= units:
            return True
    return False


_TWICE = (
    "twice",
    "double",
    "two times",
    "2x the",
    "2× the",
    "4 ×",
    "4n",
    "4p",
    "两倍",
    "2 倍",
    "2倍",
)
_SAME = ("same", "equal", "as much again", "similar", "that of the forward", "一样", "相同", "同样")
_TWO = re.compile(r"(?<![\d.])2 ?× ?(?!10)|(?<![\d.\w])2[np]\b")


def _backward_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text takes the backward pass as equal to the forward pass."""
    for index, statement in enumerate(reading.statements):
        low = reading.folded[index]
        if not vocabulary.says("flop", "backward", low) or any(word in low for word in _TWICE):
            continue
        following = reading.folded[index + 1] if index + 1 < len(reading.statements) else ""
        near = low + (" " + following if "\n" not in low else "")
        if vocabulary.says("flop", "forward", low) and not _TWO.search(low):
            near = ""  # a heading over both passes
        if any(word in low for word in _SAME) or _TWO.search(near):
            return statement.start, statement.end
    return None


_ANY_TWO = re.compile(r"(?<!\d)2(?!\d)|two")


def _forward_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text takes one FLOP for a parameter going forward."""
    for index, statement in enumerate(reading.statements):
        low = reading.folded[index]
        said = vocabulary.says("flop", "forward", low)
        if said and not vocabulary.says("flop", "backward", low) and not _ANY_TWO.search(low):
            return statement.start, statement.end
    return None


_MULTIPLY_ADD = re.compile(
    r"multiply[- ]?(?:accumulate|add)|\bmacs?\b|fused|乘加|積和|곱셈-?누산|умножени\w+[- ]сложени"
)


def _twice_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text counts each multiply-add of the six as two once more."""
    for index, statement in enumerate(reading.statements):
        if _MULTIPLY_ADD.search(reading.folded[index]):
            return statement.start, statement.end
    return None


def _line_of(reading: Reading, place: int) -> tuple[int, int]:
    for claim in reading.claims:
        if claim.start <= place < claim.end:
            return claim.start, claim.end
    return place, place + 1


def _fact(reading: Reading, about: Subject, part: Part) -> list[Finding]:
    """Hold a figure of the product against the catalog."""
    true = about.facts.get(part.role)
    whole = part.role == "parameters" and _is_whole_mixture(about, part.value)
    if true is None or not (about.model or whole):
        return []
    factor = part.value / true
    if abs(factor - 1) <= _FACT_TOLERANCE[part.role]:
        return []
    span = _first_mention(reading, part)
    if whole:
        claim = reading.claims[part.claim]
        return [
            located(
                reading.plain, "wrong_factor", claim.span, approximate(part.value),
                f"{approximate(true)} active parameters", factor,
                "a token passes only the experts that it is sent to", "active parameters",
                about.sources.get("parameters", ""), on_result=True,
            )
        ]  # fmt: skip
    return [
        located(
            reading.plain, "wrong_fact", span, approximate(part.value),
            f"{approximate(true)} {part.role}", factor,
            f"{about.name} has {approximate(true)} {part.role}"
            if part.role == "parameters"
            else f"{about.name} was trained on {approximate(true)} tokens",
            part.role, about.sources.get(part.role, ""), on_result=True,
        )
    ]  # fmt: skip


def _is_whole_mixture(about: Subject, parameters: float) -> bool:
    """Tell all parameters of a mixture of experts from the active ones."""
    whole = about.facts.get("all_parameters")
    return whole is not None and abs(parameters / whole - 1) <= _FACT_TOLERANCE["parameters"]


def _first_mention(reading: Reading, part: Part) -> tuple[int, int]:
    for claim in reading.claims:
        if claim.role == part.role and math.isclose(claim.value, part.value, rel_tol=0.006):
            return claim.start, claim.end
    return part.start, part.end


def _steps(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A cost per token multiplied with steps: the tokens of a step are missing."""
    if way.of("batch_tokens") or way.of("batch_sequences") or way.of("sequence_length"):
        return []
    batch = about.facts.get("batch", about.facts.get("batch_tokens"))
    tokens = about.facts.get("tokens")
    if batch is None or tokens is None:
        return []
    true_steps = tokens / batch
    steps = way.of("steps")[0]
    found = []
    where = _per_step_claim(reading) or _line_of(reading, steps.start)
    found.append(
        located(
            reading.plain, "unit_mismatch", where, "FLOP per step",
            f"FLOP per token; a step has {approximate(batch)} tokens", 1 / batch,
            "so much for each parameter is the cost of one token; a step holds a whole batch of "
            "them", "tokens per step", about.sources.get("batch", ""), on_result=True,
        )
    )  # fmt: skip
    factor = steps.value / true_steps
    if abs(factor - 1) > _FACT_TOLERANCE["steps"]:
        span = _first_mention(reading, steps)
        found.append(
            located(
                reading.plain, "wrong_fact", span, approximate(steps.value),
                f"about {approximate(true_steps)} steps", factor,
                f"{approximate(tokens)} tokens at {approximate(batch)} a "
                "step", "steps", about.sources.get("steps", ""), on_result=True,
            )
        )  # fmt: skip
    elif factor != 1:
        found[-1] = found[-1]._replace(factor=factor / batch)
    return found


def _guessed_steps(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """Hold steps against the tokens that they should make with the text's own batch."""
    batches = way.of("batch_tokens")
    tokens = about.facts.get("tokens")
    if not batches or tokens is None:
        return []
    steps = way.of("steps")[0]
    known = about.facts.get("batch", batches[0].value)
    of_batch = batches[0].value / known
    if about.model and max(of_batch, 1 / of_batch) > 1 + _FACT_TOLERANCE["steps"]:
        span = _first_mention(reading, batches[0])
        return [
            located(
                reading.plain, "wrong_fact", span, approximate(batches[0].value),
                f"{approximate(known)} tokens", of_batch,
                f"a step of {about.name} took {approximate(known)} tokens", "tokens per step",
                about.sources.get("batch", ""), on_result=True,
            )
        ]  # fmt: skip
    factor = steps.value * batches[0].value / tokens
    if 1 / (1 + _FACT_TOLERANCE["steps"]) <= factor <= 1 + _FACT_TOLERANCE["steps"]:
        return []
    span = _first_mention(reading, steps)
    statement = next(
        (index for index, one in enumerate(reading.statements) if one.start <= span[0] < one.end), 0
    )
    guessed = reading.says(statement, "guess", "phrases")
    expected = tokens / batches[0].value
    return [
        located(
            reading.plain, "unsupported" if guessed else "wrong_fact", span,
            f"{approximate(steps.value)} steps", f"about {approximate(expected)} steps",
            factor, f"{approximate(tokens)} tokens at {approximate(batches[0].value)} a "
            "step", "steps", about.sources.get("steps", ""), on_result=True,
        )
    ]  # fmt: skip


def _sequences(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A cost per token times a number of sequences, or the cost of a sequence times tokens."""
    shared = way.of("batch_tokens") and any(part.sign < 0 for part in way.of("sequence_length"))
    if not way.of("tokens") and not shared:
        return _half_a_batch(reading, about, way)
    for part in way.of("sequence_length"):
        factor = part.value**part.sign
        wrong = "per_sequence" if part.sign < 0 else "per_token"
        claim = next(
            (claim for claim in reading.claims if claim.amount == wrong and claim.factors), None
        )
        if part.sign > 0 and reading.claims[part.claim].amount == "per_sequence":
            claim = reading.claims[way.claims[0]]  # well named; then multiplied with the tokens
        span = claim.span if claim is not None else _line_of(reading, part.start)
        told = "FLOP per sequence" if part.sign < 0 else "FLOP per token"
        right = "FLOP per token" if part.sign < 0 else "FLOP per sequence"
        return [
            located(
                reading.plain, "unit_mismatch", span, told, right, factor,
                f"a sequence has {approximate(part.value)} tokens", "tokens per sequence", on_result=True,
            )
        ]  # fmt: skip
    return []


def _batch_of_sequences(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A batch of 3.2 million tokens that is taken for as many sequences."""
    batch, length = about.facts.get("batch"), about.facts.get("sequence_length")
    if batch is None or length is None or not way.of("sequence_length"):
        return []
    for claim in reading.of("batch_sequences"):
        if math.isclose(claim.value, batch, rel_tol=0.1):
            return [
                located(
                    reading.plain, "unit_mismatch", claim.span, f"{approximate(claim.value)} sequences",
                    f"{approximate(batch)} tokens, about {approximate(batch / length)} sequences",
                    length, f"a step of {about.name} took {approximate(batch)} tokens",
                    "tokens of a batch taken for sequences", about.sources.get("batch", ""),
                    on_result=True,
                )
            ]  # fmt: skip
    return []


def _half_a_batch(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A batch of which only the sequences or only their tokens are counted."""
    if not way.of("steps"):
        return []
    for role, other, name in _OF_BATCH:
        stated = about.facts.get(role)
        present = way.of(other)
        if stated is None or not present or way.of(role):
            continue
        if len(present) > 1 and math.isclose(stated, present[0].value, rel_tol=_SAME_COST):
            continue  # both are there, of one size, so that one role was given to both
        return [
            located(
                reading.plain, "missing_factor", _line_of(reading, present[0].start), "",
                f"× {approximate(stated)} {name}", 1 / stated,
                "a step takes a batch of sequences, and each of them has many tokens", name, on_result=True,
            )
        ]  # fmt: skip
    return []


_OF_BATCH = (
    ("sequence_length", "batch_sequences", "tokens per sequence"),
    ("batch_sequences", "sequence_length", "sequences per step"),
)


def _per_step_claim(reading: Reading) -> tuple[int, int] | None:
    for chain in reading.chains:
        names = " ".join(chain.sides[0].names).casefold()
        if vocabulary.says("flop", "per_step", names):
            return chain.start, chain.end
    return None


def _extra(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """Factors that have no place in the product: epochs, a second sequence length."""
    found = []
    for part in way.net:
        if part.role == "epochs" and part.value != 1 and way.of("tokens") and about.model:
            span = _first_mention(reading, part)
            found.append(
                located(
                    reading.plain, "wrong_fact", span, f"{part.value:g} epochs",
                    "1: the tokens are those seen in all", part.value**part.sign,
                    "the published number of tokens counts each as often as it was seen", "epochs", on_result=True,
                )
            )  # fmt: skip
        elif part.role == "layers" and part.sign > 0:
            found.append(
                located(
                    reading.plain, "wrong_factor", _line_of(reading, part.start),
                    f"× {part.value:g} layers", "the parameters once", part.value,
                    "the parameters are already those of all layers", "layers counted twice",
                    _SOURCE, on_result=True,
                )
            )  # fmt: skip
        elif part.role == "batch_tokens" and way.of("tokens"):
            step = next(
                (one for one in reading.claims if one.amount == "per_step" and one.factors), None
            )
            span = _line_of(reading, part.start)
            if part.sign < 0 and step is not None:
                span = (step.start, step.end)  # a token's cost, taken for that of a step
            found.append(
                located(
                    reading.plain, "unit_mismatch", span,
                    f"× {approximate(part.value)}", "each token counted once",
                    part.value**part.sign,
                    "tokens already count every position of every sequence", part.role, on_result=True,
                )
            )  # fmt: skip
    return found


def _epochs_left_out(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A data set that is gone through more than once, but counted once."""
    epochs = about.facts.get("epochs", 1.0)
    once = way.of("unique_tokens") or [
        part for part in way.of("tokens")
        if math.isclose(part.value, about.facts.get("unique_tokens", 0.0), rel_tol=_SAME_COST)
    ]  # fmt: skip
    if about.model or epochs == 1 or not once or way.of("epochs"):
        return []
    claim = reading.claims[once[0].claim]
    return [
        located(
            reading.plain, "missing_factor", claim.span, "", f"× {epochs:g} epochs",
            1 / epochs, "the text goes through its data more than once", "epochs", on_result=True,
        )
    ]  # fmt: skip
