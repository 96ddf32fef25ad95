"""Dimensions: products of powers of what is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.units.dimensions import BASE, NUMBER, Dimension, missing_factor

parse = Dimension.parse
powers = st.dictionaries(st.sampled_from(BASE), st.integers(-4, 4), max_size=5)
dimensions = powers.map(Dimension.of)


def test_everything_that_the_design_counts_is_a_base_dimension():
    counted = {
        "flop", "parameter", "token", "sequence", "optimizer_step", "sample", "device", "byte",
        "second", "joule", "dollar", "gram_co2e",
    }  # fmt: skip
    assert counted <= set(BASE)


def test_sparse_and_dense_flop_are_different_kinds():
    assert parse("sparse_flop/second") != parse("flop/second")


def test_flop_per_token_times_tokens_is_flop():
    assert parse("flop/token") * parse("token") == parse("flop")


def test_a_dense_product_times_parameters_and_tokens_is_flop():
    assert parse("flop/(parameter·token)") * parse("parameter") * parse("token") == parse("flop")


def test_the_order_of_factors_does_not_matter():
    assert parse("device·second") == parse("second·device")
    assert hash(parse("device·second")) == hash(parse("second·device"))


def test_what_cancels_leaves_a_plain_number():
    assert parse("token") / parse("token") == NUMBER
    assert not parse("token") / parse("token")
    assert parse("token")


def test_a_factor_written_twice_is_squared():
    assert parse("second·second") == parse("second") ** 2


@pytest.mark.parametrize(
    ("powers", "written"),
    [
        ({}, "plain number"),
        ({"flop": 1}, "flop"),
        ({"flop": 0}, "plain number"),
        ({"second": -1}, "1/second"),
        ({"flop": 1, "token": -1}, "flop/token"),
        ({"flop": 1, "parameter": -1, "token": -1}, "flop/(parameter·token)"),
        ({"device": 1, "second": 1}, "device·second"),
        ({"byte": 2}, "byte^2"),
        ({"joule": 1, "second": -2}, "joule/second^2"),
    ],
)
def test_a_dimension_prints_as_people_write_it(powers, written):
    assert str(Dimension.of(powers)) == written


@pytest.mark.parametrize("text", ["flops", "flop/tokens", "metre", "Flop", "flop per token"])
def test_an_unknown_base_is_refused_by_name(text):
    with pytest.raises(ValueError, match="no base dimension is named"):
        parse(text)


@given(dimensions, dimensions, dimensions)
def test_products_form_a_group(a, b, c):
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * NUMBER == a == NUMBER * a
    assert a * b / b == a
    assert a / b == (b / a) ** -1


@given(dimensions, st.integers(-4, 4))
def test_a_power_is_a_repeated_product(a, exponent):
    product = NUMBER
    for _ in range(abs(exponent)):
        product = product * a if exponent > 0 else product / a
    assert a**exponent == product


@given(dimensions, dimensions)
def test_equal_dimensions_have_equal_hashes_and_print_alike(a, b):
    assert (a == b) == (str(a) == str(b))
    if a == b:
        assert hash(a) == hash(b)


@given(st.dictionaries(st.sampled_from(BASE), st.sampled_from([-1, 1]), min_size=1, max_size=5))
def test_what_is_printed_reads_back(powers):
    dimension = Dimension.of(powers)
    assert parse(str(dimension)) == dimension


@pytest.mark.parametrize(
    ("got", "wanted", "words"),
    [
        ("flop·optimizer_step/token", "flop", "tokens per step (token/optimizer_step) is missing"),
        ("flop·sequence/token", "flop", "tokens per sequence (token/sequence) is missing"),
        ("sequence", "optimizer_step", "one factor of sequences per step"),
        ("flop/second", "flop", "time (second) is missing"),
        ("flop/token", "flop", "tokens (token) is missing"),
        ("flop/parameter", "flop", "parameters (parameter) is missing"),
        ("flop/(device·second)", "flop/second", "number of devices (device) is missing"),
        ("flop·token", "flop", "one factor of tokens (token) too many"),
        ("byte", "joule", "a factor in joule/byte is missing"),
    ],
)
def test_the_missing_factor_is_named_in_words(got, wanted, words):
    assert words in missing_factor(parse(got), parse(wanted))
