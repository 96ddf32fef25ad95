"""A page of the application as a page of files: what needs a server goes, links lead to files."""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

_VOID = {"meta", "link", "input", "br", "wbr", "hr", "img"}
_CONTROLS = {"input", "button", "select", "textarea", "label", "datalist", "option"}
_UNNEEDED = {"tools", "keep", "again", "filters"}
"""Classes of elements that only make sense where somebody answers."""
_DEAD, _END = "\ue000", "\ue001"
"""Around the text of a link that leads nowhere here."""
_ONLY_DEAD = re.compile(rf"<(p|li)\b[^>]*>(?:\s*{_DEAD}[^{_END}]*{_END}[\s.]*)+</\1>\s*")
_EMPTY = re.compile(r"<(p|ul)\b[^>]*>\s*</\1>\s*")
_LONGEST = 200


class Page(NamedTuple):
    """A page as it is written."""

    address: str
    """Where the application has it."""
    file: str
    title: str
    description: str
    html: str
    links: tuple[str, ...]
    """Addresses of the application that it links to and that are pages of the site."""


def file_of(address: str) -> str | None:
    """Return the file that an address becomes; None for what needs a server.

    >>> file_of("/answers/estimate-complexity?compare=gpt-4.5,o1")
    'answers/estimate-complexity/compare/gpt-4.5,o1/index.html'
    >>> file_of("/models?page=2"), file_of("/estimate?model=gpt-3")
    ('models/page-2/index.html', None)
    """
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    place = path.partition("/")[0]
    if place not in _PUBLIC or ".." in path.split("/") or "\\" in path:
        return None
    query = dict(parse_qsl(parts.query))
    if not query:
        return posixpath.join(path, "index.html")
    if set(query) == {"compare"} and place == "answers" and "/" not in query["compare"]:
        return posixpath.join(path, "compare", query["compare"], "index.html")
    if set(query) == {"page"} and query["page"].isdigit():
        return posixpath.join(path, f"page-{query['page']}", "index.html")
    return None


_PUBLIC = (
    "", "answers", "leaderboard", "method", "models", "hardware", "prices", "thresholds",
    "conventions", "units", "sources", "explain",
)  # fmt: skip
"""Where a public page's address begins; `thresholds/check` has a query and so is none."""


def rewritten(address: str, html: str, exists: Callable[[str], bool], base: str) -> Page:
    """Make a page stand by itself; `exists` says which of the application's addresses the site has."""
    file = file_of(address)
    assert file is not None
    reader = _Reader(address, file, exists)
    reader.feed(html)
    reader.close()
    body = "".join(reader.out)
    body = _ONLY_DEAD.sub("", body).replace(_DEAD, "").replace(_END, "")
    body = _EMPTY.sub("", body)
    title = _title(html)
    description = reader.described or title
    head = (
        f'<meta name="description" content="{escape(description)}">\n'
        f'<link rel="canonical" href="{escape(place_of(base, file))}">\n'
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'; '
        "object-src 'none'; base-uri 'none'\">\n"
    )
    body = body.replace("</head>", f"{head}</head>", 1)
    return Page(address, file, title, description, body, tuple(dict.fromkeys(reader.links)))


def place_of(base: str, file: str) -> str:
    """Return where a file can be read."""
    return f"{base.rstrip('/')}/{file.removesuffix('index.html')}"


def _title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


class _Reader(HTMLParser):
    """Passes a page on, less what needs a server."""

    def __init__(self, address: str, file: str, exists: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self.address = address
        self.folder = posixpath.dirname(file)
        self.exists = exists
        self.out: list[str] = []
        self.links: list[str] = []
        self.described = ""
        self._skipped: list[str] = []
        """Elements that are open and not passed on, with all in them."""
        self._open: list[tuple[str, str]] = []
        """Open elements, each with what ends it here."""
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._skipped:
            if tag not in _VOID:
                self._skipped.append(tag)
            return
        if self._is_unneeded(tag, given):
            if tag not in _VOID:
                self._skipped.append(tag)
            return
        text = self.get_starttag_text() or ""
        end = f"</{tag}>"
        if tag == "form":  # a table stands in it
            text = end = ""
        elif tag == "a":
            text, end = self._link(given, text)
        elif tag == "link":
            text = text.replace(f'href="{given.get("href", "")}"', f'href="{self._asset(given)}"')
        elif tag == "p" and not self.described and given.get("class") in ("about", "lead"):
            self._words = []
        self.out.append(text)
        if tag not in _VOID:
            self._open.append((tag, end))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if not self._skipped and tag not in _CONTROLS:
            self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped.pop()
            return
        if tag in _VOID or not self._open:
            return
        _, end = self._open.pop()
        self.out.append(end)
        if tag == "p" and self._words is not None:
            words = " ".join("".join(self._words).split())
            self.described = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
            self._words = None

    def handle_data(self, data: str) -> None:
        self._say(data, data)

    def handle_entityref(self, name: str) -> None:
        self._say(f"&{name};", unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._say(f"&#{name};", unescape(f"&#{name};"))

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def _say(self, written: str, read: str) -> None:
        if not self._skipped:
            self.out.append(written)
            if self._words is not None:
                self._words.append(read)

    def _is_unneeded(self, tag: str, given: dict[str, str]) -> bool:
        classes = set(given.get("class", "").split())
        if tag == "form":
            return given.get("id") != "side-by-side"
        if tag == "link" and given.get("rel") == "canonical":
            return True
        return tag == "script" or tag in _CONTROLS or bool(classes & _UNNEEDED)

    def _link(self, given: dict[str, str], text: str) -> tuple[str, str]:
        """Return how a link begins and ends here."""
        href = given.get("href", "")
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or href.startswith("#"):
            return text, "</a>"
        path = parts.path or urlsplit(self.address).path
        address = path + (f"?{parts.query}" if parts.query else "")
        file = file_of(address)
        if file is None or not self.exists(address):
            return _DEAD, _END
        self.links.append(address)
        mark = f"#{parts.fragment}" if parts.fragment else ""
        target = posixpath.relpath(file, self.folder or ".") + mark
        kept = "".join(
            f' {name}="{escape(value)}"' for name, value in given.items()
            if name not in ("href", "data-follow", "data-key")
        )  # fmt: skip
        return f'<a href="{escape(_quoted(target))}"{kept}>', "</a>"

    def _asset(self, given: dict[str, str]) -> str:
        href = given.get("href", "")
        if not href.startswith("/"):
            return href
        return posixpath.relpath(href.lstrip("/"), self.folder or ".")


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/#,.-_~+")
