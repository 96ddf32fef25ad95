"""The text's steps beside the right ones, and guesses at what no finding explains."""

import pytest

from flopwise import audit
from flopwise.auditing.reading.reader import read
from flopwise.auditing.reading.text import plain
from flopwise.auditing.telling import beside
from flopwise.auditing.understanding.subject import find


def test_the_published_answer_has_its_steps_set_beside_the_right_ones():
    """2 + 2 for 2 + 4; no batch where GPT-3's had 3.2 million tokens; 300,000 steps for 93,750."""
    found = audit("700e9 FLOPs per training step, from 4 × 175 billion.\n"
                  "Total FLOPs: 4 × 175e9 × 300,000 steps = 2.1e17 FLOPs", subject="gpt-3")  # fmt: skip
    rows = {one.name: (one.text, one.right) for one in found.beside}
    assert rows["FLOP per parameter and token"] == (4, 6)
    assert rows["tokens per step"] == (None, 3.2e6)
    assert rows["steps"] == (300_000, 93_750)
    assert found.to_dict("summary")["beside"][0]["right"] == 6


@pytest.mark.parametrize(
    ("left", "names"),
    [
        (1 / 3, ["the backward pass left out"]),
        (1 / 2048, ["tokens per sequence left out"]),
        (96.0, ["layers counted twice"]),
        (1e-3, ["a slip of 3 powers of ten"]),
        (1 / 3 / 2048, ["the backward pass left out", "tokens per sequence left out"]),
        (1.02, []),
        (17.3, []),
    ],
)
def test_known_mistakes_are_proposed_for_what_is_left(left, names):
    about = find(read(plain("")), "gpt-3")
    assert [guess.name for guess in beside.guesses(about, left)] == names


def test_a_guess_is_marked_as_one_and_explains_nothing():
    found = audit("All in all GPT-3 needed about as much as that: 1.538e20 FLOPs.", subject="gpt-3")
    assert [guess.factor for guess in found.guesses] == [pytest.approx(1 / 2048)]
    text = found.to("text")
    assert "A guess, found nowhere in the text" in text
