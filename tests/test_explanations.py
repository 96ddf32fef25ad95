"""Everything that a derivation prints can be explained on its own."""

import pytest

from flopwise.catalog import conventions, terms
from flopwise.errors import UnknownNameError
from flopwise.explanations import all_steps, every, explain, worked_example
from flopwise.units import registry


def test_steps_units_conventions_and_terms_all_have_an_explanation_and_a_source():
    expected = (
        len(all_steps()) + len(registry.records()) + len(conventions.every()) + len(terms.every())
    )
    makers = every()
    assert len(makers) >= expected - 5  # a few names are borne twice, and the fuller text stands
    for name, make in makers.items():
        explanation = make()
        assert explanation.text, name
        assert explanation.source, name
        assert explanation.document().nodes


@pytest.mark.parametrize("step", all_steps().values(), ids=lambda step: step.id)
def test_every_step_shows_one_worked_number(step):
    assert " = " in worked_example(step), "write a doctest of the form `step.number(…)`"


@pytest.mark.parametrize(
    ("asked", "id"),
    [
        ("mfu", "mfu"),
        ("MFU", "mfu"),
        ("pf-day", "pf-day"),
        ("PF-days", "pf-day"),
        ("ZFLOP", "flop"),
        ("backward_flop_per_token", "backward_flop_per_token"),
        ("chinchilla", "chinchilla"),
        ("6nd", "6nd"),
        ("causal halving", "causal-halving"),
        ("selective recomputation", "selective-recomputation"),
        ("hardware", "hardware"),
        ("A100-days", "a100-days"),
    ],
)
def test_names_are_found_as_people_write_them(asked, id):
    assert explain(asked).id == id


def test_a_misspelt_name_gets_near_matches():
    with pytest.raises(UnknownNameError, match="'mfu'"):
        explain("mfuu")


def test_the_json_is_a_card():
    card = explain("pf-day").to_dict()
    assert card["schema"] == "flopwise/card/1"
    assert {"kind", "id", "name", "fields"} <= set(card)
    assert all(
        {"name", "value", "unit", "text", "source"} == set(field) for field in card["fields"]
    )


def test_what_see_also_names_can_be_explained():
    for id in terms.every():
        for other in explain(id).see:
            assert explain(other).text
