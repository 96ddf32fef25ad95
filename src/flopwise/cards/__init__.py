"""Cards: what the catalog knows of one model, accelerator, unit, law and so on, and lists of them.

One file a kind turns a record into a `Card`; what a card looks like is said once, in `layout`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from flopwise.cards.card import Card, CardList, Field
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from types import ModuleType

KINDS = (
    "models", "hardware", "prices", "thresholds", "conventions", "units", "sources", "challenges",
    "answers",
)  # fmt: skip
"""The kinds by their verbs; each is a module here with `show`, `listed` and `FILTERS`."""


def kind_named(kind: str) -> ModuleType:
    """Import the module of a kind; raises UnknownNameError for what is none."""
    if kind not in KINDS:
        raise UnknownNameError("kind", kind, KINDS, hint=f"there are {', '.join(KINDS)}")
    return importlib.import_module(f"flopwise.cards.{kind}")


__all__ = ["KINDS", "Card", "CardList", "Field", "kind_named"]
