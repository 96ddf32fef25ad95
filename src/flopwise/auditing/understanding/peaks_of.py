"""The dense peaks of the accelerators that some words name, from the catalog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.catalog import accelerators
from flopwise.errors import FlopwiseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading

_NAMED = re.compile(
    r"(?<![A-Za-z0-9])((?:TPU ?v?\d\w?|RTX ?\d{4}|[A-Z]{1,2}\d{2,3}[A-Z]?|MI\d{3}X?))s?\b"
)


def named(words: str) -> list[float]:
    """Return the dense 16-bit peaks of the accelerators that some words name, each once."""
    return [peak for peak, _, _ in dict.fromkeys(_all(words))]


def of_text(reading: Reading) -> list[float]:
    """Return those of the accelerators that a text names, as far as it is looked through."""
    return named(reading.plain.text[:_LONGEST])


_LONGEST = 20_000


def dense(reading: Reading, claim: Claim) -> tuple[float, str, str] | None:
    """Return peak, name and source of the accelerator that a rate's own words name."""
    statement = reading.text_of(claim.statement)
    if not _NAMED.search(statement):
        statement = claim.label  # the cell before, in a table
    return next(_all(statement), None)


def _all(words: str) -> Iterator[tuple[float, str, str]]:
    for found in _NAMED.finditer(words):
        try:
            accelerator = accelerators.find(found[1])
            _, peak = accelerator.peak_at("bf16" if "bf16" in accelerator.peak else "fp16")
        except FlopwiseError:
            continue
        yield float(peak.value), accelerator.name, peak.source
