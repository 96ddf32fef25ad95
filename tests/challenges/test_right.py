"""The right answers of the challenges that ship, against figures reckoned by hand or published."""

from __future__ import annotations

from math import sqrt

import pytest

from flopwise import gallery, operations
from flopwise.auditing.many import audit_page
from flopwise.catalog.challenges import Challenge
from flopwise.challenges.right import right_answer
from flopwise.errors import InvalidValueError

DAY = 86_400
A100, H100 = 312e12, 989.4e12  # dense bf16 FLOP/s, from the vendor's data sheets

BY_HAND: dict[str, tuple[float, float]] = {
    # Brown et al. 2020, table D.1: 3.14e23 FLOP by 6ND
    "estimate-complexity": (3.14e23, 0.02),
    # Dubey et al. 2024, section 3.3.1: 3.8e25 FLOP
    "llama-3.1-405b-compute": (3.8e25, 0.04),
    # Chowdhery et al. 2022, appendix B: 2527.2 zettaFLOP of model FLOP
    "palm-in-pf-days": (2527.2e21, 0.01),
    # 24 blocks of 12 d² weights and the output layer over all tokens, and attention to all of 512
    "bert-large-compute": (
        6 * 131.072e9 * (24 * 12 * 1024**2 + 1024 * 30_522) + 12 * 131.072e9 * 24 * 1024 * 512,
        0.01,
    ),
    # 48 blocks and the output layer, and attention to 512.5 positions on average
    "gpt-2-compute": (
        6 * 100e9 * (48 * 12 * 1600**2 + 1600 * 50_257) + 12 * 100e9 * 48 * 1600 * 512.5,
        1e-9,
    ),
    # 37 billion active parameters, as the report rounds them
    "deepseek-v3-active-parameters": (6 * 37e9 * 14.8e12, 0.02),
    # 2 + 2 + 4 + 4 + 4 bytes
    "full-fine-tuning-memory-7b": (16 * 7e9, 0),
    "llama-2-70b-kv-cache": (2 * 80 * 8 * 128 * 2 * 4096, 0),
    # 6ND alone; attention to 2,048.5 positions on average adds 12 L d of them for each token
    "llama-2-70b-days": (
        2e12 * (6 * 68.98e9 + 12 * 80 * 8192 * 2048.5) / (2048 * A100 * 0.45), 0.01,
    ),
    "tokens-for-100000-dollars": (100_000 / 2 * 3600 * A100 * 0.4 / (6 * 7e9), 1e-9),
    # 6 · N · 20 N = 1e23
    "chinchilla-optimal-1e23": (sqrt(1e23 / 120), 1e-9),
    "cost-of-7b-on-2t-tokens": (6 * 7e9 * 2e12 / (H100 * 0.4) / 3600 * 2, 1e-6),
    "energy-of-7b-on-2t-tokens": (6 * 7e9 * 2e12 / (A100 * 0.4) * 400 * 1.1, 1e-9),
    "steps-are-not-tokens": (350_000, 0),
    # 6ND; attention to half of 8,192 positions adds 12 L d of them for each token
    "llama-3-70b-compute": (15e12 * (6 * 69.5e9 + 12 * 80 * 8192 * 4096.5), 0.02),
    # 6ND of sizes alone, whose shapes are assumed: attention adds up to a tenth
    "compute-70b-1t": (6 * 70e9 * 1e12, 0.1),
    "plan-7b-100-a100": (6 * 7e9 * 140e9, 0.15),
}  # fmt: skip
"""What a right answer gives in the base unit, and how near the product has to come."""

VOTED_ON = {"explain-training-to-a-child", "letter-about-a-wrong-figure"}


def test_every_challenge_is_here() -> None:
    assert set(gallery.challenges()) == BY_HAND.keys() | VOTED_ON


@pytest.mark.parametrize("name", BY_HAND)
def test_the_right_answer_is_the_one_reckoned_by_hand(name: str) -> None:
    wanted, near = BY_HAND[name]
    challenge = gallery.challenge(name)
    right = right_answer(challenge)
    assert right is not None
    assert right.value is not None
    assert float(right.value) == pytest.approx(wanted, rel=near or 1e-15)
    assert right.quantity == challenge.quantity
    assert right.steps[-1].value == right.value


def test_a_right_answer_is_shown_in_the_unit_that_is_asked_for() -> None:
    right = right_answer(gallery.challenge("palm-in-pf-days"))
    assert right is not None
    assert right.shown() == "29,430 PF-days"


@pytest.mark.parametrize("name", sorted(VOTED_ON))
def test_what_is_voted_on_has_no_right_answer(name: str) -> None:
    assert right_answer(gallery.challenge(name)) is None


def test_a_question_without_a_figure_is_refused_in_one_sentence() -> None:
    challenge = Challenge(
        "nonsense", "Nonsense", "", "?", "Reasoning", "easy", quantity="cost",
        question="What did it cost to train GPT-4o mini?",
    )  # fmt: skip
    with pytest.raises(InvalidValueError, match="the challenge nonsense asks 'What did it cost"):
        right_answer(challenge)


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("full-fine-tuning-memory-7b", "7e9 parameters × 16 bytes = 112 GB", "right"),
        ("palm-in-pf-days", "6 × 540e9 × 780e9 = 2.53e24 FLOP", "right"),
        ("deepseek-v3-active-parameters", "6 × 37e9 × 14.8e12 = 3.29e24 FLOP", "right"),
        ("deepseek-v3-active-parameters", "6 × 671e9 × 14.8e12 = 5.96e25 FLOP", "wrong"),
    ],
)
def test_answers_to_them_are_audited_by_their_prompts(name: str, text: str, verdict: str) -> None:
    assert audit_page(text, prompt=gallery.challenge(name).prompt).verdict == verdict


def test_an_audit_knows_what_a_challenge_asks_for() -> None:
    text = "6 × 7e9 × 2e12 = 8.4e22 FLOP. At 40 % of 312 TFLOP/s on 1,000 A100s: 7.79 days."
    found = operations.audit(text, challenge="llama-2-70b-days")
    assert found.claim is not None
    assert found.claim.unit == "second"
