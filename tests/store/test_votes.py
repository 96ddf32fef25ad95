"""Votes: one for each voter, challenge and pair, and only in a duel that was shown to that voter."""

import pytest

from flopwise.store import votes
from flopwise.store.database import Database
from flopwise.store.votes import TooManyVotesError, VoteError


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "store.sqlite")


def test_a_vote_names_the_pair_in_order_whichever_side_it_was_shown_on(database):
    duel = votes.show(database, "me", "c", "c/z", "c/a")
    vote = votes.cast(database, "me", duel.token, "left")
    assert (vote.first, vote.second, vote.choice) == ("c/a", "c/z", "second")
    assert vote.preferred == "c/z"
    assert votes.every(database) == [vote]


@pytest.mark.parametrize("choice", ["tie", "both wrong"])
def test_ties_and_both_wrong_prefer_neither(database, choice):
    duel = votes.show(database, "me", "c", "c/a", "c/z")
    assert votes.cast(database, "me", duel.token, choice).preferred == ""


def test_a_second_vote_on_a_pair_is_refused_even_with_sides_changed(database):
    votes.cast(database, "me", votes.show(database, "me", "c", "c/a", "c/z").token, "left")
    again = votes.show(database, "me", "c", "c/z", "c/a")
    with pytest.raises(VoteError, match="already"):
        votes.cast(database, "me", again.token, "left")
    other = votes.show(database, "you", "c", "c/z", "c/a")
    assert votes.cast(database, "you", other.token, "left").preferred == "c/z"


def test_forged_forms_do_not_count(database):
    duel = votes.show(database, "me", "c", "c/a", "c/z")
    for voter, token in (("you", duel.token), ("", duel.token), ("me", "guessed"), ("me", "")):
        with pytest.raises(VoteError, match="made for you"):
            votes.cast(database, voter, token, "left")
    with pytest.raises(VoteError, match="one of left"):
        votes.cast(database, "me", duel.token, "top")
    votes.cast(database, "me", duel.token, "left")
    with pytest.raises(VoteError, match="made for you"):  # sent twice
        votes.cast(database, "me", duel.token, "left")
    assert len(votes.every(database)) == 1


def test_nobody_votes_faster_than_one_can_read(database):
    for number in range(votes.MOST_IN_A_MINUTE):
        duel = votes.show(database, "me", "c", "c/a", f"c/b{number}")
        votes.cast(database, "me", duel.token, "tie")
    duel = votes.show(database, "me", "c", "c/a", "c/z")
    with pytest.raises(TooManyVotesError):
        votes.cast(database, "me", duel.token, "tie")
