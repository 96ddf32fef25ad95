"""Verdicts counted, votes beside them, intervals around both."""

import math
import random
from statistics import NormalDist

import pytest

from flopwise import gallery, operations
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.standings import duels, leaderboard
from flopwise.standings.insights import insights
from flopwise.standings.judging import NOT_AUDITED, judged
from flopwise.standings.leaderboard import Tally
from flopwise.standings.statistics import Share, middle
from flopwise.store.votes import Vote

C = "estimate-complexity"
MINI, R1, SONNET = f"{C}/gpt-4o-mini", f"{C}/deepseek-r1", f"{C}/claude-3-7-sonnet"


@pytest.fixture(autouse=True)
def _own_store(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "store.sqlite"))


def vote(preferred, other, voter="v", choice=None):
    first, second = sorted((preferred, other))
    return Vote(
        voter, C, first, second, choice or ("first" if first == preferred else "second"), ""
    )


# ---- verdicts ----------------------------------------------------------------------------------


def test_shipped_answers_have_the_verdicts_of_their_labels():
    """As a person labelled them, who read the texts and knew the right figure."""
    known = {one.answer: one.verdict for one in judged(gallery.answers().values())}
    assert known[MINI] == "wrong"
    assert known[SONNET] == "wrong"
    assert known[R1] == known[f"{C}/gpt-4.5"] == known[f"{C}/claude-opus-4.5"] == "right"
    assert known[f"{C}/gemini-2.0-pro-exp"] == "close"
    assert known[f"{C}/qwen3-next-80b-a3b-instruct"] == "undecided"
    assert known["compute-70b-1t/public-document"] == "off"


def test_an_answer_to_a_challenge_without_an_amount_is_not_audited():
    id = operations.add_answer("letter-about-a-wrong-figure", "m", "Dear author, 6 × 2 = 13.")
    (found,) = judged([gallery.answer(id)])
    assert found.verdict == NOT_AUDITED
    assert found.rank is None


# ---- the leaderboard ---------------------------------------------------------------------------


def test_right_answers_stand_before_wrong_ones_and_documents_nowhere():
    rows = leaderboard.leaderboard([]).rows
    order = [row.model for row in rows]
    assert order.index("deepseek-r1") < order.index("gpt-4o-mini")
    assert "public-document" not in order
    right = [row.right.value == 1 for row in rows if row.right.cases]
    assert right == sorted(right, reverse=True)


def test_filters_narrow_it():
    found = leaderboard.leaderboard([], {"provider": "DeepSeek"})
    assert [row.model for row in found.rows] == ["deepseek-r1"]
    assert not leaderboard.leaderboard([], {"difficulty": "easy"}).rows
    with pytest.raises(UnknownNameError, match="beauty"):
        leaderboard.leaderboard([], {"beauty": "1"})


def test_votes_are_counted_for_both_and_ties_for_neither():
    votes = [
        vote(MINI, R1),
        vote(R1, MINI, "w"),
        vote(MINI, R1, "x", "tie"),
        vote(MINI, R1, "y", "both wrong"),
    ]
    rows = {row.model: row for row in leaderboard.leaderboard(votes).rows}
    assert rows["gpt-4o-mini"].tally == rows["deepseek-r1"].tally == Tally(1, 1, 1, 1)
    assert rows["gpt-4o-mini"].tally.preferred == Share(1, 2)


def test_how_often_voters_preferred_what_the_audit_ranks_lower():
    votes = [vote(MINI, R1), vote(R1, MINI, "w"), vote(R1, SONNET, "x"), vote(MINI, R1, "y", "tie")]
    assert leaderboard.leaderboard(votes).disputed == Share(1, 3)


def test_votes_on_answers_that_are_gone_are_left_out():
    assert leaderboard.leaderboard([vote(f"{C}/gone", MINI)]).disputed.cases == 0


# ---- intervals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("hits", "cases"), [(0, 1), (1, 1), (8, 10), (50, 100), (999, 1000)])
def test_the_interval_of_a_share_is_wilsons(hits, cases):
    """Its ends are the shares from which what was seen is just as far as a tenth allows (Wilson 1927)."""
    far = NormalDist().inv_cdf(0.95)
    for end in Share(hits, cases).bounds():
        if 1e-9 < end < 1 - 1e-9:
            assert abs(hits / cases - end) == pytest.approx(
                far * math.sqrt(end * (1 - end) / cases)
            )


@pytest.mark.parametrize("n", [5, 8, 11, 30])
def test_the_interval_of_a_median_covers_nine_times_in_ten(n):
    chance = random.Random(n)
    hits = 0
    for _ in range(2000):
        found = middle([chance.gauss(0, 1) for _ in range(n)])
        hits += found.low <= 0 <= found.high
    assert hits / 2000 > 0.89


# ---- duels -------------------------------------------------------------------------------------


def test_pairs_are_of_one_challenge_and_two_models():
    for pair in duels.pairs():
        left, right = gallery.answer(pair.left), gallery.answer(pair.right)
        assert left.challenge == right.challenge == pair.challenge
        assert left.model != right.model
        assert "document" not in (left.type, right.type)


def test_nobody_sees_a_pair_twice_and_in_the_end_nothing():
    votes, seen = [], set()
    while (pair := duels.drawn(votes, "me", chance=random.Random(len(votes)))) is not None:
        both = frozenset((pair.left, pair.right))
        assert both not in seen
        seen.add(both)
        votes.append(vote(pair.left, pair.right, "me"))
    assert len(seen) == len(duels.pairs())


def test_sides_are_shuffled_and_the_least_voted_come_first():
    chance = random.Random(1)
    sides = {duels.drawn([], "me", C, chance=chance).left < duels.drawn([], "me", C, chance=chance).right
             for _ in range(30)}  # fmt: skip
    assert sides == {True, False}
    others = [vote(*pair[1:], "you") for pair in duels.pairs()[1:]]
    drawn = duels.drawn(others, "me", chance=chance)
    assert {drawn.left, drawn.right} == set(duels.pairs()[0][1:])


def test_a_challenge_with_one_answer_has_no_duel():
    with pytest.raises(InvalidValueError, match="no two answers"):
        duels.drawn([], "me", "compute-70b-1t")


# ---- insights ----------------------------------------------------------------------------------


def test_what_is_said_of_a_model():
    found = insights("gpt-4o-mini", [vote(MINI, R1)])
    assert [one.answer for one in found.answers] == [MINI]
    assert dict(found.mistakes)["wrong_factor"] == 1
    assert found.tally == Tally(1, 0, 0, 0)
    assert len(found.duels) == 1
    assert found.related
    assert "gpt-4o-mini" not in found.related
