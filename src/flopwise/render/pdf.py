"""A document as a PDF: text that can be selected and searched, tagged for those who hear it.

Typst sets it, a library without a browser or an installation of TeX; nothing is fetched, its own
fonts are inside it. Only for scripts that these don't have the machine's fonts are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flopwise.errors import MissingExtraError
from flopwise.render import typst

if TYPE_CHECKING:
    from flopwise.document import Document

ACCESSIBLE: Final = "ua-1"
"""The standard for accessible documents, which asks for a title, tags and no sign without a shape."""


def render(document: Document) -> bytes:
    """Return the document as a PDF.

    Raises MissingExtraError where the library that sets it isn't installed.
    """
    return compiled(typst.render(document))


def compiled(source: str) -> bytes:
    """Set a document's source."""
    try:
        import typst as library
    except ImportError:
        raise MissingExtraError("typst", "report") from None
    given = source.encode("utf-8")
    try:
        found: bytes = library.compile(given, format="pdf", pdf_standards=ACCESSIBLE)
    except library.TypstError:
        # A sign that no font of this machine has: the standard forbids it, a reader can bear it.
        found = library.compile(given, format="pdf")
    return found
