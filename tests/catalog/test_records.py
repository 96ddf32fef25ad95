"""Loaders of thresholds, terms, challenges and answers."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from flopwise.catalog import answers, challenges, models, terms, thresholds
from flopwise.errors import UnknownNameError


def test_thresholds_are_exact() -> None:
    assert thresholds.find("california-sb53").flop == 10**26
    assert thresholds.find("eu-modifier").fraction_of_base == Fraction(1, 3)
    assert thresholds.find("EU systemic_risk").dates["applies"] == datetime.date(2025, 8, 2)
    with pytest.raises(UnknownNameError, match="did you mean 'eu-systemic-risk'"):
        thresholds.find("eu-sistemic-risk")


@pytest.mark.parametrize("name", ["6nd", "6ND", "6n", "6ND rule"])
def test_terms_go_by_id_name_and_alias(name: str) -> None:
    assert terms.find(name).id == "6nd"


def test_an_unknown_term_gets_near_matches() -> None:
    assert terms.known("backpropagatoin") is None
    with pytest.raises(UnknownNameError, match="backprop"):
        terms.find("backpropagatoin")


def test_challenges_ask_for_what_the_catalog_knows() -> None:
    for challenge in challenges.every().values():
        if challenge.subject and not challenge.subject[:1].isdigit():  # else a size alone
            assert models.find(challenge.subject).id == challenge.subject


def test_a_challenge_without_a_figure_says_so() -> None:
    asked = {challenge.audited for challenge in challenges.every().values()}
    assert asked == {True, False}
    letter = challenges.every().get("letter-about-a-wrong-figure")
    assert (letter.subject, letter.quantity, letter.source) == ("", "", "")


def test_answers_are_to_challenges_and_lie_where_they_say() -> None:
    for id, answer in answers.every().items():
        assert answer.path.stem.startswith(answer.model)
        assert id.startswith(f"{answer.challenge}/{answer.model}")
        assert answer.challenge in challenges.every()
