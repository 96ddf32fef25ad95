"""Cards of thresholds, conventions, units, sources, challenges and answers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from flopwise import operations
from flopwise.cards import KINDS, answers, challenges, conventions, sources, thresholds, units
from flopwise.errors import UnknownNameError
from flopwise.render import render

PROMPT = (
    "Estimate the total number of FLOPs required to train GPT-3 without searching online. "
    "Explain your reasoning step by step."
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_lists_and_shows_all_that_it_lists(kind: str) -> None:
    found = operations.cards(kind)
    assert found.items
    assert found.to_dict()["schema"] == "flopwise/list/1"
    assert render(found.document(), "text")
    for listed in found.items[:20]:
        card = operations.card(kind, listed.id)
        assert card == listed
        assert card.kind == found.kind
        assert card.summary().strip()
        assert card.to_dict()["made"]["command"].startswith(f"flopwise {kind} show ")
        assert card.to_dict()["fields"]
        assert render(card.document(), "text")


@pytest.mark.parametrize("kind", KINDS)
def test_what_nothing_bears_is_an_error_and_what_nothing_matches_is_none(kind: str) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown .* 'qqqq'"):
        operations.card(kind, "qqqq")
    none = operations.cards(kind, search="qqqq")
    assert none.items == ()
    assert none.summary() == f"No {none.kind} is found by the search 'qqqq'."


# ---- thresholds


def test_a_threshold_has_its_amount_its_dates_and_its_duties() -> None:
    card = thresholds.show("eu-systemic-risk")
    assert card.value("flop") == 10**25
    assert card.value("comparison") == ">"
    assert card.value("date_applies") == "2025-08-02"
    assert card.value("notification_days") == 14
    assert card.value("accuracy") == Fraction(3, 10) or card.value("accuracy") == 0.3
    text = render(card.document(), "text")
    assert "more than 10²⁵ FLOP [eu-ai-act]" in text
    assert "within 30 %, to 2 significant figures [eu-gpai-guidelines]" in text
    assert card.summary().endswith("more than 10²⁵ FLOP, in force.")


def test_shares_rates_and_no_amount_at_all() -> None:
    share = thresholds.show("eu-modifier")
    assert share.value("fraction_of_base") == Fraction(1, 3)
    assert share.value("flop_if_base_unknown") == 333 * 10**20
    rate = thresholds.show("us-eo-14110-cluster").field("flop_per_second")
    assert rate is not None
    assert rate.text == "at least 10²⁰ FLOP/s"
    none = thresholds.show("china-interim-measures").field("flop")
    assert none is not None
    assert (none.value, none.text) == (None, "names no amount")


def test_what_came_of_a_threshold() -> None:
    revoked = thresholds.show("us-eo-14110")
    assert revoked.value("revoked_by") == "us-eo-14148"
    assert "us-eo-14148" in revoked.sources
    replaced = thresholds.show("new-york-raise-original").field("replaced_by")
    assert replaced is not None
    assert replaced.text.startswith("New York RAISE Act")


@pytest.mark.parametrize(
    ("filters", "some", "others"),
    [
        ({"jurisdiction": "EU"}, {"eu-systemic-risk", "eu-gpai"}, {"us-eo-14110"}),
        ({"jurisdiction": "united states"}, {"us-eo-14110"}, {"california-sb53"}),
        ({"jurisdiction": "korea"}, {"korea-basic-act"}, {"china-interim-measures"}),
        ({"status": "In Force"}, {"eu-systemic-risk", "california-sb53"}, {"us-bis-diffusion"}),
        ({"status": "in-force", "jurisdiction": "california"}, {"california-sb53"}, {"eu-gpai"}),
    ],
)
def test_thresholds_by_place_and_status(
    filters: dict[str, str], some: set[str], others: set[str]
) -> None:
    found = {card.id for card in operations.cards("thresholds", **filters).items}
    assert some <= found
    assert not others & found


# ---- conventions and units


def test_a_convention_says_what_it_counts() -> None:
    card = conventions.show("flopwise")
    assert card.value("attention") == "causal"
    assert card.value("recompute") is False
    text = render(card.document(), "text")
    assert "the pairs that the causal mask leaves, s(s+1)/2" in text
    assert conventions.show("torch").value("checked_against").startswith("torch ")
    with pytest.raises(UnknownNameError, match="did you mean 'chinchilla'"):
        conventions.show("chinchila")


@pytest.mark.parametrize("name", ["pf-day", "PF-days", "petaflop/s-day"])
def test_a_unit_by_any_of_its_names(name: str) -> None:
    card = units.show(name)
    assert (card.id, card.name) == ("pf-day", "PF-day")
    assert card.value("scale") == 864 * 10**17
    text = render(card.document(), "text")
    assert "1 PF-day = 8.64 × 10¹⁹ FLOP [amodei2018]" in text
    assert "3,640 × 8.64e19 = 3.14e23 FLOP" in text


@pytest.mark.parametrize(
    ("name", "scale", "dimension", "text"),
    [
        ("ZFLOP", 10**21, "flop", "1 ZFLOP = 10²¹ FLOP"),
        ("GMAC", 2 * 10**9, "flop", "1 GMAC = 2,000,000,000 FLOP, 1,000,000,000 MAC"),
        ("GiB", 2**30, "byte", "1 GiB = 1,073,741,824 B"),
        ("A100-days", 86_400, "device·second", "1 A100-day = 86,400 device-seconds"),
        ("FLOP/s", 1, "flop/second", "the base unit"),
        ("gram_co2e", 1, "gram_co2e", "the base unit"),
        ("bit", Fraction(1, 8), "byte", "1 bit = 0.125 B"),
        ("watt", 1, "joule/second", "1 W = 1 J/s"),
    ],
)
def test_units_with_prefixes_and_of_several_parts(
    name: str, scale: object, dimension: str, text: str
) -> None:
    card = units.show(name)
    found = card.field("scale")
    assert found is not None
    assert (found.value, found.text) == (scale, text)
    assert card.value("dimension") == dimension
    assert units.show(card.id).value("scale") == scale


def test_a_misspelt_unit_gets_near_matches() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'PF-day'"):
        units.show("pf-dya")


# ---- sources


def test_a_source_has_its_title_and_its_address() -> None:
    card = sources.show("kaplan2020")
    assert card.name == "Scaling Laws for Neural Language Models"
    assert card.value("url") == "https://arxiv.org/abs/2001.08361"
    assert card.value("date") == "2020-01-23"
    found = operations.cards("sources", search="kaplan scaling").items
    assert "kaplan2020" in {source.id for source in found}
    with pytest.raises(UnknownNameError, match="did you mean 'kaplan2020'"):
        sources.show("kaplan2002")


# ---- challenges and answers


def test_the_challenge_has_its_prompt_and_what_it_asks_for() -> None:
    card = challenges.show("estimate-complexity")
    assert card.value("prompt") == PROMPT
    assert (card.value("subject"), card.value("quantity")) == ("gpt-3", "training_compute")
    assert "estimate-complexity/gpt-4o-mini" in card.value("answers")
    text = render(card.document(), "text", width=200)
    assert PROMPT in text
    assert "training compute of gpt-3" in text
    assert "3.186 × 10²³ FLOP" in text  # Brown et al. 2020, table D.1: 3.14e23 by 6ND
    assert card.value("right") == pytest.approx(3.14e23, rel=0.02)
    hard = operations.cards("challenges", difficulty="hard", category="reasoning").items
    assert [one.id for one in hard] == ["estimate-complexity"]


def test_a_challenge_without_a_figure_has_no_right_answer() -> None:
    card = challenges.show("letter-about-a-wrong-figure")
    assert card.value("right") is None
    assert card.value("quantity") is None
    assert "voted on, not audited" in card.summary()
    assert "voted on, not audited" in render(card.document(), "text", width=200)


@pytest.mark.parametrize("name", ["estimate-complexity/gpt-4o-mini", "gpt-4o-mini"])
def test_the_answer_has_its_prompt_and_its_text(name: str) -> None:
    card = answers.show(name)
    assert card.id == "estimate-complexity/gpt-4o-mini"
    assert card.value("prompt") == PROMPT
    assert r"\times" in card.value("text")
    assert (card.value("form"), card.value("licence")) == ("retold", "MIT")
    assert card.value("attempt") == 1
    text = render(card.document(), "text", width=200)
    assert PROMPT in text
    assert "210 petaFLOPs" in text
    assert "≈ 4 × 175 × 10⁹ ≈ 700 × 10⁹ = 700 billion FLOPs" in text
    assert "\\" not in text


def test_answers_by_challenge_and_model() -> None:
    assert operations.cards("answers", challenge="estimate-complexity").items
    assert operations.cards("answers", model="GPT-4o-mini").items
    none = operations.cards("answers", model="gpt-4o-mni")
    assert (
        none.summary()
        == "No answer has the model 'gpt-4o-mni'; did you mean 'gpt-4o-mini' or 'gpt-4.5'?"
    )
