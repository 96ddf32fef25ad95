"""Numbers and units as people write them, in any language."""

import pytest

from flopwise.auditing.reading.text import plain
from flopwise.auditing.reading.tokens import scan
from flopwise.auditing.understanding import peaks_of


def first(text):
    return next(token for token in scan(plain(text).text) if token.type == "NUMBER")


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("It took 3.15e23.", 3.15e23, ""),
        ("a 20-billion-parameter model", 20e9, "parameter"),
        ("31.5 万亿亿次浮点运算", 31.5e20, "flop"),
        ("1조 4천억 토큰", 1.4e12, "token"),
        ("5.38×10^6秒", 5.38e6, "second"),
        ("21.7B 参数的模型", 21.7e9, "parameter"),
        ("833 petaflop/s-day에 해당", 833 * 8.64e19, "flop"),
        ("190 тыс. ч", 190e3 * 3600, "second"),
        ("0,216 YFLOP", 0.216e24, "flop"),
        ("۳۱۵٬۰۰۰", 315_000, ""),
        ("۴۰ درصد", 0.4, ""),
        ("7½ h", 7.5 * 3600, "second"),
        ("fifteen trillion tokens", 15e12, "token"),
        ("thirty-two thousand GPUs", 32e3, "device"),
        ("half a million GPU-hours", 0.5e6 * 3600, "device·second"),
        ("253垓", 253e20, ""),
        ("366 Mrd. Token", 366e9, "token"),
        ("Обучение: 1,944e25 операций", 1.944e25, "flop"),
        ("Обучение: 4,194M токенов", 4.194e6, "token"),
        ("$2.50 an hour", 2.5, "dollar"),
        ("６．３×１０^２３", 6.3e23, ""),
        ("frac{3 times 10^{11}}{2}", 3e11, ""),
    ],
)
def test_a_number_is_worth_what_it_says(text, value, dimension):
    token = first(text)
    assert token.value == pytest.approx(value)
    assert token.dimension == dimension


def test_a_decimal_comma_where_the_text_has_one():
    """In `2,7·10⁹` and `0,216` the comma is no separator of thousands; in `6,300 × 10²¹` it is."""
    assert first("2,7·10⁹ parámetros").value == pytest.approx(2.7e9)
    assert first("6,300 × 10²¹ FLOPS").value == pytest.approx(6.3e24)


@pytest.mark.parametrize("words", ["on 1,024 A100s", "an A100 80GB", "NVIDIA A100-80GB"])
def test_an_accelerator_is_named_in_the_plural_too(words):
    assert peaks_of.named(words) == [312e12]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a few times 10^23 FLOPs", 2e23, 9e23),
        ("several hundred thousand steps", 200e3, 900e3),
        ("between 2e23 and 6e23", 2e23, 6e23),
    ],
)
def test_a_range_in_words_has_two_ends(text, low, high):
    token = first(text)
    assert (token.low, token.value) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("text", ["It takes a million years.", "I asked a thousand times"])
def test_a_figure_of_speech_is_no_figure(text):
    assert all(token.type != "NUMBER" for token in scan(plain(text).text))


def test_bytes_of_a_parameter_are_no_billions():
    values = [token.value for token in scan("13e9 × 16 B = 208 GB") if token.type == "NUMBER"]
    assert values == [13e9, 16, 208e9]
