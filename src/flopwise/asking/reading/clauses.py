"""The clauses of a question: which one asks, and which only stands beside it."""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"(?:^|[,;(\s])\s*(?:even though|even if|although|though|despite|in spite of|while|whilst|whereas|given that|"
    r"considering(?: that)?|since|because|seeing that|granted that|notwithstanding|for all that)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,;)?!]|\.(?:\s|$)|\s-\s")


def main(text: str) -> str:
    """Return a text without the clauses that concede or give a reason.

    >>> main("Did A take more than B, even though it is 2x smaller?")
    'Did A take more than B?'
    >>> main("Although it's 2.5x smaller, did A take more than B?")
    'did A take more than B?'
    >>> main("Is A larger than B?")
    'Is A larger than B?'
    """
    while (found := _ASIDE.search(text)) is not None:
        end = _END.search(text, found.end())
        behind = text[end.start() :] if end is not None else ""
        if not text[: found.start()].strip():
            behind = behind.lstrip(",;) ")
        text = text[: found.start()] + behind
    return text.strip()
