"""Where operations and kinds stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flopwise.operations.table import Kind, Operation

BASE = "/api/v1"


def address(operation: Operation) -> str:
    """Return an operation's address below the base.

    >>> from flopwise.operations.table import OPERATIONS
    >>> address(OPERATIONS["thresholds_check"])
    '/thresholds/check'
    >>> address(OPERATIONS["report_model_card"])
    '/report/model-card'
    """
    return "/" + operation.name.replace("_", "/", 1).replace("_", "-")


def kind_address(kind: Kind) -> str:
    """Return the address of a kind's list."""
    return f"/{kind.name}"
