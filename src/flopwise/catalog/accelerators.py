"""What is known of accelerators: dense peaks, memory, links, power."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import figures, files
from flopwise.errors import InvalidValueError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flopwise.catalog.figures import Figure

TRAINING_PRECISIONS = ("bf16", "fp16", "tf32", "fp32")
"""In the order in which a training run is taken to use them where it doesn't say."""


class Accelerator(NamedTuple):
    """One accelerator of the catalog."""

    id: str
    name: str
    provider: str
    aliases: tuple[str, ...]
    peak: dict[str, Figure]
    """Dense FLOP/s (integers: OP/s) per device and precision."""
    sparse: dict[str, Figure]
    """What the sheet prints with structured sparsity."""
    fp16_accumulate: dict[str, Figure]
    figures: dict[str, Figure]
    """released, memory, memory_bandwidth, link, link_bandwidth, power."""
    notes: str
    source: str
    path: Path
    yours: bool

    def peak_at(self, precision: str = "") -> tuple[str, Figure]:
        """Return the dense peak at a precision, or at the one that training would use.

        Raises InvalidValueError where the accelerator has no published peak there.
        """
        if not precision:
            for candidate in TRAINING_PRECISIONS:
                if candidate in self.peak and self.peak[candidate].disclosed:
                    return candidate, self.peak[candidate]
        if precision in self.peak and self.peak[precision].disclosed:
            return precision, self.peak[precision]
        known = ", ".join(name for name, figure in self.peak.items() if figure.disclosed)
        raise InvalidValueError(
            f"{self.name} has no published dense peak in {precision or 'a training precision'}; "
            f"it has {known or 'none at all'}"
        )


_TABLES = ("peak", "sparse", "fp16_accumulate")
_FIGURES = ("released", "memory", "memory_bandwidth", "link", "link_bandwidth", "power")


def find(name: str) -> Accelerator:
    """Return the accelerator of that name or alias; raises UnknownNameError with near matches."""
    entry = files.lookup("hardware", "accelerator", name)
    if entry is None:
        raise UnknownNameError(
            "accelerator", name, files.names("hardware", "accelerator"),
            hint="`flopwise hardware list` shows all",
        )  # fmt: skip
    return _accelerator(entry)


def is_known(name: str) -> bool:
    """Tell whether an accelerator bears that name."""
    return files.lookup("hardware", "accelerator", name) is not None


def every() -> Iterator[Accelerator]:
    """Yield all accelerators, by vendor."""
    for entry in files.entries("hardware", "accelerator").values():
        yield _accelerator(entry)


@functools.lru_cache(maxsize=1024)
def _accelerator(entry: files.Entry) -> Accelerator:
    """Read an entry, once: an entry of another file, or of other fields, is another one."""
    fields = entry.fields
    peak, sparse, accumulate = (
        {name: figures.read(raw, entry.source) for name, raw in fields.get(table, {}).items()}
        for table in _TABLES
    )
    return Accelerator(
        entry.id, fields.get("name", entry.id), entry.family.get("provider", ""),
        tuple(fields.get("aliases", ())), peak, sparse, accumulate,
        {name: figures.read(fields[name], entry.source) for name in _FIGURES if name in fields},
        fields.get("notes", ""), entry.source, entry.path, entry.yours,
    )  # fmt: skip
