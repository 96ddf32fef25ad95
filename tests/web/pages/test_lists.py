"""Lists that one can search, sort and filter, their cards, and cards side by side."""

from __future__ import annotations

import re

import pytest
from tests.web.pages.reading import Read

from flopwise import operations


def listed(client, address):
    """Return the ids of a list, in its order."""
    return re.findall(r'name="compare" value="([^"]+)"', client.get(address).text)


def test_a_list_is_that_of_the_command_line(client):
    ids = listed(client, "/models") + listed(client, "/models?page=2")
    assert ids == [card.id for card in operations.cards("models").items]


def test_it_is_filtered(client):
    found = operations.cards("models", provider="OpenAI", size="LARGE")
    assert listed(client, "/models?provider=OpenAI&size=large") == [card.id for card in found.items]


def test_it_is_sorted_by_figures_and_not_by_their_letters(client):
    ids = listed(client, "/hardware?sort=-memory&vendor=NVIDIA")
    memory = {card.id: card.value("memory") for card in operations.cards("hardware").items}
    sizes = [memory[id] for id in ids if memory[id] is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert ids.index("h200-sxm") < ids.index("h100-sxm") < ids.index("v100-sxm2-16gb")
    backwards = listed(client, "/hardware?sort=memory&vendor=NVIDIA")
    known = [id for id in backwards if memory[id] is not None]
    assert [memory[id] for id in known] == sorted(sizes)


def test_what_has_no_figure_stands_last_whichever_way(client):
    for sort in ("parameters", "-parameters"):
        ids = listed(client, f"/models?sort={sort}&search=gpt-4")
        assert set(ids[-2:]) <= {"gpt-4", "gpt-4.5", "gpt-4o-mini", "gpt-4o"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/models?sort=beauty", 422), ("/models?colour=red", 422), ("/models?page=x", 422),
        ("/models/gtp-3", 404), ("/hardware?size=LARGE", 422), ("/models?compare=gpt-3", 422),
        ("/models?compare=a,b,c,d,e", 422), ("/models?page=99", 200), ("/models?search=zzzz", 200),
        ("/answers?size=LARGE", 422), ("/answers/nope", 404), ("/leaderboard?beauty=1", 422),
    ],
)  # fmt: skip
def test_odd_requests_get_a_page(client, address, status):
    reply = client.get(address)
    assert reply.status_code == status
    Read(reply.text)


def test_a_misspelt_card_leads_to_those_that_come_near(client):
    assert "/models/gpt-3" in Read(client.get("/models/gtp-3").text).links


def test_cards_stand_side_by_side(client):
    reply = client.get("/hardware?compare=a100-sxm4-80gb&compare=h100-sxm")
    assert reply.headers["location"] == "/hardware?compare=a100-sxm4-80gb,h100-sxm"
    text = Read(client.get(reply.headers["location"]).text).text
    # NVIDIA's data sheets: dense bf16 of 312 and 989 TFLOP/s
    assert "312" in text
    assert "989" in text


def test_explanations_are_found_by_word_and_by_question(client):
    assert "Model FLOPs utilisation" in Read(client.get("/explain?search=utilisation").text).text
    reply = client.get("/explain", params={"search": "what does MFU mean?"})
    assert reply.headers["location"] == "/explain/mfu"


def test_the_picture_of_compute_over_time_is_there(client):
    assert "over-time" in client.get("/models").text
