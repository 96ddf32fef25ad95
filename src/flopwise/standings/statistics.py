"""Shares and medians with their intervals: few answers say little, and the tables show it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_Z = 1.6448536269514722
"""Bounds the central 90 % of a normal distribution, as everywhere in Flopwise."""


class Share(NamedTuple):
    """A share of some cases, with the central 90 % (Wilson's interval)."""

    hits: int
    cases: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.hits / self.cases if self.cases else None

    def bounds(self) -> tuple[float, float]:
        """Return the ends of the interval.

        >>> [round(end, 3) for end in Share(8, 10).bounds()]
        [0.541, 0.931]
        >>> Share(0, 0).bounds()
        (0.0, 1.0)
        """
        if not self.cases:
            return 0.0, 1.0
        n, share, z2 = self.cases, self.hits / self.cases, _Z * _Z
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def text(self) -> str:
        r"""Read it with its interval.

        >>> Share(8, 10).text.replace("\u00a0", " ")
        '80 % (54 to 93 %)'
        """
        if self.value is None:
            return "–"
        low, high = self.bounds()
        return f"{self.value:.0%} ({100 * low:.0f} to {high:.0%})".replace("%", "\u00a0%")


class Middle(NamedTuple):
    """The median of some values, with the order statistics that bound its central 90 %."""

    value: float
    low: float
    high: float


def middle(values: Sequence[float]) -> Middle | None:
    """Return the median of values; None of nothing.

    The bounds are the narrowest pair of values, equally far from both ends, between which the median
    lies with 90 % probability whatever the distribution; of fewer than 5 they are the least and the most.

    >>> middle([3.0, 1.0, 2.0])
    Middle(value=2.0, low=1.0, high=3.0)
    >>> middle([float(n) for n in range(1, 12)])
    Middle(value=6.0, low=3.0, high=9.0)
    """
    if not values:
        return None
    ordered = sorted(values)
    n = len(ordered)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    cut, below = 0, 2 * 0.5**n
    while cut + 1 < n / 2 and below + 2 * math.comb(n, cut + 1) * 0.5**n <= 0.1:
        cut += 1
        below += 2 * math.comb(n, cut) * 0.5**n
    return Middle(median, ordered[cut], ordered[-1 - cut])
