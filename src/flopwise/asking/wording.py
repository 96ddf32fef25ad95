"""How a question as understood, and its answer, are said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.asking.quantities import label, public, quantity_of
from flopwise.estimation.result import as_number

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.asking.solving.knowledge import Knowledge

_SENTENCES = {
    "training_compute": "Training {name} takes {value}",
    "tokens": "That is {value}",
    "parameters": "That is {value}",
    "device_time": "Training {name} takes {value}",
    "duration": "Training {name} takes {value}",
    "devices": "It takes {value}",
    "cost": "Training {name} costs {value}",
    "mfu": "The MFU is {value}",
    "cost_per_token": "Training {name} costs {value}",
}
_SHOWN_TAGS = {
    "lora": "LoRA", "qlora": "QLoRA", "full_finetuning": "full fine-tuning",
    "finetuning": "fine-tuning", "adam": "Adam", "adam8bit": "8-bit Adam", "sgd": "SGD", "lion": "Lion",
    "mixed_precision": "mixed precision", "zero1": "ZeRO stage 1", "zero2": "ZeRO stage 2",
    "zero3": "ZeRO stage 3", "full_recompute": "full recomputation",
    "selective_recompute": "selective recomputation", "causal": "causal attention",
    "optimal": "compute-optimal", "approach1": "Chinchilla's approach 1",
    "approach2": "Chinchilla's approach 2", "approach3": "Chinchilla's approach 3",
    "besiroglu": "the fit of Besiroglu et al.", "inference": "weights alone", "uint16": "uint16",
    "uint32": "uint32", "sparse": "with sparsity", "dense": "dense",
}  # fmt: skip


def sentence(role: str, known: Knowledge) -> str:
    """Return the answer's sentence, with `{value}` where the figure stands."""
    name = known.subject
    if name == "the run" or role not in _SENTENCES:
        text = label(role)
        if name != "the run" and role not in ("accumulation", "tokens_per_step"):
            text += f" of {name}"
        return f"{text[:1].upper()}{text[1:]}: {{value}}"
    return _SENTENCES[role].replace("{name}", name)


def understood(frame: Frame, goal: Goal | None) -> dict[str, Any]:
    """Return what was understood, by the names of the contract."""
    run = {
        "global_batch_size" if item.role == "batch_size" else item.role: as_number(item.value)
        for item in frame.givens
        if item.role not in ("parameters", "active_parameters")
    }
    subject: dict[str, Any] | None = None
    size = frame.given("parameters") or frame.given("active_parameters")
    if frame.models:
        subject = {"model": frame.models[0].id, "written": frame.models[0].written}
    elif size is not None:
        subject = {"parameters": as_number(size.value), "written": size.written}
    found: dict[str, Any] = {**asked(goal), "subject": subject, "run": run}
    if frame.machines:
        found["accelerators"] = [
            {"accelerator": machine.id, "count": machine.number} for machine in frame.machines
        ]
    if frame.convention:
        found["convention"] = frame.convention
    if goal is not None and goal.unit is not None:
        found["unit"] = goal.unit.symbol
    tags = [_SHOWN_TAGS[tag] for tag in sorted(frame.tags) if tag in _SHOWN_TAGS]
    if tags:
        found["methods"] = tags
    return found


def asked(goal: Goal | None) -> dict[str, Any]:
    """Return the quantity that is asked for, and what exactly where that is one of its kinds."""
    if goal is None:
        return {"quantity": None}
    quantity, exactly = quantity_of(goal.role), public(goal.role)
    return {"quantity": quantity} if quantity == exactly else {"quantity": quantity, "of": exactly}


def understood_text(frame: Frame, goal: Goal | None) -> str:
    """Say in words what was understood; nothing where hardly anything was."""
    parts = []
    if goal is not None:
        text = f"the {label(goal.role)}"
        if goal.unit is not None:
            text += f" in {goal.unit.symbol}"
        parts.append(text)
    parts += _names(frame)
    by_role: dict[str, list[str]] = {}
    for item in frame.givens:
        by_role.setdefault(item.role, []).append(item.written)
    parts += [f"{label(role)} {' and '.join(written)}" for role, written in by_role.items()]
    parts += [f"{change.written} {label(change.role)}" for change in frame.changes]
    tags = [_SHOWN_TAGS[tag] for tag in sorted(frame.tags) if tag in _SHOWN_TAGS]
    parts += tags + frame.precisions
    if frame.convention:
        parts.append(f"convention {frame.convention}")
    return ", ".join(dict.fromkeys(parts))


def _names(frame: Frame) -> list[str]:
    from flopwise.catalog import accelerators, models

    found = []
    for mention in frame.models:
        name = models.find(mention.id).name
        found.append(name if mention.exact else f"{name} (reading {mention.written!r} as that)")
    for machine in frame.machines:
        name = accelerators.find(machine.id).name
        found.append(f"{machine.number} × {name}" if machine.number is not None else name)
    return found
