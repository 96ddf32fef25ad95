"""A later question may leave out what an earlier one said."""

import pytest

from flopwise.asking.conversation import Conversation


def asked(*questions):
    talk = Conversation()
    return [talk.ask(question) for question in questions]


def test_another_accelerator_takes_the_count_and_the_run_of_the_last_question():
    first, second = asked(
        "7B on 1T tokens with 128 A100s at 50% MFU: how many days?", "and on H200s?"
    )
    # dense bf16 peaks of the data sheets
    assert float(first.value) / float(second.value) == pytest.approx(989.4 / 312, rel=0.01)


def test_another_model_takes_the_goal_of_the_last_question():
    _, second = asked("how many parameters does Llama 2 70B have?", "what about Llama 2 13B?")
    assert second.value == 13_015_864_320


def test_a_whole_question_stands_alone():
    _, second = asked(
        "7B on 1T tokens with 128 A100s at 50% MFU: how many days?",
        "how many parameters does OPT-13B have?",
    )
    assert second.value == 12_853_473_280


def test_a_refusal_is_not_what_the_next_question_leans_on():
    *_, last = asked(
        "training compute of 7B on 1T tokens", "what's the best pizza?", "and with 2T tokens?"
    )
    assert float(last.value) == pytest.approx(8.4e22)
