"""Answers through the API: kept, listed at once, and refused where anyone could fill the store."""

import httpx
import pytest
from tests.web.api.running import application, serving

ANSWER = {
    "challenge": "estimate-complexity",
    "model": "api-model",
    "text": "GPT-3: 6 × 175B × 300B = 3.15e22 FLOP",
    "description": "A power of ten is lost.",
}


@pytest.fixture
def served(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "store.sqlite"))
    with serving(application(workers=1)) as address, httpx.Client(base_url=address) as client:
        yield client


def test_an_answer_is_kept_and_listed_at_once(served):
    before = served.get("/api/v1/answers?model=api-model").json()
    assert before["total"] == 0
    found = served.post("/api/v1/answers/add", json=ANSWER)
    assert found.status_code == 200
    assert found.json()["id"] == "estimate-complexity/api-model"
    assert served.get("/api/v1/answers?model=api-model").json()["total"] == 1
    card = served.get("/api/v1/answers/estimate-complexity/api-model").json()
    text = next(field["value"] for field in card["fields"] if field["name"] == "text")
    assert text == ANSWER["text"]


def test_each_further_one_is_another_attempt_never_a_reply_from_the_cache(served):
    ids = [
        served.post("/api/v1/answers/add", json={**ANSWER, "text": f"{number}e23 FLOP"}).json()[
            "id"
        ]
        for number in (1, 2)
    ]
    assert ids == ["estimate-complexity/api-model", "estimate-complexity/api-model/2"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"challenge": "nope"}, "nope"), ({"text": " "}, "text"), ({"date": "soon"}, "date"),
     ({"model": ""}, "who answered"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_what_cannot_be_kept_is_a_problem(served, changed, says):
    found = served.post("/api/v1/answers/add", json={**ANSWER, **changed})
    assert found.status_code == 422
    assert says in found.json()["detail"]


def test_a_server_open_to_all_keeps_nothing():
    with serving(application(workers=1, writes=False)) as address:
        found = httpx.post(f"{address}/api/v1/answers/add", json=ANSWER)
    assert found.status_code == 403
