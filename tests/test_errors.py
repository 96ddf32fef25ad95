"""Errors: one sentence each, and near matches for what is misspelt."""

import inspect
import time

import pytest

from flopwise import errors
from flopwise.errors import FlopwiseError, UnknownNameError, near_matches

MODELS = ["gpt-2", "gpt-2-xl", "gpt-3", "gpt-4o-mini", "llama-2-70b", "llama-3.1-70b", "bloom"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gpt3", "gpt-3"),
        ("GPT 3", "gpt-3"),
        ("GPT_3", "gpt-3"),
        ("lama-2-70b", "llama-2-70b"),
        ("LLaMA 2 70B", "llama-2-70b"),
        ("llama-3.1-70", "llama-3.1-70b"),
        ("gpt4o-mni", "gpt-4o-mini"),
        ("blom", "bloom"),
    ],
)
def test_the_nearest_choice_comes_first_whatever_the_case_and_the_dashes(written, meant):
    assert near_matches(written, MODELS)[0] == meant


def test_a_beginning_matches_what_starts_with_it_where_nothing_is_near():
    assert near_matches("llama", ["llama-3.1-405b-instruct", "opt-13b"]) == [
        "llama-3.1-405b-instruct"
    ]


@pytest.mark.parametrize("written", ["zzzz", "", "-", "?!"])
def test_nothing_is_offered_where_nothing_is_near(written):
    assert near_matches(written, MODELS) == []


def test_no_more_matches_than_asked_for_are_offered():
    assert len(near_matches("gpt", MODELS)) <= 3
    assert len(near_matches("gpt", MODELS, most=1)) == 1
    assert near_matches("gpt-3", []) == []


def test_choices_are_offered_as_they_are_spelt():
    assert near_matches("pfday", ["PF-day", "token"]) == ["PF-day"]


def test_a_very_long_name_is_looked_up_fast():
    began = time.perf_counter()
    near_matches("a" * 100_000, MODELS)
    assert time.perf_counter() - began < 0.5


def test_one_match_is_asked_for_by_name():
    error = UnknownNameError("model", "bloon", ["bloom", "opt-13b"])
    assert str(error) == "unknown model 'bloon': did you mean 'bloom'?"
    assert (error.kind, error.name, error.matches) == ("model", "bloon", ["bloom"])


def test_several_matches_are_listed_with_or():
    error = UnknownNameError("unit", "tokn", ["token", "tok", "toke"])
    assert str(error) == "unknown unit 'tokn': did you mean 'token', 'tok' or 'toke'?"


def test_a_hint_says_what_to_do_where_nothing_is_near_and_follows_the_matches_else():
    assert str(UnknownNameError("model", "zzzz", MODELS, hint="see the list")) == (
        "unknown model 'zzzz': see the list"
    )
    assert str(UnknownNameError("model", "bloon", ["bloom"], hint="see the list")) == (
        "unknown model 'bloon': did you mean 'bloom'? (see the list)"
    )
    assert str(UnknownNameError("model", "zzzz", MODELS)) == "unknown model 'zzzz'"


def test_every_error_that_a_user_can_cause_is_a_flopwise_error():
    classes = [made for _, made in inspect.getmembers(errors, inspect.isclass)]
    family = [made for made in classes if issubclass(made, Exception)]
    assert len(family) >= 7
    assert all(issubclass(made, FlopwiseError) and made.__doc__ for made in family)
