"""What stands beside the result: times, costs, other units, comparisons, checks of the size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.generator.draft import AFTERWARDS, CHECK, plain
from flopwise.auditing.generator.expressions import (
    Equation,
    Number,
    Power,
    Symbol,
    over,
    times,
)
from flopwise.auditing.generator.machines import peak
from flopwise.auditing.generator.subjects import machine, table

if TYPE_CHECKING:
    from flopwise.auditing.generator.draft import Draft

PREFIXES = (("exaflop", 1e18), ("zettaflop", 1e21), ("yottaflop", 1e24), ("petaflop", 1e15))
PF_DAY = 8.64e19
GPT_3 = 3.14e23


def off(
    draft: Draft, mistake: str, right: float, factors: tuple[float, ...]
) -> tuple[Number, int | None]:
    """Return a figure and, where it is to be wrong, the mark of that."""
    if not draft.makes(mistake):
        return draft.number(right, 3), None
    wrong = draft.number(right * draft.random.choice(factors), 3)
    mark = draft.plant(
        mistake, plain(float(f"{right:.3g}")), wrong.value / right, on_result=False,
        alt_kinds=("inconsistent", "arithmetic", "wrong_prefix", "missing_factor"),
    )  # fmt: skip
    return wrong, mark


def prefix(draft: Draft, total: float) -> None:
    """Restate the total with a prefix."""
    name, scale = draft.random.choice(
        [pair for pair in PREFIXES if 0.1 <= total / pair[1] < 1e6 or pair[0] == "zettaflop"]
    )
    shown, mark = off(draft, "prefix", total / scale, (0.001, 0.001, 1000, 1000, 0.1, 10))
    draft.say("restated", AFTERWARDS, shown._replace(unit=name), mark=mark)


def pf_days(draft: Draft, total: float) -> None:
    """Convert into petaflop/s-days."""
    left = Number(total, 4, amount=True)
    if draft.makes("pf_hours"):
        mark = draft.plant(
            "pf_hours", plain(float(f"{total / PF_DAY:.3g}")), 24, on_result=False,
            alt_kinds=("arithmetic", "wrong_factor", "wrong_fact"),
        )  # fmt: skip
        shown, below = draft.number(total / 3.6e18, 3), times(Number(1e15, 1), 3600)
    else:
        shown, found = off(draft, "pf_days", total / PF_DAY, (0.01, 0.1, 0.4, 2.6, 10, 1000))
        below = times(Number(1e15, 1), Number(86_400.0, 5))
        draft.say(
            "pf_days", AFTERWARDS,
            Equation((over(left, below), shown._replace(unit="pf_day")), rounded=True), mark=found,
        )  # fmt: skip
        return
    draft.say(
        "pf_days", AFTERWARDS,
        Equation((over(left, below), shown._replace(unit="pf_day")), rounded=True), mark=mark,
    )  # fmt: skip


def time(draft: Draft, total: float) -> None:
    """How long so many accelerators take."""
    random, data = draft.random, table("subjects")["described"]
    chosen = machine(random, sparse=draft.makes("time_sparse_peak"))
    share = random.choice(data["utilisations"])
    days = total / (chosen.peak * share) / 86_400
    fitting = [number for number in data["devices"] if 1 <= days / number <= 400]
    count = random.choice(fitting or data["devices"])
    draft.say("devices", AFTERWARDS, Equation((Symbol("n"), Number(float(count), 6))))
    rate = peak(draft, chosen, AFTERWARDS, "time_sparse_peak", beside=True)
    draft.say("utilisation", AFTERWARDS, Equation((Symbol("u"), Number(100 * share, 3, "percent"))))
    used = share
    mark = None
    below = times(Number(float(count), 6), rate, Number(share, 3))
    if draft.makes("time_utilisation"):
        used, below = 1.0, times(Number(float(count), 6), rate)
        mark = draft.plant(
            "time_utilisation", f"÷ {share}", share, on_result=False, alt_kinds=("inconsistent",)
        )
    seconds = total / (count * rate.value * used)
    lasting, found = off(draft, "time_seconds", seconds, (0.001, 0.01, 0.1, 10, 1000))
    draft.say(
        "time", AFTERWARDS,
        Equation((over(Number(total, 4, amount=True), below), lasting._replace(unit="second")), rounded=True),
        mark=mark if found is None else found,
    )  # fmt: skip
    day = 86_400
    if draft.makes("time_hours_as_days"):
        day = 3600
        mark = draft.plant(
            "time_hours_as_days", plain(float(f"{lasting.value / 86_400:.3g}")), 24,
            on_result=False, alt_kinds=("arithmetic", "wrong_factor"),
        )  # fmt: skip
    else:
        mark = None
    days, found = off(draft, "time_days", lasting.value / day, (0.03, 0.1, 0.4, 3, 10, 27))
    draft.say(
        "time_days", AFTERWARDS,
        Equation((over(lasting, Number(float(day), 6)), days._replace(unit="day")), rounded=True),
        mark=mark if found is None else found,
    )  # fmt: skip


def device_days(draft: Draft, total: float) -> None:
    """What one accelerator at its peak would take."""
    chosen = machine(draft.random)
    rate = peak(draft, chosen, AFTERWARDS)
    seconds = draft.number(total / rate.value, 3)
    draft.say(
        "device_seconds", AFTERWARDS,
        Equation((over(Number(total, 4, amount=True), rate), seconds._replace(unit="device_second")), rounded=True),
    )  # fmt: skip
    days, mark = off(draft, "device_days", seconds.value / 86_400, (0.001, 0.027, 0.1, 10, 30))
    draft.say(
        "device_days", AFTERWARDS,
        Equation((over(seconds, Number(86_400.0, 6)), days._replace(unit="device_day")), rounded=True),
        mark=mark,
    )  # fmt: skip


def cost(draft: Draft, total: float) -> None:
    """What renting the accelerators would cost."""
    random, data = draft.random, table("subjects")["described"]
    chosen = machine(random)
    rate = peak(draft, chosen, AFTERWARDS)
    share, price = random.choice(data["utilisations"]), random.choice(data["prices"])
    draft.say("utilisation", AFTERWARDS, Equation((Symbol("u"), Number(100 * share, 3, "percent"))))
    hours = draft.number(total / (rate.value * share) / 3600, 3)
    below = times(rate, Number(share, 3), Number(3600.0, 6))
    draft.say(
        "device_hours", AFTERWARDS,
        Equation((over(Number(total, 4, amount=True), below), hours._replace(unit="device_hour")), rounded=True),
    )  # fmt: skip
    draft.say("price", AFTERWARDS, Number(float(price), 3, "dollar"))
    paid, mark = off(draft, "cost", hours.value * price, (0.001, 0.1, 0.1, 10, 10, 1000))
    draft.say(
        "cost", AFTERWARDS,
        Equation((times(hours, Number(float(price), 3)), paid._replace(unit="dollar")), rounded=True),
        mark=mark,
    )  # fmt: skip


def compared(draft: Draft, total: float) -> None:
    """How many times GPT-3's compute that is."""
    ratio, mark = off(draft, "compared", total / GPT_3, (0.1, 0.1, 10, 10, 100))
    draft.say(
        "compared", AFTERWARDS,
        Equation((over(Number(total, 4, amount=True), Number(GPT_3, 3, amount=True)), ratio), rounded=True), mark=mark,
    )  # fmt: skip


def side(draft: Draft) -> None:
    """Whether width and depth give the parameters; before the result, and dropped again."""
    subject = draft.subject
    coefficient, mark = 12, None
    for mistake, wrong in (("square_of_width", 2), ("parameters_per_layer", 4)):
        if draft.makes(mistake):
            coefficient = wrong
            mark = draft.plant(
                mistake, "12 × L × d²", wrong / 12, severity="warning", on_result=False,
                alt_kinds=("wrong_factor", "missing_factor"),
            )  # fmt: skip
    value = draft.number(coefficient * subject.layers * subject.width**2, 3)
    square = Power(Number(float(subject.width), 6), 2)
    draft.say(
        "side", CHECK,
        Equation((
            times(coefficient, Symbol("L"), Power(Symbol("d"), 2)),
            times(coefficient, Number(float(subject.layers), 6), square),
            value,
        ), rounded=True),
        mark=mark,
    )  # fmt: skip


ENDINGS = {
    "prefix": prefix, "pf_days": pf_days, "time": time, "device_days": device_days, "cost": cost,
    "compared": compared,
}  # fmt: skip
