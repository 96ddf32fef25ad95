"""What does it take to train this model? FLOPs, step by step, with units and sources.

>>> import flopwise as fw
>>> fw.estimate("gpt-3", convention="six-nd").exact
'314287666790400000000000'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise import version

if TYPE_CHECKING:
    from flopwise.errors import FlopwiseError
    from flopwise.operations import ask, audit, compare, estimate, explain, thresholds_check

__version__ = version.VERSION

__all__ = [
    "FlopwiseError", "__version__", "ask", "audit", "compare", "estimate", "explain",
    "thresholds_check",
]  # fmt: skip

_OPERATIONS = ("ask", "audit", "compare", "estimate", "explain", "thresholds_check")


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: a bare import stays fast."""
    if name in _OPERATIONS:
        from flopwise import operations

        return getattr(operations, name)
    if name == "FlopwiseError":
        from flopwise.errors import FlopwiseError

        return FlopwiseError
    raise AttributeError(f"module 'flopwise' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
