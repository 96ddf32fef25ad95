"""One self-contained page."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from typing import NamedTuple
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.document import (
    Bars,
    Cell,
    Citations,
    Document,
    Formula,
    Heading,
    Prose,
    Scale,
    Table,
    cells,
)  # fmt: skip
from flopwise.render.html import _converted, fragment, mathematics, render

VOID = {"meta", "wbr", "br"}
PLAIN = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "ol",
    "ul", "li", "div", "span", "strong", "a", "code", "wbr", "figure", "figcaption", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "b",
}  # fmt: skip
DRAWN = {"svg", "desc", "text", "line", "circle", "rect"}
MATHEMATICS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msub", "msup", "mtable", "mtr",
    "mtd",
}  # fmt: skip
ATTRIBUTES = {
    "class", "id", "href", "lang", "name", "content", "charset", "value", "role", "rel", "scope",
    "tabindex", "form", "fence", "stretchy", "mathvariant", "width", "columnalign",
    "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "dx", "dy",
}  # fmt: skip


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]
    text: list[str]


class Page(HTMLParser):
    """Read a page and see that what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        assert len(element.attributes) == len(attrs)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in MATHEMATICS | DRAWN  # where HTML lets an element close itself
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text.append(data)

    def all(self, tag: str, kind: str = "") -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag
            and (not kind or kind in element.attributes.get("class", "").split())
        ]


def check(text: str) -> Page:
    """See that a page is whole, loads nothing, runs nothing and links to what is there."""
    page = Page(text)
    assert {element.tag for element in page.elements} <= PLAIN | MATHEMATICS | DRAWN
    names = {name for element in page.elements for name in element.attributes}
    assert {name for name in names if not name.startswith("aria-")} <= ATTRIBUTES
    ids = Counter(
        element.attributes["id"] for element in page.elements if "id" in element.attributes
    )
    assert not [name for name, count in ids.items() if count > 1]
    for element in page.all("a"):
        target = element.attributes["href"]
        assert target.startswith(("https://", "http://")) or target[1:] in ids
        assert "".join(element.text).strip()
    for element in page.elements:
        assert "href" not in element.attributes or element.tag == "a"
        for name in ("aria-labelledby", "aria-describedby"):
            assert element.attributes.get(name) is None or element.attributes[name] in ids
    style = "".join(page.all("style")[0].text)
    assert not re.search(r"url\(|@import|https?:", style)
    return page


def test_a_page_is_whole_and_loads_nothing(document: Document) -> None:
    page = check(render(document))
    assert page.elements[0].attributes["lang"] == "en"
    assert page.all("title")[0].text == [document.title]
    assert "".join(page.all("h1")[0].text) == document.title
    assert any(element.attributes.get("name") == "viewport" for element in page.all("meta"))
    assert len(page.all("main")) == len(page.all("h1")) == 1
    headings = [node.text for node in document.nodes if isinstance(node, Heading)]
    assert ["".join(element.text) for element in page.all("h2")] == headings
    assert len(page.all("section")) == len(headings)


def test_a_fragment_is_the_page_without_its_head(document: Document) -> None:
    part = fragment(document)
    page = Page(part)
    assert part in render(document)
    assert page.elements[0].tag == "h1"
    assert not {"html", "head", "body", "main", "style"} & {one.tag for one in page.elements}
    assert "style" not in {name for one in page.elements for name in one.attributes}


def test_each_step_can_be_linked_to(document: Document) -> None:
    page = check(render(document))
    steps = [node for node in document.nodes if isinstance(node, Formula)]
    found = page.all("li", "step")
    assert [element.attributes["id"] for element in found] == [step.anchor for step in steps]
    assert [element.attributes["value"] for element in found] == [
        str(step.number) for step in steps
    ]
    assert len(page.all("ol")) == bool(steps)
    for element, step in zip(found, steps, strict=True):
        text = "".join(element.text)
        assert step.title in text
        assert step.why.replace("`", "") in text


def test_every_formula_is_well_formed_mathml(document: Document) -> None:
    text = render(document)
    found = re.findall(r"<math>.*?</math>", text)
    assert len(found) == text.count("<math")
    for formula in found:
        root = Tree.fromstring(formula)
        assert {element.tag for element in root.iter()} <= MATHEMATICS
    # None had to be shown as code; names in explanations may be.
    assert "\\" not in "".join(re.findall(r"<code>.*?</code>", text))


def test_numbers_are_one_number(gpt3: Document) -> None:
    text = render(gpt3)
    assert "<mn>1,061,884,993,536</mn>" in text
    assert "<mn>3.1857</mn><mo>×</mo><msup><mn>10</mn>" in text
    assert not re.search(r"</mn><mrow><mo>,</mo></mrow><mn>", text)


def test_tables_are_for_everybody(document: Document) -> None:
    page = check(render(document))
    tables = [node for node in document.nodes if isinstance(node, Table)]
    tables += [node.table() for node in document.nodes if isinstance(node, Scale)]
    assert len(page.all("table")) == len(tables) == len(page.all("div", "scroll"))
    assert all(element.attributes["scope"] in {"row", "col"} for element in page.all("th"))
    rows = sum(len(table.rows) for table in tables)
    assert sum(element.attributes["scope"] == "row" for element in page.all("th")) == rows
    assert all(element.attributes["aria-label"] for element in page.all("div", "scroll"))


def test_bars_are_text_too(document: Document) -> None:
    page = check(render(document))
    for node in document.nodes:
        if isinstance(node, Bars):
            text = "".join(page.all("figure", "bars")[0].text)
            assert all(label in text and share in text for label, _, share in node.rows)
            widths = [element.attributes["width"] for element in page.all("rect")]
            assert len(page.all("svg", "track")) == len(node.rows)
            assert widths == [f"{share:.2%}" for _, share, _ in node.rows]


def test_keys_lead_to_their_sources(document: Document) -> None:
    page = check(render(document))
    keys = {
        entry.key
        for node in document.nodes
        if isinstance(node, Citations)
        for entry in node.entries
    }
    pictured = {
        entry.key: entry.url
        for node in document.nodes
        if isinstance(node, Scale)
        for entry in node.sources
    }
    for element in page.all("a", "key"):
        key, target = "".join(element.text), element.attributes["href"]
        assert target == (f"#source-{key}" if key in keys else pictured[key])
    ids = {element.attributes.get("id") for element in page.all("li")}
    assert {f"source-{key}" for key in keys} <= ids


def test_origins_are_told_apart() -> None:
    origins = ("given", "assumed", "catalog", "derived")
    table = Table(("name", "origin"), tuple(cells(origin, origin) for origin in origins))
    page = check(render(Document("T", (table,))))
    found = page.all("span", "origin")
    assert [element.attributes["class"] for element in found] == [
        f"origin {name}" for name in origins
    ]
    style = "".join(page.all("style")[0].text)
    assert all(f".{name}" in style for name in origins)


def test_hostile_text_stays_text(hostile: Document) -> None:
    text = render(hostile)
    page = check(text)  # no script, no handler, no other address: see there
    assert "<script" not in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    assert "alert(1)" in "".join(page.all("main")[0].text)
    assert not any("javascript" in element.attributes["href"] for element in page.all("a"))
    assert [element.attributes["value"] for element in page.all("li", "step")] == ["1", "1"]


@given(st.text(), st.text())
def test_any_text_at_all(title: str, text: str) -> None:
    page = check(render(Document(title, (Prose(text), Heading(text), Heading(title, 3)))))
    assert len(page.all("h2")) == 1


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_latex_at_all_gives_something_well_formed(latex: str) -> None:
    found = mathematics(latex)
    assert found.startswith(("<math", "<code>"))
    assert {element.tag for element in Page(found).elements} <= MATHEMATICS | {"code"} | {
        "msqrt", "mroot", "msubsup", "mover", "munder", "munderover", "mstyle", "mpadded"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"12{,}288^{2}", "<msup><mn>12,288</mn><mrow><mn>2</mn></mrow></msup>"),
        (r"\mathrm{att}", '<mi mathvariant="normal">att</mi>'),
        (r"+ c", '<mo form="infix">+</mo><mi>c</mi>'),
        (r"\min\left(a, b\right)", "<mi>min</mi>"),
        (r"\text{<b> & c}", "<mtext>&lt;b&gt;\u00a0&amp;\u00a0c</mtext>"),
        (
            r"\href{javascript:x}{y}",
            "<math><mrow><mrow><mrow><mi>y</mi></mrow></mrow></mrow></math>",
        ),
        (r"\frac{", "<code>"),
    ],
)
def test_mathematics(latex: str, expected: str) -> None:
    assert expected in mathematics(latex)


def test_a_formula_in_a_table() -> None:
    table = Table(("", "name"), ((Cell("n_kv", r"n_{kv}"), Cell("heads")),))
    assert "<td><math><mrow><msub><mi>n</mi>" in render(Document("T", (table,)))


def luminance(colour: str) -> float:
    short = len(colour) == 4
    parts = (
        [colour[at] * 2 for at in (1, 2, 3)] if short else [colour[at : at + 2] for at in (1, 3, 5)]
    )
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(part, 16) / 255 for part in parts)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    style = files("flopwise.render").joinpath("page.css").read_text("utf-8")
    schemes = re.findall(r"--paper: #.*?(?=--serif|\n\s*\n|\})", style, re.DOTALL)
    assert len(schemes) == 3  # light, dark, print
    colour = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", schemes[scheme]))
    pairs = [(front, back) for front in ("ink", "soft", "accent") for back in ("paper", "sheet")]
    for front, back in [*pairs, ("accent", "wash"), ("soft", "wash"), ("warn", "warn-wash")]:
        high, low = sorted((luminance(colour[front]), luminance(colour[back])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (front, back)


def test_every_rule_of_the_style_stands_under_the_pages_own_classes() -> None:
    style = files("flopwise.render").joinpath("page.css").read_text("utf-8")
    rules = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    for rule in rules:
        outside = re.sub(r"\([^)]*\)", "", rule).strip()
        assert all(part.strip().startswith((".flopwise", "@")) for part in outside.split(",")), rule


@pytest.mark.parametrize(
    "latex",
    [
        r"12{,}288",
        r"\times 12{,}288",
        r"3.186 \times 10^{23} \;\text{FLOP}",
        "0.5",
        "007",
        r"\frac{1{,}024}{3}",
        r"\left(2{,}048 + 1\right)^{12}",
        r"\sqrt[3]{2}",
        "x_{12}^{34}",
        "x^{34}_{12}",
        "x_1 + 23",
        "10^23",
        r"\text{A100-40GB} \times 3",
        r"W_{\text{2 of 3}}",
        "1{,}2",
        "1.2.3",
        "12 34",
        "5!",
        r"\min\left(1, 2{,}000\right)",
        "-4",
        "2d_{1}",
        "",
        "0",
        r"\begin{cases} 1 & 2 < 3 \\ 45 & \text{else} \end{cases}",
        r"\broken{12",
        "1}2",
    ],
)
def test_numbers_are_put_in_as_if_each_formula_were_converted_by_itself(latex: str) -> None:
    assert mathematics(latex) == _converted(latex)


@given(st.lists(st.sampled_from(
    ["1", "23", "4{,}567", "8.9", "0", "^{", "}", "_", "{", r"\frac{", r"\sqrt[", "]", "x", "+", " ",
     r"\times", r"\text{", ".", ","]
), max_size=12).map("".join))  # fmt: skip
def test_numbers_are_put_in_alike_whatever_stands_around_them(latex: str) -> None:
    assert mathematics(latex) == _converted(latex)
