"""Finished replies are kept by request and by what they were made from, within a bound of bytes."""

import httpx
import pytest
from tests.web.api.running import application, serving, until

from flopwise.catalog import files
from flopwise.web import cache as caching
from flopwise.web import replies
from flopwise.web.cache import Cache


def key(number):
    return ("estimate", b"", b"%d" % number)


def reply(size=1000, fill=b"x"):
    return replies.reply(200, fill * size)


def test_the_least_used_go_first_and_the_bound_holds():
    cache = Cache(10_000)
    for number in range(100):
        cache.keep(key(number), reply())
        cache.find(key(0))
        assert cache.size <= 10_000
    assert cache.find(key(0)) is not None
    assert cache.find(key(99)) is not None
    assert cache.find(key(50)) is None
    assert 4 <= len(cache) <= 10


def test_one_reply_does_not_push_out_all_others():
    cache = Cache(10_000)
    cache.keep(key(1), reply())
    assert cache.keep(key(2), reply(9000)).status == 200
    assert cache.find(key(2)) is None
    assert cache.find(key(1)) is not None


def test_the_same_key_is_counted_once():
    cache = Cache(10_000)
    for _ in range(5):
        cache.keep(key(1), reply())
    assert len(cache) == 1
    assert cache.size < 2 * (1000 + 500) + 50


def test_the_tag_names_the_content():
    cache = Cache(10_000)
    tags = {dict(cache.keep(key(n), reply(fill=fill)).headers)[b"etag"]
            for n, fill in enumerate((b"a", b"b", b"a"))}  # fmt: skip
    assert len(tags) == 2


@pytest.mark.parametrize("name", ["VERSION", "CATALOG_VERSION"])
def test_another_version_forgets_all(monkeypatch, name):
    cache = Cache(10_000)
    cache.find(key(1))
    cache.keep(key(1), reply())
    monkeypatch.setattr(caching, name, "another")
    monkeypatch.setattr(caching.time, "monotonic", lambda: float("inf"))
    assert cache.find(key(1)) is None
    assert cache.size == 0


OWN = """
[model."mine-3b"]
name = "Mine 3B"
parameters = 3_000_000_000
training_tokens = 1e12

[model."mine-3b".architecture]
model_type = "gpt2"
n_layer = 12
n_embd = 768
n_head = 12
n_positions = 1024
vocab_size = 50257
"""


def test_a_catalog_laid_over_counts_in_the_workers_and_the_cache(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    asked = {"models": ["mine-3b"], "conventions": "six-nd,flopwise"}
    with serving(application(workers=1)) as address, httpx.Client(base_url=address) as client:
        try:
            assert client.post("/api/v1/compare", json=asked, timeout=30).status_code == 422
            files.lay_over(own)
            laid_over = client.post("/api/v1/compare", json=asked, timeout=30)
        finally:
            files.lay_over()
        assert laid_over.status_code == 200, laid_over.text
        until(lambda: client.post("/api/v1/compare", json=asked).status_code == 422, 3)


def test_a_request_asked_again_is_answered_from_what_was_kept():
    with serving(application()) as address, httpx.Client(base_url=address) as client:
        first = client.post("/api/v1/estimate", json={"model": "gpt-3"})
        held = client.get("/api/v1/health").json()["cached"]
        again = client.post("/api/v1/estimate", json={"model": "gpt-3"})
        assert held > len(first.content)
        assert client.get("/api/v1/health").json()["cached"] == held
        assert again.content == first.content
        assert again.headers["etag"] == first.headers["etag"]
        # another operation with the same body is another request
        assert client.post("/api/v1/explain", json={"name": "mfu"}).is_success
        assert client.post("/api/v1/ask", json={"name": "mfu"}).status_code == 422
        # what was refused is not kept
        held = client.get("/api/v1/health").json()["cached"]
        assert client.post("/api/v1/estimate", json={"model": "gtp-3"}).status_code == 422
        assert client.get("/api/v1/health").json()["cached"] == held
