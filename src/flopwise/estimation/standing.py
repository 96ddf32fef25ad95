"""Where a training run stands among those whose compute was published, and among the laws' lines.

Nothing is estimated here: the other models stand where somebody said they do. Which of them are
shown is a rule: the nearest on either side, and of the rest those that took more than any before
them, as far from each other as they can be.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import citations, files, models, thresholds
from flopwise.document import Heading, Line, Node, Point, Scale, cited
from flopwise.units import registry
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from flopwise.catalog.models import ModelCard
    from flopwise.catalog.thresholds import Threshold
    from flopwise.document import Citation
    from flopwise.estimation.result import Estimate

SHOWN = 7
"""How many known models a picture has room for, beside the one that it is about."""
_NEAREST = 2
"""How many of them are the nearest below, and as many above."""
_DIGITS = 3
_STANDING = frozenset({"in force", "enacted", "guidance"})
"""A line that was revoked, vetoed or only proposed is no line to stand by."""
_SOURCES = "Sources: flopwise models show NAME; flopwise thresholds list."


class Known(NamedTuple):
    """A model with the first of the figures that were published for its training."""

    id: str
    family: str
    point: Point
    released: datetime.date | None
    citation: Citation


def nodes(estimate: Estimate) -> list[Node]:
    """Return the picture under its heading; nothing where the amount isn't one of training."""
    if estimate.quantity != "training_compute" or not estimate.value or estimate.value <= 0:
        return []
    own = _own(estimate)
    others = [one for one in known() if one.id != estimate.model.id]
    if not others:
        return []
    shown = selected(own.value, others)
    drawn, cites = lines()
    less = sum(one.point.value < own.value for one in others)
    scale = Scale(
        points=(own, *(one.point for one in shown)),
        lines=drawn,
        quantity="training compute in FLOP",
        caption=f"{own.label[:1].upper()}{own.label[1:]} beside training compute as published: "
        f"{less or 'none'} of the {len(others)} other models for which the catalog has such a "
        "figure took less.",
        sources=_once([*(one.citation for one in shown), *cites]),
        more=_SOURCES,
    )
    return [Heading("Where this run stands"), scale]


def _own(estimate: Estimate) -> Point:
    assert estimate.value is not None
    low, high = (None if end is None else float(end) for end in (estimate.low, estimate.high))
    value = float(estimate.value)
    return Point(
        estimate.model.name, value, written(value), low, high, own=True,
        key="" if estimate.model.card is None else f"models/{estimate.model.id}",
    )  # fmt: skip


def written(value: float) -> str:
    """Write an amount as the picture shows it.

    >>> written(3.1857e23), written(1e26)
    ('3.19 × 10²³', '10²⁶')
    """
    return grouped(float(f"{value:.{_DIGITS - 1}e}")).removeprefix("1 × ")


def known() -> tuple[Known, ...]:
    """Return all models with a published figure, a user's own in place of shipped ones."""
    return _known(tuple(files.users_own()))


@functools.lru_cache(maxsize=4)
def _known(_: tuple[Path, ...]) -> tuple[Known, ...]:
    return tuple(map(_published, models.with_published_compute()))


def _published(model: ModelCard) -> Known:
    first = model.published_compute[0]
    value = float(registry.find(first.unit).to_base(first.value))
    released = model.figure("released").value
    (citation,) = cited(citations.cite([first.source], model.path).values())
    point = Point(
        model.name, value, written(value), sources=(first.source,), key=f"models/{model.id}",
        day=released,
    )  # fmt: skip
    return Known(model.id, model.family, point, released, citation)


def selected(value: float, others: Sequence[Known]) -> list[Known]:
    """Choose the nearest on either side, then record holders, each as far from the rest as can be.

    Of a family there is one beside each, so that its sizes don't crowd out everything else.
    """
    place = math.log10(value)
    order = sorted(others, key=lambda one: abs(_place(one) - place))
    chosen = [
        *_families([one for one in order if _place(one) <= place])[:_NEAREST],
        *_families([one for one in order if _place(one) > place])[:_NEAREST],
    ]
    left = _records(others)
    while left and len(chosen) < SHOWN:
        taken = [place, *map(_place, chosen)]
        farthest = max(left, key=lambda one: min(abs(_place(one) - each) for each in taken))
        left.remove(farthest)
        if farthest not in chosen:
            chosen.append(farthest)
    return chosen


def _place(one: Known) -> float:
    return math.log10(one.point.value)


def _families(ordered: list[Known]) -> list[Known]:
    nearest: dict[str, Known] = {}
    for one in ordered:
        nearest.setdefault(one.family or one.id, one)
    return list(nearest.values())


def _records(others: Sequence[Known]) -> list[Known]:
    """Return those that took more than all that were released before or on the same day."""
    found: list[Known] = []
    dated = [one for one in others if one.released is not None]
    for one in sorted(dated, key=lambda one: (str(one.released), -one.point.value)):
        if not found or one.point.value > found[-1].point.value:
            found.append(one)
    return found


@functools.cache
def lines() -> tuple[tuple[Line, ...], tuple[Citation, ...]]:
    """Return the amounts that laws and guidelines name for any model, and what says so."""
    amounts: dict[float, list[Threshold]] = {}
    for item in thresholds.every().values():
        if item.kind == "model" and item.flop and item.status in _STANDING and not item.category:
            amounts.setdefault(float(item.flop), []).append(item)
    drawn = tuple(
        Line(
            same[0].name if len(same) == 1 else ", ".join(item.jurisdiction for item in same),
            value, written(value), tuple(item.source for item in same),
        )
        for value, same in sorted(amounts.items())
    )  # fmt: skip
    keys = [key for line in drawn for key in line.sources]
    return drawn, cited(citations.cite(keys, files.DATA / "thresholds.toml").values())


def _once(entries: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple({entry.key: entry for entry in entries}.values())
