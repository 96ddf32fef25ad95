"""Generated questions: their own truth, and how well `ask` answers them.

The questions share neither a reader nor an answerer with the product (benchmarks/questions).
"""

import random
import re

import pytest
from benchmarks.questions import Question, generate
from benchmarks.questions.drawing import FACTS
from benchmarks.questions.generator import PHRASES, question
from benchmarks.questions.judging import judge
from benchmarks.questions.registry import FAMILIES
from benchmarks.questions.spelling import count, few, words

import flopwise


def family(name, seed=0):
    return question(FAMILIES[name], random.Random(seed))


def share_right(questions):
    verdicts = [judge(asked, flopwise.ask(asked.text).to_dict()) for asked in questions]
    return sum(verdict.right for verdict in verdicts) / len(verdicts)


def test_every_family_has_phrases_and_the_other_way_round():
    assert set(PHRASES) == set(FAMILIES)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_fills_all_its_slots(name):
    for seed in range(40):
        drawn = family(name, seed)
        assert not re.search(r"[{}\[\]]|NOUN|FACTS|~\w", drawn.text)
        assert (drawn.value is None) == (drawn.kind == "cannot")
        assert bool(drawn.needs) == (drawn.kind == "cannot")


def test_the_same_seed_gives_the_same_questions_and_all_differ():
    questions = generate(500, 3)
    assert questions == generate(500, 3)
    assert questions != generate(500, 4)
    assert len({drawn.text for drawn in questions}) == 500
    refused = sum(drawn.kind == "cannot" for drawn in questions)
    assert 0.15 < refused / 500 < 0.25


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        # Worked by hand: 3640 x 8.64e19; 2 x 80 layers x 8 heads x 128 x 2 bytes.
        ("pf_days_to_flop", r"\b3640 ", 3.14496e23),
        ("kv_cache_token", r"(?i)lla?ma[- ]?2[- ]70b", 327_680),
        # Hoffmann et al. 2022, Table 1: 70B parameters, 1.4T tokens.
        ("run_named", r"(?i)chin+ch?ill?a", 5.88e23),
        # NVIDIA's data sheet.
        ("fact_peak", r"(?i)a100", 312e12),
        # 52,000 examples are 406.25 batches of 128; three times.
        ("steps_of_epochs", r"(?i)(?=.*\b(52,?000|52k)\b)(?=.*\b128\b)(?=.*\b(3|three) epochs)", 1218.75),
    ],
)  # fmt: skip
def test_a_truth_is_what_a_hand_count_gives(name, given, value):
    drawn = (family(name, seed) for seed in range(4000))
    found = next(drawn for drawn in drawn if re.search(given, drawn.text))
    assert found.value == pytest.approx(value, rel=1e-6)


def test_every_fact_names_a_source():
    for kind in ("model", "mixture", "device", "threshold"):
        for record in FACTS[kind].values():
            assert record["source"] in FACTS["sources"]


def test_one_amount_is_written_in_many_hands():
    drawn = {count(7e9, random.Random(seed)) for seed in range(300)}
    wanted = {"7B", "7b", "7 B", "7 billion", "seven billion", "7e9", "7,000,000,000", "7000M"}
    assert wanted <= drawn
    assert {few(64, random.Random(seed)) for seed in range(60)} == {"64", "sixty-four"}
    assert words(342) == "three hundred and forty-two"


@pytest.mark.parametrize(
    ("kind", "value", "answered", "answer", "right", "confident"),
    [
        ("number", 100.0, True, {"kind": "quantity", "value": 104.0}, True, False),
        ("number", 100.0, True, {"kind": "quantity", "value": 106.0}, False, True),
        ("number", 100.0, False, None, False, False),
        ("yesno", True, True, {"kind": "yesno", "value": True}, True, False),
        ("yesno", True, True, {"kind": "yesno", "value": None, "text": "No, it isn't."}, False, True),
        ("cannot", None, False, {"kind": "cannot", "value": None}, True, False),
        ("cannot", None, True, {"kind": "quantity", "value": 1.0}, False, True),
    ],
)  # fmt: skip
def test_an_answer_is_judged_by_its_value(kind, value, answered, answer, right, confident):
    asked = Question("?", kind, value, "", 0.05, "", ())
    verdict = judge(asked, {"answered": answered, "answer": answer})
    assert (verdict.right, verdict.confident) == (right, confident)


def test_a_sample_of_the_generated_questions_is_answered_right():
    assert share_right(generate(150, 11)) >= 0.95


@pytest.mark.slow
def test_the_generated_questions_are_answered_right():
    assert share_right(generate(5000, 12)) >= 0.98
