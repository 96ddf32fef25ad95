"""What one may expect where a question doesn't say: utilisation, price, power, overhead, grid."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.catalog import accelerators, files
from flopwise.errors import FlopwiseError

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.derivation.derivation import Value


def value(role: str, device: Accelerator, devices: Value | None, precision: str) -> Value | None:
    """Return an assumption with its range, or None where nothing published supports one."""
    if role not in ("mfu", "price"):
        return None
    return _value(role, device.id, devices, precision, tuple(files.users_own()))


@functools.lru_cache(maxsize=512)
def _value(
    role: str, name: str, devices: Value | None, precision: str, own: tuple[Path, ...]
) -> Value | None:
    del own  # another set of a user's own files is another answer
    device = accelerators.find(name)
    if role == "mfu":
        from flopwise.methods.expected_mfu import expected_mfu

        count = int(devices.value) if devices is not None else None
        return expected_mfu(device, count, precision=precision)
    from flopwise.methods.expected_price import expected_price

    try:
        return expected_price(device)
    except FlopwiseError:
        return None


def overhead() -> Value:
    """Return the PUE of an ordinary building."""
    from flopwise.methods.energy_overheads import expected_pue

    return expected_pue()
