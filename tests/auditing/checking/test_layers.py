"""Answers that count layer by layer, each with one mistake whose size is worked out by hand."""

from __future__ import annotations

import pytest

from flopwise.auditing.audit import audit

RIGHT = """How much compute did GPT-3 take?

- Layers: 96
- Hidden size: 12288
- Training tokens: 300 billion

- One layer, forward, per token: 24 × 12288² = 3.624e9 FLOP
- Forward pass through all layers, per token: 96 × 3.624e9 = 3.479e11 FLOP
- With the backward pass, per token: 3 × 3.479e11 = 1.0437e12 FLOP
- Total: 1.0437e12 × 300 billion = 3.131e23 FLOP

Training GPT-3 took about 3.131e23 FLOP.
"""


def first(text: str) -> tuple[str, str, float | None]:
    result = audit(text)
    assert result.first_error is not None
    found = result.findings[result.first_error]
    return found.kind, found.quote, found.factor


def test_a_right_derivation_has_no_errors() -> None:
    result = audit(RIGHT)
    assert result.verdict == "right"
    assert result.first_error is None


@pytest.mark.parametrize(
    ("old", "new", "kind", "quote", "factor"),
    [
        pytest.param("Layers: 96", "Layers: 48", "wrong_fact", "48", 0.5, id="layers"),
        pytest.param("size: 12288", "size: 6144", "wrong_fact", "6144", None, id="width"),
        pytest.param("3 × 3.479e11", "2 × 3.479e11", "wrong_factor", "2 × 3.479e11", 2 / 3,
                     id="backward equals forward"),
        pytest.param("24 × 12288²", "12 × 12288²", "wrong_factor", "12 × 12288²", 0.5,
                     id="multiply-add as one"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_where_it_is_made(
    old: str, new: str, kind: str, quote: str, factor: float | None
) -> None:
    text = _carried_through(RIGHT.replace(old, new))
    found = first(text)
    assert found[0] == kind
    assert quote in found[1]
    if factor is not None:
        assert found[2] == pytest.approx(factor, rel=1e-3)


def test_the_cost_of_one_layer_is_not_that_of_all() -> None:
    text = RIGHT.replace("96 × 3.624e9 = 3.479e11", "3.624e9")
    kind, quote, factor = first(_carried_through(text))
    assert (kind, factor) == ("missing_factor", pytest.approx(1 / 96))
    assert quote.startswith("3.624e")


def _carried_through(text: str) -> str:
    """Work the later lines out anew, so that the planted mistake stays the only one."""
    import re

    def value(pattern: str) -> float:
        found = re.search(pattern, text)
        assert found is not None
        return float(found[1])

    layers, width = value(r"Layers: (\d+)"), value(r"size: (\d+)")
    coefficient, passes = value(r"(\d+) × 12288²"), value(r"(\d) × 3\.479e11")
    one = coefficient * width**2
    every = one * layers if "96 × 3.624e9" in text else one
    both = passes * every
    text = text.replace("96 × 3.624e9", f"{layers:g} × {one:.4g}").replace("12288²", f"{width:g}²")
    for old, new in (("3.624e9", one), ("3.479e11", every), ("1.0437e12", both),
                     ("3.131e23", both * 300e9)):  # fmt: skip
        text = text.replace(old, f"{new:.4g}".replace("e+", "e"))
    return text.replace("e+", "e")
