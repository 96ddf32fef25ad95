"""What one may expect where a question doesn't say: utilisation, price, power, overhead, grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.errors import FlopwiseError

if TYPE_CHECKING:
    from flopwise.catalog.accelerators import Accelerator
    from flopwise.derivation.derivation import Value


def value(role: str, device: Accelerator, devices: Value | None, precision: str) -> Value | None:
    """Return an assumption with its range, or None where nothing published supports one."""
    if role == "mfu":
        from flopwise.methods.expected_mfu import expected_mfu

        count = int(devices.value) if devices is not None else None
        return expected_mfu(device, count, precision=precision)
    if role == "price":
        from flopwise.methods.expected_price import expected_price

        try:
            return expected_price(device)
        except FlopwiseError:
            return None
    return None


def overhead() -> Value:
    """Return the PUE of an ordinary building."""
    from flopwise.methods.energy_overheads import expected_pue

    return expected_pue()
