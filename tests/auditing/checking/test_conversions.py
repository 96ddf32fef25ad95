"""Seconds, hours and days, passes and sequences: units taken for one another."""

import pytest

from flopwise import audit

RUN = "13B parameters, 2T tokens. 6 × 13e9 × 2e12 = 1.56e23 FLOPs.\n"


def first(text, subject=""):
    found = audit(text, subject=subject)
    return found.findings[found.first_error] if found.first_error is not None else None


@pytest.mark.parametrize(
    ("text", "quote", "factor"),
    [
        # 254,545 s / 60 = 4,242 minutes
        ("That is 254,545 s / 60 = 4,242 hours.", "4,242 hours", 60),
        # 32 kW × 33.4 h = 1,068 kWh
        ("It runs for 1.2e5 s. Energy: 32 × 1.2e5 ≈ 3.84e6 kWh.", "3.84e6 kWh", 3600),
        # 3.15e11 s / 3.15e7 = 10,000 years
        ("1.56e23 / 4.95e11 = 3.15e11 seconds. A year has 3.15e7 seconds, so about 1,000 years.", "1,000 years", 0.1),
    ],
)  # fmt: skip
def test_a_unit_of_time_taken_for_another_is_found(text, quote, factor):
    found = first(RUN + text)
    assert found is not None
    assert quote in found.quote
    assert found.factor == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(
    "text",
    [
        "That is 254,545 s / 60 = 4,242 minutes, or 254,545 s / 3600 = 70.7 hours.",
        "It runs for 1.2e5 s or 33.3 h. Energy: 32 × 33.3 ≈ 1,066 kWh.",
        "1.56e23 / 4.95e11 = 3.15e11 seconds. A year has 3.15e7 seconds, so about 10,000 years.",
    ],
)
def test_right_conversions_are_left_alone(text):
    assert first(RUN + text) is None


def test_sequences_times_steps_lack_the_tokens_of_a_sequence():
    found = first(
        "175 billion parameters; batch of 1,536 sequences of 2,048 tokens; 300 billion tokens.\n"
        "FLOPs per step ≈ 6 × 175e9 × 1,536 ≈ 1.6e15\n"
        "Steps: 300e9 tokens / 3.15e6 tokens per step ≈ 95,000 steps\n"
        "Total: 1.6e15 × 95,000 ≈ 1.5e20 FLOPs",
        "gpt-3",
    )
    assert found is not None
    assert (found.kind, found.factor) == ("missing_factor", pytest.approx(1 / 2048))


def test_the_passes_are_not_exchanged():
    text = (
        "The forward pass costs {} FLOPs per weight, and the backward pass another {}; in all 6.\n"
    )
    assert first(RUN + text.format(2, 4)) is None
    found = first(RUN + text.format(4, 2))
    assert found is not None
    assert (found.kind, found.severity) == ("wrong_factor", "warning")


def test_devices_don_t_run_at_their_peak_throughout():
    text = "Llama 3.1 405B took 30.84M H100-hours at 989 TFLOP/s: 30.84e6 × 3600 × 989e12 = 1.1e26 FLOP."
    found = first(text)
    assert found is not None
    assert found.kind == "missing_factor"
    assert found.factor == pytest.approx(1.1e26 / 3.79e25, rel=0.02)


def test_tuning_is_a_run_of_its_own():
    # 2,048 × 16 × 500 = 16.4 million tokens; 6 × 70e9 × 16.4e6 = 6.9e18
    text = "Fine-tuning Llama 2 70B on (2048 * 16 * 500) = 16,384,000 = 1.64e7 tokens takes 6 * 7e10 * 1.64e7 = 6.89e18 FLOPs."
    assert audit(text).verdict == "right"


def test_what_was_never_disclosed_is_left_open():
    text = "Mistral 7B saw an unknown number of tokens. With 8T it would be 6 × 7.3e9 × 8e12 = 3.5e23 FLOPs."
    found = audit(text, subject="mistral-7b")
    assert (found.verdict, found.first_error) == ("undecided", None)
