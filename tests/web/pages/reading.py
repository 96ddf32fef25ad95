"""What a page says to those who read its source."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"meta", "link", "input", "br", "wbr", "hr", "img"}

PAGES = (
    "/", "/estimate", "/estimate?model=gpt-3", "/estimate?model=70B&tokens=8T..15T",
    "/estimate?model=gpt-4o-mini", "/estimate?model=resnet-50&epochs=90",
    "/estimate?model=gpt-3&method=hardware&gpus=1024xA100&duration=34d&mfu=0.45",
    "/estimate?model=gpt-3&reveal=3", "/estimate?model=gtp-3",
    "/ask", "/ask?q=How+many+FLOPs+did+GPT-3+take%3F", "/ask?q=how+is+the+weather",
    "/ask?q=Can+I+fully+fine-tune+Llama+2+70B+on+16+A10s%3F",
    "/audit", "/audit?answer=estimate-complexity/gpt-4o-mini",
    "/compare", "/compare?models=gpt-3,palm", "/compare?models=gpt-3&conventions=all",
    "/models", "/models?page=2", "/models/gpt-3", "/models?compare=gpt-3,palm-540b",
    "/hardware", "/hardware/a100", "/prices", "/thresholds", "/thresholds/eu-systemic-risk",
    "/thresholds/check", "/thresholds/check?model=llama-3.1-405b", "/conventions",
    "/conventions/six-nd", "/units", "/sources", "/sources/kaplan2020", "/explain", "/explain/mfu",
    "/answers", "/answers/estimate-complexity", "/answers/estimate-complexity?verdict=wrong",
    "/answers/estimate-complexity/gpt-4o-mini", "/answers/compute-70b-1t/public-document",
    "/answers/estimate-complexity?compare=gpt-4.5,deepseek-r1",
    "/answers?compare=gpt-4.5,deepseek-r1", "/models/gpt-4o-mini", "/leaderboard", "/method", "/duel",
    "/saved", "/challenges/new", "/challenges/new?seed=7&count=5&topic=memory&level=hard&key=true",
    "/nowhere",
)  # fmt: skip


class Read(HTMLParser):
    """A page taken apart; raises AssertionError where its elements don't close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        """Ids that something refers to."""
        self.loads: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.inline: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        self.attributes |= set(found)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        for name in ("for", "aria-labelledby", "aria-describedby", "list", "form"):
            self.named += found.get(name, "").split() if tag != "mo" else ()
        if tag in ("script", "img", "source", "iframe"):
            self.loads.append(found.get("src", ""))
        if tag == "link" and found.get("rel") != "canonical":
            self.loads.append(found["href"])
        if tag == "a":
            self.links.append(found["href"])
        if tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join("".join(self.words).split())

    @property
    def own_links(self) -> set[str]:
        """Addresses on the same site, without what stands behind #."""
        return {
            link.partition("#")[0] for link in self.links
            if not urlsplit(link).netloc and not link.startswith("#")
        }  # fmt: skip
