"""The eight worked examples of the EU's guidelines on general-purpose AI models, computed again.

Run it with `python validation/eu_guidelines.py`. They stand in the guidelines' Annex A.3 (C(2025)
5045, para. 137-144), and show both approaches: six times parameters times tokens, and devices times
time times peak times utilisation. The annex rounds some results and cuts others off (1.663e23 is
1.6e23 in its list, 6.588e23 is 6.5e23): a row fails where neither leads from ours to what it prints.
"""

from __future__ import annotations

import math
import sys
from typing import NamedTuple

from flopwise import operations


class Row(NamedTuple):
    """One example: the inputs as the annex states them, and what it prints."""

    model: str
    printed: str
    """The figure as printed, in the calculation or, where that has none, in the list above it."""
    product: float
    """The product of the stated inputs, by hand."""
    parameters: str = ""
    tokens: str = ""
    epochs: str = ""
    device_hours: str = ""
    peak: str = ""
    """FLOP per second of one device, which the annex states in place of a data sheet's."""


UTILISATION = "50%"

ROWS = (
    Row("Model A", "7.5e22", 7.524e22, "3.8B", "3.3T"),
    Row("Model B", "1e23", 1.08e23, "1B", device_hours="200,000 A100-40GB-hours", peak="300e12"),
    Row("Model C", "1.3e23", 1.296e23, "0.6B", "36T"),
    Row("Model D", "1.663e23", 1.6632e23, "1.54B", "18T"),
    Row("Model E", "3.7e23", 3.672e23, "1.7B", "36T"),
    Row("Model F", "1.8e23", 1.8e23, "2.5B", "12T"),
    Row("Model G", "1.5e23", 1.560624e23, "2.6B", "61B", "164"),
    Row("Model H", "6.5e23", 6.58674e23, "1B", device_hours="370,000 H100-hours", peak="989e12"),
)


class Computed(NamedTuple):
    """A row with our figure, in FLOP."""

    row: Row
    ours: float

    @property
    def error(self) -> float:
        """Ours over what is printed, less 1."""
        return self.ours / float(self.row.printed) - 1

    @property
    def agrees(self) -> bool:
        """Tell whether ours, rounded or cut off to as many digits, is what is printed."""
        mantissa, _, _ = self.row.printed.partition("e")
        digits = len(mantissa.replace(".", ""))
        unit = 10.0 ** (math.floor(math.log10(self.ours)) - digits + 1)
        printed = float(self.row.printed) / unit
        return round(printed) in (round(self.ours / unit), math.floor(self.ours / unit))


def compute(row: Row) -> Computed:
    """Compute one example through the steps that every estimate takes."""
    if row.device_hours:
        found = operations.estimate(
            row.parameters, method="hardware", device_hours=row.device_hours, mfu=UTILISATION,
            overrides={"peak": row.peak},
        )  # fmt: skip
        assert found.value is not None
        return Computed(row, float(found.value))
    checked = operations.thresholds_check(
        row.parameters, tokens=row.tokens, epochs=row.epochs or None, convention="six-nd"
    )
    span = checked.run.span
    assert span is not None
    assert span.value is not None
    return Computed(row, float(span.value))


def computed() -> list[Computed]:
    """Compute all examples."""
    return [compute(row) for row in ROWS]


def main() -> int:
    """Print each row with its error; return 1 where one disagrees."""
    print("The worked examples of the EU's guidelines, Annex A.3\n")
    print(f"{'example':9}{'printed':>10}{'ours':>12}{'error':>8}  inputs")
    found = computed()
    for row, ours in found:
        inputs = " × ".join(
            part for part in (row.device_hours, row.peak and f"{row.peak} FLOP/s × {UTILISATION}")
            if part
        ) or " × ".join(
            part for part in (row.parameters, row.tokens, row.epochs and f"{row.epochs} epochs")
            if part
        )  # fmt: skip
        error = ours / float(row.printed) - 1
        print(f"{row.model:9}{row.printed:>10}{ours:>12.4e}{error:>+8.1%}  {inputs}")
    agreed = sum(item.agrees for item in found)
    print(f"\n{agreed} of {len(found)} agree to the digits that are printed, rounded or cut off.")
    return int(agreed < len(found))


if __name__ == "__main__":
    sys.exit(main())
