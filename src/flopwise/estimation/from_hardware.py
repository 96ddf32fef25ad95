"""Compute known from the machines: devices × time × peak × utilisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.catalog import accelerators
from flopwise.derivation.derivation import CATALOG, GIVEN, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.errors import InvalidValueError, MissingInputError
from flopwise.estimation import checks
from flopwise.estimation.estimate import finished, fitting_unit
from flopwise.estimation.inputs import overridden, read_time, read_value
from flopwise.estimation.result import Assumption
from flopwise.formulas.hardware import compute_from_hardware, device_time
from flopwise.language.devices import Devices, parse_device_hours, parse_devices
from flopwise.methods.expected_mfu import expected_mfu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.estimation.request import Request
    from flopwise.estimation.result import Estimate
    from flopwise.scenario import Model
    from flopwise.units.registry import Unit

_DEVICES = Input("devices", "n", "devices", "device")
_DURATION = Input("duration", "t", "duration", "second")
_TIME = Input("device_time", "T", "device time", "device·second")
_PEAK = Input("peak", "P", "dense peak of one device", "flop/(device·second)")
_USED = Input("mfu", "u", "utilisation (MFU)")


def from_hardware(request: Request, model: Model, unit: Unit | None) -> Estimate:
    """Estimate training compute from devices and time, as given or as published."""
    if request.quantity != "training_compute":
        raise InvalidValueError(
            f"the method hardware gives training_compute, not {request.quantity}"
        )
    values: dict[str, Value] = {}
    accelerator, remarks = _machines(request, model, values)
    precision = request.precision or _published_precision(model, accelerator)
    used_precision, peak = accelerator.peak_at(precision)
    values["peak"] = Value(
        peak.value, CATALOG, peak.source, peak.low, peak.high,
        f"dense {used_precision} peak of {accelerator.name}",
    )  # fmt: skip
    values["mfu"] = _utilisation(request, model, accelerator, used_precision, values)
    time = device_time(_DEVICES, _DURATION) if "devices" in values else _TIME
    derivation = Derivation(compute_from_hardware(time, _PEAK, _USED), values)
    if request.overrides:
        derivation = derivation.with_values(overridden(request.overrides, derivation))
    unit = fitting_unit(unit, derivation)
    return finished(
        request, model, derivation, unit, values=values, remarks=remarks,
        checks=tuple(checks.published(model, derivation.value)),
    )  # fmt: skip


def _machines(
    request: Request, model: Model, values: dict[str, Value]
) -> tuple[Accelerator, tuple[Assumption, ...]]:
    """Put the device time among the values; return what the devices are."""
    if request.device_hours is not None:
        if request.gpus is not None or request.duration is not None:
            raise InvalidValueError("give device_hours, or gpus and duration, not both")
        devices, spent = parse_device_hours(request.device_hours)
        values["device_time"] = Value(spent * 3600, GIVEN)
        return devices.accelerator, _meant(devices)
    if request.gpus is not None:
        devices = parse_devices(request.gpus)
        if request.duration is None:
            raise MissingInputError("how long did the devices run? give duration (--duration 34d)")
        values["devices"] = Value(devices.number, GIVEN)
        values["duration"] = read_time(request.duration, "duration")
        return devices.accelerator, _meant(devices)
    hardware = model.card.hardware if model.card is not None else {}
    device, hours = hardware.get("accelerator"), hardware.get("device_hours")
    if device is None or not device.disclosed:
        raise MissingInputError(
            f"no devices are published for {model.name}: give them and how long they ran "
            "(--gpus 1024xA100 --duration 34d --mfu 0.45)"
        )
    accelerator = accelerators.find(str(device.value))
    if hours is not None and hours.disclosed:
        values["device_time"] = Value(
            hours.value * 3600, CATALOG, hours.source, note="published device-hours"
        )
        return accelerator, ()
    count, days = hardware.get("devices"), hardware.get("days")
    if count is None or days is None:
        raise MissingInputError(
            f"how long {model.name} was trained is not published: give --gpus and --duration"
        )
    values["devices"] = Value(count.value, CATALOG, count.source)
    values["duration"] = Value(days.value * 86_400, CATALOG, days.source)
    return accelerator, ()


def _meant(devices: Devices) -> tuple[Assumption, ...]:
    if not devices.ambiguous:
        return ()
    text = f"{devices.written} is taken as {devices.accelerator.name}"
    return (Assumption("accelerator", None, "", text, devices.accelerator.source, None),)


def _published_precision(model: Model, accelerator: Accelerator) -> str:
    figure = model.card.figure("precision") if model.card is not None else None
    stated = str(figure.value) if figure is not None and figure.disclosed else ""
    return stated if stated in accelerator.peak else ""


def _utilisation(
    request: Request,
    model: Model,
    accelerator: Accelerator,
    precision: str,
    values: Mapping[str, Value],
) -> Value:
    if request.mfu is not None:
        value = read_value(request.mfu, "", "mfu")
        highest = value.value if value.high is None else value.high
        if highest > 1:
            raise InvalidValueError(
                f"mfu must be a share of the peak between 0 and 1 (0.4 or 40%), not {request.mfu}"
            )
        return value
    figure = model.card.hardware.get("mfu") if model.card is not None else None
    if figure is not None and figure.disclosed:
        return Value(figure.value, CATALOG, figure.source, figure.low, figure.high, figure.note)
    devices = values["devices"].value if "devices" in values else None
    released = model.card.figure("released") if model.card is not None else None
    year = released.value.year if released is not None and released.disclosed else None
    return expected_mfu(accelerator, devices, year, precision, leaving_out=model.id)
