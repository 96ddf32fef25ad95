"""Documents in each output format; a format is one file with one function, `render`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from flopwise.document import Document

FORMATS = ("text", "markdown", "latex", "html", "bibtex")


def render(document: Document, format: str, *, width: int = 100, colour: bool = False) -> str:
    """Return the document in a format; width and colour matter to a terminal only."""
    if format not in FORMATS:
        raise UnknownNameError("format", format, FORMATS, hint=f"there are {', '.join(FORMATS)}")
    module = importlib.import_module(f"flopwise.render.{format}")
    result: str = (
        module.render(document, width=width, colour=colour)
        if format == "text"
        else module.render(document)
    )
    return result
