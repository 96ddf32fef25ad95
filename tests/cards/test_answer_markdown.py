"""Published answers as parts of a document."""

from __future__ import annotations

import pytest

from flopwise.cards.markdown import nodes
from flopwise.document import Heading, Items, Prose


def test_headings_paragraphs_and_lists() -> None:
    text = "# Title #\n\nOne\ntwo.\n\n1. **a**\n   goes on\n2. b\n\n- c\nEnd."
    assert list(nodes(text)) == [
        Heading("Title", 3),
        Prose("One two."),
        Items(("a goes on", "b", "c")),
        Prose("End."),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\( 2 \times 10^{23} \)", "2 × 10²³"),
        (r"\[ C \approx 6 \cdot N \]", "C ≈ 6 · N"),
        (r"$$ \frac{a}{b} $$", "(a) / (b)"),
        (r"\( 300{,}000 \text{ steps} \)", "300,000 steps"),
        (r"\( \sqrt{x} \)", r"\( \sqrt{x} \)"),
        ("costs $5 or $6", "costs $5 or $6"),
    ],
)
def test_formulas_read_as_plain_text_where_that_is_possible(written: str, read: str) -> None:
    assert list(nodes(written)) == [Prose(read)]


def test_nothing_is_lost_of_an_empty_or_odd_text() -> None:
    assert list(nodes("")) == []
    assert list(nodes("-\n*\n")) == [Prose("- *")]
