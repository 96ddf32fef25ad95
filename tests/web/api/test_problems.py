"""What is wrong is said as RFC 9457 has it: one sentence, a status that fits, names that come near."""

import time

import jsonschema
import pytest

from flopwise import schemas

JSON = {"content-type": "application/json"}


def problem(reply, status):
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    found = reply.json()
    jsonschema.validate(found, schemas.find("problem"), cls=jsonschema.Draft202012Validator)
    assert found["status"] == status
    assert "\n" not in found["detail"]
    return found


@pytest.mark.parametrize(
    ("path", "given", "kind", "sentence"),
    [
        ("estimate", {}, "missing-input", "estimate needs model"),
        ("estimate", {"model": "gtp-3"}, "unknown-name", "did you mean 'gpt-3'"),
        ("estimate", {"modle": "gpt-3"}, "unknown-name", "did you mean 'model'"),
        ("estimate", {"model": "gpt-3", "tokens": "many"}, "invalid-value", "is no quantity"),
        ("estimate", {"model": "gpt-3", "tokens": 10**90}, "invalid-value", "beyond 10^±60"),
        ("estimate", {"model": "/etc/passwd"}, "invalid-value", "is a path"),
        ("estimate", {"model": {"model_type": "gpt2", "n_layer": 1}}, "config", "lacks the field"),
        ("estimate", {"model": "gpt-3", "detail": "ful"}, "unknown-name", "did you mean 'full'"),
        ("estimate", {"model": "gpt-3", "detail": ["full"]}, "unknown-name", "unknown detail"),
        ("ask", {"question": "why " * 1000}, "invalid-value", "it may have 2,000"),
        ("audits", {"texts": [3]}, "invalid-value", "a text, or an object"),
        ("audits", {"texts": [{"name": "x"}]}, "invalid-value", "a text, or an object"),
        ("audits", {"texts": ["6ND"] * 65}, "invalid-value", "64 is the most"),
        ("explain", {"name": "mfuu"}, "unknown-name", "did you mean 'mfu'"),
        ("thresholds/check", {"model": 7}, "invalid-value", "model should be a name"),
    ],
)
def test_a_wrong_value_has_its_own_kind_of_problem(client, path, given, kind, sentence):
    found = problem(client.post(f"/api/v1/{path}", json=given), 422)
    assert found["type"] == f"urn:flopwise:problem:{kind}"
    assert found["title"] == kind.replace("-", " ").capitalize()
    assert sentence in found["detail"]
    assert isinstance(found["matches"], list) if kind == "unknown-name" else "matches" not in found


@pytest.mark.parametrize(
    ("path", "match"),
    [
        ("/api/v1/models/gpt-33", "gpt-3"),
        ("/api/v1/answers/estimate-complexity/gpt4-mini", "estimate-complexity/gpt-4o-mini"),
        ("/api/v1/schemas/estimat", "estimate"),
        ("/api/v1/hardwear", "/api/v1/hardware"),
        ("/api/v1/hardwear?x=1", "/api/v1/hardware"),
    ],
)
def test_a_name_that_nothing_bears_is_not_found_but_what_comes_near(client, path, match):
    assert match in problem(client.get(path), 404)["matches"]


ODD = ["/api/v1/", "/api/v1/models/", "/api/v1/models/%FF", "/api/v1/x%0Ay", "/api/v1/units/x%0Ay"]


@pytest.mark.parametrize("path", ODD)
def test_odd_addresses_are_not_found(client, path):
    problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("provder=OpenAI", "did you mean 'provider'"),
        ("size=HUGE", "unknown size"),
        ("limit=0", "limit should be from 1"),
        ("limit=99999", "limit should be from 1"),
        ("limit=-1", "limit should be a whole number"),
        ("offset=²", "offset should be a whole number"),
        ("offset=" + "9" * 5000, "offset should be a whole number"),
        ("detail=all", "unknown detail"),
        ("search=a&search=b", "more than once"),
        ("&".join(f"a{n}=1" for n in range(100)), "more than 32 parts"),
        ("with_architecture=perhaps", "should be true or false"),
        ("search=" + "x" * 2000, "2,000 characters"),
    ],
)
def test_a_wrong_query_is_refused(client, query, sentence):
    assert sentence in problem(client.get(f"/api/v1/models?{query}"), 422)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/estimate", "POST"),
        ("GET", "/api/v1/thresholds/check", "POST"),
        ("DELETE", "/api/v1/models/gpt-3", "GET, HEAD"),
        ("POST", "/api/v1/models", "GET, HEAD"),
        ("PUT", "/openapi.json", "GET, HEAD"),
        ("PATCH", "/api/v1/health", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed):
    reply = client.request(method, path)
    assert reply.headers["allow"] == allowed
    assert allowed in problem(reply, 405)["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        (JSON | {"content-encoding": "gzip"}, 415),
        ({"content-type": "Application/JSON ; charset=utf-8"}, 200),
    ],
)
def test_a_body_is_sent_as_json(client, headers, status):
    reply = client.post("/api/v1/explain", content=b'{"name": "mfu"}', headers=headers)
    assert reply.status_code == status
    if status != 200:
        problem(reply, status)


HOSTILE = {
    "nothing": (b"", 400),
    "no JSON": (b"{model: gpt-3}", 400),
    "a byte order mark": (b'\xef\xbb\xbf{"model": "gpt-3"}', 400),
    "UTF-16": ('{"model": "gpt-3"}'.encode("utf-16"), 400),
    "no UTF-8": (b'{"model": "gpt-\xff3"}', 400),
    "a list": (b"[]", 422),
    "a text": (b'"gpt-3"', 422),
    "null": (b"null", 422),
    "twice the same": (b'{"model": "gpt-3", "model": "gpt-2"}', 400),
    "NaN": (b'{"model": "gpt-3", "tokens": NaN}', 400),
    "infinity": (b'{"model": "gpt-3", "tokens": -Infinity}', 400),
    "beyond a float": (b'{"model": "gpt-3", "tokens": 1e999}', 422),
    "5000 digits": (b'{"model": "gpt-3", "tokens": ' + b"9" * 5000 + b"}", 422),
    "900000 digits": (b'{"model": "gpt-3", "tokens": ' + b"9" * 900_000 + b"}", 422),
    "400000 digits of a fraction": (
        b'{"model": "gpt-3", "tokens": 0.' + b"3" * 400_000 + b"e999}",
        422,
    ),
    "100000 lists deep": (b"[" * 100_000, 422),
    "100000 objects deep": (b'{"a":' * 100_000, 422),
    "50 deep": (b'{"model":' * 50 + b"1" + b"}" * 50, 422),
    "half a character": (b'{"model": "gpt\\ud800-3"}', 400),
    "half a character in a name": (b'{"model": {"\\udfff": 1}}', 400),
    "a null character": (b'{"model": "gpt\\u0000-3"}', 422),
    "900 kB of a name": (b'{"model": "' + b"x" * 900_000 + b'"}', 422),
    "900 kB of a question": (b'{"question": "' + b"x" * 900_000 + b'"}', 422),
    "100000 options": (b"{" + b",".join(b'"%d":1' % n for n in range(60_000)) + b"}", 422),
    "10 MB": (b"x" * 10_000_000, 413),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_in_no_time(client, name):
    body, status = HOSTILE[name]
    begin = time.monotonic()
    for path in ("estimate", "ask", "audits"):
        reply = client.post(f"/api/v1/{path}", content=body, headers=JSON)
        assert 400 <= reply.status_code < 500
        if path == ("ask" if b"question" in body else "estimate"):
            problem(reply, status)
    assert time.monotonic() - begin < 10


def test_a_body_without_a_length_is_bounded_too(client):
    def pieces():
        for _ in range(100):
            yield b" " * 50_000

    reply = client.post("/api/v1/estimate", content=pieces(), headers=JSON)
    problem(reply, 413)
    assert client.get("/api/v1/health").status_code == 200


def test_an_error_of_ours_gives_nothing_away(client, monkeypatch, caplog):
    from flopwise import operations

    def broken(*_, **__):
        raise RuntimeError("/secret/place")

    monkeypatch.setattr(operations, "card", broken)
    reply = client.get("/api/v1/models/gpt-3?detail=steps")
    assert "/secret/place" not in problem(reply, 500)["detail"]
    assert "/secret/place" in caplog.text
