"""The head of a column says what the figures under it are of."""

import pytest

from flopwise import audit
from flopwise.auditing.reading.reader import read
from flopwise.auditing.reading.text import plain

TABLE = """
| model | Params (B) | Tokens (B) | FLOPs | PF-days |
|:--|--:|--:|--:|--:|
| GPT-3 | 175 | 300 | 3.15e23 | {days} |
"""


def test_the_head_gives_scale_and_unit():
    claims = read(plain(TABLE.format(days="3,646"))).claims
    assert {(claim.role, claim.value) for claim in claims if claim.role != "flop"} == {
        ("parameters", 175e9),
        ("tokens", 300e9),
    }
    # 3,646 × 8.64e19
    assert any(claim.value == pytest.approx(3.15e23, rel=1e-3) for claim in claims[-1:])


def test_a_column_in_another_unit_is_held_against_the_one_before():
    assert audit(TABLE.format(days="3,646")).first_error is None
    found = audit(TABLE.format(days="36,458"))
    assert found.findings[found.first_error].factor == pytest.approx(10, rel=0.01)


ROWS = """
C = 3.150e+23 FLOP

| model | C (FLOP) |
|--|--|
| GPT-3 6.7B | 1.2e22 |
| GPT-3 175B | 3.15e23 |
"""


def test_of_the_rows_the_one_that_the_text_is_about_counts():
    assert audit(ROWS).subject == "gpt-3"
    described = (
        "Params | Tokens | Flops\n--- | --- | ---\n111M | 2.22e9 | 1.5e18\n13B | 2.57e11 | 2.0e22\n"
    )
    # 6 × 13e9 × 2.57e11 = 2.0e22
    assert audit(described).verdict == "right"
    assert audit(described).first_error is None


def test_tokens_of_a_row_are_held_against_the_model_that_it_names():
    # Gemma 2: 8 T tokens for the 9B, 13 T for the 27B
    rows = "| model | params | tokens | 6ND |\n|--|--|--|--|\n| Gemma 2 9B | 9B | {} | {} |\n| Gemma 2 27B | 27B | 13T | 2.1e24 |\n"
    wrong = audit(rows.format("13T", "7.0e23"), subject="gemma-2-27b")
    assert wrong.findings[wrong.first_error].kind == "wrong_fact"
    assert audit(rows.format("8T", "4.3e23"), subject="gemma-2-27b").first_error is None
