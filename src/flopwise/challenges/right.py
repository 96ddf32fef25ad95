"""The right answer of a challenge of the catalog, worked out and never written down."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.errors import InvalidValueError

if TYPE_CHECKING:
    from flopwise.catalog.challenges import Challenge
    from flopwise.estimation.result import Estimate


@functools.lru_cache(maxsize=512)
def right_answer(challenge: Challenge) -> Estimate | None:
    """Return what a right answer gives, with its derivation; None where there is nothing to compute.

    Raises InvalidValueError where what the challenge asks can't be worked out.

    >>> from flopwise import gallery
    >>> print(right_answer(gallery.challenge("llama-2-70b-kv-cache")).value)
    1342177280
    """
    if not challenge.audited:
        return None
    if challenge.question:
        return _asked(challenge)
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    return estimate(Request(challenge.subject, challenge.quantity, **dict(challenge.options)))


def _asked(challenge: Challenge) -> Estimate:
    from flopwise.asking.answering import ask

    answer = ask(challenge.question)
    if answer.estimate is None:
        raise InvalidValueError(
            f"the challenge {challenge.id} asks {challenge.question!r}, which has no figure for an "
            f"answer: {answer.reason or answer.summary()}"
        )
    return answer.estimate
