"""Which total of a text is its result, where it states many."""

import pytest

from flopwise import audit

RUN = "Parameters: 175 billion. Tokens: 300 billion.\n"


def claimed(text, subject="gpt-3"):
    found = audit(text, subject=subject)
    return found.claim.value if found.claim is not None else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # the last of several, rounded
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs.\nSo roughly **3.1e23 FLOPs**.", 3.1e23),
        # a declared result counts even where the derivation says another
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs.\nFinal answer: 3.15e24 FLOPs", 3.15e24),
        # a definition of a unit is no result, nor is a rate, nor a threshold
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs. 1 PF-day is 8.64e19 FLOP.", 3.15e23),
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs on GPUs of 312 TFLOPS.", 3.15e23),
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs. The reporting threshold is 1e26 FLOP.", 3.15e23),
        # what is said of others is not the text's own
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs.\nPaLM: 6 × 540e9 × 780e9 = 2.5e24 FLOPs", 3.15e23),
        ("| GPT-3 | 3.15e23 |\n| PaLM | 2.53e24 |\n", 3.15e23),
        # a restatement that slips by a prefix is not what the text arrived at
        ("6 × 175e9 × 300e9 = 3.15e23 FLOPs, in other words 315 exaFLOPs.", 3.15e23),
        # the middle of a range, in its logarithm
        ("GPT-3 took 1e23 to 9e23 FLOPs.", 3e23),
        # the six in words
        ("175e9 × 300e9 = 5.25e22, and six times that is 3.15e23 FLOPs.", 3.15e23),
    ],
)
def test_the_result_is_the_texts_own_and_its_last_word(text, value):
    assert claimed(RUN + text) == pytest.approx(value)


def test_a_product_whose_result_is_not_said_is_no_result():
    assert claimed("70B × 1.4T on 1,024 A100s takes 53 days.", subject="") is None


def test_a_text_on_another_run_of_a_named_model_is_judged_by_that_run():
    """The tokens given with the subject are those of the run: 6 × 7e9 × 1e12 = 4.2e22."""
    found = audit("Total: 6 × 7e9 × 1e12 = 4.2e22 FLOPs", subject="llama-2-7b, 1T tokens")
    assert found.verdict == "right"
    assert found.reference.value == pytest.approx(4.2e22, rel=0.05)


def test_a_model_that_is_only_compared_with_is_not_the_subject():
    text = "A 7B decoder on 1T tokens: 6 × 7e9 × 1e12 = 4.2e22 FLOP. GPT-3 took 3.14e23 FLOP."
    found = audit(text)
    assert found.subject == ""
    assert found.verdict == "right"
