"""Fresh challenges: the same seed gives the same, and every answer is what a hand count gives."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwise import operations
from flopwise.auditing.many import audit_page
from flopwise.challenges.generator import TOPICS, worksheet
from flopwise.challenges.task import LEVELS
from flopwise.challenges.worksheet import TOLERANCE
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.render import render

KINDS = [(topic, level) for topic in TOPICS for level in LEVELS]
SCALES = {"T": 1e12, "B": 1e9, "M": 1e6, "": 1.0}


def figures(prompt):
    """The figures of a prompt by what stands behind them, read here by other means."""
    found = {}
    for number, scale, word in re.findall(
        r"\$?(\d[\d,]*(?:\.\d+)?(?:e\d+)?)([TBM]?)(?:[ -])(parameters|tokens|optimizer steps|steps|sequences|days|"
        r"TFLOP/s|%|layers|heads|devices|accelerators|NVIDIA|Google|AMD|bytes?|seconds|FLOP|times)",
        prompt,
    ):
        found.setdefault(word, []).append(float(number.replace(",", "")) * SCALES[scale])
    return found


@pytest.mark.parametrize(("topic", "level"), KINDS)
def test_equal_seeds_give_equal_worksheets(topic, level):
    one, two = worksheet(3, 8, topic, level), worksheet(3, 8, topic, level)
    assert [item.prompt for item in one.items] == [item.prompt for item in two.items]
    assert [item.answer.value for item in one.items] == [item.answer.value for item in two.items]
    assert len({item.prompt for item in one.items}) == 8
    assert one.items[0].prompt != worksheet(4, 8, topic, level).items[0].prompt or level


def test_the_first_challenge_of_a_seed_stays_what_it_is():
    """Other releases of Python and of Flopwise draw the same, or a class has the wrong key."""
    item = worksheet(1, 1).items[0]
    assert "6.7B parameters is trained on 300B tokens" in item.prompt
    assert item.answer.value == 6 * 6_700_000_000 * 300_000_000_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**53 - 1), st.sampled_from(KINDS))
def test_every_answer_is_finite_and_positive_and_shown_in_every_format(seed, kind):
    sheet = worksheet(seed, 2, *kind)
    for item in sheet.items:
        assert item.answer.value is not None
        assert 0 < float(item.answer.value) < 1e30
        assert item.answer.derivation is not None
    for form in ("text", "markdown", "latex", "html"):
        assert render(sheet.sheet(), form)
        assert render(sheet.key(), form)


@pytest.mark.parametrize("seed", range(30))
def test_compute_is_six_for_each_parameter_and_token(seed):
    for item in worksheet(seed, 6, "flop", "easy").items:
        found = figures(item.prompt)
        if "parameters" in found:
            expected = 6 * found["parameters"][0] * found["tokens"][0]
        else:
            expected = found["optimizer steps"][0] * found["tokens"][0]
        assert float(item.answer.value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_runs_on_machines_by_hand(seed):
    for item in worksheet(seed, 6, "time", "hard").items:
        found = figures(item.prompt)
        peak, share = found["TFLOP/s"][0] * 1e12, found["%"][0] / 100
        seconds = 6 * found["parameters"][0] * found["tokens"][0] / (peak * share)
        if "$" in item.prompt:
            price = float(re.search(r"\$(\d+\.\d\d)", item.prompt)[1])
            expected = seconds / 3600 * price
        else:
            devices = next(found[name][0] for name in ("NVIDIA", "Google", "AMD") if name in found)
            expected = seconds / devices  # the value stays in base units
        assert float(item.answer.value) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("seed", range(20))
def test_memory_by_hand(seed):
    for item in worksheet(seed, 6, "memory", "medium").items:
        found = figures(item.prompt)
        if "parameters" in found:
            expected = 16 * found["parameters"][0]  # 2 + 2 + 4 + 4 + 4 bytes
        else:
            width = float(re.search(r"size (\d+)", item.prompt)[1])
            expected = 2 * found["layers"][0] * found["heads"][0] * width * 2
        assert float(item.answer.value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("topic", "level"), KINDS)
def test_what_ask_makes_of_a_prompt_agrees_with_the_key_or_is_refused(topic, level):
    for item in worksheet(11, 12, topic, level).items:
        found = operations.ask(item.prompt)
        if found.answered and found.estimate is not None and found.estimate.value is not None:
            ratio = float(found.estimate.value) / float(item.answer.value)
            assert 1 / TOLERANCE < ratio < TOLERANCE, (item.prompt, found.summary())


@pytest.mark.parametrize("seed", range(10))
def test_an_audit_finds_the_key_right(seed):
    for item in worksheet(seed, 4, "flop", "easy").items:
        if item.answer.quantity == "training_compute":
            text = f"{item.prompt}\n\n{item.answer.summary()}"
            assert audit_page(text).verdict in ("right", "undecided")


def test_the_key_shows_the_steps_and_the_sheet_does_not():
    sheet = worksheet(5, 3, "flop", "hard")
    assert "Answer:" not in render(sheet.sheet(), "text")
    key = render(sheet.key(), "text")
    assert key.count("Answer:") == 3
    assert render(operations.challenges_new(seed=5, count=3, topic="flop", level="hard", key=True)
                  .document(), "text") == key  # fmt: skip


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"seed": 1, "topic": "flops"}, UnknownNameError, "flop"),
        ({"seed": 1, "level": "eassy"}, UnknownNameError, "easy"),
        ({"seed": 1, "count": 0}, InvalidValueError, "1 to 200"),
        ({"seed": 1, "count": 201}, InvalidValueError, "1 to 200"),
        ({"seed": -1}, InvalidValueError, "whole number"),
        ({"seed": 2**53}, InvalidValueError, "2\\^53"),
        ({"seed": "seven"}, InvalidValueError, "whole number"),
        ({"seed": math.inf}, InvalidValueError, "whole number"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(given, error, says):
    with pytest.raises(error, match=says):
        operations.challenges_new(**given)
