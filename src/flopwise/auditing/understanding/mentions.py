"""Which models of the catalog some words name."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from flopwise.catalog import models
from flopwise.language import models as names

if TYPE_CHECKING:
    from flopwise.catalog.models import ModelCard

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*")
_NAME = re.compile(r"[\w.\- ]+(?:\([\w.\- ]+)?")
_MOST_WORDS = 4000


@functools.lru_cache(maxsize=1024)
def named_ids(text: str) -> frozenset[str]:
    """Return the ids of all catalogued models that a short text names."""
    return frozenset(mention.id for mention in mentions(text[:2000]))


@functools.lru_cache(maxsize=1024)
def first_named(text: str) -> frozenset[str]:
    """Return the id of the model that a short text names first, if it names one."""
    return frozenset(mention.id for mention in mentions(text[:2000])[:1])


@functools.lru_cache(maxsize=16)
def mentions(text: str) -> tuple[names.Mention, ...]:
    """Return the models that a text names; `tokens (T) | 5` is no T5."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    return tuple(
        mention
        for mention in names.exact(words[:_MOST_WORDS])
        if _NAME.fullmatch(text, mention.start, mention.end)
    )


def named(text: str) -> ModelCard | None:
    """Return the model that is named first, among those whose training is disclosed.

    `Chinchilla's advice` is about a rule of scaling, not about the model.
    """
    for mention in mentions(text):
        if _AS_A_RULE.match(text, mention.end) or _FROM.search(text, 0, mention.start):
            continue
        card = models.find(mention.id)
        if card.figure("parameters").disclosed and card.figure("training_tokens").disclosed:
            return card
    return None


_AS_A_RULE = re.compile(
    r"(?:['’]s)?[ -]{0,3}(?:advice|optimal|scaling|rule|law|ratio|paper|style|最优|比例|法则|定律|则)"
    r"|, D ≈",
    re.IGNORECASE,
)


_FROM = re.compile(r"\bfrom $")
