"""An answer worked out again with other values for its inputs."""

import pytest

from flopwise.asking.answering import ask
from flopwise.asking.revising import is_revisable, revised
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.operations.requests import perform

QUESTION = "6ND for a 7B model on 2T tokens"


def test_an_input_takes_another_value_and_all_follows():
    answer = revised(ask(QUESTION), ["tokens=1T"])
    assert answer.value == 6 * 7 * 10**9 * 10**12
    assert "4.2 × 10²² FLOP" in answer.summary()
    assert "With values of your own: tokens=1T." in answer.remarks


def test_the_operation_takes_settings_too_and_refuses_unknown_ones():
    found = perform("ask", {"question": QUESTION, "set": ["tokens=1T"]})
    assert found.value == 6 * 7 * 10**9 * 10**12
    with pytest.raises(UnknownNameError, match="tokens"):
        perform("ask", {"question": QUESTION, "set": ["tokns=1T"]})


def test_time_keeps_the_unit_of_the_answer():
    before = ask("How many days does 3e23 FLOP take on 1000 A100 at 40% MFU?")
    after = revised(before, ["devices=2000"])
    assert after.found.unit == before.found.unit
    assert float(after.value) == pytest.approx(float(before.value) / 2)


@pytest.mark.parametrize("question", ["What is MFU?", "What is the best pizza?"])
def test_what_is_not_derived_as_one_quantity_cannot_be_revised(question):
    answer = ask(question)
    assert not is_revisable(answer)
    with pytest.raises(InvalidValueError, match="derived as one quantity"):
        revised(answer, ["tokens=1T"])
