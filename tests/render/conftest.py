"""Real estimates and one hostile document, for every output format."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any

import pytest

from flopwise import operations
from flopwise.document import (
    Bars,
    Cell,
    Change,
    Citation,
    Citations,
    Document,
    Formula,
    Heading,
    Items,
    Line,
    Point,
    Prose,
    Scale,
    Table,
    Timeline,
    Waterfall,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ESTIMATES: dict[str, dict[str, Any]] = {
    "gpt-3": {},
    "gemma-3-27b": {},
    "70B": {"tokens": "2T"},
    "llama-3.1-405b": {},
    "gpt-4o-mini": {},
    "t5-11b": {},
}

NASTY = (
    "<script>alert(1)</script> </style> &amp; \"quoted\" 'so' a|b_c*d*`e`$f$~~g~~#h%i^j{k}\\l [m](n) "
    "-- ''\x00\x1b[31m モデル 模型 Ωμέγα ñandú Łódź Phở 👩‍🔬 10⁻²³ H₂O ½ ﬁ – — … “” ½ \u202e\u0301"
)


@functools.cache
def estimated(name: str) -> Document:
    return operations.estimate(name, **ESTIMATES[name]).document()


@pytest.fixture(params=ESTIMATES)
def document(request: pytest.FixtureRequest) -> Document:
    """One real estimate after the other."""
    return estimated(request.param)


@pytest.fixture
def estimates() -> Callable[[str], Document]:
    """The estimate of a name."""
    return estimated


@pytest.fixture
def gpt3() -> Document:
    return estimated("gpt-3")


@pytest.fixture
def hostile() -> Document:
    """Everything that a user's own catalog could bring along, in every place."""
    key = 'k"ey<b>]'
    step = Formula(
        number=1,
        title=NASTY,
        text="a + b",
        latex=r"\left(a + b\right) \cdot c",
        numbers_text=NASTY,
        numbers_latex=r"1 \times 2",
        result="3 " + NASTY,
        result_latex=r"3 \;\text{a<script>alert(1)</script>·%b}",
        symbol="C",
        symbol_latex="C",
        why=NASTY,
        interval=NASTY,
        sources=(key, "nowhere"),
        anchor='x" onclick="alert(1)',
    )
    points = tuple(
        Point(NASTY, value, NASTY, 1e20, 1e26, own, (key, "elsewhere"), NASTY, day)
        for value, own, day in (
            (1e23, True, datetime.date(2020, 2, 29)),
            (3e25, False, datetime.date(2024, 12, 31)),
        )
    )
    lines = (Line(NASTY, 1e24, NASTY, (key,)), Line("W" * 200, 1.01e24, "1"))
    drawn = (Citation("elsewhere", NASTY, 'https://example.org/"><script>?a=%20&b#c'),)
    nodes = (
        Prose(NASTY, "lead"),
        Prose(NASTY, "note"),
        Prose(NASTY, 'x" onclick="alert(1)'),
        Heading(NASTY),
        Heading(NASTY, 3),
        step,
        step,
        Heading("Section"),
        Table(
            (NASTY, "[origin]", "n"),
            (
                (Cell(NASTY), Cell("[x] * y", sources=(key,)), Cell(NASTY)),
                (Cell("*"), Cell("W" * 200), Cell("", r"\rho_{ab}")),
            ),
            frozenset({2}),
            NASTY,
        ),
        Bars(((NASTY, 7.0, NASTY), ("nan", float("nan"), "?"), ("less", -1.0, "-1")), NASTY),
        Scale(points, lines, NASTY, NASTY, drawn, NASTY),
        Waterfall((NASTY, NASTY), (Change(NASTY, 96.0, NASTY, 1 / 3, NASTY),), (NASTY, NASTY)),
        Timeline(points, lines, NASTY, NASTY, drawn),
        Items(
            ("[x] at the start", "1. no list", "- nor here", "# nor a heading", NASTY, f"[{key}]")
        ),
        Citations(
            (
                Citation(key, NASTY, "javascript:alert(1)"),
                Citation("good2020", NASTY, 'https://example.org/a_b?c=d&e=%20#f{g}\\"<h>'),
                Citation("good2020", "the same key again", ""),
            )
        ),
    )
    return Document(NASTY, nodes, 'en" onload="alert(1)')
