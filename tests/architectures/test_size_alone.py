"""A size alone: what it is read as, and the shape that is assumed for it."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.reader import is_readable, read_description
from flopwise.architectures.size_alone import RULE, Size, parse
from flopwise.catalog import models
from flopwise.errors import InvalidValueError

estimate: Any = operations.estimate


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("70B", Size(70 * 10**9)),
        ("70b", Size(70 * 10**9)),
        (" 70 B ", Size(70 * 10**9)),
        ("1.5B", Size(1_500_000_000)),
        ("0.1B", Size(10**8)),
        ("350M", Size(350 * 10**6)),
        ("1T", Size(10**12)),
        ("25k", Size(25_000)),
        ("235B-A22B", Size(235 * 10**9, 22 * 10**9)),
        ("671b-a37b", Size(671 * 10**9, 37 * 10**9)),
        ("1T-A32.5B", Size(10**12, 32_500_000_000)),
    ],
)
def test_sizes_are_read_as_they_are_written(text, size):
    assert parse(text) == size


@pytest.mark.parametrize(
    "text", ["", "B", "70", "70BB", "gpt-3", "7-B", "B70", "7e9", "-7B", "70B-22B", "7.B", "²B"]
)
def test_what_is_no_size_is_left_to_the_names(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0B", "from 1,000 parameters to a quadrillion, not 0B"),
        ("0.0000001k", "from 1,000 parameters"),
        ("999999999999T", "to a quadrillion, not 999999999999T"),
        ("9" * 5000 + "B", "such as 70B, not 999"),
        ("235B-A0B", "from 1,000 to all of the model's, not 235B-A0B"),
        ("22B-A235B", "from 1,000 to all of the model's, not 22B-A235B"),
    ],
)
def test_a_size_that_no_model_has_is_refused(text, told):
    with pytest.raises(InvalidValueError) as caught:
        estimate(text, tokens="1T")
    assert told in str(caught.value)
    assert len(str(caught.value)) < 160


def test_the_shape_is_assumed_by_a_stated_rule_and_widens_the_interval():
    found = estimate("70B", tokens="15T")
    assumed = {item.name: item for item in found.assumptions}
    assert any(RULE in item.text for item in found.assumptions)
    assert {"hidden_size", "num_hidden_layers", "vocab_size"} <= set(assumed)
    assert found.low < found.value < found.high


def test_the_parameters_are_those_that_were_given():
    assert estimate("70B", quantity="parameters").value == 70 * 10**9
    assert estimate("235B-A22B", quantity="parameters").value == 235 * 10**9


def test_by_six_nd_a_size_is_six_times_parameters_times_tokens():
    found = estimate("70B", tokens="2T", convention="six-nd").value
    assert found == 6 * 70 * 10**9 * 2 * 10**12


def test_only_what_a_token_passes_of_a_mixture_counts():
    found = estimate("235B-A22B", tokens="1T", convention="six-nd").value
    assert found == 6 * 22 * 10**9 * 10**12


@pytest.mark.parametrize("sequence_length", [2048, 8192])
def test_nine_in_ten_dense_decoders_whose_shape_is_known_lie_within_the_interval_of_their_size(
    sequence_length,
):
    options: dict[str, Any] = {"tokens": "1T", "sequence_length": sequence_length}
    within = []
    for card in models.every():
        if card.architecture is None or not is_readable(card.architecture["model_type"]):
            continue
        decoder = read_description(card.architecture, card.name)
        if not isinstance(decoder, Decoder) or decoder.experts is not None or not decoder.causal:
            continue
        parameters = estimate(card.id, quantity="parameters").value
        assumed = estimate(f"{float(parameters) / 1e6:.3f}M", **options)
        known = estimate(card.id, **options)
        within.append(assumed.low < known.value < assumed.high)
    assert len(within) > 100
    assert sum(within) >= 0.9 * len(within)


@pytest.mark.parametrize(("size", "untied"), [("1.5B", 0), ("70B", 1)])
def test_small_models_are_taken_to_tie_their_embedding(size, untied):
    """What is tied is not looked up for nothing: then all parameters multiply."""
    found = estimate(size, tokens="1T", sequence_length=2048)
    values = {step.id: step for step in found.steps}
    assert values["untied_embedding"].value == untied
    table = values["vocab_size"].value * values["hidden_size"].value
    assert values["product_weights"].value == values["stated_parameters"].value - untied * table


@given(digits=st.integers(100, 999), power=st.integers(1, 12), share=st.none() | st.floats(0.01, 1))
def test_every_size_has_an_estimate(digits, power, share):
    size = digits * 10**power
    text = f"{size / 1000}k"
    if share is not None:
        text += f"-A{max(1, int(size * share / 1000))}k"
    found = estimate(text, tokens="1T", sequence_length=2048)
    assert math.isfinite(found.value)
    assert 0 < found.low <= found.value <= found.high
