"""Steps, batches and sequences: what makes tokens of them, and what of it a text leaves out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.auditing.reading import vocabulary
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding import path
from flopwise.auditing.understanding.path import SAME
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Reading
    from flopwise.auditing.understanding.path import Path
    from flopwise.auditing.understanding.subject import Subject

_TOLERANCE = 0.5
"""How far guessed steps and batches may be from the real ones."""


def findings(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """Return what a product of steps, batches or sequences gets wrong."""
    found: list[Finding] = []
    if not way.of("tokens") and way.of("steps"):
        found += _steps(reading, about, way)
        found += _guessed_steps(reading, about, way)
    found += _batch_of_sequences(reading, about, way) or sequences(reading, about, way)
    return found


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
    where = _per_step_claim(reading) or path.line_of(reading, steps.start)
    found.append(
        located(
            reading.plain, "unit_mismatch", where, "FLOP per step",
            f"FLOP per token; a step has {approximate(batch)} tokens", 1 / batch,
            "so much for each parameter is the cost of one token; a step holds a whole batch of "
            "them", "tokens per step", about.sources.get("batch", ""), on_result=True,
        )
    )  # fmt: skip
    factor = steps.value / true_steps
    if abs(factor - 1) > _TOLERANCE:
        span = path.first_mention(reading, steps)
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
    if about.model and max(of_batch, 1 / of_batch) > 1 + _TOLERANCE:
        span = path.first_mention(reading, batches[0])
        return [
            located(
                reading.plain, "wrong_fact", span, approximate(batches[0].value),
                f"{approximate(known)} tokens", of_batch,
                f"a step of {about.name} took {approximate(known)} tokens", "tokens per step",
                about.sources.get("batch", ""), on_result=True,
            )
        ]  # fmt: skip
    factor = steps.value * batches[0].value / tokens
    if 1 / (1 + _TOLERANCE) <= factor <= 1 + _TOLERANCE:
        return []
    span = path.first_mention(reading, steps)
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


def sequences(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A cost per token times a number of sequences, or the cost of a sequence times tokens."""
    shared = way.of("batch_tokens") and any(part.sign < 0 for part in way.of("sequence_length"))
    half = way.of("batch_sequences") and not way.of("sequence_length")
    if half or (not way.of("tokens") and not shared):
        return _half_a_batch(reading, about, way)
    for part in way.of("sequence_length"):
        factor = part.value**part.sign
        wrong = "per_sequence" if part.sign < 0 else "per_token"
        claim = next(
            (claim for claim in reading.claims if claim.amount == wrong and claim.factors), None
        )
        if part.sign > 0 and reading.claims[part.claim].amount == "per_sequence":
            claim = reading.claims[way.claims[0]]  # well named; then multiplied with the tokens
        span = claim.span if claim is not None else path.line_of(reading, part.start)
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
    worked_out = way.of("tokens") and any(part.sign < 0 for part in way.of("batch_tokens"))
    if not way.of("steps") and not worked_out:
        return []
    for role, other, name in _OF_BATCH:
        stated = about.facts.get(role)
        present = way.of(other)
        if stated is None or not present or way.of(role):
            continue
        if len(present) > 1 and math.isclose(stated, present[0].value, rel_tol=SAME):
            continue  # both are there, of one size, so that one role was given to both
        return [
            located(
                reading.plain, "missing_factor", path.line_of(reading, present[0].start), "",
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
