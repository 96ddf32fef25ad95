"""Compute from the machines: what is missing from devices × time × peak × utilisation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.audit.result import ERROR, Finding
from flopwise.catalog import accelerators
from flopwise.errors import FlopwiseError
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.audit.claims import Claim, Reading
    from flopwise.audit.path import Path
    from flopwise.audit.subject import Subject

_NEEDED = {"devices": "the number of devices", "utilisation": "the utilisation", "time": "the time"}
_NAMED = re.compile(
    r"(?<![A-Za-z0-9])((?:TPU ?v?\d\w?|RTX ?\d{4}|[A-Z]{1,2}\d{2,3}[A-Z]?|MI\d{3}X?))\b"
)
_RATE_TOLERANCE = 0.06


def findings(reading: Reading, about: Subject, way: Path) -> Iterator[Finding]:
    """Yield what the product of the machines lacks, and a peak that is not the dense one."""
    roles = {part.role for part in way.net}
    claim = reading.claims[way.claims[0]]
    for role, name in _NEEDED.items():
        stated = about.facts.get(role)
        if role not in roles and stated is not None and stated != 1:
            start, end = reading.plain.span(claim.start, claim.end)
            yield Finding(
                "missing_factor", ERROR, reading.plain.original[start:end], start, end,
                reading.plain.line(start), "", f"× {grouped(float(f'{stated:.4g}'))}", 1 / stated,
                f"{name}, which the text states, is left out of the product",
                "sevilla2022", name, True,
            )  # fmt: skip
    for part in way.of("rate"):
        yield from _peak(reading, part.value)


def _peak(reading: Reading, value: float) -> Iterator[Finding]:
    for claim in reading.claims:
        if claim.role == "rate" and abs(claim.value / value - 1) < _RATE_TOLERANCE:
            true = dense_peak(reading, claim)
            if true is None:
                return
            peak, name, source = true
            factor = value / peak
            if abs(factor - 1) > _RATE_TOLERANCE:
                start, end = reading.plain.span(claim.start, claim.end)
                yield Finding(
                    "wrong_fact", ERROR, reading.plain.original[start:end], start, end,
                    reading.plain.line(start), grouped(float(f"{value:.4g}")),
                    f"{grouped(float(f'{peak:.4g}'))} FLOP/s, dense", factor,
                    f"the dense 16-bit peak of {name} is {grouped(float(f'{peak:.4g}'))} FLOP/s",
                    source, "peak rate", True,
                )  # fmt: skip
            return


def dense_peak(reading: Reading, claim: Claim) -> tuple[float, str, str] | None:
    """Return the dense 16-bit peak of the accelerator that a rate's own words name."""
    statement = reading.text_of(claim.statement)
    for found in _NAMED.finditer(statement):
        try:
            accelerator = accelerators.find(found[1])
            _, peak = accelerator.peak_at("bf16" if "bf16" in accelerator.peak else "fp16")
        except FlopwiseError:
            continue
        return float(peak.value), accelerator.name, peak.source
    return None
