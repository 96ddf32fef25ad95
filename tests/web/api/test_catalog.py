"""What the catalog knows, over HTTP: lists with filters and pages, cards, schemas."""

import jsonschema
import pytest

from flopwise import operations, schemas
from flopwise.operations.table import KINDS

FITS = jsonschema.Draft202012Validator


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_holds_all_that_python_lists(client, kind):
    reply = client.get(f"/api/v1/{kind}")
    assert reply.status_code == 200
    found = reply.json()
    jsonschema.validate(found, schemas.find("list"), cls=FITS)
    wanted = [card.id for card in operations.cards(kind).items]
    assert [item["id"] for item in found["items"]] == wanted
    assert found["total"] == len(wanted)
    assert found["next"] is None


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, one in KINDS.items() for name in one.shown]
)
def test_a_card_stands_at_its_name(client, kind, name):
    found = client.get(f"/api/v1/{kind}/{name}").json()
    jsonschema.validate(found, schemas.find("card"), cls=FITS)
    assert found["id"] == operations.card(kind, name).id


def test_a_name_may_have_a_slash_written_either_way(client):
    plain = client.get("/api/v1/answers/estimate-complexity/gpt-4o-mini")
    quoted = client.get("/api/v1/answers/estimate-complexity%2Fgpt-4o-mini")
    assert plain.status_code == quoted.status_code == 200
    assert plain.json()["id"] == quoted.json()["id"] == "estimate-complexity/gpt-4o-mini"


def test_filters_are_those_of_the_command_line(client):
    given = {"provider": "OpenAI", "size": "medium", "with_architecture": "false"}
    found = client.get("/api/v1/models", params=given).json()
    wanted = operations.cards("models", provider="OpenAI", size="MEDIUM")
    assert [item["id"] for item in found["items"]] == [card.id for card in wanted.items]
    assert found["summary"] == wanted.summary()


def test_pages_make_up_the_whole(client):
    whole = client.get("/api/v1/sources", params={"detail": "summary"}).json()
    gathered, offset = [], 0
    while offset is not None:
        given = {"detail": "summary", "limit": 100, "offset": offset}
        page = client.get("/api/v1/sources", params=given).json()
        assert len(page["items"]) <= 100
        assert page["total"] == whole["total"]
        assert page["summary"] == whole["summary"]
        gathered += page["items"]
        offset = page["next"]
    assert [item["id"] for item in gathered] == [item["id"] for item in whole["items"]]


def test_beyond_the_last_page_there_is_nothing(client):
    found = client.get("/api/v1/units", params={"offset": 10_000, "limit": 5}).json()
    assert found["items"] == []
    assert found["next"] is None


def test_what_one_has_already_is_not_sent_again(client):
    first = client.get("/api/v1/models/gpt-3")
    again = client.get("/api/v1/models/gpt-3", headers={"if-none-match": first.headers["etag"]})
    other = client.get("/api/v1/models/gpt-2", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


def test_head_sends_no_body(client):
    found = client.head("/api/v1/models/gpt-3")
    assert (found.status_code, found.content) == (200, b"")
    assert int(found.headers["content-length"]) > 1000


@pytest.mark.parametrize("name", schemas.names())
def test_schemas_are_published(client, name):
    reply = client.get(f"/api/v1/schemas/{name}")
    assert reply.headers["content-type"] == "application/schema+json"
    assert reply.json() == schemas.find(name)


def test_health_says_what_runs(client):
    found = client.get("/api/v1/health").json()
    made = operations.estimate("gpt-3").to_dict()["made"]
    assert found["status"] == "ok"
    assert (found["flopwise"], found["catalog"]) == (made["flopwise"], made["catalog"])
