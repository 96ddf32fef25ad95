"""Plain text for a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flopwise.document import Bars, Document, Formula
from flopwise.errors import UnknownNameError
from flopwise.render import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_format_is_offered(document: Document) -> None:
    for name in FORMATS:
        assert render(document, name).endswith("\n")


def test_an_unknown_format_gets_the_list(gpt3: Document) -> None:
    with pytest.raises(UnknownNameError, match="text, markdown, latex, html"):
        render(gpt3, "docx")


def test_a_step_reads_as_one_would_write_it(gpt3: Document) -> None:
    text = render(gpt3, "text")
    assert "10. Training compute [kaplan2020]\n    C = c·D\n" in text
    assert "      = 1,061,884,993,536 × 300,000,000,000\n      = 3.1857 × 10²³ FLOP" in text
    assert "Every token costs the same" in text


def test_what_cannot_be_said_is_said_plainly(estimates: Callable[[str], Document]) -> None:
    text = render(estimates("gpt-4o-mini"), "text")
    assert "\nCan't say: OpenAI has not disclosed its number of parameters" in text
    assert "Step by step" not in text


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_prose_keeps_to_the_width(document: Document, width: int) -> None:
    for line in render(document, "text", width=width).splitlines():
        # A line that can't be broken may stand out, and what belongs together: results, titles.
        prose = line.startswith(("    ", "  - ")) and "=" not in line and "  " not in line.strip()
        assert len(line) <= width or not prose or " " not in line.strip(), line


def test_every_step_and_bar_is_there(document: Document) -> None:
    text = render(document, "text", width=200)
    for node in document.nodes:
        if isinstance(node, Formula):
            assert f"{node.number:>2}. {node.title}" in text
            assert node.result in text
        if isinstance(node, Bars):
            for label, _, share in node.rows:
                assert re.search(rf"{re.escape(label)} .*{re.escape(share)}", text)


def test_colour_only_where_it_is_wanted(document: Document) -> None:
    plain, coloured = render(document, "text"), render(document, "text", colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_a_hostile_document_is_printed(hostile: Document) -> None:
    with_finite_bars = hostile._replace(
        nodes=tuple(node for node in hostile.nodes if not isinstance(node, Bars))
    )
    assert "W" * 200 in render(with_finite_bars, "text")
