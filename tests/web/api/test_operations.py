"""Every operation over HTTP: the same objects as in Python, as the published schemas have them."""

import jsonschema
import pytest

from flopwise import schemas
from flopwise.operations.requests import perform
from flopwise.operations.table import OPERATIONS
from flopwise.web.api.addresses import BASE, address

EXAMPLES = [
    pytest.param(operation, example, id=f"{name}-{number}")
    for name, operation in OPERATIONS.items()
    for number, example in enumerate(operation.examples)
]


@pytest.mark.parametrize(("operation", "example"), EXAMPLES)
def test_every_example_is_answered_as_in_python(client, operation, example):
    reply = client.post(BASE + address(operation), json=example)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    found = reply.json()
    jsonschema.validate(found, schemas.find(operation.gives), cls=jsonschema.Draft202012Validator)
    wanted = perform(operation.name, example).to_dict()
    del wanted["made"], found["made"]
    assert without_dates(found) == without_dates(wanted)


def without_dates(found):
    """Leave out on which day parts were made, which may change between the two."""
    if isinstance(found, dict):
        return {name: without_dates(part) for name, part in found.items() if name != "made"}
    return [without_dates(part) for part in found] if isinstance(found, list) else found


def test_an_estimate_is_what_the_paper_says(client):
    # Brown et al. 2020, table D.1: 3.14e23 FLOP for GPT-3 175B, by 6ND
    given = {"model": "gpt-3", "tokens": "300B", "convention": "six-nd"}
    found = client.post("/api/v1/estimate", json=given).json()
    assert found["value"] == pytest.approx(3.14e23, rel=0.005)
    assert found["made"]["command"].startswith("flopwise estimate gpt-3")


def test_a_summary_is_short_and_has_its_sentence(client):
    given = {"model": "gpt-3", "detail": "summary"}
    short = client.post("/api/v1/estimate", json=given)
    whole = client.post("/api/v1/estimate", json={"model": "gpt-3"})
    assert "3.186 × 10²³ FLOP" in short.json()["summary"]
    assert "steps" not in short.json()
    assert len(short.content) * 3 < len(whole.content)


def test_whole_numbers_keep_all_their_digits(client):
    tokens = 12_345_678_901_234_567_891  # neither a float nor 64 signed bits hold it
    given = {"model": "gpt-3", "convention": "six-nd", "tokens": tokens}
    found = client.post("/api/v1/estimate", json=given).json()
    [parameters] = [step for step in found["steps"] if step["unit"] == "parameters"][-1:]
    assert int(found["exact"]) == 6 * int(parameters["exact"]) * tokens


def test_several_texts_make_a_table(client):
    texts = [
        {"name": "mine", "text": "6 × 175e9 × 300e9 = 3.15e23 FLOP"},
        "6 × 175B × 300B = 3.15e22",
    ]
    given = {"texts": texts, "subject": "gpt-3"}
    found = client.post("/api/v1/audits", json=given).json()
    assert [(item["file"], item["verdict"]) for item in found["items"]] == [
        ("mine", "right"), ("text 2", "off"),
    ]  # fmt: skip


def test_a_config_may_be_sent_in_place_of_a_name(client):
    # https://huggingface.co/openai-community/gpt2 states 124M parameters
    config = {"model_type": "gpt2", "n_layer": 12, "n_embd": 768, "n_head": 12, "vocab_size": 50257,
              "n_positions": 1024}  # fmt: skip
    given = {"model": config, "quantity": "parameters"}
    found = client.post("/api/v1/estimate", json=given).json()
    assert found["value"] == pytest.approx(124e6, rel=0.005)
