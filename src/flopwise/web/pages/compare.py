"""`/compare`: models beside one another, or one model by several conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.web.pages.operation import page_of

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Compare, or say what there is to compare."""
    return _PAGE.respond(asked)


_PAGE = page_of(
    "compare",
    "/compare",
    "Side by side",
    "Several models, or one model by several conventions, with the reason for each difference.",
    ("models", "conventions"),
    examples=(
        ("GPT-3, PaLM and Llama 3.1 405B", "/compare?models=gpt-3,palm,llama-3.1-405b"),
        ("GPT-3 by every convention", "/compare?models=gpt-3&conventions=all"),
    ),
)
