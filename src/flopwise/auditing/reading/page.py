"""A whole page as copied from a site of answers: prompt, response and card apart.

Only the response is judged; the prompt says whom it is about.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PROMPT = re.compile(
    r"^\W{0,3}(?:prompt|question|challenge)\s*:?\s*$", re.IGNORECASE | re.MULTILINE
)
_RESPONSE = re.compile(
    r"^\W{0,3}(?:response|answer|model response|output)\s*:?\s*$", re.IGNORECASE | re.MULTILINE
)
_CARD = re.compile(r"^\W{0,3}about\s+[^\n]{1,80}$", re.IGNORECASE | re.MULTILINE)


class Page(NamedTuple):
    """The parts of a page; a plain answer is all response, from place 0."""

    response: str
    start: int
    prompt: str = ""
    card: str = ""


def split(text: str) -> Page:
    """Split a page; a text without the heading of a response is one itself."""
    response = _RESPONSE.search(text)
    if response is None:
        return Page(text, 0)
    begin = response.end()
    card = None
    for found in _CARD.finditer(text, begin):
        card = found  # the last such heading closes the response
    end = card.start() if card is not None else len(text)
    asked = _PROMPT.search(text, 0, response.start())
    prompt = text[asked.end() if asked is not None else 0 : response.start()].strip()
    return Page(text[begin:end], begin, prompt, text[end:].strip())
