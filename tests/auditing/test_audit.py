"""Audits of written estimates: the verdict, the first wrong step, the whole gap."""

import json
import math
from pathlib import Path

import pytest

import flopwise as fw
from flopwise import gallery
from flopwise.auditing.audit import audit
from flopwise.auditing.generator import generate_many
from flopwise.auditing.many import audit_page
from flopwise.cli.main import run

VISIBLE = Path(__file__).resolve().parents[3] / "shared" / "audit" / "visible"

PAGE = r"""Estimate Complexity
Prompt
Estimate the total number of FLOPs required to train GPT-3.
Response
GPT-3 has 175 billion parameters. The forward pass takes \( 2 \times N \) FLOPs for each token.
The backward pass takes about the same amount, \( 2 \times N \).

\[ \text{FLOPs per training step} \approx 4 \times 175 \times 10^9 = 700 \times 10^9 \]

Let us assume 300,000 training steps.

\[ \text{Total FLOPs} \approx 700 \times 10^9 \times 300,000 = 210 \times 10^{15} = 210 \text{ petaFLOPs} \]

So the total is approximately 210 petaFLOPs.
About GPT-4o mini
Parameters
Not disclosed
Context
128,000 tokens
"""


def test_the_published_answer_from_which_the_product_grew():
    found = audit_page(PAGE)
    assert found.verdict == "wrong"
    assert found.summary() == (
        "Wrong: 1.5 million times too low; first wrong step: the backward pass."
    )
    factors = {factor.name: factor.factor for factor in found.factors}
    assert factors["backward pass"] == pytest.approx(2 / 3)
    assert factors["tokens per step"] == pytest.approx(1 / 3_200_000)
    assert factors["steps"] == pytest.approx(300_000 / 93_750)
    assert found.unexplained == pytest.approx(1)
    assert math.prod(factors.values()) == pytest.approx(found.ratio)


def test_places_in_a_copied_page_are_those_of_the_page():
    found = audit_page(PAGE)
    for finding in found.findings:
        assert PAGE[finding.start : finding.end] == finding.quote
    assert found.claim.value == 2.1e17
    assert "petaFLOPs" in found.claim.quote


def test_the_shipped_answer_is_wrong_by_the_same_factors():
    answer = gallery.answer("estimate-complexity/gpt-4o-mini")
    prompt = gallery.challenge(answer.challenge).prompt
    found = audit(answer.text, prompt=prompt)
    assert found.verdict == "wrong"
    assert found.ratio == pytest.approx(2.1e17 / 3.15e23)
    assert found.unexplained == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "GPT-3: 6 × 175B × 300B = 3.15e23 FLOPs.",
        r"GPT-3: \(6ND = 6 \times 1.75\times10^{11} \times 3\times10^{11} \approx 3.15\times10^{23}\).",
        "GPT-3: 6 × 175B × 300B = 3.15e23 FLOPs, that is about 3,650 petaflop/s-days.",
        "Llama 3.1 405B: C = 6 × 405B × 15.6T ≈ 3.79e25 FLOPs, or 37.9 million exaFLOPs.",
        "训练 GPT-3 的总计算量：6 × 1750 亿 × 3000 亿 = 3.15 × 10²³ FLOPs。",
        "PaLM 540B was trained on 780B tokens: 6 × 540B × 780B = 2.53 × 10^24 FLOPs.",
        "A 13B model on 2T tokens takes 6 × 13B × 2T = 1.56e23 FLOPs.",
    ],
)
def test_a_text_that_is_right_gets_no_error(text):
    found = audit(text)
    assert found.verdict == "right"
    assert [finding for finding in found.findings if finding.severity != "note"] == []


@pytest.mark.parametrize(
    ("text", "verdict", "kind", "factor"),
    [
        ("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs.", "off", "arithmetic", 0.1),
        ("GPT-3: 6 × 175B × 300B = 315 exaFLOPs.", "wrong", "wrong_prefix", 0.001),
        ("GPT-3: 6 × 175B × 500B tokens = 5.25e23 FLOPs.", "close", "wrong_fact", 5 / 3),
        ("GPT-3: 6 × 17.5B × 300B = 3.15e22 FLOPs.", "off", "wrong_fact", 0.1),
        ("GPT-3: 2 × 175B × 300B = 1.05e23 FLOPs.", "off", "wrong_factor", 1 / 3),
        ("GPT-3 took 6 × 175B × 300B = 3.15e23 FLOPs. In other words 31.5 zettaFLOPs.", "right",
         "wrong_prefix", 0.1),
        ("GPT-3: 6 × 175B × 300B = 3.15e23 FLOPs. That is 3.15e23 / (1e15 × 86400) = 364 PF-days.",
         "right", "arithmetic", 0.1),
    ],
)  # fmt: skip
def test_a_planted_error_is_found_and_named(text, verdict, kind, factor):
    found = audit(text)
    assert found.verdict == verdict
    first = found.findings[found.first_error]
    assert first.kind == kind
    assert first.factor == pytest.approx(factor, rel=0.01)


def test_recomputation_that_is_named_is_a_convention_and_no_error():
    text = "With full activation recomputation GPT-3 took 8 × 175B × 300B = 4.2e23 FLOPs."
    found = audit(text)
    assert found.verdict == "right"
    assert found.first_error is None


def test_a_text_that_says_nothing_of_compute_is_undecided_with_the_reason():
    for text in ("", "The weather is fine.", "GPT-3 has 175 billion parameters."):
        found = audit(text)
        assert found.verdict == "undecided"
        assert found.reason
        assert found.ratio is None


def test_the_json_is_the_contracts():
    found = fw.audit(PAGE).to_dict()
    json.dumps(found)
    assert {
        "schema", "subject", "claim", "reference", "ratio", "verdict", "summary", "findings",
        "first_error", "factors", "unexplained_factor", "corrected",
    } <= set(found)  # fmt: skip
    assert found["schema"] == "flopwise/audit/1"
    assert set(found["claim"]) == {"value", "unit", "quote", "start", "end"}
    assert set(found["reference"]) == {"value", "unit", "low", "high", "convention"}
    assert set(found["findings"][0]) == {
        "kind", "severity", "quote", "start", "end", "line", "said", "should_be", "factor",
        "explanation", "source",
    }  # fmt: skip
    for factor in found["factors"]:
        assert set(factor) == {"name", "factor", "finding"}
        assert found["findings"][factor["finding"]]["severity"] == "error"


def test_every_format_shows_the_text_with_its_marks():
    found = fw.audit(PAGE)
    for format in ("text", "markdown", "latex", "html"):
        assert "petaFLOPs" in found.to(format)
    assert "<mark" in found.to("html")
    assert "<script>" not in fw.audit("<script>6 × 175B = 1</script> GPT-3").to("html")


def test_check_ends_with_status_1_on_a_wrong_result(tmp_path, capsys):
    wrong, right = tmp_path / "wrong.md", tmp_path / "right.md"
    wrong.write_text("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs.", "utf-8")
    right.write_text("GPT-3: 6 × 175B × 300B = 3.15e23 FLOPs.", "utf-8")
    assert run(["audit", str(wrong), "--quiet"]) == 0
    assert run(["audit", str(wrong), "--check", "--quiet"]) == 1
    assert run(["audit", str(right), "--check", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["audit", str(tmp_path), "--format", "csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 3
    assert rows[0].startswith("file,subject,verdict")


def test_an_unreadable_file_is_one_sentence(tmp_path, capsys):
    binary = tmp_path / "binary.md"
    binary.write_bytes(bytes(range(256)))
    for name in ("no-such-file.md", str(binary)):
        assert run(["audit", name]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_generated_answers_are_judged_about_as_well_as_when_last_measured():
    """The measure of progress: 96 % verdicts, 83 % first errors, 1.5 % false alarms in November."""
    verdicts = alarms = right = 0
    count = 300
    for written in generate_many(count, 11):
        found = audit(written.text, model=written.challenge_subject or "")
        verdicts += written.borderline or found.verdict == written.verdict
        if written.first_error is None:
            right += 1
            alarms += any(finding.severity == "error" for finding in found.findings)
    assert verdicts >= 0.93 * count
    assert alarms <= 0.04 * right


@pytest.mark.skipif(not VISIBLE.exists(), reason="the labelled texts lie beside the checkout")
def test_labelled_texts_get_their_verdicts_and_no_false_alarm():
    labels = [
        json.loads(line) for line in (VISIBLE / "labels.jsonl").read_text("utf-8").splitlines()
    ]
    for label in labels:
        text = (VISIBLE / label["file"]).read_text("utf-8")
        about = "gpt-3" if label["subject"] == "GPT-3" else ""
        found = audit(text, model=about)
        assert found.verdict == label["verdict"], label["file"]
        if label["spotless"]:
            errors = [finding for finding in found.findings if finding.severity != "note"]
            assert errors == [], label["file"]


def test_a_product_that_no_sign_shows_is_taken_apart():
    found = audit(
        "GPT-3 has 175B parameters. The forward pass takes 2N FLOPs and the backward pass 2N, so "
        "4 × 175e9 = 7e11 FLOPs per step. With 300,000 steps that is 2.1e17 FLOPs."
    )
    first = found.findings[found.first_error]
    assert (first.kind, first.quote) == ("wrong_factor", "4 × 175e9 = 7e11 FLOPs per step")
    assert found.unexplained == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize(
    "text",
    ["GPT-3: 1e400 FLOP", "6 × 175e9 × 300e9 = 1e999 FLOPs", "GPT-3: 10^(10^10) FLOP",
     "GPT-3: 6 × 1e90 × 1e90 × 1e90 × 1e90 = 1e99 FLOP"],
)  # fmt: skip
def test_figures_beyond_all_numbers_are_read_without_a_crash(text):
    assert audit(text).document().nodes


def test_device_hours_named_before_need_no_unit_in_the_energy():
    found = audit("GPT-3 took 309k A100-hours. 309k × 0.4 kW × 1.1 ≈ 136 MWh.")
    assert not [one for one in found.findings if one.severity == "error"]
