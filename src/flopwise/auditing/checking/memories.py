"""What is worked out with memory: bits taken for bytes, and how many devices hold so much."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision
from flopwise.auditing.result import Finding, located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading

_SLIP = 0.06
_BITS = (16.0, 8.0, 4.0, 32.0)
_PER_BYTE = 8.0
_DTYPE = re.compile(r"\b(?:bf16|fp16|int8|fp8|int4|fp32|half precision|\d{1,2}[- ]bits?)\b")
_STATES = re.compile(
    r"adam|optimi[sz]er|gradient|moment|优化器|梯度|オプティマイザ|勾配|оптимизатор"
)
_EACH = re.compile(r"[a-zA-Z]* ?(?:with|at|of|having|×|x)? ?(\d+) ?GB\b")
_BEHIND = 40
_NEAR = 3
_SMALLEST_MODEL = 2e7


def findings(reading: Reading) -> Iterator[Finding]:
    """Yield what goes wrong between parameters, bytes and the devices that hold them."""
    held: Claim | None = None
    for claim in reading.claims:
        if claim.role == "memory" and not claim.hedged:
            yield from _bits(reading, claim)
            held = claim
        elif claim.role == "devices" and held is not None and not claim.factors:
            yield from _holding(reading, held, claim)


def _bits(reading: Reading, claim: Claim) -> Iterator[Finding]:
    """Find `bf16 is 16 per parameter, so 70e9 × 16 = 1.12e12 bytes`."""
    values = [factor.value for factor in claim.factors]
    if len(values) != 2 or max(values) < _SMALLEST_MODEL or min(values) not in _BITS:
        return
    begin = max(0, claim.statement - 1)
    low = " ".join(reading.folded[begin : claim.statement + 1])
    bits = f"{min(values):g}"
    named = [found[0] for found in _DTYPE.finditer(low)]
    if not any(bits in name for name in named) or _STATES.search(low):
        return
    right = min(values) / _PER_BYTE
    yield located(
        reading.plain, "unit_mismatch", claim.span, f"{bits} bytes a parameter",
        f"{right:g} bytes: so many are {bits} bits", _PER_BYTE,
        "the number format is named by its bits, and a byte has eight", "bits taken for bytes",
    )  # fmt: skip


def _holding(reading: Reading, held: Claim, devices: Claim) -> Iterator[Finding]:
    """Hold `6.5 TB take at least 810 GPUs with 80 GB each` against the division."""
    if devices.statement - held.statement > 1 or devices.value <= 1:
        return
    end = reading.statements[devices.statement].end
    text = reading.plain.text[devices.end : min(end, devices.end + _BEHIND)]
    each = _EACH.match(text)
    if each is None or not float(each[1]):
        return
    right = math.ceil(held.value / (float(each[1]) * 1e9))
    if right < _NEAR:
        return
    factor = devices.value / right
    exponent, off = precision.power_of_ten(factor)
    if exponent and off <= _SLIP:
        yield located(
            reading.plain, "arithmetic", devices.span, f"{devices.value:,.0f} devices",
            f"{right:,} devices", factor, "the memory before it, divided by that of one device",
            "devices for the memory",
        )  # fmt: skip
