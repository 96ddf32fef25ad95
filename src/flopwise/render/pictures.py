"""Pictures for a page: rows of names beside one SVG, whose places are shares of its size.

An SVG without a view box is as wide as the page leaves it, and its letters keep their size; so one
picture does for a phone and for a desk, without a script. Colours and lengths are the style's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.document import Scale, Timeline, Waterfall
from flopwise.render import timeline
from flopwise.render.axis import axis, letter, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.document import Line, Table
    from flopwise.render.axis import Axis

_DESK = 2.0
"""How much wider a picture is on a desk than on a phone."""
_LETTER = 0.07
"""How much of a picture's width a letter over it takes on a phone."""


class Page(NamedTuple):
    """What a picture needs of the page that it stands on."""

    text: Callable[[str], str]
    """Escapes plain text."""
    prose: Callable[[str], str]
    """Escapes text and links the keys of sources in it."""
    table: Callable[[Table], str]
    link: Callable[[str, str], str]
    """Links a name, already escaped, to the page with a key, if there are such pages."""
    anchor: Callable[[str], str]
    """Makes a name that only one element has."""


def picture(node: Scale | Waterfall | Timeline, page: Page, title: str) -> str:
    """Draw a picture; `title` is the heading that it stands under."""
    match node:
        case Scale():
            return _scale(node, page, title)
        case Waterfall():
            return _waterfall(node, page, title)
        case Timeline():
            return _timeline(node, page)


def _scale(node: Scale, page: Page, title: str) -> str:
    points = node.ordered()
    ends = [end for one in points for end in (one.low, one.high) if end]
    span = axis([*(one.value for one in points), *(line.value for line in node.lines), *ends])
    shapes = [*_grid(span), *_lines(span, node.lines)]
    listed = []
    for index, one in enumerate(points):
        y, x = _percent((index + 0.5) / len(points)), _percent(span.at(one.value))
        own = " own" if one.own else ""
        shapes.append(f'<line class="guide" x1="0" x2="{x}" y1="{y}" y2="{y}"/>')
        if one.low and one.high:
            low, high = (_percent(span.at(end)) for end in (one.low, one.high))
            shapes.append(f'<line class="range{own}" x1="{low}" x2="{high}" y1="{y}" y2="{y}"/>')
        shapes.append(f'<circle class="dot{own}" cx="{x}" cy="{y}" r="{6 if one.own else 4.5}"/>')
        name = page.link(page.text(one.label), one.key)
        listed.append(_row(name, page.text(one.text), "own" * one.own))
    return _figure(
        page, title,
        caption=node.caption,
        plot=_plot(page, title, _scale_said(node), shapes, listed),
        after=_key(page, node.lines, node.quantity) + _details(page, node.table()),
    )  # fmt: skip


def _scale_said(node: Scale) -> str:
    """Say what the picture shows."""
    points = node.ordered()
    places = [index for index, one in enumerate(points) if one.own]
    text = f"Logarithmic scale of {node.quantity}, {len(points)} rows, the largest first."
    for place in places:
        own = points[place]
        text += f" {own.label}, {own.text}, is number {place + 1}"
        below = [line for line in node.lines if line.value < own.value]
        above = [line for line in node.lines if line.value >= own.value]
        text += f", above {_and(below)}" if below else ""
        text += f", not above {_and(above)}" if above else ""
        text += "."
    return text


def _and(lines: list[Line]) -> str:
    return " and ".join(f"{line.text} ({line.label})" for line in lines)


def _waterfall(node: Waterfall, page: Page, title: str) -> str:
    levels = node.levels()
    span = axis(node.reached())
    count = len(node.changes) + 2
    middles = [_percent((index + 0.5) / count) for index in range(count)]
    shapes = _grid(span)
    listed = [_row(page.text(node.first[0]), page.text(node.first[1]), "total")]
    for index, change in enumerate(node.changes):
        start, end = (span.at(level) for level in levels[index : index + 2])
        x = _percent(start)
        shapes.append(
            f'<line class="joint" x1="{x}" x2="{x}" y1="{middles[index]}" y2="{middles[index + 1]}"/>'
        )
        kind = "more" if change.factor > 1 else "less"
        y = middles[index + 1]
        shapes.append(
            f'<line class="{kind}" x1="{_percent(start)}" x2="{_percent(end)}" y1="{y}" y2="{y}"/>'
        )
        if change.alone is not None:
            alone = _percent(span.at(change.alone))
            shapes.append(f'<circle class="alone" cx="{alone}" cy="{y}" r="4.5"/>')
        listed.append(_row(page.text(change.label), page.text(change.text), ""))
    x = _percent(span.at(levels[-1]))
    shapes.append(f'<line class="joint" x1="{x}" x2="{x}" y1="{middles[-2]}" y2="{middles[-1]}"/>')
    listed.append(_row(page.text(node.last[0]), page.text(node.last[1]), "total"))
    shapes += [
        f'<circle class="dot own" cx="{_percent(span.at(1))}" cy="{middles[0]}" r="6"/>',
        f'<circle class="dot wrong" cx="{x}" cy="{middles[-1]}" r="6"/>',
    ]
    told = "; ".join(f"{one.label} {one.text}" for one in node.changes)
    said = (
        f"Logarithmic scale of multiples of the {node.first[0]}, {node.first[1]}. From it "
        f"lead to the {node.last[0]}, {node.last[1]}: {told}."
    )
    after = f'<p class="axis">{page.text(node.note)}</p>'
    plot = _plot(page, title, said, shapes, listed, "plot waterfall")
    return _figure(page, title, "", plot, after)


def _timeline(node: Timeline, page: Page) -> str:
    title = page.anchor("picture-title")
    said = timeline.said(node)
    svg = (
        f'<svg role="img" aria-labelledby="{title}"><title id="{title}">{page.text(said)}</title>'
        f"<desc>{page.text(node.caption)}</desc>{timeline.shapes(node, page.text)}</svg>"
    )
    after = _key(page, node.lines, node.quantity) + _details(page, node.table())
    return _figure(page, said, node.caption, f'<div class="plot over-time">{svg}</div>', after)


# ---- parts -------------------------------------------------------------------------------------


def _figure(page: Page, title: str, caption: str, plot: str, after: str) -> str:
    named = "" if caption else f' aria-label="{page.text(title)}"'
    said = f"<figcaption>{page.prose(caption)}</figcaption>\n" if caption else ""
    return f'<figure class="picture"{named}>\n{said}{plot}{after}\n</figure>'


def _plot(
    page: Page, title: str, said: str, shapes: list[str], listed: list[str], kind: str = "plot"
) -> str:
    name = page.anchor("picture-title")
    desc = page.anchor("picture-said")
    drawn = "\n".join(shapes)
    rows = "\n".join(listed)
    return (
        f'<div class="{kind}">\n<svg role="img" aria-labelledby="{name}" aria-describedby="{desc}">\n'
        f'<title id="{name}">{page.text(title)}</title>\n<desc id="{desc}">{page.text(said)}</desc>\n'
        f'{drawn}\n</svg>\n<ul role="list">\n{rows}\n</ul>\n</div>\n'
    )


def _row(name: str, value: str, kind: str) -> str:
    kind = f' class="{kind}"' if kind else ""
    return f'<li{kind}><span class="name">{name}</span> <span class="value">{value}</span></li>'


def _grid(span: Axis) -> list[str]:
    """Draw the axis's divisions; names for which only a wide page has room are marked so."""
    found = []
    for tick, narrow in zip(span.ticks(room=_DESK), span.ticks(), strict=True):
        x = _percent(tick.place)
        found.append(f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="100%"/>')
        if tick.name:
            kind = "tick" if narrow.name else "tick wide"
            found.append(f'<text class="{kind}" x="{x}" y="100%" dy="1.5em">{tick.name}</text>')
    return found


def _lines(span: Axis, lines: tuple[Line, ...]) -> list[str]:
    """Draw lines through all rows, each under a letter; letters too near stand higher."""
    places = [span.at(line.value) for line in lines]
    found = []
    for index, (place, row) in enumerate(zip(places, rows(places, _LETTER), strict=True)):
        x = _percent(place)
        found.append(f'<line class="threshold" x1="{x}" x2="{x}" y1="-0.3em" y2="100%"/>')
        found.append(
            f'<text class="mark" x="{x}" y="{-0.6 - 1.2 * row:.1f}em">{letter(index)}</text>'
        )
    return found


def _key(page: Page, lines: tuple[Line, ...], quantity: str) -> str:
    """Say what the letters and the axis stand for."""
    entries = "\n".join(
        f"<li><b>{letter(index)}</b> <span>{page.text(line.text)}: {page.text(line.label)}</span></li>"
        for index, line in enumerate(lines)
    )
    entries = f'<ul class="key-to" role="list">\n{entries}\n</ul>\n' if lines else ""
    first = quantity[:1].upper() + quantity[1:]
    return f'<p class="axis">{page.text(first)}, on a logarithmic scale</p>{entries}'


def _details(page: Page, table: Table) -> str:
    return (
        "<details>\n<summary>The same as a table, with sources</summary>\n"
        f"{page.table(table)}\n</details>"
    )


def _percent(share: float) -> str:
    """Write a share of the picture's width or height.

    >>> _percent(0.5), _percent(1 / 3)
    ('50%', '33.33%')
    """
    return f"{round(100 * share, 2):g}%"
