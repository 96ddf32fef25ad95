"""How answers are called, shipped ones and a user's own alike."""

from __future__ import annotations


def answer_id(challenge: str, model: str, attempt: int) -> str:
    """Return CHALLENGE/MODEL, and the attempt's number behind it from the second on.

    >>> answer_id("estimate-complexity", "gpt-4o-mini", 2)
    'estimate-complexity/gpt-4o-mini/2'
    """
    return f"{challenge}/{model}" + (f"/{attempt}" if attempt > 1 else "")
