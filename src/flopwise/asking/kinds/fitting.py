"""Does it fit: what a model needs in memory, against what the devices hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import solved
from flopwise.asking.kinds.solution import worked_out
from flopwise.asking.quantities import label
from flopwise.asking.reading import goals
from flopwise.asking.reading.goals import Goal
from flopwise.asking.wording import understood, understood_text
from flopwise.units.dimensions import Dimension
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame

_BYTE = Dimension.parse("byte")
_TIGHT = 0.9
"""Above this share of the memory nothing is left for activations and the runtime."""


def is_feasibility(frame: Frame, goal: Goal | None) -> bool:
    """Tell whether a question asks whether something fits into the devices' memory."""
    if not frame.machines and goals.is_yesno(frame) and frame.says("fits"):
        frame.givens = [
            item._replace(role="device_memory") if item.role == "bytes" else item
            for item in frame.givens
        ]
    if not (frame.machines or "device_memory" in frame.roles):
        return False
    if not (frame.models or "parameters" in frame.roles):
        return False
    if {"duration", "cost", "tokens"} & frame.roles:
        return False
    memory = goal is None or goal.role in _MEMORY
    method = frame.has("full_finetuning", "finetuning", "lora", "qlora", "inference")
    return memory and (bool(frame.says("fits")) or method)


_MEMORY = frozenset(
    ("model_states", "weights_memory", "states_per_device", "weights_and_gradients",
     "optimizer_memory", "gradient_memory", "adapter_states", "kv_cache", "devices")
)  # fmt: skip


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer yes or no, with both amounts."""
    role = "model_states"
    trains = frame.has("full_finetuning", "finetuning", "adam", "adam8bit")
    if goal is not None and goal.role in ("weights_memory", "kv_cache") and not trains:
        role = goal.role
    if not _trains(frame):
        role = "weights_memory"
    needed = worked_out(frame, role)
    held = worked_out(_with_count(frame), "total_memory")
    if needed is None or held is None:
        return None
    amount, room = float(needed.value), float(held.value)
    yes = amount <= room
    need, have = show(needed.value, _BYTE), show(held.value, _BYTE)
    text = f"{'Yes' if yes else 'No'}: {_what(frame, role)} {need}, and the devices hold {have}"
    if yes and role == "model_states":
        text += (
            "; activations come on top, so that it may still be too tight"
            if amount > _TIGHT * room
            else "; activations come on top"
        )
    goal = goal or Goal(role, None, "", 0.0)
    name = needed.knowledge.subject
    parts = (
        solved.estimated(needed, None, f"{name} needs {{value}}", f"What {name} needs"),
        solved.estimated(held, None, "The devices hold {value}", "What the devices hold"),
    )
    record = {**understood(frame, goal), "quantity": "fits"}
    return Answer(frame.question, record, understood_text(frame, goal),
                  Found("yesno", f"{text}.", "yes" if yes else "no"), parts=parts)  # fmt: skip


_TRAINING = frozenset(("train", "training", "trained", "fine-tune", "finetune", "optimizer", "gradients",
                       "adam", "adamw", "pretrain", "pretraining", "backprop", "sft"))  # fmt: skip


def _trains(frame: Frame) -> bool:
    """Tell whether a question is about training, or only about holding a model."""
    methods = ("full_finetuning", "finetuning", "lora", "qlora", "adam", "adam8bit", "sgd",
               "mixed_precision", "zero1", "zero2", "zero3", "full_recompute")  # fmt: skip
    if frame.has("inference") and not frame.has("full_finetuning", "finetuning", "lora", "qlora"):
        return False
    told = bool(frame.precisions) or bool(frame.says("fits"))
    return frame.has(*methods) or bool(_TRAINING & set(frame.low)) or not told


def _with_count(frame: Frame) -> Frame:
    """Take one device where the question names none."""
    if frame.machines and frame.machines[0].number is None:
        frame.machines[0] = frame.machines[0]._replace(number=1)
    return frame


def _what(frame: Frame, role: str) -> str:
    if role == "model_states" and frame.has("lora", "qlora"):
        return "the frozen weights and the adapters take"
    if role == "model_states":
        return "weights, gradients and optimizer take"
    return f"the {label(role).removeprefix('memory of the ')} take"
