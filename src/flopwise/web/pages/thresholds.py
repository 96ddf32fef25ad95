"""`/thresholds/check`: a model, or a modification of one, held against every law's line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.web.pages.operation import page_of

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Hold a model against the lines, or ask which."""
    return _PAGE.respond(asked)


_PAGE = page_of(
    "thresholds_check",
    "/thresholds/check",
    "Which laws’ lines does a model cross?",
    "By counting, by machines and by what was published; undecided where they disagree. It helps to "
    "see where a model stands, and it is no legal advice.",
    ("model", "base", "tokens", "jurisdiction"),
    examples=(
        ("Llama 3.1 405B in the EU", "/thresholds/check?model=llama-3.1-405b&jurisdiction=EU"),
        ("A fine-tune of Llama 3.1 8B on 2B tokens, three times",
         "/thresholds/check?model=llama-3.1-8b&base=llama-3.1-8b&tokens=2B&epochs=3"),
    ),
)  # fmt: skip
