"""What holds for all pages: they are whole, small, safe, and lead nowhere that isn't there."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from tests.web.pages.reading import PAGES, Read

from flopwise.web.assets import ASSETS

WRONG = ("/estimate?model=gtp-3", "/nowhere")


@pytest.mark.parametrize("address", PAGES)
def test_it_is_whole_and_small(client, address):
    reply = client.get(address)
    assert (reply.status_code == 200) == (address not in WRONG)
    assert len(reply.content) < 150_000
    page = Read(reply.text)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.named) <= set(page.ids)


@pytest.mark.parametrize("address", PAGES)
def test_it_loads_nothing_from_elsewhere_and_has_nothing_inline(client, address):
    reply = client.get(address)
    page = Read(reply.text)
    assert set(page.loads) <= {asset.address for asset in ASSETS.values()}
    assert not page.inline
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    cookie = reply.headers.get("set-cookie", "")
    assert bool(cookie) == (address == "/duel")  # which lets each reader vote once
    assert "HttpOnly; SameSite=Strict" in cookie or not cookie


def test_every_link_leads_somewhere(client):
    """Followed from every page once; what is copied is a link too."""
    wanted = set()
    for address in PAGES:
        wanted |= Read(client.get(address).text).own_links
    wanted = {address for address in wanted if address.partition("?")[0].count("/") < 3} | {
        address for address in sorted(wanted) if "format=" in address
    }
    for address in sorted(wanted):
        assert client.get(address).status_code in (200, 303), address


def test_what_pages_load_is_kept_by_browsers(client):
    for asset in ASSETS.values():
        reply = client.get(asset.address)
        assert reply.content == asset.body
        assert "immutable" in reply.headers["cache-control"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_is_only_read(client, method):
    reply = client.request(method, "/estimate")
    assert reply.status_code == 405
    assert "GET" in Read(reply.text).text


def test_an_address_with_a_hundred_parts_is_refused(client):
    reply = client.get("/estimate?" + "&".join(f"a{n}=1" for n in range(100)))
    assert reply.status_code == 422


HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}",
    "</textarea><script>alert(1)</script>", "[x](javascript:alert(1))", "$\\href{javascript:1}{x}$",
    "\x00\x1b[31m\u202e", "💥" * 300,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/estimate", "model"), ("/estimate", "tokens"), ("/estimate", "set"), ("/estimate", "x"),
        ("/estimate", "catalog"), ("/ask", "q"), ("/audit", "text"), ("/audit", "subject"),
        ("/models", "search"), ("/models", "sort"), ("/models", "compare"), ("/explain", "search"),
        ("/compare", "models"),
    ],
)  # fmt: skip
def test_hostile_text_stays_text(client, path, name, text):
    given = {name: text} if name != "tokens" else {"model": "gpt-3", name: text}
    if name in ("set", "catalog"):
        given["model"] = "gpt-3"
    reply = client.get(path, params=given, follow_redirects=True)
    assert reply.status_code < 500
    page = Read(reply.text)
    assert not page.inline
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not any(link.startswith("javascript") for link in page.links)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_path_stays_text(client, text):
    for kind in ("models", "explain", "nowhere"):
        reply = client.get(f"/{kind}/{quote(text)}")
        assert reply.status_code in (200, 404, 422)
        assert not Read(reply.text).inline
