"""A model of which only the size is known: its shape comes from the models of the catalog.

The rule: width and depth grow with the cube root of the parameters, by the factors that the
catalog's decoders show; the central 90 % of them is the interval. The vocabulary is their median.
Small models are taken to share its table between the embedding and the output layer.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.derivation import ASSUMED, GIVEN, Value
from flopwise.derivation.expression import Input, counted_as
from flopwise.errors import InvalidValueError
from flopwise.workload import Block, Workload, operation

if TYPE_CHECKING:
    from collections.abc import Collection

    from flopwise.architectures.decoder import Decoder

_SIZE = re.compile(
    r"(?P<total>\d+(?:\.\d+)?)\s*(?P<unit>[kmbt])(?:-a(?P<active>\d+(?:\.\d+)?)(?P<active_unit>[kmbt]))?",
    re.IGNORECASE,
)
SMALLEST, LARGEST = 1000, 10**15
"""Parameters; nothing below has the shape of a transformer, and nothing above was ever trained."""

_POWER = {"k": 3, "m": 6, "b": 9, "t": 12}

RULE = (
    "only the size is known: width and depth are taken to grow with the cube root of the "
    "parameters, by the median factor of the catalog's decoders (the central 90 % of them is the "
    "interval)"
)


MOST_ARE_TIED = 3 * 10**9
"""Parameters; below, four in five of the catalog's decoders tie embedding and output layer."""

UNTIED = (
    "1 if the embedding has a table of its own, which is looked up and multiplies nothing; 0 if it "
    "shares that of the output layer, as most of the catalog's decoders below 3 billion parameters "
    "do and half of the larger ones"
)


class Size(NamedTuple):
    """A model's size, and what part of it each token passes in a mixture of experts."""

    total: int
    active: int | None = None


class Proportions(NamedTuple):
    """Median, 5th and 95th percentile of a proportion over the catalog's decoders."""

    median: float
    low: float
    high: float


def parse(text: str) -> Size | None:
    """Read `70B` or `235B-A22B`; None where the text is no size.

    Raises InvalidValueError for a size that no model can have.

    >>> parse("235B-A22B")
    Size(total=235000000000, active=22000000000)
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        return None
    if len(text) > 40:
        raise InvalidValueError(f"a model's size must be one such as 70B, not {text[:40]}...")
    total = _number(found["total"], found["unit"])
    active = _number(found["active"], found["active_unit"]) if found["active"] else None
    if not SMALLEST <= total <= LARGEST:
        raise InvalidValueError(
            f"a model's size must be from {SMALLEST:,} parameters to a quadrillion, not {text}"
        )
    if active is not None and not SMALLEST <= active <= total:
        raise InvalidValueError(
            f"the parameters that a token passes must be from {SMALLEST:,} to all of the model's, "
            f"not {text}"
        )
    return Size(total, active)


def build(size: Size, proportions: tuple[Proportions, ...]) -> Workload:
    """Make a workload of `size` in the `proportions` of width, depth and vocabulary."""
    width_factor, depth_factor, words = proportions
    passed = size.active or size.total
    root = passed ** (1 / 3)
    values = {
        "stated_parameters": Value(passed, GIVEN, note="as given"),
        "hidden_size": _assumed(width_factor, root),
        "num_hidden_layers": _assumed(depth_factor, root),
        "vocab_size": _assumed(_at_most(words, passed / (3 * width_factor.high * root)), 1),
    }
    tied = size.total < MOST_ARE_TIED
    values["untied_embedding"] = Value(0 if tied else 1, ASSUMED, low=0, high=1, note=UNTIED)
    parameters = Input(
        "stated_parameters", "N_{active}" if size.active else "N", "parameters that a token passes",
        "parameter",
    )  # fmt: skip
    width = Input("hidden_size", "d", "hidden size")
    layers = Input("num_hidden_layers", "L", "layers")
    rows = Input("vocab_size", "V", "vocabulary")
    untied = Input("untied_embedding", "u", "embeddings of their own")
    embedding = operation("word embedding", "embedding", rows=rows, width=width)
    matrices = operation(
        "all matrices", "linear",
        elements=parameters - untied * counted_as(rows * width, "parameter"),
    )  # fmt: skip
    looking = operation("attention", "attention", width=width, heads=layers)
    blocks = [
        Block("embedding", (embedding,)),
        Block("weights", (matrices,)),
        Block("attention", (looking,), layers),
    ]
    if size.active is not None:
        values["stored_parameters"] = Value(size.total - size.active, GIVEN)
        stored = Input("stored_parameters", "N_{idle}", "parameters not passed")
        blocks.append(
            Block("experts not chosen", (operation("experts", "stored", elements=stored),))
        )
    return Workload(tuple(blocks), values, (RULE,), parameters=parameters)


def proportions(decoders: Collection[tuple[int, Decoder]]) -> tuple[Proportions, ...]:
    """Return the proportions of width, depth and vocabulary that these decoders show.

    Each comes with its parameter count.
    """
    roots = [count ** (1 / 3) for count, _ in decoders]
    shapes = [decoder for _, decoder in decoders]
    return (
        _spread([shape.hidden_size / root for shape, root in zip(shapes, roots, strict=True)]),
        _spread([shape.layers / root for shape, root in zip(shapes, roots, strict=True)]),
        _spread([float(shape.vocab_size) for shape in shapes]),
    )


def _at_most(words: Proportions, limit: float) -> Proportions:
    """Keep the embedding of a small model below a third of its parameters."""
    return Proportions(*(min(part, limit) for part in words))


def _spread(values: list[float]) -> Proportions:
    import statistics

    cuts = statistics.quantiles(values, n=20)
    return Proportions(statistics.median(values), cuts[0], cuts[-1])


def _assumed(factor: Proportions, root: float) -> Value:
    value, low, high = (max(1, round(part * root)) for part in factor)
    return Value(value, ASSUMED, low=low, high=high, note=RULE)


def _number(digits: str, unit: str) -> int:
    return int(Fraction(digits) * 10 ** _POWER[unit.lower()])
