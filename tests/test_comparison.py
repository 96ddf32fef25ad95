"""Models and conventions side by side."""

import pytest

from flopwise.catalog import conventions
from flopwise.comparison import compare
from flopwise.errors import InvalidValueError, UnknownNameError


def test_all_conventions_stand_side_by_side_with_a_reason_each():
    comparison = compare(["gpt-3"], "all")
    assert comparison.names == tuple(conventions.every())
    assert [difference.b for difference in comparison.differences] == list(comparison.names[1:])
    assert all(difference.reason for difference in comparison.differences)


def test_the_reasons_say_how_much_each_part_contributes():
    reasons = {item.b: item.reason for item in compare(["gpt-3"], "all").differences}
    # by hand: attention over 1,024.5 instead of 2,048 positions is 3 × 4·96·12288·1023.5 FLOP of
    # 1.0619e12 a token
    share = 3 * 4 * 96 * 12288 * 1023.5 / 1_061_884_993_536
    assert f"attention +{share:.2%}" in reasons["executed"]
    assert "attention -1.37%" in reasons["six-nd"]


def test_factors_lead_from_the_first_result_to_the_others():
    comparison = compare(["gpt-3", "palm", "llama-3.1-405b"])
    first = float(comparison.items[0].value)
    for item, difference in zip(comparison.items[1:], comparison.differences, strict=True):
        assert float(item.value) == pytest.approx(first * difference.factor)
    # PaLM saw 780 billion tokens, GPT-3 300 billion
    assert comparison.differences[0].reason.startswith("2.6 × the tokens")


def test_a_model_without_an_architecture_is_compared_by_what_it_allows():
    assert compare(["t5-large"], "all").names == ("six-nd",)


def test_one_thing_alone_is_no_comparison():
    with pytest.raises(InvalidValueError, match="two models"):
        compare(["gpt-3"])
    with pytest.raises(InvalidValueError, match="one model at a time"):
        compare(["gpt-3", "palm"], "all")
    with pytest.raises(UnknownNameError, match="six-nd"):
        compare(["gpt-3"], "six-dn")


def test_the_json_holds_the_contracts_fields():
    found = compare(["gpt-3"], "flopwise,six-nd").to_dict("summary")
    assert found["schema"] == "flopwise/comparison/1"
    assert {"quantity", "items", "differences", "made"} <= set(found)
    assert set(found["differences"][0]) == {"a", "b", "factor", "reason", "step"}
    assert found["made"]["command"] == "flopwise compare gpt-3 --conventions flopwise,six-nd"
