"""Devices as people write them: `1024xH100`, `512 A100s`, `16 x A100-40GB`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import accelerators
from flopwise.catalog.files import normalised
from flopwise.errors import InvalidValueError
from flopwise.language import quantities

if TYPE_CHECKING:
    from flopwise.catalog.accelerators import Accelerator
    from flopwise.units.numbers import Number

_WRITTEN = re.compile(r"\s*(?P<count>[\d.,_]+\s*[kKmM]?)\s*(?:[x×*]\s*|\s)\s*(?P<name>\S.*?)\s*")

_HOURS = re.compile(
    r"\s*(?P<count>[\d.,_]+\s*[kKmM]?)\s*(?:[x×*]\s*|\s)\s*(?P<name>\S.*?)[\s·-]*(?:hours?|h)\s*"
)


class Devices(NamedTuple):
    """So many of one accelerator."""

    number: int
    accelerator: Accelerator
    written: str

    @property
    def ambiguous(self) -> bool:
        """Tell whether the name as written stands for one of several forms."""
        return normalised(self.written) != self.accelerator.id


def parse_devices(text: str) -> Devices:
    """Read a number of devices and what they are.

    Raises InvalidValueError or UnknownNameError, with near matches for a misspelt accelerator.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise InvalidValueError(
            f"gpus {text!r} must be a number and an accelerator, as in 1024xA100 or 16xH100-SXM"
        )
    count = quantities.parse(found["count"], "", "gpus").value
    if count != int(count) or count < 1:
        raise InvalidValueError(
            f"gpus {text!r}: the number of devices must be whole and at least 1"
        )
    return Devices(int(count), _named(found["name"]), found["name"])


def parse_device_hours(text: str) -> tuple[Devices, Number]:
    """Read device-hours and whose they are: one device, and for how many hours in all.

    >>> devices, hours = parse_device_hours("200,000 A100-40GB-hours")
    >>> devices.accelerator.id, hours
    ('a100-sxm-40gb', 200000)
    """
    found = _HOURS.fullmatch(text)
    if found is None:
        raise InvalidValueError(
            f"device_hours {text!r} must be a number and an accelerator, as in 200,000 A100-hours"
        )
    hours = quantities.parse(found["count"], "", "device_hours").value
    if hours <= 0:
        raise InvalidValueError(f"device_hours {text!r} must be greater than zero")
    return Devices(1, _named(found["name"]), found["name"]), hours


def _named(name: str) -> Accelerator:
    bare = re.sub(r"\s*(gpus?|chips?|cards?)$", "", name, flags=re.IGNORECASE)
    if not accelerators.is_known(bare) and bare.endswith("s") and accelerators.is_known(bare[:-1]):
        bare = bare[:-1]
    return accelerators.find(bare)
