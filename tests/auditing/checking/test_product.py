"""Errors in the product behind a result, beyond a wrong constant or a wrong fact."""

import pytest

from flopwise import audit

GPT3 = "GPT-3 has 175 billion parameters and saw 300 billion tokens.\n"


def first(text, subject="gpt-3"):
    found = audit(text, subject=subject)
    assert found.first_error is not None
    return found, found.findings[found.first_error]


@pytest.mark.parametrize(
    ("text", "kind", "factor"),
    [
        # a total that is raised afterwards
        (("6 × 175e9 × 300e9 = 3.15e23 FLOPs.\nTo account for all that I'll apply an overhead factor of 3:\n"
         "3 × 3.15e23 = 9.45e23 FLOPs"), "unsupported", 3),
        # utilisation lengthens the time; it adds no operation
        (("6 × 175e9 × 300e9 = 3.15e23 FLOPs.\nAt 35% utilisation we really spend 3.15e23 / 0.35 = 9.0e23 FLOPs.\n"
         "**Total: 9e23 FLOPs**"), "wrong_formula", 1 / 0.35),
        # the six counts multiply-adds as two already
        (("Each token costs 1.05e12. These are multiply-accumulate operations, so 2.1e12 FLOPs per token.\n"
         "2.1e12 × 3e11 = 6.3e23 FLOPs"), "wrong_factor", 2),
        # the parameters are those of all layers
        ("It has 96 layers.\nC = 6 × 175e9 × 96 × 300e9 = 3.0e25 FLOPs", "wrong_factor", 96),
        # 3.2 million are tokens, not sequences
        (("With a batch of 3.2 million sequences of 2048 tokens there are 93,750 steps.\n"
         "Per sequence: 6 × 175e9 × 2048 = 2.15e15 FLOPs\nPer step: 2.15e15 × 3.2e6 = 6.88e21 FLOPs\n"
         "Total: 6.88e21 × 93,750 = 6.45e26 FLOPs"), "unit_mismatch", 2048),
        # 6N is both passes
        ("forward = 6 × 175e9 = 1.05e12 FLOPs per token\nTotal: 3 × 1.05e12 × 300e9 = 9.45e23 FLOPs",
         "wrong_factor", 3),
    ],
)  # fmt: skip
def test_it_is_found_named_and_measured(text, kind, factor):
    found, error = first(GPT3 + text)
    assert error.kind == kind
    assert error.factor == pytest.approx(factor, rel=0.01)
    assert found.ratio == pytest.approx(factor, rel=0.05)


@pytest.mark.parametrize(
    "passes", ["We train for 4 epochs.", "We go over it four times.", "It makes four passes."]
)
def test_passes_over_the_data_that_are_left_out(passes):
    """8B tokens, four times: 6 × 0.4e9 × 32e9 = 7.68e19."""
    text = (
        f"Our 400M model. The corpus has 8B tokens. {passes}\nC = 6 × 0.4e9 × 8e9 = 1.92e19 FLOPs"
    )
    found, error = first(text, subject="")
    assert error.kind == "missing_factor"
    assert found.reference.value == pytest.approx(7.68e19)


@pytest.mark.parametrize(
    "text",
    [
        "We train for 4 epochs, 8B tokens in total.\nC = 6 × 0.4e9 × 8e9 = 1.92e19 FLOPs",
        "2B tokens × 4 epochs = 8B tokens.\nC = 6 × 0.4e9 × 8e9 = 1.92e19 FLOPs",
    ],
)
def test_passes_that_are_counted_already(text):
    found = audit(f"Our 400M model. {text}")
    assert (found.verdict, found.first_error) == ("right", None)


def test_the_rows_of_a_table_are_held_against_their_own_figures():
    table = (
        "| model | N | D | 6ND |\n|---|---|---|---|\n"
        "| GPT-3 | 175B | 300B | 3.15e23 |\n| Llama 2 7B | 7B | 2T | 8.4e21 |\n"
    )
    _, error = first(table)
    assert (error.quote, error.kind) == ("8.4e21", "arithmetic")


@pytest.mark.parametrize(
    "text",
    [
        # attention on top of 2N makes the cost of a token, not other parameters
        "Forward, with attention: 3.58e11 FLOPs per token. Times 3: 1.07e12 × 3e11 = 3.22e23 FLOPs",
        # a bound from the machines is no second estimate
        "6 × 175e9 × 300e9 = 3.15e23 FLOPs. At their peak the GPUs could do 2e9 s × 312e12 = 6.2e23 FLOP.",
        # eight with recomputation
        "With full recomputation the devices execute 8 × 175e9 × 300e9 = 4.2e23 FLOPs.",
    ],
)
def test_a_product_that_is_right_in_its_own_way(text):
    found = audit(GPT3 + text, subject="gpt-3")
    assert (found.verdict, found.first_error) == ("right", None)
