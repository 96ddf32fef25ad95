"""Saved work: kept, found, changed, removed."""

import pytest

from flopwise.errors import InvalidValueError, StoreError
from flopwise.store import saved
from flopwise.store.database import Database


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "store.sqlite")


def work(title, kind="estimate", **more):
    return saved.Work(kind, title, {"model": "gpt-3"}, {"value": 1}, **more)


def test_what_was_saved_comes_back_as_it_was(database):
    (number,) = saved.add(
        database,
        saved.Work("audit", "A “title”", {"text": "6·N·D\n\0"}, {"ratio": 1e-7}, "so – so"),
    )
    found = saved.find(database, number)
    assert (found.kind, found.title, found.notes) == ("audit", "A “title”", "so – so")
    assert found.request == {"text": "6·N·D\n\0"}
    assert found.result == {"ratio": 1e-7}


def test_lists_are_searched_by_kind_and_words(database):
    saved.add(database, work("One run"), work("Another", "audit", notes="100% of the run_"))
    assert [one.title for one in saved.every(database)] == ["Another", "One run"]
    assert [one.title for one in saved.every(database, "audit")] == ["Another"]
    assert [one.title for one in saved.every(database, search="RUN one")] == ["One run"]
    assert [one.title for one in saved.every(database, search="% run_")] == ["Another"]
    assert saved.every(database, search="%x") == []


def test_titles_and_notes_can_be_changed(database):
    (number,) = saved.add(database, work("Old"))
    saved.change(database, number, title="New", notes="why")
    saved.change(database, number, title="Newer")
    found = saved.find(database, number)
    assert (found.title, found.notes) == ("Newer", "why")


def test_a_number_is_never_given_twice(database):
    (number,) = saved.add(database, work("One"))
    saved.remove(database, [number])
    assert saved.add(database, work("Two")) == [number + 1]
    with pytest.raises(StoreError, match=f"no saved work {number}"):
        saved.find(database, number)


def test_of_several_all_are_removed_or_none(database):
    saved.add(database, work("One"), work("Two"))
    with pytest.raises(StoreError, match="no saved work 7"):
        saved.remove(database, [1, 7])
    assert len(saved.every(database)) == 2


@pytest.mark.parametrize(
    ("title", "notes", "says"),
    [(" ", "", "needs a title"), ("x" * 201, "", "200 characters"), ("x", "y" * 20_001, "20,000")],
)
def test_what_is_too_much_is_refused(database, title, notes, says):
    with pytest.raises(InvalidValueError, match=says):
        saved.add(database, work("fine"), work(title, notes=notes))
    assert saved.every(database) == []
