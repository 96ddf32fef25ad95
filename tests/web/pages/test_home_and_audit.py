"""One field that knows where things belong, and texts that are pasted or dropped."""

from __future__ import annotations

import pytest
from tests.web.pages.reading import Read

WRONG = "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("gpt-3", "/estimate?model=gpt-3"),
        ("70B", "/estimate?model=70B"),
        ("LLaMA 3.1 405B", "/estimate?model=LLaMA+3.1+405B"),
        ("how many flops did gpt3 take?", "/ask?q=how+many+flops+did+gpt3+take%3F"),
        ("gtp-3", "/ask?q=gtp-3"),
    ],
)
def test_the_field_leads_where_its_text_belongs(client, said, place):
    reply = client.post("/", data={"q": said})
    assert (reply.status_code, reply.headers["location"]) == (303, place)


@pytest.mark.parametrize("said", [WRONG, "Some words on training.\n" * 40 + WRONG])
def test_an_estimate_is_audited_at_once(client, said):
    reply = client.post("/", data={"q": said})
    assert reply.status_code == 200
    assert "10 times too low" in Read(reply.text).text


def test_an_empty_field_is_the_home_page(client):
    assert client.post("/", data={"q": " "}).status_code == 200


def test_the_text_comes_back_marked_with_its_findings(client):
    reply = client.get("/audit?answer=estimate-complexity/gpt-4o-mini")
    page = Read(reply.text)
    assert "Wrong: 1.5 million times too low; first wrong step: the backward pass" in page.text
    for number in range(1, 5):
        assert (
            f'<mark class="{"error" if number < 4 else "note"}" id="marked-{number}">' in reply.text
        )
        assert f'id="finding-{number}"' in reply.text
    assert "waterfall" in reply.text


def test_a_file_is_read(client):
    reply = client.post("/audit", data={"text": ""}, files={"file": ("a.md", WRONG.encode())})
    assert "10 times too low" in Read(reply.text).text


def test_a_form_can_ask_for_a_copy(client):
    reply = client.post("/audit", data={"text": WRONG, "format": "markdown"})
    assert reply.headers["content-type"].startswith("text/plain")
    assert "10 times too low" in reply.text


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"data": {"text": " "}}, 422, "Give a text to audit"),
        ({"files": {"file": ("a.bin", b"\x00\x01" * 50)}}, 422, "is no text"),
        ({"data": {"text": "x" * 1_000_001}}, 413, "longer than"),
        ({"json": {"text": WRONG}}, 415, "takes a form"),
        ({"data": {"text": WRONG, "subject": "gtp-3"}}, 422, "did you mean"),
        ({"data": {"text": WRONG, "colour": "red"}}, 422, "Unknown parameter"),
        ({"data": {"text": WRONG, "subject": "/etc/passwd"}}, 422, "is a path"),
        (
            {"content": b"--x\r\nbroken", "headers": {"content-type": "multipart/form-data"}},
            400,
            "can’t be read",
        ),
    ],
)
def test_what_can_t_be_read_is_told(client, given, status, said):
    reply = client.post("/audit", **given)
    assert reply.status_code == status
    assert said.replace("’", "'") in Read(reply.text).text.replace("’", "'")


def test_texts_about_nothing_are_undecided(client):
    text = Read(client.post("/audit", data={"text": "A day in the woods."}).text).text
    assert "Undecided" in text
