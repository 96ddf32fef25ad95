"""Worked answers from the machines: how many, how fast, how well used, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.generator.draft import CALCULATION, FACTS, METHOD, plain, symbols
from flopwise.auditing.generator.expressions import Equation, Number, Symbol, times
from flopwise.auditing.generator.subjects import machine, table
from flopwise.formulas.hardware import compute_from_hardware, device_time

if TYPE_CHECKING:
    from flopwise.auditing.generator.draft import Draft
    from flopwise.auditing.generator.subjects import Machine

TERA = 1e12


def hardware(draft: Draft) -> None:
    """Devices, peak rate, utilisation and time."""
    random, data = draft.random, table("subjects")["described"]
    chosen = machine(random, sparse=draft.makes("sparse_peak"))
    count, days = random.choice(data["devices"]), random.choice(data["days"])
    share = random.choice(data["utilisations"])
    seconds = days * 86_400
    draft.truth = float(
        compute_from_hardware.number(device_time.number(count, seconds), chosen.peak, share)
    )
    devices = draft.fact("devices", "n", count)
    rate = peak(draft, chosen, FACTS, "sparse_peak", "wrong_peak")
    draft.say("utilisation", FACTS, Equation((Symbol("u"), Number(100 * share, 3, "percent"))))
    draft.say("days", FACTS, Equation((Symbol("t"), Number(float(days), 3, "day"))))
    used = Number(share, 3)
    draft.say(
        "by_hardware", METHOD, Equation((Symbol("C"), symbols("n", "P", "u", "t")), rounded=True)
    )
    hour, mark = 86_400, None
    if draft.makes("hours_as_days"):
        hour = 3600
        mark = draft.plant(
            "hours_as_days", f"{plain(seconds)} s", 1 / 24,
            alt_kinds=("arithmetic", "wrong_factor", "wrong_fact"),
        )  # fmt: skip
    lasting = draft.product(
        "seconds", "t", times(days, hour), days * hour, unit="second", mark=mark
    )
    factors, value, mark = [devices, rate, used, lasting], lasting.value * rate.value, None
    if draft.makes("devices_forgotten"):
        factors.remove(devices)
        mark = draft.plant("devices_forgotten", f"× {count:,} devices", 1 / count)
    else:
        value *= devices.value
    if draft.makes("utilisation_forgotten"):
        factors.remove(used)
        mark = draft.plant("utilisation_forgotten", f"× {share}", 1 / share)
    else:
        value *= share
    draft.conclude(draft.total(times(*factors), value, section=CALCULATION, mark=mark))


def peak(
    draft: Draft, chosen: Machine, section: str, *mistakes: str, beside: bool = False
) -> Number:
    """State the peak rate, or the sparse or another one in its place."""
    true = draft.number(chosen.peak, 3).value
    stated, mark = true, None
    for mistake in mistakes:
        if not draft.makes(mistake):
            continue
        if "sparse" in mistake:
            assert chosen.sparse is not None
            stated = draft.number(chosen.sparse, 4).value
        else:
            stated = draft.number(true * draft.random.choice((0.1, 0.4, 2.5, 10)), 3).value
        mark = draft.plant(
            mistake, f"{plain(true / TERA)} TFLOP/s", stated / true, on_result=not beside,
            alt_kinds=("unsupported",),
        )  # fmt: skip
    tera = Number(stated / TERA, 4, "teraflop_per_second")
    draft.say("peak", section, Equation((Symbol("P"), tera)), mark=mark, device=Symbol(chosen.name))
    return Number(stated, 4, amount=True)
