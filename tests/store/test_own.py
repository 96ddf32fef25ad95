"""Challenges and answers of a user's own: kept whole or not at all, and never over another."""

import pytest

from flopwise.errors import InvalidValueError, StoreError
from flopwise.store import own
from flopwise.store.database import Database
from flopwise.store.own import Batch, OwnAnswer


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "store.sqlite")


def answer(text, attempt=0, model="m"):
    return OwnAnswer("c", model, attempt, {"text": text})


def test_each_further_answer_is_the_next_attempt(database):
    assert own.add(database, Batch(answers=(answer("one"), answer("two")))) == ["c/m", "c/m/2"]
    assert own.add(database, Batch(answers=(answer("three"),))) == ["c/m/3"]


def test_attempts_that_stand_elsewhere_are_counted(database):
    assert own.add(database, Batch(answers=(answer("x"),)), [("c", "m", 4)]) == ["c/m/5"]


def test_the_same_answer_brought_in_twice_stands_there_once(database):
    for _ in range(2):
        assert own.add(database, Batch(answers=(answer("one"), answer("b", 7)))) == ["c/m", "c/m/7"]
    assert len(own.everything(database).answers) == 2


def test_another_text_under_the_same_number_is_refused_and_nothing_is_added(database):
    own.add(database, Batch(answers=(answer("one", 1),)))
    with pytest.raises(InvalidValueError, match="another answer c/m already"):
        own.add(database, Batch(answers=(answer("new", model="n"), answer("other", 1))))
    with pytest.raises(InvalidValueError, match="already"):
        own.add(database, Batch(answers=(answer("one", 2),)), [("c", "m", 2)])
    assert [one.record["text"] for one in own.everything(database).answers] == ["one"]


def test_a_challenge_is_never_replaced(database):
    own.add(database, Batch(challenges=(("mine", {"title": "A"}),)))
    own.add(database, Batch(challenges=(("mine", {"title": "A"}),)))
    with pytest.raises(InvalidValueError, match="another challenge"):
        own.add(database, Batch(challenges=(("mine", {"title": "B"}),)))
    assert own.everything(database).challenges == (("mine", {"title": "A"}),)


def test_an_answer_can_be_removed(database):
    own.add(database, Batch(answers=(answer("one"),)))
    own.remove(database, "c", "m", 1)
    assert own.everything(database).answers == ()
    with pytest.raises(StoreError, match="c/m"):
        own.remove(database, "c", "m", 1)
