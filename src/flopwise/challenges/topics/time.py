"""Tasks on time, and on the money that it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.challenges.task import (
    EASY,
    HARD,
    MEDIUM,
    SIZES,
    TOKENS,
    Makers,
    Task,
    given,
    pick,
    short,
)
from flopwise.challenges.topics.machines import machine

if TYPE_CHECKING:
    import random

_DAY, _HOUR = 86_400, 3_600


def device_hours(chance: random.Random) -> Task:
    """Devices times hours."""
    devices, days = pick(chance, (8, 64, 256, 1024, 4096)), pick(chance, (3, 7, 12, 30, 54))
    return Task(
        f"Device-hours of {devices:,} devices in {days} days",
        f"{devices:,} accelerators run for {days} days. How many device-hours is that?",
        "device_time", given(devices=devices, duration=days * _DAY), "device-hour",
    )  # fmt: skip


def of_throughput(chance: random.Random) -> Task:
    """Tokens over tokens a second."""
    tokens, rate = pick(chance, TOKENS), pick(chance, (50e3, 100e3, 400e3, 1e6, 2.5e6, 4e6))
    return Task(
        f"Days for {short(tokens)} tokens",
        f"A cluster trains on {rate:,.0f} tokens a second. How many days do {short(tokens)} tokens take?",
        "duration", given(tokens=tokens, throughput=rate), "day",
    )  # fmt: skip


def of_compute(chance: random.Random) -> Task:
    """Compute over the rate that devices reach."""
    name, peak = machine(chance)
    compute = pick(chance, (1e21, 5e21, 2e22, 3.14e23, 8e23, 2.5e24, 3.8e25))
    devices, share = pick(chance, (64, 256, 1024, 2048, 16_384)), pick(chance, (30, 35, 40, 45, 50))
    return Task(
        f"Days for {compute:.3g} FLOP".replace("e+", "e"),
        f"A training run takes {compute:.3g} FLOP. ".replace("e+", "e")
        + f"How many days is that on {devices:,} {name} (dense peak {float(peak.value) / 1e12:g} TFLOP/s each) at an "
        f"MFU of {share} %?",
        "duration", {**given(training_compute=compute, devices=devices, mfu=share / 100), "peak": peak}, "day",
    )  # fmt: skip


def of_steps(chance: random.Random) -> Task:
    """Steps times the time of a step."""
    steps, seconds = pick(chance, (10e3, 50e3, 100e3, 476_837)), pick(chance, (1.5, 2.2, 4, 12.5))
    return Task(
        f"Days of {steps:,.0f} steps",
        f"A run makes {steps:,.0f} optimizer steps of {seconds:g} seconds each. How many days does it take?",
        "duration", given(optimizer_steps=steps, step_time=seconds), "day",
    )  # fmt: skip


def of_run(chance: random.Random) -> Task:
    """From parameters and tokens to days."""
    name, peak = machine(chance)
    size, tokens = pick(chance, SIZES[4:]), pick(chance, TOKENS[5:])
    devices, share = pick(chance, (128, 512, 1024, 2048)), pick(chance, (30, 35, 40, 45))
    return Task(
        f"Days of {short(size)} parameters on {short(tokens)} tokens",
        f"A dense model of {short(size)} parameters is trained on {short(tokens)} tokens by {devices:,} {name} (dense peak "
        f"{float(peak.value) / 1e12:g} TFLOP/s each) at an MFU of {share} %. How many days does it take, by 6ND?",
        "duration",
        {**given(parameters=size, tokens=tokens, devices=devices, mfu=share / 100), "peak": peak}, "day",
    )  # fmt: skip


def cost_of_run(chance: random.Random) -> Task:
    """From parameters and tokens to dollars."""
    name, peak = machine(chance)
    size, tokens = pick(chance, SIZES[4:]), pick(chance, TOKENS[5:])
    share, cents = pick(chance, (30, 35, 40, 45)), pick(chance, (150, 200, 250, 300))
    return Task(
        f"Dollars for {short(size)} parameters on {short(tokens)} tokens",
        f"A dense model of {short(size)} parameters is trained on {short(tokens)} tokens by {name} (dense peak "
        f"{float(peak.value) / 1e12:g} TFLOP/s each) at an MFU of {share} %; an hour of one costs ${cents / 100:.2f}. What "
        "does the training cost, by 6ND?",
        "cost",
        {**given(parameters=size, tokens=tokens, mfu=share / 100, price=cents / 100 / _HOUR), "peak": peak}, "USD",
    )  # fmt: skip


TASKS: dict[str, Makers] = {
    EASY: (device_hours, of_throughput),
    MEDIUM: (of_compute, of_steps),
    HARD: (of_run, cost_of_run),
}
