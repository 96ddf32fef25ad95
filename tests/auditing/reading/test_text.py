"""Texts lose their markup and keep their places."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwise.auditing.audit import audit
from flopwise.auditing.reading.text import plain
from flopwise.auditing.reading.tokens import scan


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("175B parameters", 175e9, "parameter"),
        ("175 billion parameters", 175e9, "parameter"),
        ("1.75 × 10^11", 1.75e11, None),
        (r"\(1.75 \times 10^{11}\)", 1.75e11, None),
        ("1.75×10¹¹", 1.75e11, None),
        ("1.75 x 10<sup>11</sup>", 1.75e11, None),
        ("3.14E23 FLOPs", 3.14e23, "flop"),
        ("315{,}000", 315e3, None),
        ("12 288", 12288, None),
        ("200_000_000", 2e8, None),
        ("1750 亿参数", 175e9, "parameter"),
        ("3,640 petaflop/s-days", 3640 * 8.64e19, "flop"),
        ("3640 PF‑days", 3640 * 8.64e19, "flop"),
        ("0.315 zettaFLOPs", 3.15e20, "flop"),
        ("(3 × 10^23) FLOPs", 3e23, "flop"),
        ("312 TFLOP/s", 312e12, "flop/second"),
        ("40%", 0.4, None),
        ("3–5 × 10^23 FLOPs", 5e23, "flop"),
    ],
)
def test_numbers_are_read_as_people_write_them(written, value, unit):
    numbers = [token for token in scan(plain(written).text) if token.type == "NUMBER"]
    assert len(numbers) == 1
    assert numbers[0].value == pytest.approx(value)
    assert numbers[0].dimension == (unit or "")


def test_places_are_those_of_the_original():
    text = r"**Total:** $C \approx 6 \times 175\text{B} \times 300\text{B} = 3.15 \times 10^{23}$"
    found = plain(text)
    place = found.text.index("300")
    start, _ = found.span(place, place + 3)
    assert text[start : start + 3] == "300"


def test_a_star_multiplies_only_between_two_things():
    assert "×" in plain("6 * 175B").text
    assert "×" not in plain("*emphasis* and **strong**").text
    assert "×" not in plain("* a list item").text


def test_a_price_is_no_border_of_a_formula():
    assert "$2.70" in plain("at $2.70 per hour").text
    assert "$" not in plain(r"the cost is $6 \times N$ FLOPs").text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(
    ["6", " × ", "175B", " tokens", "10^{23}", "$", "\\[", "{", "}", "(", ")", "=", "≈", "**",
     "\\frac", "<sup>", "|", "\n", "FLOPs", "²", "GPT-3", " per step", "^", "-", "..", "%"]
), max_size=60).map("".join))  # fmt: skip
def test_any_text_is_read_without_a_crash(text):
    found = audit(text)
    for finding in found.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.quote
    assert found.document().nodes
    assert found.to_dict("summary")["verdict"] in ("right", "close", "off", "wrong", "undecided")


@pytest.mark.parametrize(
    "piece",
    ["(((((", "6 × ", "6*(", "10^{", "\\frac{", "$", "| ", "a ", "<", "* ", "wait ", "1,2 3", "数",
     "6 × 175B × 300B = 3e23 ", "d_model = 12288. 6 × 12288 = 73728. ", "GPT-3 3e23 FLOP. ",
     "on 8 A100s at 312 TFLOPS and 40% MFU for 30 days, "],
)  # fmt: skip
def test_hostile_texts_take_work_in_proportion_to_their_length(piece):
    def seconds(length):
        """Processor time, the least of three, so that a busy machine changes nothing."""
        text = piece * (length // len(piece))
        taken = []
        for _ in range(3):
            begin = time.process_time()
            audit(text)
            taken.append(time.process_time() - begin)
        return min(taken)

    short, long = seconds(5_000), seconds(40_000)
    linear, quadratic = 8, 64
    assert long < (linear + quadratic) / 2 * max(short, 0.01)
