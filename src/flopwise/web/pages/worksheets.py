"""`/challenges/new`: a worksheet of fresh challenges, and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.web.pages.operation import page_of

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Draw a worksheet, or ask of what."""
    return _PAGE.respond(asked)


_PAGE = page_of(
    "challenges_new",
    "/challenges/new",
    "Fresh challenges, with their answers",
    "Tasks on training compute, memory and time without end, drawn from a seed. The key has each answer "
    "worked out step by step.",
    ("seed", "count", "topic", "level", "key"),
    examples=(
        ("Ten easy ones on compute", "/challenges/new?seed=7&count=10&topic=flop&level=easy"),
        ("Five hard ones on memory, with the key",
         "/challenges/new?seed=7&count=5&topic=memory&level=hard&key=true"),
    ),
)  # fmt: skip
