"""GitHub-flavoured Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.document import (
    Bars,
    Citation,
    Citations,
    Document,
    Formula,
    Items,
    Prose,
    Scale,
    Table,
)
from flopwise.render.markdown import aligned, equation, escaped, in_short, render, terms, upright

SPECIAL = re.compile(r"(?<!\\)[`*_\[\]|$~]|<|>")


def without_formulas(text: str) -> str:
    return re.sub(r"\$\$\n.*?\n\$\$|(?<!\\)\$[^$\n]+\$", "", text, flags=re.DOTALL)


def test_headings_steps_and_formulas(gpt3: Document) -> None:
    text = render(gpt3)
    assert text.startswith("# What it takes to train GPT-3 175B\n\n**Training GPT-3")
    assert (
        "\n### 10. Training compute [kaplan2020]\n\n$$\n\\begin{aligned}\nC &= c \\cdot D \\\\\n"
        in text
    )
    assert "&= 3.1857 \\times 10^{23} \\text{ FLOP}\n\\end{aligned}\n$$\n" in text
    assert "\n**1.062 TFLOP/token**, plausibly " in text
    assert "\n| $L$ | layers | 96 | catalog [brown2020] |\n" in text
    assert "\n[brown2020]: <https://arxiv.org/abs/2005.14165>\n" in text


def test_formulas_hold_nothing_that_markdown_reads_as_its_own(document: Document) -> None:
    text = render(document)
    blocks = re.findall(r"\$\$\n(.*?)\n\$\$", text, re.DOTALL)
    assert len(blocks) == sum(isinstance(node, Formula) for node in document.nodes)
    assert text.count("$$") == 2 * len(blocks)
    for block in blocks:
        for line in block.splitlines():
            assert "\\\\" not in line.removesuffix("\\\\")
            assert not re.search(r"\\[^a-zA-Z\\]|[|<>$]", line)
        assert block.count("{") == block.count("}")


def test_tables_have_a_rule_and_as_many_cells_in_each_row(document: Document) -> None:
    tables = re.findall(r"(?:^\|.*\|\n?)+", render(document), re.MULTILINE)
    expected = [node for node in document.nodes if isinstance(node, Table | Bars | Scale)]
    assert len(tables) == len(expected)
    for table in tables:
        head, rule, *rows = [re.split(r"(?<!\\)\|", row)[1:-1] for row in table.splitlines()]
        assert all(re.fullmatch(r" -{3}:? ", cell) for cell in rule)
        assert rows
        assert {len(row) for row in rows} == {len(head)} == {len(rule)}


def test_every_key_that_is_cited_is_defined(document: Document) -> None:
    text = without_formulas(render(document))
    defined = set(re.findall(r"^\[([^\]]+)\]: <https?://", text, re.MULTILINE))
    assert defined
    assert set(re.findall(r"(?<!\\)\[([^\]]+)\]", text)) == defined


def test_hostile_text_stays_text(hostile: Document) -> None:
    text = render(hostile)
    assert "<script" not in text
    assert "javascript:" in text  # shown, but not linked:
    assert "<javascript" not in text
    blocks = re.compile(r"^```text\n([^`<>]*)\n```$", re.MULTILINE)
    assert len(blocks.findall(text)) == 1
    for line in without_formulas(blocks.sub("", text)).splitlines():
        if line.startswith(("|", ">", "**", "- ", "[good2020]: ", "[elsewhere]: ")):
            continue  # our own marks
        assert not SPECIAL.search(line.replace("[good2020]", "").replace("`e`", "")), line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("-5 is a number", r"\-5 is a number"),
        ("two\nlines", "two lines"),
        ("Q&A and &lt;", "Q&A and &amp;lt;"),
        ("costs $5", r"costs \$5"),
        ("C:\\path", r"C:\\path"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@given(st.text())
def test_escaped_text_has_no_special_left(text: str) -> None:
    assert not SPECIAL.search(
        escaped(text).replace("\\\\", "").replace("&lt;", "").replace("&gt;", "")
    )


def test_hostile_rows_stay_rows(hostile: Document) -> None:
    rows = [line for line in render(hostile).splitlines() if line.startswith("|")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {4, 5}  # a scale's, a table's


def test_a_citation_without_an_address_is_no_link() -> None:
    nodes = (Prose("as in [a]"), Items(("[b] too",)), Citations((Citation("a", "A", ""),)))
    text = render(Document("T", nodes))
    assert r"as in \[a\]" in text
    assert r"- \[b\] too" in text


def test_terms_lose_nothing(document: Document) -> None:
    for node in document.nodes:
        if isinstance(node, Formula):
            for latex in (node.latex, node.numbers_latex, node.result_latex):
                joined = "".join(factor for term in terms(latex) for factor in term)
                assert joined.replace(" ", "") == latex.replace(" ", "")
                for piece in (factor for term in terms(latex) for factor in term):
                    assert piece.count("{") == piece.count("}")
                    assert piece.count(r"\left") == piece.count(r"\right")


def test_a_long_formula_is_broken_at_its_terms(gpt3: Document) -> None:
    step = next(node for node in gpt3.nodes if isinstance(node, Formula))
    rows = aligned(equation(step), 60)
    assert rows[0].startswith(r"W_{\mathrm{block}} &= d \cdot")
    assert any(row.startswith(r"&\quad {} + ") for row in rows)


def test_names_are_upright_and_letters_are_not() -> None:
    assert upright(r"F_{att,\text{full}} \cdot d_h") == r"F_{\mathrm{att},\text{full}} \cdot d_h"
    assert upright(r"\begin{cases} a & b \end{cases}") == r"\begin{cases} a & b \end{cases}"


def test_a_result_is_said_again_only_in_another_form(gpt3: Document) -> None:
    said = {node.anchor: in_short(node) for node in gpt3.nodes if isinstance(node, Formula)}
    assert said["flop_per_token"] == "1.062 TFLOP/token"
    assert said["training_flop"] == ""
    assert said["block_weights"] == ""
