"""What one may expect of an accelerator where a question doesn't say: its utilisation, its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flopwise.catalog.accelerators import Accelerator
    from flopwise.derivation.derivation import Value


def value(role: str, device: Accelerator, devices: Value | None, precision: str) -> Value | None:
    """Return an assumption with its range, or None where nothing published supports one."""
    return None
