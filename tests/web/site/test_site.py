"""The static site: every link leads to a file, nothing needs a server, every page says what it is."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from tests.web.pages.reading import Read

from flopwise.errors import InvalidValueError
from flopwise.web.site import write

BASE = "https://example.org/flopwise"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("site")
    write(found, BASE)
    return found


@pytest.fixture(scope="module")
def pages(folder):
    return {path: Read(path.read_text("utf-8")) for path in folder.rglob("*.html")}


def test_the_public_pages_are_there(folder):
    for place in (
        "", "answers", "answers/estimate-complexity", "answers/estimate-complexity/gpt-4o-mini",
        "leaderboard", "method", "models", "models/gpt-3", "hardware", "explain/mfu", "sources",
        "answers/estimate-complexity/compare/deepseek-r1,gpt-4.5",
    ):  # fmt: skip
        assert (folder / place / "index.html").is_file() or "compare" in place
    assert list(folder.glob("answers/estimate-complexity/compare/*/index.html"))


def test_every_link_leads_to_a_file_and_nothing_is_loaded_from_elsewhere(pages):
    for path, page in pages.items():
        for link in page.own_links:
            assert not link.startswith("/")
            assert (path.parent / unquote(link)).is_file(), (path, link)
        for asset in page.loads:
            assert (path.parent / asset).is_file(), (path, asset)


def test_nothing_needs_a_server(pages):
    for path, page in pages.items():
        assert not page.inline
        text = path.read_text("utf-8")
        for tag in ("<form", "<button", "<input", "<script", "data-follow"):
            assert tag not in text, (path, tag)


def test_every_page_has_a_title_and_a_description_of_its_own(folder):
    titles = Counter()
    for path in folder.rglob("*.html"):
        head = path.read_text("utf-8").partition("</head>")[0]
        assert '<meta name="description" content="' in head
        assert f'<link rel="canonical" href="{BASE}/' in head
        titles[head.partition("<title>")[2].partition("</title>")[0]] += 1
    # Lists that go over several pages share one.
    assert {title for title, count in titles.items() if count > 1} <= {
        f"{kind} · Flopwise" for kind in ("Models", "Prices", "Sources", "Units", "Hardware")
    }


def test_sitemap_and_llms_txt_name_the_pages(folder, pages):
    tree = ElementTree.parse(folder / "sitemap.xml")
    places = {one.text for one in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert len(places) == len(pages)
    assert f"{BASE}/answers/estimate-complexity/gpt-4o-mini/" in places
    text = (folder / "llms.txt").read_text("utf-8")
    assert text.startswith("# Flopwise\n")
    assert f"({BASE}/answers/estimate-complexity/gpt-4o-mini/)" in text


def test_a_site_is_written_over_an_older_one_and_over_nothing_else(folder, tmp_path):
    assert write(folder, BASE).pages
    (tmp_path / "precious.txt").write_text("precious")
    with pytest.raises(InvalidValueError, match="something else"):
        write(tmp_path, BASE)
    with pytest.raises(InvalidValueError, match="is a file"):
        write(tmp_path / "precious.txt", BASE)
    with pytest.raises(InvalidValueError, match="https://"):
        write(tmp_path / "new", "example.org")
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize(
    "place", ["index.html", "answers/estimate-complexity/gpt-4o-mini/index.html"]
)
def test_pages_open_from_the_disk_in_a_real_browser(folder, place):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    complaints = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(Path(folder / place).as_uri())
        font = page.evaluate("getComputedStyle(document.body).fontFamily")
        page.get_by_role("link", name="Models", exact=True).click()
        assert page.title() == "Models · Flopwise"
        browser.close()
    assert "Palatino" in font  # the styles were found
    assert not complaints
