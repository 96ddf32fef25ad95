"""Accelerators as people name them: `A100s`, `H100 SXM`, `RTX 4090`, `TPU v4 chips`, `a 4090`.

A name is compared by its letters and digits alone, so that spaces, hyphens and case don't matter.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from flopwise.catalog import accelerators
from flopwise.language.models import folded

_LONGEST_NAME = 5
"""Words; `NVIDIA A100 SXM4 80 GB` has five."""


class Mention(NamedTuple):
    """An accelerator that a text names, and by which of its words (first, last)."""

    id: str
    first: int
    last: int
    written: str
    plural: bool = False

    @property
    def ambiguous(self) -> bool:
        """Tell whether the name as written stands for one of several forms."""
        return folded(self.written.rstrip("s")) != folded(self.id)


@functools.cache
def names() -> dict[str, str]:
    """Return every name, alias and display name of an accelerator, folded, with its id."""
    found: dict[str, str] = {}
    cards = list(accelerators.every())
    for card in cards:
        found[folded(card.id)] = card.id
    for card in cards:
        for name in (*card.aliases, card.name):
            found.setdefault(folded(name), card.id)
            found.setdefault(folded(name).removeprefix("nvidia"), card.id)
    return found


def named(written: str) -> tuple[str, bool] | None:
    """Return the id of the accelerator of that name, and whether it stands in the plural.

    >>> named("A100s"), named("rtx 4090")
    (('a100-sxm-80gb', True), ('rtx-4090', False))
    """
    name = folded(written)
    for box in ("dgx", "hgx"):
        name = name.removeprefix(box)
    if name in names():
        return names()[name], False
    if name.endswith("s") and name[:-1] in names():
        return names()[name[:-1]], True
    return None


def find(words: list[str], free: set[int]) -> list[Mention]:
    """Find the accelerators that a row of words names, longest names first."""
    taken: set[int] = set()
    found: list[Mention] = []
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            span = range(first, first + length)
            if not taken.isdisjoint(span) or not free.issuperset(span):
                continue
            if not all(words[index][0].isalnum() for index in span):
                continue  # "4090 $" is no name
            if words[first].casefold() in ("a", "an") and length > 1:
                continue  # "a 100 billion" is no A100
            written = " ".join(words[first : first + length])
            known = named(written)
            if known is not None:
                taken.update(span)
                found.append(Mention(known[0], first, span[-1], written, known[1]))
    return sorted(found, key=lambda mention: mention.first)


_SLICE = re.compile(r"(?:tpu-?)?(v\d[a-z]?)-(\d+)", re.IGNORECASE)
_BY_CHIPS = ("v5e", "v6e")
"""Slices of these are named by their chips; those of the others by their cores, two a chip."""


def slice_of(written: str) -> tuple[str, int] | None:
    """Return the accelerator of a TPU slice and its number of chips.

    >>> slice_of("TPUv3-8"), slice_of("v5e-16")
    (('tpu-v3', 4), ('tpu-v5e', 16))
    """
    found = _SLICE.fullmatch(written)
    known = named(f"tpu {found[1]}") if found is not None else None
    if found is None or known is None:
        return None
    size = int(found[2])
    return known[0], size if found[1].casefold() in _BY_CHIPS else max(1, size // 2)
