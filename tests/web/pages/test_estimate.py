"""`/estimate` and `/ask`: results, inputs changed in place, links that last, steps one by one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.pages.reading import Read

from flopwise import operations
from flopwise.catalog import VERSION, changes


def text_of(client, address):
    return Read(client.get(address, follow_redirects=True).text).text


def test_the_derivation_is_shown_with_its_figures(client):
    text = text_of(client, "/estimate?model=gpt-3")
    # Brown et al. 2020, Table D.1: 3.14e23, without attention, embeddings and logits
    assert "takes 3.186 × 10²³ FLOP" in text
    assert "3.14 × 10²³ FLOP; Table D.1" in text
    assert "The same run by every convention" in text
    assert "Where this run stands" in text


def test_it_is_the_result_of_the_command_line(client):
    given = {"model": "70B", "tokens": "8T..15T", "convention": "six-nd", "format": "json"}
    found = client.get("/estimate", params=given).json()
    wanted = operations.estimate("70B", tokens="8T..15T", convention="six-nd").to_dict()
    for name in ("value", "low", "high", "exact", "convention"):
        assert found[name] == wanted[name]


@pytest.mark.parametrize(
    ("format", "begins"),
    [("markdown", "# What it takes"), ("latex", "\\documentclass"), ("bibtex", "@misc{brown2020,")],
)
def test_it_can_be_copied(client, format, begins):
    reply = client.get(f"/estimate?model=gpt-3&format={format}")
    assert reply.text.startswith(begins)
    assert reply.headers["content-type"].startswith("text/plain")


def test_inputs_are_changed_in_place(client):
    """A form sends every field, most of them empty; the address that comes of it has the others."""
    sent = "/estimate?model=gpt-3&set:tokens=150B&set:num_hidden_layers=48&set:hidden_size="
    reply = client.get(sent)
    assert reply.status_code == 303
    place = parse_qs(urlsplit(reply.headers["location"]).query)
    assert place["tokens"] == ["150B"]
    assert place["set"] == ["num_hidden_layers=48"]
    assert place["catalog"] == [VERSION]
    whole = operations.estimate("gpt-3", tokens="150B", overrides=("num_hidden_layers=48",))
    assert float(place["then"][0]) == pytest.approx(whole.value, rel=1e-4)
    assert whole.shown() in text_of(client, reply.headers["location"])


def test_an_emptied_input_is_the_catalogs_again(client):
    reply = client.get("/estimate?model=gpt-3&set:tokens=&set:num_hidden_layers=")
    place = parse_qs(urlsplit(reply.headers["location"]).query)
    assert set(place) == {"model", "catalog", "then"}


def test_an_answer_is_changed_in_place_too(client):
    asked = "6ND for a 7B model on 2T tokens"
    reply = client.get("/ask", params={"q": asked, "set:tokens": "1T"})
    place = parse_qs(urlsplit(reply.headers["location"]).query)
    assert place["q"] == [asked]
    assert float(place["then"][0]) == 6 * 7e9 * 1e12
    assert "4.2 × 10²² FLOP" in text_of(client, reply.headers["location"])


def test_a_link_shows_the_same_later(client):
    text = client.get("/estimate?model=gpt-3").text
    assert f'href="/estimate?model=gpt-3&amp;catalog={VERSION}&amp;then=3.1857e23"' in text
    later = text_of(client, f"/estimate?model=gpt-3&catalog={VERSION}&then=3.1857e23")
    assert "This link was made" not in later


def test_a_link_says_what_has_changed_since(client):
    text = text_of(client, "/estimate?model=gpt-3&catalog=2026.01&then=3e23")
    assert "the result was 3 × 10²³ then" in text
    assert f"By catalog {VERSION} it is 3.1857 × 10²³" in text
    assert "no such version" in text
    same = text_of(client, "/estimate?model=gpt-3&catalog=2026.01&then=3.1857e23")
    assert "the result is the same" in same


def test_changes_are_those_after_the_version(monkeypatch):
    versions = {"2026.01": (), "2026.05": ("A",), "2026.11": ("B", "C")}
    monkeypatch.setattr(changes, "_versions", lambda: versions)
    assert [change.text for change in changes.since("2026.01")] == ["A", "B", "C"]
    assert [change.text for change in changes.since("2026.05")] == ["B", "C"]
    assert changes.since("2025.01") == ()


def test_the_catalogs_version_is_among_the_versions():
    assert changes.is_known(VERSION)


def test_steps_are_revealed_one_by_one(client):
    steps = len([s for s in operations.estimate("gpt-3").steps if s.inputs])
    for shown in range(steps):
        text = client.get(f"/estimate?model=gpt-3&reveal={shown}").text
        assert text.count('<li class="step"') == shown
        assert "3.186 × 10²³" not in Read(text).text  # the answer comes last
    assert "3.186 × 10²³" in text_of(client, f"/estimate?model=gpt-3&reveal={steps}")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/estimate?model=gtp-3", "did you mean 'gpt-3'"),
        ("/estimate?model=gpt-3&tokens=300kg", "Tokens"),
        ("/estimate?modell=gpt-3", "Unknown parameter 'modell'"),
        ("/estimate?model=/etc/passwd", "is a path"),
        ("/estimate?model=gpt-3&format=pdf", "Unknown format 'pdf'"),
        ("/estimate?model=gpt-3&reveal=x", "Reveal should be a whole number"),
        ("/ask?q=" + "why+" * 700, "may have"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(client, address, said):
    reply = client.get(address)
    assert reply.status_code == 422
    assert said in Read(reply.text).text


def test_a_misspelt_model_leads_to_those_that_come_near(client):
    page = Read(client.get("/estimate?model=gtp-3&tokens=1T").text)
    assert "/estimate?model=gpt-3&tokens=1T" in page.links


def test_a_question_that_is_no_quantity_has_no_fields(client):
    text = client.get("/ask?q=Can+I+fully+fine-tune+Llama+2+70B+on+16+A10s%3F").text
    assert 'class="edit"' not in text
