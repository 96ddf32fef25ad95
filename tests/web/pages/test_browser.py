"""The pages in a real browser: with keys alone, narrow and wide, light and dark, with and without scripts."""

from __future__ import annotations

import re
import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

PAGES = (
    "/", "/estimate", "/estimate?model=gpt-3", "/estimate?model=gpt-3&reveal=2",
    "/estimate?model=gtp-3", "/estimate?model=gpt-3&tokens=1T&catalog=2026.01&then=3e23",
    "/ask?q=Can+I+fully+fine-tune+Llama+2+70B+on+16+A10s%3F", "/audit",
    "/audit?answer=estimate-complexity/gpt-4o-mini", "/compare?models=gpt-3,palm", "/models",
    "/models/gpt-3", "/models?compare=gpt-3,palm-540b", "/hardware", "/sources", "/thresholds",
    "/thresholds/check?model=llama-3.1-405b", "/explain", "/explain/mfu", "/answers",
    "/answers/estimate-complexity", "/answers/estimate-complexity/gpt-4o-mini",
    "/answers/estimate-complexity?compare=gpt-4.5,deepseek-r1", "/duel", "/leaderboard", "/method",
    "/saved", "/challenges/new?seed=7&count=5&topic=memory&level=hard&key=true", "/nowhere",
)  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opened(browser, site):
    """Open pages in a context of their own; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_page(address, **settings):
        context = browser.new_context(base_url=site, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text)
            if said.type == "error" and "status of 4" not in said.text else None,
        )  # fmt: skip
        page.on(
            "request",
            lambda sent: complaints.append(sent.url)
            if not sent.url.startswith((site, "data:")) else None,
        )  # fmt: skip
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(opened, address, size, scheme):
    page = opened(address, viewport=size, color_scheme=scheme)
    found = axe.Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_without_scripts_an_input_is_changed_by_a_button(opened):
    page = opened("/estimate?model=gpt-3", java_script_enabled=False)
    page.get_by_label("tokens", exact=True).first.fill("150B")
    page.get_by_role("button", name="Work it out with these values").click()
    assert "tokens=150B" in page.url
    assert "takes 1.593" in page.locator(".lead").inner_text()  # half of 3.186e23


def test_without_scripts_a_file_is_audited(opened, tmp_path):
    file = tmp_path / "answer.md"
    file.write_text("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs", "utf-8")
    page = opened("/audit", java_script_enabled=False)
    page.get_by_label("Or a file").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    assert "10 times too low" in page.locator(".lead").inner_text()


def test_the_result_follows_an_input_where_it_stands(opened):
    page = opened("/estimate?model=gpt-3")
    page.evaluate("window.same = true")
    field = page.locator("input.edit[name='set:tokens']")
    field.fill("150B")
    field.press("Tab")
    page.get_by_text("1.593 × 10²³ FLOP").first.wait_for()
    assert page.evaluate("window.same")  # no new page was loaded
    assert "tokens=150B" in page.url
    page.locator("#said", has_text="takes 1.593").wait_for()  # and those who listen hear it
    page.go_back()
    page.get_by_text("3.186 × 10²³ FLOP").first.wait_for()
    assert "tokens" not in page.url


def test_a_wrong_input_is_told_and_the_next_one_counts(opened):
    page = opened("/estimate?model=gpt-3")
    page.locator("input.edit[name='set:tokens']").fill("300 kg")
    page.keyboard.press("Enter")
    page.locator(".wrong").wait_for()
    assert "Unknown unit 'kg'" in page.locator(".wrong").inner_text()
    page.get_by_label("tokens", exact=True).fill("300B")
    page.keyboard.press("Enter")
    page.locator(".lead").wait_for()


def test_keys_alone_lead_from_the_field_to_a_link_that_lasts(opened):
    page = opened("/")
    page.keyboard.type("gpt-3")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/estimate"))
    assert "then=3.1857e23" in page.url
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)  # until the focus has moved, which nothing announces
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Link"


def test_steps_come_with_the_arrow_keys(opened):
    page = opened("/estimate?model=gpt-3&reveal=0")
    assert page.locator(".step").count() == 0
    for count in (1, 2, 3):
        page.locator("body").press("ArrowRight")
        page.locator(".step").nth(count - 1).wait_for()
    page.locator("body").press("ArrowLeft")
    page.locator(".reveal").get_by_text("2 of").wait_for()
    page.locator("body").press("Escape")
    page.locator(".lead").wait_for()


def test_results_are_copied(opened):
    page = opened("/estimate?model=gpt-3", permissions=["clipboard-read", "clipboard-write"])
    for name, begins in (("Markdown", "# What it takes"), ("BibTeX", "@misc{brown2020,")):
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").startswith(begins)
        page.get_by_role("link", name=name).wait_for()


def test_an_audit_is_copied_too(opened):
    page = opened(
        "/audit?answer=estimate-complexity/gpt-4o-mini",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_role("button", name="Markdown").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert "1.5 million times too low" in page.evaluate("navigator.clipboard.readText()")


def test_a_file_is_dropped_on_the_text(opened):
    page = opened("/audit")
    dropped = page.evaluate_handle(
        """() => {
            const found = new DataTransfer();
            found.items.add(new File(["GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"], "answer.txt"));
            return found;
        }"""
    )
    page.dispatch_event("#text", "drop", {"dataTransfer": dropped})
    # A condition as a text would need `eval`, which the pages forbid.
    playwright.expect(page.locator("#text")).to_have_value(re.compile("^GPT-3"))
    page.get_by_role("button", name="Check it").click()
    page.locator(".lead").wait_for()
    assert "10 times too low" in page.locator(".lead").inner_text()


def test_lists_are_sorted_and_compared(opened):
    page = opened("/models")
    page.get_by_role("link", name="parameters").click()
    page.locator("th[aria-sort='descending']").wait_for()
    boxes = page.locator("input[name='compare']")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="side by side").click()
    page.wait_for_url(re.compile("compare="))
    assert " and " in page.locator("h1").inner_text()


def test_long_and_hostile_texts_stay_in_their_box(opened):
    page = opened("/audit", viewport=NARROW)
    page.locator("#text").fill("x" * 5_000 + "<script>alert(1)</script> GPT-3 took 3.15e22 FLOPs")
    page.get_by_role("button", name="Check it").click()
    page.locator(".marked").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert "<script>alert(1)</script>" in page.locator(".marked").inner_text()


def test_it_prints_without_what_is_only_to_be_clicked(opened):
    page = opened("/estimate?model=gpt-3")
    page.emulate_media(media="print")
    for gone in (".tools", ".again", ".masthead nav"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".lead").is_visible()
