"""What is missing for an answer, and what its provider never told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking.answer import Answer, Need
from flopwise.asking.kinds import refusals
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.solving import solver
from flopwise.asking.solving.relations import relations
from flopwise.asking.wording import understood, understood_text
from flopwise.units.display import unit_text

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.asking.solving.knowledge import Knowledge


def lacking(frame: Frame, goal: Goal, known: Knowledge) -> Answer:
    """Say what is missing, the input that moves the answer most first."""
    roles = solver.missing(goal.role, relations(), known.leaf, frame.tags)
    undisclosed = _undisclosed(frame, known, roles)
    needs = tuple(_need(role, frame) for role in sorted(roles, key=_weight))
    if undisclosed:
        return Answer(
            frame.question, understood(frame, goal), understood_text(frame, goal),
            reason=undisclosed, needs=needs,
        )  # fmt: skip
    if not needs:
        return refusals.cannot(frame, goal, f"I can't work out the {label(goal.role)} from this")
    names = [label(need.name) for need in needs]
    told = " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " and " + names[-1]
    verb = "is" if len(names) == 1 else "are"
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        reason=f"the {told} {verb} missing", needs=needs, suggestions=refusals.EXAMPLES[:2],
    )  # fmt: skip


def _undisclosed(frame: Frame, known: Knowledge, missing: tuple[str, ...]) -> str:
    """Say so where a named model's provider never told what the answer needs."""
    card = known.model.card if known.model is not None else None
    if card is None:
        return ""
    if not card.figure("parameters").disclosed:
        return (
            f"{card.provider or 'its provider'} has not disclosed its number of parameters, so "
            f"nobody outside can compute this for {card.name}"
        )
    takes_samples = known.sample_counting is not None
    if (
        missing == ("tokens",)
        and not takes_samples
        and not frame.has("finetuning", "lora", "qlora")
    ):
        return (
            f"{card.provider or 'its provider'} has not disclosed on how many tokens {card.name} "
            "was trained"
        )
    return ""


_ORDER = (
    "cost_per_token", "parameters", "training_compute", "tokens", "tokens_per_step", "peak",
    "devices", "duration", "device_time", "mfu", "price",
)  # fmt: skip


def _weight(role: str) -> int:
    """Order what is missing: what may differ by orders of magnitude goes first."""
    return _ORDER.index(role) if role in _ORDER else len(_ORDER)


_ASKED_AS = {"cost_per_token": "model", "parameters": "model", "peak": "accelerator"}


def _need(role: str, frame: Frame) -> Need:
    kind = KINDS[role]
    from flopwise.asking.solving.assumptions import assumption

    default = assumption(role, frame)
    return Need(
        _ASKED_AS.get(role, role), unit_text(kind.input.dimension), kind.why or kind.label,
        None if default is None else float(default.value),
    )  # fmt: skip
