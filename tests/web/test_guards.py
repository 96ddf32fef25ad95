"""Who may ask, under which name, and what a browser is told with every reply."""

from __future__ import annotations

import httpx
import pytest
from tests.web.api.running import serving

from flopwise.errors import InvalidValueError
from flopwise.listening import is_local, opened
from flopwise.web.application import application


@pytest.fixture(scope="module")
def guarded():
    with serving(application(token="abc123", hosts=("127.0.0.1",))) as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/estimate?model=gpt-3", "/api/v1/models", "/openapi.json"])
def test_without_its_token_it_says_nothing(guarded, path):
    reply = httpx.get(guarded + path)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert "gpt-3" not in reply.text


def test_the_printed_address_opens_it(guarded):
    with httpx.Client(base_url=guarded) as client:
        reply = client.get("/estimate?model=gpt-3&token=abc123")
        assert reply.status_code == 303
        assert reply.headers["location"] == "/estimate?model=gpt-3"
        assert "HttpOnly" in reply.headers["set-cookie"]
        assert client.get(reply.headers["location"]).status_code == 200


def test_programs_bear_it(guarded):
    url = f"{guarded}/api/v1/models"
    assert httpx.get(url, headers={"authorization": "Bearer abc123"}).status_code == 200
    for wrong in ("Bearer abc124", "Basic abc123", "Bearer"):
        reply = httpx.get(url, headers={"authorization": wrong})
        assert reply.status_code == 401
        assert reply.headers["content-type"] == "application/problem+json"
    assert httpx.get(guarded, headers={"cookie": "flopwise_token=abc"}).status_code == 401
    assert httpx.get(f"{guarded}/?token=abc").status_code == 401


def test_a_redirect_stays_on_the_server(guarded):
    reply = httpx.get(f"{guarded}//elsewhere.example/?token=abc123")
    assert not reply.headers.get("location", "/").startswith("//")


def test_whether_it_is_well_is_no_secret(guarded):
    assert httpx.get(f"{guarded}/api/v1/health").json()["status"] == "ok"


def test_a_foreign_name_is_refused(guarded):
    """So a page of somebody else can't reach it by a name that leads here."""
    reply = httpx.get(guarded, headers={"host": "evil.example"})
    assert reply.status_code == 421


def test_every_reply_bears_the_headers(client_of_all):
    for path in ("/", "/nowhere", "/api/v1/models/gpt-3", "/api/v1/nothing", "/static/x"):
        headers = client_of_all.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.fixture(scope="module")
def client_of_all():
    with serving(application()) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("LocalHost", True),
     ("0.0.0.0", False), ("192.168.1.4", False), ("flopwise.example", False), ("", False)],
)  # fmt: skip
def test_what_is_local(host, local):
    assert is_local(host) == local


def test_a_taken_port_is_one_sentence():
    with opened("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(InvalidValueError, match=f"port {port} of 127.0.0.1 can't be opened"):
            opened("127.0.0.1", port)
