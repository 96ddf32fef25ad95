"""Numbers as people read them."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.units.numbers import grouped, grouped_latex, mantissa_and_exponent, raised

LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read(text):
    """Read what `grouped` prints, by means of our own."""
    mantissa, _, power = text.replace(",", "").partition(" × 10")
    return Fraction(mantissa) * Fraction(10) ** int(power.translate(LOWERED) or 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (-12288, "-12,288"),
        (175_000_000_000, "175,000,000,000"),
        (734_804_261_732_352, "734,804,261,732,352"),
        (10**15 - 1, "999,999,999,999,999"),
        (10**15, "1 × 10¹⁵"),
        (314 * 10**21, "3.14 × 10²³"),
        (3.14e23, "3.14 × 10²³"),
        (-3.14e23, "-3.14 × 10²³"),
        (300e9, "300,000,000,000"),
        (Fraction(2049, 2), "1,024.5"),
        (Fraction(6, 3), "2"),
        (Fraction(1, 3), "0.33333"),
        (Fraction(-1, 3), "-0.33333"),
        (0.25, "0.25"),
        (0.45, "0.45"),
        (2.7, "2.7"),
        (1.5e-7, "1.5 × 10⁻⁷"),
        (0.00012345, "0.00012345"),
        (0.999999999, "1"),
        (99_999.5, "100,000"),
        (999_999.6, "1,000,000"),
        (1_234_567.8, "1,234,568"),
    ],
)
def test_a_number_is_printed_as_a_reader_expects(value, text):
    assert grouped(value) == text


def test_the_number_of_figures_can_be_chosen():
    assert grouped(3.1856490e23, 3) == "3.19 × 10²³"
    assert grouped(3.1856490e23, 2) == "3.2 × 10²³"
    assert grouped(Fraction(1, 3), 2) == "0.33"


def test_whole_numbers_keep_all_their_digits_however_few_figures_are_asked_for():
    assert grouped(12_288, 2) == "12,288"


def test_exponents_are_raised():
    assert raised(0) == "⁰"
    assert raised(1234567890) == "¹²³⁴⁵⁶⁷⁸⁹⁰"
    assert raised(-23) == "⁻²³"


def test_rounding_up_carries_into_the_exponent():
    assert mantissa_and_exponent(9.996e22, 3) == ("1.00", 23)


@pytest.mark.parametrize("value", [None, "12", [1], 1j])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="is no number"):
        grouped(value)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_up_to_a_quadrillion_print_every_digit(value):
    assert read(grouped(value)) == value


@given(
    st.one_of(
        st.integers(-(10**60), 10**60),
        st.floats(1e-60, 1e60),
        st.floats(-1e60, -1e-60),
        st.fractions(Fraction(1, 10**6), 10**6),
    )
)
def test_what_is_printed_is_right_to_five_figures(value):
    exact = Fraction(value)
    assert abs(read(grouped(value)) - exact) <= abs(exact) * Fraction(5, 10**5)


@given(st.floats(1e-60, 1e60), st.integers(1, 12))
def test_no_more_figures_are_shown_than_asked_for_beyond_the_decimal_point(value, digits):
    text = grouped(value, digits)
    mantissa = text.partition(" × ")[0].replace(",", "")
    if "." in mantissa and not (float(value) * 2).is_integer():
        assert len(mantissa.replace(".", "").lstrip("0")) <= digits


@given(st.one_of(st.integers(-(10**60), 10**60), st.floats(-1e60, 1e60)))
def test_latex_prints_the_same_figures(value):
    latex = grouped_latex(value).replace("{,}", ",")
    power = re.compile(r" \\times 10\^\{(-?\d+)\}")
    assert power.sub(lambda found: f" × 10{raised(int(found[1]))}", latex) == grouped(value)
