"""Ratios of totals, and utilisations, against the figures that they are of."""

import pytest

from flopwise import audit

BOTH = "- Gopher: 6 × 280e9 × 300e9 = **5.04e23 FLOPs**\n- GPT-3: 6 × 175e9 × 300e9 = **3.15e23 FLOPs**\n\n"
RUN = "13B model, 2T tokens: 6 × 13e9 × 2e12 = 1.56e23 FLOPs.\n"


def errors(text, subject=""):
    found = audit(text, subject=subject)
    return [one for one in found.findings if one.severity == "error"]


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        # 5.04 / 3.15 = 1.6
        ("So Gopher needed about 16 times as much compute as GPT-3.", 10),
        ("GPT-3 needed 1/16 of its compute.", 10),
    ],
)
def test_a_ratio_that_slips_by_a_power_of_ten_is_found(text, factor):
    (found,) = errors(BOTH + text, "gopher")
    assert found.factor == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(
    "text",
    [
        "So Gopher needed 1.6 times as much compute as GPT-3.",
        "GPT-3 needed 1/1.6 of its compute.",
        # of a model whose total the text doesn't state
        "That is 70 times as much compute as GPT-2 took.",
        "Ten times as much compute would be 5.04e24.",
    ],
)
def test_other_ratios_are_left_alone(text):
    assert errors(BOTH + text, "gopher") == []


@pytest.mark.parametrize(("share", "wrong"), [("19 %", False), ("53 %", True), ("1.9 %", True)])
def test_a_utilisation_is_the_reached_rate_over_the_peak(share, wrong):
    # 6 × 13e9 × 2,400 = 1.87e14, of 9.89e14: 19 %
    text = "Each GPU does 6 × 13e9 × 2,400 ≈ 1.87e14 FLOP/s. Against a peak of 989 TFLOP/s that's an MFU of about "
    assert bool(errors(f"{RUN}{text}{share}.")) is wrong
