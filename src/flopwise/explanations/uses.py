"""Who uses what, read off real derivations and off the records, never written by hand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.catalog import conventions, terms
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request
from flopwise.formulas.registry import KINDS

if TYPE_CHECKING:
    from flopwise.estimation.result import Estimate

SAMPLE = "gpt-3"
"""Whose run stands as the example of every convention: all of its numbers are published."""

_SAMPLES = (
    {"model": SAMPLE, "convention": "executed", "recompute": "full"},
    {"model": SAMPLE, "convention": "megatron", "recompute": "selective"},
    {"model": SAMPLE, "quantity": "parameters"},
    {"model": SAMPLE, "quantity": "forward_compute"},
    {"model": "gemma-3-27b", "convention": "flopwise"},
    {"model": "t5-11b"},
    {"model": "resnet-50"},
    {"model": "vit-b-16", "quantity": "parameters"},
    {"model": "vit-b-16"},
    {"model": "7B", "optimizer_steps": 1000, "batch_tokens": 1_000_000},
    {"model": "palm", "method": "hardware", "gpus": "6144xtpu-v4", "duration": "50d"},
)
"""Estimates that, with one for each convention, take every way through the formulas."""


@functools.cache
def sample(convention: str) -> Estimate:
    """Return the sample run under a convention."""
    return estimate(Request(SAMPLE, convention=convention))


@functools.cache
def _estimates() -> tuple[Estimate, ...]:
    every = [sample(convention) for convention in conventions.every()]
    return (*every, *(estimate(Request(**options)) for options in _SAMPLES))


@functools.cache
def uses() -> dict[str, tuple[str, ...]]:
    """Return, for each step, the steps that take its result, as real derivations show it."""
    found: dict[str, dict[str, None]] = {}
    for one in _estimates():
        for step in one.steps:
            for taken in step.inputs:
                user = step.id.partition(".")[0]
                found.setdefault(taken.partition(".")[0], {})[user] = None
    return {id: tuple(users) for id, users in found.items()}


@functools.cache
def _answers() -> dict[str, tuple[str, ...]]:
    """Return, for each step, the quantities whose derivations hold it."""
    found: dict[str, dict[str, None]] = {}
    for one in _estimates():
        for step in one.steps:
            quantity = f"the estimate of {one.quantity.replace('_', ' ')}"
            found.setdefault(step.id.partition(".")[0], {})[quantity] = None
    return {id: tuple(quantities) for id, quantities in found.items()}


@functools.cache
def _conventions() -> dict[str, tuple[str, ...]]:
    """Return, for each step, the conventions under which the sample's derivation holds it."""
    found: dict[str, dict[str, None]] = {}
    for id in conventions.every():
        for step in sample(id).steps:
            found.setdefault(step.id.partition(".")[0], {})[id] = None
    return {id: tuple(names) for id, names in found.items()}


def users_of_step(id: str) -> tuple[str, ...]:
    """Return the steps, questions, conventions and terms that use a step."""
    counted = _conventions().get(id, ())
    every = len(counted) == len(conventions.every())
    named = () if not counted else (
        "every convention" if every else "the convention " + ", ".join(counted),
    )  # fmt: skip
    terms_ = tuple(
        f"the term {term.id}" for term in terms.every().values()
        if id in term.steps or id in term.see
    )  # fmt: skip
    kinds = tuple(
        f"operations of kind {kind}" for kind, one in KINDS.items()
        if any(step.id == id for step in one.steps)
    )  # fmt: skip
    return (*uses().get(id, ()), *kinds, *_answers().get(id, ()), *named, *terms_)


def users_of_term(id: str) -> tuple[str, ...]:
    """Return what stands on a term's formulas, and the terms that lead to it."""
    own = terms.every()[id]
    steps = dict.fromkeys(
        user for step in own.steps for user in uses().get(step, ()) if user not in own.steps
    )
    answers = dict.fromkeys(answer for step in own.steps for answer in _answers().get(step, ()))
    return (*steps, *answers, *named_by(id))


def named_by(id: str) -> tuple[str, ...]:
    """Return the terms whose records name something."""
    return tuple(f"the term {term.id}" for term in terms.every().values() if id in term.see)
