"""Units by name: prefixes, plurals, compounds, and what nothing bears the name of."""

import functools
import math
import re
import time
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import flopwise
from flopwise.errors import UnknownNameError
from flopwise.units.dimensions import Dimension
from flopwise.units.registry import find, known, records

RECORDS = list(records().values())
SPELLINGS = [
    (record, spelling) for record in RECORDS for spelling in {record.symbol, *record.names}
]


@pytest.mark.parametrize(
    ("name", "scale", "dimension"),
    [
        # 10^15 FLOP/s over 86,400 s
        ("PF-days", 86_400 * 10**15, "flop"),
        ("PF-day", 864 * 10**17, "flop"),
        ("petaflop/s-days", 864 * 10**17, "flop"),
        ("petaflop/s-day", 864 * 10**17, "flop"),
        ("pfs-days", 864 * 10**17, "flop"),
        ("FLOP", 1, "flop"),
        ("FLOPs", 1, "flop"),
        ("GFLOP", 10**9, "flop"),
        ("TFLOPs", 10**12, "flop"),
        ("petaflops", 10**15, "flop"),
        ("exaFLOP", 10**18, "flop"),
        ("ZFLOP", 10**21, "flop"),
        ("zettaFLOPs", 10**21, "flop"),
        ("YFLOP", 10**24, "flop"),
        # a multiply-accumulate is two operations
        ("MAC", 2, "flop"),
        ("MACs", 2, "flop"),
        ("GMAC", 2 * 10**9, "flop"),
        ("multiply-adds", 2, "flop"),
        ("TFLOP/s", 10**12, "flop/second"),
        ("teraflops per second", 10**12, "flop/second"),
        ("FLOP/s/GPU", 1, "flop/(device·second)"),
        ("FLOP/token", 1, "flop/token"),
        ("FLOP per token per parameter", 1, "flop/(parameter·token)"),
        ("flop/(parameter·token)", 1, "flop/(parameter·token)"),
        ("kB", 1000, "byte"),
        ("GB", 10**9, "byte"),
        ("gigabytes", 10**9, "byte"),
        ("KiB", 1024, "byte"),
        ("MiB", 1024**2, "byte"),
        ("GiB", 1024**3, "byte"),
        ("TiB", 1024**4, "byte"),
        ("bit", Fraction(1, 8), "byte"),
        ("Gbit/s", 125 * 10**6, "byte/second"),
        ("TB/s", 10**12, "byte/second"),
        ("s", 1, "second"),
        ("minutes", 60, "second"),
        ("h", 3600, "second"),
        ("days", 86_400, "second"),
        ("weeks", 7 * 86_400, "second"),
        ("years", Fraction("365.25") * 86_400, "second"),
        ("months", Fraction("365.25") * 86_400 / 12, "second"),
        ("GPU-hours", 3600, "device·second"),
        ("GPU hours", 3600, "device·second"),
        ("device-hours", 3600, "device·second"),
        ("TPU-days", 86_400, "device·second"),
        ("W", 1, "joule/second"),
        ("MW", 10**6, "joule/second"),
        ("kWh", 3_600_000, "joule"),
        ("kilowatt-hours", 3_600_000, "joule"),
        ("MJ", 10**6, "joule"),
        ("USD", 1, "dollar"),
        ("dollars", 1, "dollar"),
        ("USD/h", Fraction(1, 3600), "dollar/second"),
        ("kgCO2e", 1000, "gram_co2e"),
        ("gCO2e/kWh", Fraction(1, 3_600_000), "gram_co2e/joule"),
        ("tokens", 1, "token"),
        ("params", 1, "parameter"),
        ("training steps", 1, "optimizer_step"),
        ("tokens per step", 1, "token/optimizer_step"),
        ("tokens/sequence", 1, "token/sequence"),
        ("tokens/s/GPU", 1, "token/(device·second)"),
    ],
)
def test_units_mean_what_people_mean_by_them(name, scale, dimension):
    unit = find(name)
    assert (unit.scale, unit.dimension) == (scale, Dimension.parse(dimension))


@pytest.mark.parametrize(
    ("letters", "word", "power"),
    [
        ("k", "kilo", 3), ("M", "mega", 6), ("G", "giga", 9), ("T", "tera", 12), ("P", "peta", 15),
        ("E", "exa", 18), ("Z", "zetta", 21), ("Y", "yotta", 24), ("R", "ronna", 27),
        ("Q", "quetta", 30),
    ],
)  # fmt: skip
def test_decimal_prefixes_are_those_of_the_si(letters, word, power):
    names = (f"{letters}FLOP", f"{letters}FLOPs", f"{word}flop", f"{word}FLOPs", f"{word}-flops")
    assert {find(name).scale for name in names} == {10**power}


@pytest.mark.parametrize(
    ("letters", "power"), [("Ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5)]
)
def test_binary_prefixes_are_powers_of_1024(letters, power):
    assert find(f"{letters}B").scale == 1024**power


def test_sparse_and_dense_rates_are_of_different_kinds():
    assert find("sparse FLOP").dimension != find("FLOP").dimension


@pytest.mark.parametrize(
    ("price", "per_device_second"),
    [("USD/GPU-hour", Fraction(1, 3600)), ("dollars per GPU-hour", Fraction(1, 3600))],
)
def test_a_price_per_gpu_hour_is_divided_by_both_the_gpu_and_the_hour(price, per_device_second):
    unit = find(price)
    assert unit.dimension == Dimension.parse("dollar/(device·second)")
    assert unit.scale == per_device_second


@pytest.mark.parametrize("name", ["TFLOP/s per GPU", "TFLOP/s/GPU", "teraflops per second per GPU"])
def test_each_division_divides_what_stands_before_it(name):
    unit = find(name)
    assert unit.dimension == Dimension.parse("flop/(device·second)")
    assert unit.scale == 10**12


@pytest.mark.parametrize("name", ["petaflop/s-days", "petaflop/s days", "PFLOP/s-days"])
def test_a_rate_times_days_is_an_amount_however_it_is_joined(name):
    assert (find(name).scale, find(name).dimension) == (864 * 10**17, Dimension.parse("flop"))


@pytest.mark.parametrize(("record", "spelling"), SPELLINGS, ids=[name for _, name in SPELLINGS])
def test_every_unit_is_found_by_each_of_its_names_and_their_plurals(record, spelling):
    for name in (spelling, f" {spelling} ", plural(spelling)):
        unit = find(name)
        assert unit.id == record.id
        assert unit.scale == record.scale
        assert unit.dimension == Dimension.parse(record.dimension)


def plural(name):
    return name + "s" if name[-3:].isalpha() and len(name) > 2 else name


def test_no_name_belongs_to_two_units():
    names = [spelling for _, spelling in SPELLINGS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_every_unit_is_explained_with_a_worked_example_and_a_source(record):
    assert record.explanation.endswith(".")
    assert record.example.endswith(".")
    assert any(character.isdigit() for character in record.example)
    assert record.scale > 0
    assert record.source in citation_keys()


def test_the_products_in_worked_examples_and_explanations_are_right():
    product = re.compile(r"((?:[\d.,e^]+ × )+[\d.,e^]+) = ([\d.,e^]*\d)")
    found = 0
    for record in RECORDS:
        for factors, stated in product.findall(f"{record.explanation} {record.example}"):
            found += 1
            result = math.prod(number(factor) for factor in factors.split(" × "))
            assert abs(number(stated) / result - 1) < 0.005, (record.id, factors, stated)
    assert found >= 3


def number(text):
    base, _, exponent = text.rstrip(".").replace(",", "").partition("^")
    return float(base) ** float(exponent or 1)


@functools.cache
def citation_keys():
    keys = set()
    for path in Path(flopwise.__file__).parent.rglob("*.toml"):
        keys |= tomllib.loads(path.read_text("utf-8")).get("sources", {}).keys()
    return keys


@pytest.mark.parametrize("name", ["b", "S", "w", "j", "H", "D"])
def test_a_lone_letter_in_the_other_case_is_not_guessed_at(name):
    assert known(name) is None


@pytest.mark.parametrize(
    ("name", "same"), [("gflops", "GFLOP"), ("TOKENS", "token"), ("kwh", "kWh"), ("gpu", "GPU")]
)
def test_longer_names_are_read_in_any_case(name, same):
    assert find(name) == find(same)


@pytest.mark.parametrize(("name", "bytes_"), [("Gib", 2**30 // 8), ("Mib/s", 2**20 // 8)])
def test_a_small_b_behind_a_binary_prefix_is_never_taken_for_a_byte(name, bytes_):
    unit = known(name)
    assert unit is None or unit.scale == bytes_


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("tokns", "token"),
        ("PFdays", "PF-day"),
        ("paramaters", "parameter"),
        ("juole", "joule"),
        ("dollers", "dollar"),
        ("byts", "byte"),
    ],
)
def test_a_misspelt_unit_gets_near_matches(name, near):
    with pytest.raises(UnknownNameError) as caught:
        find(name)
    assert caught.value.matches[0] == near
    assert name in str(caught.value)
    assert near in str(caught.value)


@pytest.mark.parametrize(
    "name", ["", " ", "-", "/", "s/", "/s", "-s", "s-", "xyzzy", "P", "1", "()"]
)
def test_what_is_no_unit_is_refused(name):
    assert known(name) is None
    with pytest.raises(UnknownNameError, match="unknown unit"):
        find(name)


def test_a_long_list_of_words_is_refused_quickly():
    names = "s" + "".join(f"{sign}s" for sign in " *·-" * 5) + "-xyzzy"
    began = time.perf_counter()
    assert known(names) is None
    assert time.perf_counter() - began < 0.05


SOME = st.sampled_from(
    ["FLOP", "token", "GiB", "kWh", "h", "USD", "GPU", "bit", "MAC", "month", "step", "FLOP/s"]
)


@given(SOME, st.fractions(-(10**12), 10**12))
def test_there_and_back_again_is_exact(name, value):
    unit = find(name)
    assert unit.from_base(unit.to_base(value)) == value
    assert unit.to_base(value) == value * unit.scale


@given(SOME, SOME)
def test_compounds_multiply_and_divide_scales_and_dimensions(first, second):
    one, two = find(first), find(second)
    assert (one * two).scale == Fraction(one.scale) * two.scale
    assert (one * two).dimension == one.dimension * two.dimension
    assert (one / two).scale == Fraction(one.scale) / two.scale
    assert (one / two).dimension == one.dimension / two.dimension


@pytest.mark.parametrize(
    "name",
    ["PF-days", "ZFLOP", "GiB", "kWh", "GPU-hours", "TFLOP/s", "tokens/s/GPU", "gCO2e/kWh",
     "flop/(parameter·token)", "FLOP/(s·GPU)"],
)  # fmt: skip
def test_the_symbol_that_we_print_reads_back_as_the_same_unit(name):
    unit = find(name)
    again = find(unit.symbol)
    assert (again.scale, again.dimension) == (unit.scale, unit.dimension)
