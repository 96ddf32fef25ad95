"""Models and modifications against the laws' lines."""

from __future__ import annotations

import datetime
import json

import pytest

import flopwise as fw
from flopwise.catalog import thresholds
from flopwise.errors import InvalidValueError, MissingInputError, UnknownNameError
from flopwise.render import FORMATS
from flopwise.ruling.rules import Span, compared, two_figures

check = fw.thresholds_check

A100_PEAK = 312e12
"""Dense bf16, by NVIDIA's data sheet."""


def verdicts(found, *ids):
    return [found.ruling(id).verdict for id in ids]


# ---- a model


def test_llama_405b_is_above_the_lines_of_the_eu_and_below_those_of_california_and_korea():
    """Meta states 3.8e25 FLOP."""
    found = check("llama-3.1-405b")
    assert verdicts(found, "eu-systemic-risk", "eu-gpai") == ["crossed", "crossed"]
    assert verdicts(found, "california-sb53", "korea-basic-act") == ["not_crossed", "not_crossed"]
    assert found.run.span.low <= 3.8e25 <= found.run.span.high
    names = [way.name for way in found.run.ways]
    assert names == ["counting (flopwise)", "counting (six-nd)", "hardware", "published"]
    assert found.crossed
    assert any("within 14 days" in remark for remark in found.ruling("eu-systemic-risk").remarks)


def test_the_two_signs_differ_on_the_line_itself():
    exact = Span(10**26, 10**26, 10**26)
    assert compared(">", exact, exact) == "not_crossed"
    assert compared(">=", exact, exact) == "crossed"
    just_below = Span(99, 99, 99)
    assert compared(">=", just_below, Span(100, 100, 100)) == "not_crossed"


@pytest.mark.parametrize(
    ("id", "sign", "flop"),
    [
        ("eu-systemic-risk", ">", 10**25),
        ("eu-gpai", ">", 10**23),
        ("california-sb53", ">", 10**26),
        ("new-york-raise", ">", 10**26),
        ("illinois-sb315", ">", 10**26),
        ("korea-basic-act", ">=", 10**26),
        ("us-eo-14110", ">", 10**26),
    ],
)
def test_the_sign_is_that_of_the_law(id, sign, flop):
    rule = thresholds.find(id)
    assert (rule.comparison, rule.flop) == (sign, flop)


def test_one_token_decides_where_the_figure_is_exact():
    """6 × 2.5B × 6,666,666,666,666 tokens are 10^23 less 10^10; one token more is above the line."""
    found = check("2.5B", tokens=f"{10**14 // 15}", convention="six-nd")
    assert verdicts(found, "eu-gpai") == ["not_crossed"]
    found = check("2.5B", tokens=f"{10**14 // 15 + 1}", convention="six-nd")
    assert verdicts(found, "eu-gpai") == ["crossed"]
    assert found.ruling("eu-gpai").remarks[0].startswith("the line lies within the 30 %")


def test_methods_on_both_sides_are_undecided_and_named():
    """16 A100 for 36 hours are 2.7e20 FLOP at 30 %; GPT-3 by counting is 3.1e23."""
    found = check("gpt-3", gpus="16xA100", duration="36h", mfu=0.3)
    ruling = found.ruling("eu-gpai")
    assert ruling.verdict == "undecided"
    assert "(hardware)" in ruling.reason
    assert "(counting (flopwise))" in ruling.reason
    assert any("differ by more than the 30 %" in remark for remark in ruling.remarks)


def test_a_range_that_straddles_is_undecided():
    found = check("2.5B", tokens="5T..8T", convention="six-nd")
    assert verdicts(found, "eu-gpai", "california-sb53") == ["undecided", "not_crossed"]


def test_undisclosed_compute_leaves_every_rule_undecided_and_says_why():
    found = check("gpt-4o-mini")
    about_models = [ruling for ruling in found.rulings if ruling.verdict != "not_applicable"]
    assert len(about_models) >= 8
    assert {ruling.verdict for ruling in about_models} == {"undecided"}
    assert all("has not disclosed" in ruling.reason for ruling in about_models)
    assert found.summary().startswith("Can't say")
    assert not found.crossed


def test_machines_alone_are_enough():
    found = check("gpt-4o-mini", gpus="16xA100", duration="36h", mfu="0.3..0.45")
    hours = 16 * 36 * 3600 * A100_PEAK
    assert float(found.run.span.low) == pytest.approx(hours * 0.30)
    assert float(found.run.span.high) == pytest.approx(hours * 0.45)
    assert verdicts(found, "eu-gpai") == ["not_crossed"]


def test_device_hours_stand_for_devices_and_time():
    """200,000 hours at 312 TFLOP/s and half of it: 1.1232e23."""
    found = check("1B", device_hours="200,000 A100-40GB-hours", mfu=0.5)
    assert float(found.run.span.value) == pytest.approx(1.1232e23)
    same = check("1B", gpus="1000xA100-40GB", duration="200h", mfu=0.5)
    assert same.run.span == found.run.span


def test_own_tokens_put_what_is_published_aside():
    found = check("llama-3.1-405b", tokens="1T")
    assert {way.estimate.method for way in found.run.ways} == {"counting"}
    assert verdicts(found, "eu-systemic-risk") == ["not_crossed"]


def test_what_is_no_rule_about_a_models_amount_is_not_applicable():
    found = check("llama-3.1-405b")
    for id, why in (
        ("eu-modifier", "--base"), ("us-eo-14110-cluster", "cluster"), ("us-eo-14110-biology", "Biology"),
        ("china-interim-measures", "no amount"), ("us-eo-14409", "no amount"),
    ):  # fmt: skip
        ruling = found.ruling(id)
        assert ruling.verdict == "not_applicable"
        assert why in ruling.reason


def test_what_applies_follows_the_calendar():
    raise_act = thresholds.find("new-york-raise")
    assert not raise_act.holds(datetime.date(2026, 12, 31))
    assert raise_act.holds(datetime.date(2027, 1, 1))
    assert not thresholds.find("us-eo-14110").holds(datetime.date(2027, 1, 1))
    assert thresholds.find("eu-gpai").holds(datetime.date(2026, 11, 1))


def test_a_jurisdiction_goes_by_name_and_initials():
    for name in ("EU", "european union"):
        found = check("3.8B", tokens="3.3T", jurisdiction=name)
        assert {ruling.rule.jurisdiction for ruling in found.rulings} == {"European Union"}
    with pytest.raises(UnknownNameError, match="did you mean 'California'"):
        check("3.8B", tokens="3.3T", jurisdiction="Californa")


# ---- a modification


def test_a_third_of_the_bases_compute_is_the_line():
    """By 6ND the same model on the same tokens: a third of 15T is 5T."""
    for tokens, verdict in (("4.9T", "not_crossed"), ("5.1T", "crossed")):
        found = check("2.5B", base="2.5B", tokens=tokens, base_tokens="15T", convention="six-nd")
        ruling = found.ruling("eu-modifier")
        assert ruling.verdict == verdict
        assert float(ruling.limit.value) == pytest.approx(6 * 2.5e9 * 5e12)
        assert ruling.derivations[0].root.id == "modification_limit"


def test_a_small_modification_leaves_the_models_own_rules_to_its_provider():
    found = check("llama-3.1-405b", base="llama-3.1-405b", tokens="2B")
    assert verdicts(found, "eu-modifier", "eu-systemic-risk", "eu-gpai") == [
        "not_crossed", "not_applicable", "not_applicable",
    ]  # fmt: skip
    assert not found.crossed


def test_a_large_modification_is_counted_together_with_its_base():
    """6 × 2.5B × (15T + 10T) = 3.75e23."""
    found = check("2.5B", base="2.5B", tokens="10T", base_tokens="15T", convention="six-nd")
    ruling = found.ruling("eu-gpai")
    assert ruling.verdict == "crossed"
    assert float(ruling.amount.value) == pytest.approx(3.75e23)


@pytest.mark.parametrize(
    ("tokens", "verdict"),
    [("2.2T", "not_crossed"), ("2.3T", "undecided"), ("222T", "undecided"), ("223T", "crossed")],
)
def test_where_the_base_is_unknown_the_line_is_a_third_of_the_laws_own(tokens, verdict):
    """3.33e22 FLOP without and 3.33e24 with systemic risk: 2.22T and 222T tokens at 1.5e10 each."""
    found = check("2.5B", base="gpt-4", tokens=tokens, convention="six-nd")
    ruling = found.ruling("eu-modifier")
    assert ruling.verdict == verdict
    rule = thresholds.find("eu-modifier")
    assert float(ruling.limit.low) == pytest.approx(float(rule.flop_if_base_unknown), rel=2e-3)
    high = float(rule.flop_if_base_unknown_systemic_risk)
    assert float(ruling.limit.high) == pytest.approx(high, rel=2e-3)
    california = found.ruling("california-sb53")
    assert california.verdict == "undecided"
    assert "what the base adds is not known" in california.reason


def test_an_undecided_modification_leaves_the_rules_behind_it_undecided():
    found = check("2.5B", base="2.5B", tokens="4.9T..5.1T", base_tokens="15T", convention="six-nd")
    assert verdicts(found, "eu-modifier", "eu-gpai") == ["undecided", "undecided"]


# ---- input and output


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"gpus": "16xA100", "mfu": 0.4}, MissingInputError, "duration"),
        ({"duration": "36h", "mfu": 0.4}, InvalidValueError, "give gpus"),
        ({"tokens": "3B", "mfu": 0.4}, InvalidValueError, "give gpus or device_hours"),
        ({"epochs": 3}, MissingInputError, "epochs of how many tokens"),
        ({"base": "gpt-3"}, MissingInputError, "how much was done to the base"),
        ({"base_tokens": "3B"}, InvalidValueError, "--base"),
        ({"tokns": "3B"}, UnknownNameError, "did you mean 'tokens'"),
        (
            {"gpus": "16xA100", "device_hours": "3 A100-hours", "mfu": 0.4},
            InvalidValueError, "not both",
        ),
        ({"device_hours": "200k", "mfu": 0.4}, InvalidValueError, "200,000 A100-hours"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(options, error, said):
    with pytest.raises(error, match=said):
        check("gpt-3", **options)


def test_a_size_without_tokens_asks_for_them():
    with pytest.raises(MissingInputError, match="how many tokens"):
        check("7B")


def test_two_significant_figures_are_kept():
    assert two_figures(10**25) == "1.0 × 10²⁵ FLOP"
    assert two_figures(2.34e25) == "2.3 × 10²⁵ FLOP"  # the guidelines' own example, para. 32


def test_the_json_says_all_of_it_and_the_command_gives_the_same_again():
    found = check("2.6B", tokens="61B", epochs=164, convention="six-nd", jurisdiction="EU")
    form = found.to_dict()
    assert json.loads(json.dumps(form)) == form
    assert form["schema"] == "flopwise/threshold_check/1"
    assert form["value"] == pytest.approx(6 * 2.6e9 * 61e9 * 164)
    assert form["text"] == "1.6 × 10²³ FLOP"
    rule = next(rule for rule in form["rules"] if rule["id"] == "eu-gpai")
    assert (rule["verdict"], rule["comparison"], rule["limit"]["value"]) == ("crossed", ">", 1e23)
    assert rule["ratio"] == pytest.approx(1.560624)
    assert rule["allowed"]["low"] == pytest.approx(0.7 * form["value"])
    assert rule["allowed"]["high"] == pytest.approx(1.3 * form["value"])
    assert rule["excludes"]
    assert not rule["binding"]
    assert rule["source"] in form["sources"]
    cited = {key for node in found.document().nodes for key in getattr(node, "sources", ()) if key}
    assert cited <= form["sources"].keys()
    assert form["made"]["command"] == (
        "flopwise thresholds check 2.6B --tokens 61B --epochs 164 --convention six-nd --jurisdiction EU"
    )
    assert "steps" not in found.to_dict("summary")["rules"][0]


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("json", "bibtex")])
def test_it_can_be_seen_in_every_format_and_says_that_it_is_no_advice(format):
    found = check("2.5B", base="gpt-4", tokens="3T")
    assert "not legal advice" in found.to(format)


def test_anchors_are_told_apart():
    page = check("2.5B", base="2.5B", tokens="3T", base_tokens="15T").to("html")
    anchors = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(anchors) == len(set(anchors))


def test_a_result_cannot_be_changed():
    with pytest.raises(AttributeError):
        check("3.8B", tokens="3.3T").jurisdiction = "EU"


def test_without_a_utilisation_the_range_of_published_runs_is_taken():
    found = check("gpt-3", gpus="16xA100", duration="36h")
    way = next(one for one in found.to_dict()["ways"] if one["method"] == "hardware")
    assert 0.1 < way["low"] / way["high"] < 1
