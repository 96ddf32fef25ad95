"""Texts about memory, time, cost and energy, judged by figures worked out by hand."""

import pytest

from flopwise import audit

RUN = "Our 30B model on 1T tokens, with 512 H100 GPUs of 989 TFLOP/s at 40% MFU.\n"
"""6 × 30e9 × 1e12 = 1.8e23 FLOP; / (989e12 × 0.4) = 4.55e8 device-seconds = 126,390 hours."""


@pytest.mark.parametrize(
    ("quantity", "text", "value", "verdict"),
    [
        ("time", "**Time: 10.3 days**", 1.8e23 / (512 * 989e12 * 0.4), "right"),
        ("time", "**Time: 247 days**", 1.8e23 / (512 * 989e12 * 0.4), "wrong"),
        ("device_time", "Total: **126,400 GPU-hours**", 1.8e23 / (989e12 * 0.4), "right"),
        ("cost", "At $2 per GPU-hour the total is **$252,800**.", 252_780, "right"),
        ("cost", "At $2 per GPU-hour the total is **$2.5M**.", 252_780, "off"),
        ("energy", "Each draws 700 W. Total: **88.5 MWh**.", 126_390 * 700 * 3600, "right"),
        ("energy", "Each draws 700 W. Total: **88.5 GWh**.", 126_390 * 700 * 3600, "wrong"),
        ("memory", "Total memory with Adam: **480 GB**.", 480e9, "right"),
        ("memory", "Total memory with Adam: **48 GB**.", 480e9, "off"),
    ],
)
def test_a_stated_amount_is_held_against_the_texts_own_figures(quantity, text, value, verdict):
    found = audit(RUN + text, quantity=quantity)
    assert found.quantity == quantity
    assert found.reference.value == pytest.approx(value, rel=0.01)
    assert found.verdict == verdict


def test_the_prompt_says_what_is_asked_for():
    found = audit("**112 GB** in all.", prompt="How much memory does it take to train a 7B model?")
    assert (found.quantity, found.verdict) == ("memory", "right")


def test_a_text_that_concludes_with_a_memory_is_judged_by_it():
    text = "Weights 14 GB, gradients 14 GB, Adam 84 GB for a 7B model.\n\nTotal: **112 GB**\n"
    found = audit(text)
    assert (found.quantity, found.verdict) == ("memory", "right")


def test_nothing_is_assumed_for_a_text_that_leaves_it_out():
    """Without a utilisation no time follows from the compute."""
    found = audit("A 7B model on 1T tokens. **Time: 30 days**", quantity="time")
    assert found.verdict == "undecided"
    assert found.reference is None


def test_an_error_that_makes_the_whole_gap_explains_it():
    text = RUN + "Time: 1.8e23 / (512 × 989e12 × 0.4) = 8.89e5 s = **10,300 days**"
    found = audit(text, quantity="time")
    assert found.verdict == "wrong"
    assert found.unexplained == pytest.approx(1, rel=0.05)
