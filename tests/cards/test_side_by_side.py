"""Cards of one kind beside one another."""

import pytest

from flopwise.cards.side_by_side import side_by_side
from flopwise.document import Citations, Table
from flopwise.errors import InvalidValueError, UnknownNameError


def rows(document):
    return {
        row[0].text: [cell.text for cell in row[1:]]
        for node in document.nodes if isinstance(node, Table) for row in node.rows
    }  # fmt: skip


def test_each_row_says_one_thing_of_each():
    document = side_by_side("models", ["gpt-3", "llama-2-70b"])
    assert document.title == "GPT-3 175B and Llama 2 70B"
    found = rows(document)
    assert found["Provider"] == ["OpenAI", "Meta"]
    assert all(len(cells) == 2 for cells in found.values())
    keys = {
        entry.key
        for node in document.nodes
        if isinstance(node, Citations)
        for entry in node.entries
    }
    assert "brown2020" in keys


def test_one_named_twice_is_shown_once():
    with pytest.raises(InvalidValueError, match="2 to 4"):
        side_by_side("models", ["gpt-3", "gpt-3"])


def test_more_than_four_do_not_fit():
    with pytest.raises(InvalidValueError, match="not 5"):
        side_by_side("models", ["gpt-3", "gpt-2", "llama-2-70b", "palm-540b", "bloom-176b"])


def test_a_misspelt_name_gets_near_matches():
    with pytest.raises(UnknownNameError, match="gpt-3"):
        side_by_side("models", ["gtp-3", "gpt-2"])
