"""Cards of accelerators: dense and sparse peaks, memory, links, power."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.cards.card import ABSENT, Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, has_words, narrowed, same
from flopwise.cards.written import bandwidth, day, from_figure, rate, size
from flopwise.catalog import accelerators
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.catalog.figures import Figure

FILTERS = ("vendor", "precision", "search")

PRECISIONS = ("bf16", "fp16", "tf32", "fp32", "fp64", "fp8", "fp6", "fp4", "int8", "int4")

_SPARSE = (
    "What the data sheet prints: operations with zeros count though they are skipped. Dense "
    "products do not run at this rate; utilisation is a share of the dense peak."
)
_LIST_NOTE = "Peaks are dense, of one device, in TFLOP/s (integers: TOP/s); bandwidth is the memory's, in GB/s."


def show(name: str) -> Card:
    """Return the card of one accelerator; raises UnknownNameError with near matches."""
    return _card(accelerators.find(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all accelerators, or of those that pass every filter."""
    cards = [_card(accelerator) for accelerator in accelerators.every()]
    found, remark = narrowed(cards, _FILTERS, wanted)
    shown = [wanted["precision"].casefold()] if "precision" in wanted else ["bf16", "fp16"]
    peaks = [Column(name, (f"peak_{name}",), _tera, numeric=True) for name in shown]
    columns = (Column("accelerator"), Column("vendor", ("vendor",)), *peaks, *_COLUMNS)
    return CardList("accelerator", found, columns, "hardware", wanted, remark, _LIST_NOTE)


def _precisions(card: Card) -> Iterable[str]:
    for field in card.fields:
        if field.name.startswith("peak_") and field.value is not None:
            yield field.name.removeprefix("peak_")


_FILTERS = {
    "vendor": Filter(field_of("vendor"), has_words),
    "precision": Filter(_precisions, same),
    "search": SEARCH,
}


def _card(accelerator: Accelerator) -> Card:
    return Card(
        kind="accelerator",
        id=accelerator.id,
        name=accelerator.name,
        fields=tuple(_fields(accelerator)),
        sentence=_sentence(accelerator),
        verb="hardware",
        title=f"About {accelerator.name}",
        near=accelerator.path,
        yours=accelerator.yours,
    )


def _fields(accelerator: Accelerator) -> Iterator[Field]:
    yield from _rates("peak", accelerator.peak, "Dense peak of one device")
    section = "With structured sparsity"
    if accelerator.sparse:
        yield Field("sparse_note", _SPARSE, "", _SPARSE, "", "Note", section, shape="prose")
    yield from _rates("sparse", accelerator.sparse, section, " with sparsity")
    section, suffix = "Dense peak with FP16 accumulation", " with FP16 accumulation"
    yield from _rates("fp16_accumulate", accelerator.fp16_accumulate, section, suffix)
    for name, (label, unit, write) in _PARTS.items():
        if name in accelerator.figures:
            figure = accelerator.figures[name]
            yield from_figure(
                name, figure, write, unit, label=label, section="Memory, links and power"
            )
    yield from _identity(accelerator)


def _rates(kind: str, rates: dict[str, Figure], section: str, suffix: str = "") -> Iterator[Field]:
    for precision in sorted(rates, key=_rank):
        unit = _operations(precision)
        field = from_figure(
            f"{kind}_{precision}", rates[precision], functools.partial(rate, unit=unit),
            f"sparse {unit}" if kind == "sparse" else unit, label=precision, section=section,
        )  # fmt: skip
        yield field if field.value is None else field._replace(text=field.text + suffix)


def _identity(accelerator: Accelerator) -> Iterator[Field]:
    section, vendor = "About it", accelerator.provider
    if vendor:
        yield Field("vendor", vendor, "", vendor, accelerator.source, "Vendor", section)
    if "released" in accelerator.figures:
        released = accelerator.figures["released"]
        yield from_figure("released", released, day, label="Released", section=section)
    names = (accelerator.id, *accelerator.aliases)
    yield Field("aliases", names, "", ", ".join(names), "", "On the command line", section)
    if accelerator.notes:
        notes = accelerator.notes
        yield Field("notes", notes, "", notes, "", "Notes", section, shape="prose")


def _operations(precision: str) -> str:
    return "OP/s" if precision.startswith("int") else "FLOP/s"


def _rank(precision: str) -> int:
    return PRECISIONS.index(precision) if precision in PRECISIONS else len(PRECISIONS)


_PARTS: dict[str, tuple[str, str, Callable[[Any], str]]] = {
    "memory": ("Memory", "byte", size),
    "memory_bandwidth": ("Memory bandwidth", "byte/s", bandwidth),
    "link": ("Link", "", str),
    "link_bandwidth": ("Link bandwidth", "byte/s", bandwidth),
    "power": ("Power", "W", lambda watts: f"{grouped(watts)} W"),
}


def _sentence(accelerator: Accelerator) -> str:
    said = [accelerator.name]
    best = next(
        (
            name
            for name in PRECISIONS
            if name in accelerator.peak and accelerator.peak[name].disclosed
        ),
        None,
    )
    if best is None:
        said.append("no published dense peak")
    else:
        said.append(f"{rate(accelerator.peak[best].value, _operations(best))} dense in {best}")
    if "memory" in accelerator.figures:
        said.append(f"{size(accelerator.figures['memory'].value)} of memory")
    if "memory_bandwidth" in accelerator.figures:
        said.append(f"at {bandwidth(accelerator.figures['memory_bandwidth'].value)}")
    if "power" in accelerator.figures:
        said.append(f"{grouped(accelerator.figures['power'].value)} W")
    return ", ".join(said).replace(", at ", " at ") + "."


def _tera(field: Field) -> str:
    return ABSENT if field.value is None else grouped(float(field.value) / 10**12)


_COLUMNS = (
    Column("memory", ("memory",), lambda field: size(field.value), numeric=True),
    Column(
        "bandwidth", ("memory_bandwidth",), lambda field: grouped(field.value / 10**9), numeric=True
    ),
    Column("power", ("power",), lambda field: f"{grouped(field.value)} W", numeric=True),
)
