"""Puts the pages into a folder, with what they load, a sitemap and `llms.txt`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from flopwise.errors import InvalidValueError, StoreError
from flopwise.progress import unheard
from flopwise.web.assets import ASSETS
from flopwise.web.site.crawling import pages
from flopwise.web.site.rewriting import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flopwise.progress import Progress
    from flopwise.web.site.rewriting import Page

_MARK = "llms.txt"
_FIRST_LINE = "# Flopwise"


class Site(NamedTuple):
    """What was written."""

    folder: Path
    pages: int
    files: int


def write(folder: Path, base: str, progress: Progress = unheard) -> Site:
    """Write the site; raises InvalidValueError for a folder that holds something else."""
    if not base.startswith(("https://", "http://")):
        raise InvalidValueError(f"the site's address begins with https://, not {base[:60]!r}")
    _refuse_other(folder)
    found = pages(base, progress)
    contents = {page.file: page.html for page in found}
    contents["sitemap.xml"] = _sitemap(found, base)
    contents["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {base.rstrip('/')}/sitemap.xml\n"
    contents[_MARK] = _summary(found, base)
    raw = {name: text.encode("utf-8", "replace") for name, text in contents.items()}
    raw |= {
        asset.address.lstrip("/"): asset.body
        for name, asset in ASSETS.items()
        if not name.endswith(".js")
    }
    try:
        for name, content in raw.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise StoreError(f"the site can't be written to {folder}: {error.strerror}") from None
    return Site(folder, len(found), len(raw))


def _refuse_other(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InvalidValueError(f"{folder} is a file; a site is written to a folder")
    mark = folder / _MARK
    is_ours = mark.is_file() and mark.read_text("utf-8", "replace").startswith(_FIRST_LINE)
    if any(folder.iterdir()) and not is_ours:
        raise InvalidValueError(f"{folder} holds something else already; name an empty folder")


def _sitemap(found: Sequence[Page], base: str) -> str:
    places = "\n".join(
        f"<url><loc>{escape(place_of(base, page.file))}</loc></url>" for page in found
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}\n</urlset>\n'
    )


_PARTS = {
    "answers": "Challenges and answers, each with its audit",
    "models": "Models", "hardware": "Accelerators", "thresholds": "Legal thresholds",
    "conventions": "Ways of counting", "explain": "Terms and steps",
}  # fmt: skip


def _summary(found: Sequence[Page], base: str) -> str:
    """Write what language models read first: what it is, and where what stands."""
    lines = [
        _FIRST_LINE, "",
        ("> What does it take to train this model? FLOPs, time, memory and money, step by step, with "
        "units, sources and uncertainty; and published estimates, audited."), "",
    ]  # fmt: skip
    for place, title in _PARTS.items():
        listed = [
            page for page in found
            if page.file.startswith(f"{place}/") and "/compare/" not in page.file
        ]  # fmt: skip
        if listed:
            lines += [f"## {title}", ""]
            lines += [
                f"- [{_plain(page.title)}]({place_of(base, page.file)}): {_plain(page.description)}"
                for page in listed
            ]
            lines.append("")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return text.removesuffix(" · Flopwise").replace("[", "(").replace("]", ")")
