"""Templates: whatever goes into one is escaped, and a name that nothing bears is an error."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from flopwise.catalog import VERSION as CATALOG_VERSION
from flopwise.render.html import fragment
from flopwise.version import VERSION
from flopwise.web import replies
from flopwise.web.assets import ASSETS
from flopwise.web.pages.navigation import PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.document import Document
    from flopwise.web.replies import Reply

HTML = b"text/html; charset=utf-8"
TEXT = b"text/plain; charset=utf-8"


@functools.cache
def _templates() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("flopwise.web"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.globals.update(
        assets={name: asset.address for name, asset in ASSETS.items()},
        places=PLACES, version=VERSION, catalog=CATALOG_VERSION,
    )  # fmt: skip
    return found


def page(template: str, status: int = HTTPStatus.OK, **values: Any) -> Reply:
    """Make a page of a template."""
    text = _templates().get_template(template).render(**values)
    return replies.reply(status, text.encode("utf-8", "replace"), HTML)


def shown(document: Document, inputs: Mapping[str, str] | None = None) -> Markup:
    """Return a document as a part of a page; with `inputs` its inputs can be changed."""
    return Markup(fragment(document, "/", inputs))  # noqa: S704 -- the renderer escapes all texts


def part(document: Document, inputs: Mapping[str, str] | None = None) -> Markup:
    """Return a document's body without its title, to stand among other things."""
    return Markup(shown(document, inputs).partition("</h1>")[2])  # noqa: S704 -- the same texts


def text(body: str, media: bytes = TEXT) -> Reply:
    """Make a reply of a text, to be copied."""
    return replies.reply(HTTPStatus.OK, body.encode("utf-8", "replace"), media)


def elsewhere(address: str) -> Reply:
    """Send the browser to another address."""
    location = (b"location", address.encode("ascii"))
    return replies.reply(HTTPStatus.SEE_OTHER, b"", TEXT, (location,))
