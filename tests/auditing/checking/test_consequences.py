"""Times, costs and energies beside a total: what contradicts the text's own figures, and what not."""

import pytest

from flopwise import audit

GPT3 = "6 × 175e9 × 300e9 = 3.15e23 FLOPs. "


def first(text, subject="gpt-3"):
    found = audit(text, subject=subject)
    return found.findings[found.first_error] if found.first_error is not None else None


@pytest.mark.parametrize(
    ("text", "quote", "factor"),
    [
        # 3.15e23 / 2.8e13 = 1.125e10 s = 357 years
        ("At 28 TFLOP/s that is 3.15e23 / 2.8e13 = 1.125e10 seconds, so around 36 GPU-years.", "36", 0.1),
        # 2.03e5 s = 56 hours = 2.35 days
        ("It takes 2.03e5 s, call it 2.4 hours.", "2.4 hours", 1 / 24),
        # 75,800 hours × 2.50 USD = 189,500 USD
        ("That is 75,800 GPU-hours; at $2.50 per GPU-hour we pay **$1.9M**.", "1.9M", 10),
        # 1.84 MW × 900 h = 1,656 MWh
        ("The chips draw 1.84 MW. Over 900 hours that makes 1.66 TWh.", "1.66 TWh", 1000),
        # 22.7 days × 24 × 2,048 = 1.116 million GPU-hours
        ("On 2,048 A100 GPUs it took 22.7 days, about 46,500 GPU-hours.", "46,500", 1 / 24),
        # 3.8e25 / 3.15e23 = 121
        ("Llama 3.1 405B took 3.8e25 FLOPs, 12× as much.", "12×", 0.1),
    ],
)  # fmt: skip
def test_a_known_slip_is_found_and_measured(text, quote, factor):
    found = first(GPT3 + text)
    assert found is not None
    assert quote in found.quote
    assert found.factor == pytest.approx(factor, rel=0.1)
    assert found.severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        # 3.15e23 / (1,024 × 3.12e14 × 0.45) = 2.19e6 s = 25.4 days
        "On 1,024 A100s at 45 % of their peak that is a bit over 25 days.",
        # at the full peak: 11.4 days
        "1,024 A100s with 312 TFLOP/s would take 11.4 days at best.",
        "It takes 2.19e6 s, that is 25.4 days, or 608 hours.",
        "Training took 34 days on 1,024 A100s.",  # 34 % of the peak
        "With ten times the GPUs it would be done in three days.",
        "We reserve six weeks, so that there is time for restarts.",
        "GPT-4 is said to have taken 100 days on 25,000 A100s.",
        "Llama 3.1 405B took 3.8e25 FLOPs, 120× as much.",
        "\n\n| PF-days | 3.15e23 / (1e15 × 86,400) = 3,646 petaFLOP/s-days |\n",
        "One layer takes 1.7e8 FLOPs for attention, so 3.62e9 + 1.7e8 = 3.79e9 FLOPs per token.",
        "In numbers: 0,315 yottaFLOPs.",
        "That is 280,000 GPU-hours, or $560,000 at $2 per GPU-hour, and $4.6M with everything.",
    ],
)
def test_what_may_be_right_is_left_alone(text):
    assert first(GPT3 + text) is None


def test_no_machine_is_faster_than_its_peak():
    """3.15e23 / (64 × 3.12e14 × 1 day) = 183 times the peak; 30 days would be 6 times it."""
    found = first(GPT3 + "On 64 A100 GPUs it takes 30 days.")
    assert found is not None
    assert found.factor == pytest.approx(64 * 312e12 * 30 * 86_400 / 3.15e23, rel=0.01)


def test_the_utilisation_stated_for_a_cluster_belongs_into_its_time():
    """128 × 8 × 312e12 = 3.19e17 is the peak; at 45 % the time is 25.4 days, not 11.4."""
    text = "1,024 GPUs of 312 TFLOP/s: 3.19e17 FLOP/s.\nAt 45 % MFU that is 3.15e23 / 3.19e17 ≈ 9.9e5 s."
    found = first(GPT3 + "\n" + text)
    assert found is not None
    assert found.kind == "missing_factor"
    assert found.factor == pytest.approx(0.45)


def test_other_devices_than_the_text_has():
    text = (
        "The run needs 4.8e22 FLOP. We have 256 H100 GPUs. At 40 % utilisation: "
        "4.8e22 / (512 × 989e12 × 0.4) = 2.4e5 s."
    )
    found = first("Our 20B model on 400B tokens. " + text, subject="")
    assert found is not None
    assert found.kind == "inconsistent"


def test_the_price_of_one_device_is_not_that_of_all():
    text = "We have 64 A100s. 56.6 days. At $1.80 per A100-hour: 56.6 days × 24 × $1.80 = $2,445."
    found = first("Our 7B model on 1T tokens: 6 × 7e9 × 1e12 = 4.2e22 FLOP. " + text, subject="")
    assert found is not None
    assert (found.kind, found.factor) == ("missing_factor", pytest.approx(1 / 64))


def test_nobody_uses_more_than_all_of_a_device():
    found = first(GPT3 + "We assume a utilisation of 120 %.")
    assert found is not None
    assert found.kind == "wrong_fact"


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"\sqrt{8.33 \times 10^{21}} \approx 9.1 \times 10^{10}", True),
        (r"\sqrt{8.33 \times 10^{21}} \approx 2.9 \times 10^{10}", False),
        ("√(1e22/120) ≈ 9.1e9", True),
        ("√(1e22/120) ≈ 9.1e10", False),
    ],
)
def test_roots_are_worked_out(formula, right):
    found = first(f"{GPT3}With Chinchilla's rule ${formula}$.")
    assert (found is None) == right
