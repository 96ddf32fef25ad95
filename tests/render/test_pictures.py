"""Scales, waterfalls and timelines, in every format."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest

from flopwise.document import (
    Change,
    Citation,
    Document,
    Heading,
    Line,
    Point,
    Scale,
    Timeline,
    Waterfall,
)  # fmt: skip
from flopwise.render import render, timeline
from flopwise.render.html import fragment

if TYPE_CHECKING:
    from flopwise.document import Node

POINTS = (
    Point("Ours", 1e23, "10²³", 1e22, 1e24, own=True, key="models/ours"),
    Point("Small", 1e20, "10²⁰", sources=("one",), key="models/s m&l"),
    Point("Large", 10**25.5, "3.16 × 10²⁵", sources=("two",)),
)
SCALE = Scale(
    POINTS,
    (Line("the first law", 1e25, "10²⁵", ("law",)), Line("the second", 1.2e25, "1.2 × 10²⁵")),
    "training compute in FLOP",
    "What it is.",
    (Citation("one", "One", "https://example.org/1"), Citation("law", "L", "ftp://example.org")),
    "Sources: elsewhere.",
)
WATERFALL = Waterfall(
    ("right result", "3 FLOP"),
    (Change("a third", 1 / 3, "1/3", 96.0, "288"), Change("layers", 96.0, "96 ×", 1 / 3, "1")),
    ("stated result", "96 FLOP"),
)


def drawn(node: Node, pages: str | None = None) -> tuple[str, Tree.Element]:
    """Return a picture's HTML and its SVG, read as XML."""
    text = fragment(Document("T", (Heading("Standing"), node)), pages)
    (svg,) = re.findall(r"<svg role=.*?</svg>", text, re.DOTALL)
    return text, Tree.fromstring(svg)


def shapes(svg: Tree.Element, kind: str) -> list[dict[str, str]]:
    return [one.attrib for one in svg.iter() if one.get("class", "").split()[:1] == [kind]]


def places(svg: Tree.Element, kind: str, name: str) -> list[float]:
    return [float(one[name].removesuffix("%")) for one in shapes(svg, kind)]


def test_dots_stand_where_their_logarithm_says() -> None:
    _, svg = drawn(SCALE)
    # from 10²⁰ to 10²⁶, the largest first: 5.5, 3 and 0 of 6 powers of ten
    assert places(svg, "dot", "cx") == [91.67, 50, 0]
    assert places(svg, "dot", "cy") == [16.67, 50, 83.33]
    assert places(svg, "range", "x1") == [33.33]
    assert places(svg, "range", "x2") == [66.67]
    # log10(1.2) = 0.07918, and (5 + 0.07918) / 6 = 0.84653
    assert places(svg, "threshold", "x1") == [83.33, 84.65]
    assert places(svg, "grid", "x1") == [0, 16.67, 33.33, 50, 66.67, 83.33, 100]


def test_letters_too_near_stand_above_each_other() -> None:
    _, svg = drawn(SCALE)
    assert [one.text for one in svg.iter("text") if one.get("class") == "mark"] == ["A", "B"]
    assert [one["y"] for one in shapes(svg, "mark")] == ["-0.6em", "-1.8em"]


def test_every_row_has_its_own_line_of_text() -> None:
    text, svg = drawn(SCALE)
    listed = re.findall(r'<li[^>]*><span class="name">(.*?)</span> <span class="value">', text)
    assert listed == ["Large", "Ours", "Small"]
    assert len(set(places(svg, "dot", "cy"))) == len(listed)


def test_a_picture_is_said_too() -> None:
    text, svg = drawn(SCALE)
    names = {one.get("id"): one.text for one in svg.iter() if one.get("id")}
    assert svg.get("role") == "img"
    assert names[svg.get("aria-labelledby")] == "Standing"
    said = str(names[svg.get("aria-describedby")])
    assert "Ours, 10²³, is number 2, not above 10²⁵ (the first law) and 1.2" in said
    table = text[text.index("<details>") :]
    assert [table.index(name) for name in ("Large", "the first law", "Ours", "Small")] == sorted(
        table.index(name) for name in ("Large", "the first law", "Ours", "Small")
    )


def test_sources_are_linked_where_they_can_be() -> None:
    text, _ = drawn(SCALE)
    assert '<a class="key" href="https://example.org/1" rel="noreferrer">one</a>' in text
    assert '<span class="key">law</span>' in text
    assert "ftp:" not in text


def test_names_lead_to_their_pages_where_there_are_any() -> None:
    assert "<a href" not in drawn(SCALE)[0]
    text, _ = drawn(SCALE, "/")
    assert '<span class="name"><a href="/models/ours">Ours</a></span>' in text
    assert '<a href="/models/s%20m%26l">Small</a>' in text
    assert '<span class="name">Large</span>' in text


def test_a_waterfall_goes_from_one_result_to_the_other() -> None:
    text, svg = drawn(WATERFALL)
    # from 1/10 to 100: 1 is at 1/3, a third at log10(10/3) / 3 = 0.17429,
    # 32 at (1 + 1.50515) / 3 = 0.83505, 96 at (1 + 1.98227) / 3 = 0.99409
    assert places(svg, "less", "x1") == [33.33]
    assert places(svg, "less", "x2") == [17.43]
    assert places(svg, "more", "x1") == [17.43]
    assert places(svg, "more", "x2") == [83.5]
    assert places(svg, "dot", "cx") == [33.33, 83.5]
    assert places(svg, "alone", "cx") == [99.41, 17.43]
    assert "if this factor alone were repaired" in text


@pytest.mark.parametrize("node", [SCALE, WATERFALL])
@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_a_terminal_gets_rows_that_fit(node: Node, width: int) -> None:
    text = render(Document("T", (node,)), "text", width=width)
    assert all(len(line) <= width for line in text.splitlines())


def test_a_terminals_columns_are_in_proportion_too() -> None:
    lines = render(Document("T", (SCALE,)), "text", width=100).splitlines()
    large, ours, small = (next(line for line in lines if name in line)
                          for name in ("Large", "Ours", "Small"))  # fmt: skip
    start = small.index("●")
    # 60 signs for 6 powers of ten: 3 of them are half of the way of 59
    assert ours.index("◆") - start == round(59 * 3 / 6)
    assert large.index("●") - start == round(59 * 5.5 / 6)
    assert ours.index("─") - start == round(59 * 2 / 6)
    assert sum("│" in line for line in (large, ours, small)) == 3
    assert "  A  10²⁵: the first law" in lines


def test_markdown_defines_the_keys_that_it_uses() -> None:
    text = render(Document("T", (SCALE,)), "markdown")
    assert "| Small | 10²⁰ [one] |" in text
    assert "\n[one]: <https://example.org/1>\n" in text
    assert "[law]:" not in text
    assert text.index("Large") < text.index("the first law") < text.index("Ours")


def over_time(*days: tuple[str, float, str]) -> Timeline:
    return Timeline(
        tuple(Point(name, value, str(value), day=datetime.date.fromisoformat(day))
              for day, value, name in days), (Line("law", 1e25, "10²⁵"),), "compute"
    )  # fmt: skip


TIMELINE = over_time(
    ("2020-01-01", 1e20, "A"), ("2021-01-01", 1e22, "Bee"), ("2021-01-01", 1e21, "lesser"),
    ("2022-07-02", 1e21, "later"), ("2022-07-02", 1e23, "C" * 8),
)  # fmt: skip


def test_a_timeline_stands_on_days_and_logarithms() -> None:
    _, svg = drawn(TIMELINE)
    dots = {(one["cx"], one["cy"]) for one in shapes(svg, "dot")}
    # 2020 to the end of 2022 has 1,096 days, from 10²⁰ to 10²⁵;
    # 2021 begins after 366 of them, 2 July 2022 after 913
    assert dots == {("0%", "100%"), ("33.39%", "60%"), ("33.39%", "80%"), ("83.3%", "80%"),
                    ("83.3%", "40%")}  # fmt: skip
    assert places(svg, "threshold", "y1") == [0]


def test_only_what_was_above_all_before_is_named() -> None:
    assert [one.label for one in TIMELINE.records()] == ["A", "Bee", "C" * 8]
    _, svg = drawn(TIMELINE)
    names = [one.text for one in svg.iter("text") if "name" in one.get("class", "")]
    assert sorted(set(names)) == ["A", "Bee", "C" * 8]


def test_names_on_a_timeline_do_not_meet() -> None:
    crowd = over_time(
        *((f"2020-01-{day:02}", 1e20 * 1.05**day, f"Model number {day}") for day in range(1, 29))
    )
    found = timeline.frame(crowd)
    for width in (300.0, 620.0):
        boxes = [timeline.box(one, side, found, width)
                 for one, side in timeline.named(crowd, found, width).items()]  # fmt: skip
        assert 0 < len(boxes) < len(crowd.records())
        assert not any(a.meets(b) for a in boxes for b in boxes if a is not b)
        assert all(one.left >= 0 and one.right <= width for one in boxes)


@pytest.mark.parametrize("format", ["text", "markdown", "latex"])
def test_a_timeline_is_for_pages_only(format: str) -> None:
    assert "Bee" not in render(Document("T", (TIMELINE,)), format)
    assert "Bee" in render(Document("T", (TIMELINE,)), "html")


def test_hostile_names_stay_text(hostile: Document) -> None:
    text = fragment(hostile)
    found = re.findall(r"<svg role=.*?</svg>", text, re.DOTALL)
    assert len(found) == 3
    for svg in found:
        tags = {one.tag for one in Tree.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "text", "line", "circle"}
