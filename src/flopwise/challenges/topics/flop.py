"""Tasks on training compute."""

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


def of_parameters_and_tokens(chance: random.Random) -> Task:
    """6ND, both given."""
    size, tokens = pick(chance, SIZES), pick(chance, TOKENS)
    return Task(
        f"{short(size)} parameters on {short(tokens)} tokens",
        f"A dense transformer of {short(size)} parameters is trained on {short(tokens)} tokens. How many "
        "FLOPs does that take, by the rule of 6 FLOPs for each parameter and token?",
        "training_compute", given(parameters=size, tokens=tokens), "FLOP",
    )  # fmt: skip


def tokens_of_steps(chance: random.Random) -> Task:
    """Steps are not tokens."""
    steps, batch = (
        pick(chance, (5e3, 20e3, 93_750, 100e3, 250e3)),
        pick(chance, (0.5e6, 1e6, 3.2e6, 4e6, 16e6)),
    )
    return Task(
        f"Tokens of {steps:,.0f} steps",
        f"A run makes {steps:,.0f} optimizer steps, each on a batch of {short(batch)} tokens. How many tokens "
        "does the model see?",
        "tokens", given(optimizer_steps=steps, tokens_per_step=batch), "",
    )  # fmt: skip


def of_epochs(chance: random.Random) -> Task:
    """6ND, in PF-days, with several passes over the data."""
    size, data, epochs = pick(chance, SIZES), pick(chance, TOKENS[:8]), pick(chance, (2, 3, 4))
    return Task(
        f"{short(size)} parameters, {epochs} epochs",
        f"A dense model of {short(size)} parameters goes {epochs} times over a data set of {short(data)} tokens. "
        "How many petaflop/s-days is its training, by 6ND?",
        "training_compute", given(parameters=size, dataset_tokens=data, epochs=epochs), "PF-day",
    )  # fmt: skip


def of_batches(chance: random.Random) -> Task:
    """From sequences and steps to compute."""
    size = pick(chance, SIZES)
    steps, batch, length = (
        pick(chance, (20e3, 50e3, 100e3, 300e3)),
        pick(chance, (256, 512, 1024, 2048)),
        pick(chance, (1024, 2048, 4096)),
    )
    return Task(
        f"{steps:,.0f} steps of {batch} sequences",
        f"A dense model of {short(size)} parameters is trained for {steps:,.0f} steps on batches of {batch:,} "
        f"sequences of {length:,} tokens each. How many FLOPs does that take, by 6ND?",
        "training_compute",
        given(parameters=size, optimizer_steps=steps, batch_size=batch, sequence_length=length), "FLOP",
    )  # fmt: skip


def of_active_parameters(chance: random.Random) -> Task:
    """Only what a token passes counts."""
    size, active = pick(
        chance, ((47e9, 13e9), (141e9, 39e9), (235e9, 22e9), (671e9, 37e9), (30e9, 3e9))
    )
    tokens = pick(chance, TOKENS[7:])
    return Task(
        f"{short(size)} parameters, {short(active)} of them active",
        f"A mixture of experts has {short(size)} parameters, of which each token passes {short(active)}. It is "
        f"trained on {short(tokens)} tokens. How many FLOPs does that take, by the rule of 6?",
        "training_compute", given(parameters=active, tokens=tokens), "FLOP",
    )  # fmt: skip


def with_recomputation(chance: random.Random) -> Task:
    """8ND: the forward pass runs twice."""
    size, tokens = pick(chance, SIZES), pick(chance, TOKENS)
    return Task(
        f"{short(size)} parameters with full recomputation",
        f"A dense model of {short(size)} parameters is trained on {short(tokens)} tokens with full activation "
        "recomputation. How many FLOPs do the devices carry out, counting the second forward pass?",
        "training_compute", given(parameters=size, tokens=tokens), "FLOP", frozenset({"full_recompute"}),
    )  # fmt: skip


def of_machines(chance: random.Random) -> Task:
    """Compute from devices, time and utilisation."""
    name, peak = machine(chance)
    devices, days, share = (
        pick(chance, (64, 256, 512, 1024, 2048)),
        pick(chance, (7, 14, 21, 30, 54)),
        pick(chance, (30, 35, 40, 45, 50)),
    )
    return Task(
        f"Compute of {devices:,} devices in {days} days",
        f"{devices:,} {name} (dense peak {float(peak.value) / 1e12:g} TFLOP/s each) run for {days} days at an MFU of "
        f"{share} %. How many FLOPs of training is that?",
        "training_compute",
        {**given(devices=devices, duration=days * 86_400, mfu=share / 100), "peak": peak}, "FLOP",
    )  # fmt: skip


def tokens_of_machines(chance: random.Random) -> Task:
    """What a model could see on given machines in a given time."""
    name, peak = machine(chance)
    size = pick(chance, SIZES[4:])
    devices, days, share = (
        pick(chance, (64, 256, 512, 1024)),
        pick(chance, (3, 7, 14, 30)),
        pick(chance, (30, 35, 40, 45)),
    )
    return Task(
        f"Tokens of {short(size)} parameters in {days} days",
        f"A dense model of {short(size)} parameters is trained for {days} days on {devices:,} {name} (dense peak "
        f"{float(peak.value) / 1e12:g} TFLOP/s each) at an MFU of {share} %. How many tokens does it see, by 6ND?",
        "tokens",
        {**given(parameters=size, devices=devices, duration=days * 86_400, mfu=share / 100), "peak": peak},
        "",
    )  # fmt: skip


TASKS: dict[str, Makers] = {
    EASY: (of_parameters_and_tokens, tokens_of_steps),
    MEDIUM: (of_epochs, of_batches, of_active_parameters),
    HARD: (with_recomputation, of_machines, tokens_of_machines),
}
