"""The utilisation (MFU) that one may expect, from published runs on like machines.

A run's own MFU is computed from what was published of it, in 6ND terms: 6 FLOP for each active
parameter and token, over what the devices could do at their dense peak. Which runs an expectation
rests on is found from near to far, until there are enough of them:

1. like accelerators (one vendor, dense peaks within a factor of 1.5, at most three years apart),
   a like number of devices (within a factor of eight), at most two years apart;
2. the same without the year; 3. without the scale; 4. all accelerators of the vendor; 5. all runs.

Whole runs and rates while running are never mixed, nor are 8-bit runs with 16-bit ones. The value
is the median over the sources, each of which counts once; the interval reaches from the lowest to
the highest run (of many, over the central 90 %), and is widened where the runs are few or far.
"""

from __future__ import annotations

import functools
import statistics
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import accelerators, figures, files, runs
from flopwise.derivation.derivation import ASSUMED, CATALOG, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.errors import InvalidValueError, MissingInputError
from flopwise.formulas import batches, flop, hardware

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.catalog.runs import Run
    from flopwise.units.numbers import Number

ENOUGH = 4
"""Runs that an expectation rests on at least, where there are as many."""
SAME_PEAK, SAME_SCALE = 1.5, 8
SAME_TIME, SAME_YEAR = 3, 2
FEW, FAR = 1.5, 1.1
"""Factors of the interval: where fewer than ENOUGH runs match, and for each step away from near."""
MANY = 20
"""Runs of which the central 90 % is taken; of fewer, all."""
HIGHEST = 0.75
"""No published run comes near; the widening ends here."""
_NAMED = 6
_EIGHT_BITS = ("fp8", "int8")
_HOUR, _DAY = 3600, 86_400

_PARAMETERS = Input("active_parameters", "N", "active parameters", "parameter")
_TOKENS = Input("tokens", "D", "tokens", "token")
_TIME = Input("device_time", "T", "device time", "device·second")
_DEVICES = Input("devices", "n", "devices", "device")
_DURATION = Input("duration", "t", "duration", "second")
_PEAK = Input("peak", "P", "dense peak of one device", "flop/(device·second)")
_THROUGHPUT = Input("throughput", "v_1", "throughput of a device", "token/(device·second)")
_BATCH = Input("tokens_per_step", "B", "tokens per step", "token/optimizer_step")
_STEP = Input("step_time", "t_s", "time of a step", "second/optimizer_step")


class Match(NamedTuple):
    """One run that an expectation may rest on, and its MFU in 6ND terms."""

    run: Run
    accelerator: Accelerator
    mfu: float


def utilisation(run: Run) -> Derivation | None:
    """Derive a run's MFU in 6ND terms; None where it was only reported, or not enough was."""
    _, peak = accelerators.find(run.accelerator).peak_at(run.precision)
    values = {
        "active_parameters": Value(run.parameters, CATALOG, run.source),
        "peak": Value(peak.value, CATALOG, peak.source),
    }
    cost = flop.six_n(_PARAMETERS)
    if run.tokens_per_second is not None:
        values["throughput"] = Value(run.tokens_per_second, CATALOG, run.source)
        reached = hardware.rate_of_throughput(cost, _THROUGHPUT)
        return Derivation(hardware.utilisation_of_rate(reached, _PEAK), values)
    if run.step_seconds is not None:
        values["tokens_per_step"] = Value(run.tokens_per_step or 0, CATALOG, run.source)
        values["step_time"] = Value(run.step_seconds, CATALOG, run.source)
        values["devices"] = Value(run.devices or 0, CATALOG, run.source)
        together = batches.throughput_of_steps(_BATCH, _STEP)
        reached = hardware.rate_of_throughput(
            cost, batches.throughput_of_device(together, _DEVICES)
        )
        return Derivation(hardware.utilisation_of_rate(reached, _PEAK), values)
    if run.tokens is None:
        return None
    values["tokens"] = Value(run.tokens, CATALOG, run.source)
    compute = flop.training_flop(cost, _TOKENS)
    if run.device_hours is not None:
        values["device_time"] = Value(run.device_hours * _HOUR, CATALOG, run.source)
        return Derivation(hardware.model_flop_utilisation(compute, _TIME, _PEAK), values)
    if run.devices is None or run.days is None:
        return None
    values["devices"] = Value(run.devices, CATALOG, run.source)
    values["duration"] = Value(run.days * _DAY, CATALOG, run.source)
    time = hardware.device_time(_DEVICES, _DURATION)
    return Derivation(hardware.model_flop_utilisation(compute, time, _PEAK), values)


def mfu_of(run: Run) -> Number | None:
    """Return a run's MFU in 6ND terms, computed, or as reported without attention."""
    derivation = utilisation(run)
    return run.mfu if derivation is None else derivation.value


def expected_mfu(
    accelerator: str | Accelerator,
    devices: Number | None = None,
    year: int | None = None,
    precision: str = "",
    *,
    whole_run: bool = True,
    leaving_out: str = "",
) -> Value:
    """Return the MFU that one may expect, with its interval, as an assumption.

    `whole_run` asks for the share of all device-hours, restarts and pauses included; otherwise for
    the rate while training runs. `leaving_out` names a model whose own runs must not speak for it.

    Raises MissingInputError where no published run bears on it.
    """
    device = accelerators.find(accelerator) if isinstance(accelerator, str) else accelerator
    precision, _ = device.peak_at(precision)
    kind = runs.WHOLE if whole_run else runs.STEADY
    pool = [
        match
        for match in _measured(kind)
        if _bits(match.run.precision) == _bits(precision)
        and not (leaving_out and match.run.model == leaving_out)
    ]
    if not pool:
        raise MissingInputError(
            f"no published run says which share of its {precision} peak {device.name} reaches: "
            "give mfu (--mfu 0.4, or a range such as 0.3..0.45)"
        )
    found, steps_away, how = _nearest(pool, device, devices, year)
    return _expectation(found, steps_away, how, kind)


def _measured(kind: str) -> tuple[Match, ...]:
    return _measured_in(kind, tuple(files.users_own()))


@functools.lru_cache(maxsize=8)
def _measured_in(kind: str, own: tuple[Path, ...]) -> tuple[Match, ...]:
    """Compute the MFU of every run, once for each set of a user's own files."""
    del own
    found = []
    for run in runs.every():
        mfu = mfu_of(run) if run.covers == kind else None
        if mfu is not None:
            found.append(Match(run, accelerators.find(run.accelerator), float(mfu)))
    return tuple(found)


def _bits(precision: str) -> int:
    if precision.startswith(("fp4", "fp6", "int4")):
        return 4
    return 8 if precision in _EIGHT_BITS else 16


def _nearest(
    pool: list[Match], device: Accelerator, devices: Number | None, year: int | None
) -> tuple[list[Match], int, str]:
    """Return the nearest runs that are enough, how far away they are, and what they have alike."""

    def alike(match: Match) -> bool:
        return _alike(match.accelerator, device, match.run.precision)

    def scale(match: Match) -> bool:
        return devices is None or _within(match.run.devices, devices, SAME_SCALE)

    def time(match: Match) -> bool:
        return year is None or abs(match.run.year - year) <= SAME_YEAR

    def vendor(match: Match) -> bool:
        return match.accelerator.provider == device.provider

    levels: tuple[tuple[str, tuple[Callable[[Match], bool], ...]], ...] = (
        ("on like accelerators, at that scale and time", (alike, scale, time)),
        ("on like accelerators, at that scale", (alike, scale)),
        ("on like accelerators", (alike,)),
        (f"on accelerators of {device.provider or 'its vendor'}", (vendor,)),
    )
    enough = min(ENOUGH, len(pool))
    for away, (how, conditions) in enumerate(levels):
        found = [match for match in pool if all(condition(match) for condition in conditions)]
        if len(found) >= enough:
            return found, away, how
    return pool, len(levels), "on any accelerator"


def _alike(one: Accelerator, other: Accelerator, precision: str) -> bool:
    if one.id == other.id:
        return True
    try:
        peaks = [each.peak_at(precision)[1].value for each in (one, other)]
    except InvalidValueError:
        return False
    dates = [each.figures["released"].value for each in (one, other) if "released" in each.figures]
    return (
        one.provider == other.provider
        and _within(peaks[0], peaks[1], SAME_PEAK)
        and len(dates) == 2
        and abs(dates[0].year - dates[1].year) <= SAME_TIME
    )


def _within(one: Number | None, other: Number, factor: float) -> bool:
    return one is not None and 1 / factor <= one / other <= factor


def _expectation(found: list[Match], away: int, how: str, kind: str) -> Value:
    by_source: dict[str, list[float]] = {}
    for match in found:
        by_source.setdefault(match.run.source, []).append(match.mfu)
    value = statistics.median(statistics.median(shares) for shares in by_source.values())
    low, high = _reach([match.mfu for match in found])
    if len(found) < ENOUGH:
        low, high = min(low, value / FEW), max(high, value * FEW)
    widened = FAR**away
    value, low, high = (
        figures.exact(round(min(share, HIGHEST), 3))
        for share in (value, low / widened, high * widened)
    )
    ordered = sorted(found, key=lambda match: abs(match.mfu - value))
    return Value(value, ASSUMED, ordered[0].run.source, low, high, _note(ordered, how, kind))


def _reach(shares: list[float]) -> tuple[float, float]:
    """Return the lowest and the highest, or of many the 5th and the 95th percentile."""
    if len(shares) < MANY:
        return min(shares), max(shares)
    percentiles = statistics.quantiles(shares, n=20, method="inclusive")
    return percentiles[0], percentiles[-1]


def _note(found: list[Match], how: str, kind: str) -> str:
    named = ", ".join(f"{match.run.name} {match.mfu:.1%}" for match in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    runs_found = "one published run" if len(found) == 1 else f"{len(found)} published runs"
    when = "over all its hours" if kind == runs.WHOLE else "while training"
    return (
        f"no MFU is given, so that of {runs_found} {how} is taken, each {when} and in 6ND terms: "
        f"{named}{more}"
    )
