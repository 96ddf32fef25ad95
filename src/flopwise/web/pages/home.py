"""`/`: one field for a model, a question or a pasted answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.errors import FlopwiseError
from flopwise.estimation.subject import refuse_path
from flopwise.web.pages import audit, templates
from flopwise.web.pages.asked import Asked, address

if TYPE_CHECKING:
    from flopwise.web.replies import Reply

_LONGEST_QUESTION = 400
_FIGURE = re.compile(r"\d\s*(?:e\d|[×x*=^]|\\times|\\cdot)|=\s*[~≈]?\s*\d", re.IGNORECASE)
_NAME = 60
"""Characters that a model's name may have."""


def page(asked: Asked) -> Reply:
    """Show the field, or go where what stands in it belongs."""
    said = asked.first("q")
    if not said:
        return templates.page("home.html", title="What does it take to train this model?", path="/")
    if names_a_model(said):
        return templates.elsewhere(address("/estimate", [("model", said)]))
    if is_estimate(said):
        return audit.page(Asked("/audit", (("text", said),), sent=True))
    return templates.elsewhere(address("/ask", [("q", said)]))


def names_a_model(text: str) -> bool:
    """Tell whether a text is a model's name, or a size alone."""
    if len(text) > _NAME or "\n" in text:
        return False
    try:
        refuse_path(text)
    except FlopwiseError:
        return False
    return True


def is_estimate(text: str) -> bool:
    """Tell whether a text works something out; a question may have figures, but doesn't.

    >>> is_estimate("How long do 6e23 FLOP take on 256 H100s?")
    False
    >>> is_estimate("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs")
    True
    """
    if len(text) > _LONGEST_QUESTION:
        return True
    return not text.rstrip().endswith("?") and "=" in text and bool(_FIGURE.search(text))
