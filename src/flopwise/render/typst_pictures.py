"""Pictures on paper: rows of lines and dots on a logarithmic axis, with names and values as text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flopwise.render.axis import axis, letter
from flopwise.render.typst_math import string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flopwise.document import Bars, Scale, Waterfall
    from flopwise.render.axis import Axis

    Writer = Callable[[str], str]
    """Writes text as content, or a source's key as a link."""

_ROOM = 0.75
"""How wide the axis is beside the names, over a phone's page."""


def bars(node: Bars, portion: Callable[[float], float], text: Writer) -> str:
    """Draw shares of a whole."""
    return _picture(
        f"{text(label)}, bar({portion(share):.2%}), {text(value)}"
        for label, share, value in node.rows
    )


def scale(node: Scale, text: Writer, cited: Writer) -> str:
    """Draw where one value stands among known ones."""
    points = node.ordered()
    ends = [end for one in points for end in (one.low, one.high) if end]
    span = axis([*(one.value for one in points), *(line.value for line in node.lines), *ends])
    places = [_percent(span.at(line.value)) for line in node.lines]
    marks = [f"({place}, {string(letter(index))})" for index, place in enumerate(places)]
    rows = [f"[], named({', '.join(marks)}), []"] if marks else []
    for one in points:
        shapes = []
        if one.low and one.high:
            low, high = (_percent(span.at(end)) for end in (one.low, one.high))
            shapes.append(f"span({low}, {high}, {'wrong' if one.own else 'accent'}, 1.4pt)")
        shapes.append(f"disc({_percent(span.at(one.value))}, {'true' if one.own else 'false'})")
        keys = "".join(f'#" "{cited(key)}' for key in one.sources if key)
        name, value = text(one.label), text(one.text)
        name, value = (f"strong({part})" if one.own else part for part in (name, value))
        rows.append(f"[#{name}{keys}], {_across(span, places, shapes)}, {value}")
    rows.append(_ticks(span))
    told = [
        f"note([#strong({string(letter(index))})#h(0.6em)#{text(f'{line.text}: {line.label}')}"
        + "".join(f'#" "{cited(key)}' for key in line.sources if key) + "])"
        for index, line in enumerate(node.lines)
    ]  # fmt: skip
    first = node.quantity[:1].upper() + node.quantity[1:]
    axes = f"#note({text(f'{first}, on a logarithmic scale')})"
    return "\n".join([_picture(rows), axes, *(f"#{line}" for line in told)])


def waterfall(node: Waterfall, text: Writer) -> str:
    """Draw how factors lead from one value to another."""
    levels = node.levels()
    span = axis(node.reached())
    at = [_percent(span.at(level)) for level in levels]
    rows = [_total(node.first, _across(span, [], [f"disc({at[0]}, false)"]), text)]
    for change, (start, end) in zip(node.changes, itertools.pairwise(at), strict=True):
        low, high = sorted((start, end), key=lambda place: float(place[:-1]))
        colour = "wrong" if change.factor < 1 else "accent"
        shapes = [f"joint({start})", f"span({low}, {high}, {colour}, 5pt)"]
        if change.alone is not None:
            shapes.append(f"ring({_percent(span.at(change.alone))})")
        drawn = _across(span, [], shapes)
        rows.append(f"{text(change.label)}, {drawn}, {text(change.text)}")
    shapes = [f"joint({at[-1]})", f"disc({at[-1]}, true)"]
    rows.append(_total(node.last, _across(span, [], shapes), text))
    rows.append(_ticks(span))
    return f"{_picture(rows)}\n#note({text(f'{node.note}.')})"


def _total(named: tuple[str, str], drawn: str, text: Writer) -> str:
    label, value = named
    return f"strong({text(label)}), {drawn}, strong({text(value)})"


def _across(span: Axis, lines: list[str], shapes: list[str]) -> str:
    grid = ", ".join(_percent(tick.place) for tick in span.ticks(_ROOM))
    return f"across(({grid},), ({''.join(f'{line}, ' for line in lines)}), {', '.join(shapes)})"


def _ticks(span: Axis) -> str:
    names = [f"({_percent(t.place)}, {string(t.name)})" for t in span.ticks(_ROOM) if t.name]
    return f"[], named({', '.join(names)}), []"


def _picture(rows: Iterable[str]) -> str:
    lines = ",\n  ".join(rows)
    return f"#picture(\n  {lines},\n)" if lines else ""


def _percent(share: float) -> str:
    return f"{share:.2%}"
