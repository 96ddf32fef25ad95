"""Compute counted from the machines: devices × peak × utilisation × time."""

from __future__ import annotations

import pytest

from flopwise.auditing.audit import audit

RUN = """How much compute does our cluster deliver?

Accelerators: 64
Peak of one A100 (dense, 16 bit): 312 teraFLOP/s
Utilisation (MFU): 40%
Training time: 30 days
"""


def test_a_time_in_several_factors_is_a_time() -> None:
    result = audit(RUN + "Total FLOPs: 64 × 3.12e14 × 0.4 × 30 × 86,400 = 2.07e22 FLOP\n")
    assert result.verdict == "right"
    assert result.first_error is None
    assert result.reference is not None
    assert result.reference.convention == "hardware"


@pytest.mark.parametrize(
    ("product", "total", "factor"),
    [
        pytest.param("64 × 3.12e14 × 0.4 × 30 × 3600", 8.63e20, 1 / 24, id="hours for days"),
        pytest.param("64 × 3.12e14 × 30 × 86,400", 5.18e22, 1 / 0.4, id="no utilisation"),
        pytest.param("3.12e14 × 0.4 × 30 × 86,400", 3.23e20, 1 / 64, id="one device"),
    ],
)
def test_what_is_left_out_explains_the_whole_gap(product: str, total: float, factor: float) -> None:
    result = audit(RUN + f"Total FLOPs: {product} = {total:.3g} FLOP\n".replace("e+", "e"))
    assert result.first_error is not None
    found = result.findings[result.first_error]
    assert found.kind == "missing_factor"
    assert found.factor == pytest.approx(factor)
    assert result.unexplained == pytest.approx(1, rel=0.01)


def test_a_peak_with_sparsity_is_not_the_dense_one() -> None:
    """NVIDIA gives 624 TFLOP/s for the A100 with sparsity, 312 without."""
    text = RUN.replace("312 teraFLOP/s", "624 teraFLOP/s")
    result = audit(text + "Total FLOPs: 64 × 6.24e14 × 0.4 × 30 × 86,400 = 4.14e22 FLOP\n")
    assert result.first_error is not None
    found = result.findings[result.first_error]
    assert found.kind == "wrong_fact"
    assert found.factor == pytest.approx(2)


def test_a_budget_is_judged_by_itself_and_not_by_the_model_that_it_buys() -> None:
    result = audit(
        "We have 64 H100s for a week.\n\n64 × 989e12 × 0.42 × 7 × 86400 s = 1.6e22 FLOPs\n\n"
        "So N = sqrt(1.6e22 / 120) ≈ 1.15e10: a model of 12B parameters on about 230B tokens."
    )
    assert result.verdict == "right"
    assert result.reference is not None
    assert result.reference.value == pytest.approx(64 * 989e12 * 0.42 * 7 * 86_400)
