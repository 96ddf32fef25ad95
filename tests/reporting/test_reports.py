"""Reports: what each says, in every format; the PDF has text that can be selected, and nothing acts in it."""

import io

import pypdf
import pytest

from flopwise import operations
from flopwise.errors import UnknownNameError
from flopwise.render import FORMATS, pdf, render

KINDS = {
    "model-card": lambda: operations.report_model_card("llama-3.1-8b"),
    "appendix": lambda: operations.report_appendix("gpt-3"),
    "statement": lambda: operations.report_statement(
        "llama-3.1-405b", threshold="eu-systemic-risk"
    ),
    "audit": lambda: operations.report_audit("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"),
}
HOSTILE = '#panic("x") $ a_1 $ \\input{/etc/passwd} <script>alert(1)</script> *bold* @misc{x'


def text_of(report):
    return render(report.document(), "text", width=200)


def pages_of(report):
    found = pypdf.PdfReader(io.BytesIO(pdf.render(report.document())))
    return found, " ".join(" ".join(page.extract_text().split()) for page in found.pages)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_in_every_format(kind):
    report = KINDS[kind]()
    for form in FORMATS:
        found = report.to(form)
        assert found
    assert report.to_dict()["schema"] == "flopwise/report/1"
    assert kind.replace("-", "_") in report.made["command"].replace("-", "_")


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_has_real_text_a_title_and_numbered_pages(kind):
    report = KINDS[kind]()
    found, text = pages_of(report)
    assert found.metadata.title == report.document().title
    assert report.title.split(":")[0] in text
    assert f"1 / {len(found.pages)}" in text
    assert not any(page.images for page in found.pages)  # drawn or set, never a picture of text


def test_the_model_card_says_what_is_not_disclosed_and_how_to_cite():
    text = text_of(KINDS["model-card"]())
    assert "not disclosed" in text
    assert "@software{flopwise" in text
    assert "15,000,000,000,000 tokens" in text or "15T" in text


def test_the_appendix_has_steps_conventions_and_checks():
    text = text_of(KINDS["appendix"]())
    assert "3.1857 × 10²³ FLOP" in text
    for heading in ("Derivation", "Conventions side by side", "Cross-checks", "Limits", "Sources"):
        assert heading in text
    assert "six-nd" in text


def test_the_statement_holds_the_compute_against_the_line_and_is_no_legal_advice():
    text = text_of(KINDS["statement"]())
    assert "10²⁵" in text
    assert "crossed" in text
    assert "legal advice" in text
    assert "ignature" in text


def test_the_audit_names_the_wrong_step_and_what_it_should_be():
    text = text_of(KINDS["audit"]())
    assert "10 times too low" in text
    assert "3.15e22" in text
    assert "10²³" in text


@pytest.mark.parametrize("form", ["pdf", "latex", "html", "markdown"])
def test_foreign_texts_come_out_as_they_are(form):
    report = operations.report_audit(
        f"{HOSTILE}\n\nGPT-3: 6 × 175B × 300B = 3.15e22 FLOPs", recipient=HOSTILE, author=HOSTILE
    )
    if form == "pdf":
        _, text = pages_of(report)
        assert '#panic("x")' in text
        assert "\\input{/etc/passwd}" in text
    else:
        text = report.to(form)
        assert "<script>alert" not in text or form != "html"
        assert "\\input{/etc" not in text or form != "latex"


def test_an_unknown_threshold_gets_near_matches():
    with pytest.raises(UnknownNameError, match="eu-systemic-risk"):
        operations.report_statement("gpt-3", threshold="eu-systemic-risc")
