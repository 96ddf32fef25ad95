"""A size alone: what it is read as, and the shape that is assumed for it."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.size_alone import RULE, Size, parse
from flopwise.errors import FlopwiseError, InvalidValueError


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
        operations.estimate(text, tokens="1T")
    assert told in str(caught.value)
    assert len(str(caught.value)) < 160


def test_the_shape_is_assumed_by_a_stated_rule_and_widens_the_interval():
    found = operations.estimate("70B", tokens="15T")
    assumed = {item.name: item for item in found.assumptions}
    assert any(RULE in item.text for item in found.assumptions)
    assert {"hidden_size", "num_hidden_layers", "vocab_size"} <= set(assumed)
    assert found.low < found.value < found.high


def test_the_parameters_are_those_that_were_given():
    assert operations.estimate("70B", quantity="parameters").value == 70 * 10**9
    assert operations.estimate("235B-A22B", quantity="parameters").value == 235 * 10**9


def test_by_six_nd_a_size_is_six_times_parameters_times_tokens():
    found = operations.estimate("70B", tokens="2T", convention="six-nd").value
    assert found == 6 * 70 * 10**9 * 2 * 10**12


def test_only_what_a_token_passes_of_a_mixture_counts():
    found = operations.estimate("235B-A22B", tokens="1T", convention="six-nd").value
    assert found == 6 * 22 * 10**9 * 10**12


@pytest.mark.parametrize(
    "name", ["gpt-3", "llama-2-70b", "llama-2-7b", "qwen2.5-32b", "falcon-7b", "gpt2-xl", "opt-13b"]
)
def test_models_whose_shape_is_known_lie_within_the_interval_of_their_size(name):
    options = {"tokens": "300B", "sequence_length": 2048}
    parameters = operations.estimate(name, quantity="parameters").value
    assumed = operations.estimate(f"{parameters / 1e9:.3f}B", **options)
    known = operations.estimate(name, **options)
    assert assumed.low < known.value < assumed.high
    assert assumed.value == pytest.approx(known.value, rel=0.15)


@given(
    total=st.integers(3, 15),
    digits=st.integers(100, 999),
    share=st.none() | st.floats(0.01, 1),
)
def test_every_size_can_be_estimated_or_is_refused_in_one_sentence(total, digits, share):
    parameters = digits * 10 ** (total - 2)
    text = f"{Fraction(parameters, 10**6)}M" if parameters % 10**6 == 0 else f"{parameters / 1e6}M"
    if share is not None:
        text += f"-A{max(1, int(parameters * share / 1e3))}k"
    try:
        found = operations.estimate(text, tokens="1T", sequence_length=2048)
    except FlopwiseError as error:
        assert "\n" not in str(error)
        return
    assert math.isfinite(found.value)
    assert 0 < found.low <= found.value <= found.high
