"""Questions that hold two things against each other: two models, two runs, two methods."""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import refusals, solved
from flopwise.asking.kinds.solution import worked_out
from flopwise.asking.quantities import KINDS, label, public
from flopwise.asking.reading import clauses, goals, vocabulary
from flopwise.asking.reading import parts as state_parts
from flopwise.asking.reading import reader as reading
from flopwise.asking.reading.goals import Goal
from flopwise.asking.reading.words import split
from flopwise.asking.solving.knowledge import fitting_precision
from flopwise.asking.wording import asked, understood_text
from flopwise.catalog import accelerators
from flopwise.errors import FlopwiseError
from flopwise.units.display import show
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from flopwise.asking.kinds.solution import Solution
    from flopwise.asking.reading.frame import Frame

_PARTED = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:to|with)|relative to|against|in comparison (?:to|with)|"
    r"over that of|as a multiple of|rather than|instead of)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:x|\s*(?:times|-fold|fold))\b", re.IGNORECASE)


class Side(NamedTuple):
    """One of the two things: its name, its solution."""

    name: str
    solution: Solution


def is_comparison(frame: Frame) -> bool:
    """Tell whether a question holds two things against each other."""
    named = {mention.id for mention in frame.models}
    devices = {machine.id for machine in frame.machines}
    if _two_conventions(frame) or _two_optimizers(frame) or _only_changes(frame):
        return True
    return bool(frame.says("compare")) and (
        len(named) == 2 or len(devices) == 2 or _two_sizes(frame) or _two_methods(frame)
    )


def _two_sizes(frame: Frame) -> bool:
    parts = _PARTED.split(frame.text)
    if len(parts) != 2:
        return False
    return all(_has_subject(reading.read(part)) for part in parts)


def _has_subject(frame: Frame) -> bool:
    return bool(frame.models) or "parameters" in frame.roles


_DIFFERS = frozenset(
    ("lower", "higher", "drop", "drops", "reduce", "reduces", "save", "saves", "saved", "less",
     "differ", "difference", "factor", "ratio", "change", "changes", "overestimate", "inflate",
     "smaller", "larger", "fall", "falls", "shrink", "shrinks", "cheaper", "more")
)  # fmt: skip


def _only_changes(frame: Frame) -> bool:
    """Tell whether a question only asks what changes do, whatever the model: twice the tokens."""
    roles = {change.role for change in frame.changes}
    return (
        bool(roles)
        and roles <= {"tokens", "parameters"}
        and not frame.models
        and not frame.givens
        and bool(frame.says("compare"))
    )


def _growth(frame: Frame) -> Answer:
    """Multiply the factors: compute is proportional to size and to data."""
    factor = Fraction(1)
    for change in frame.changes:
        factor *= change.factor
    told = " and ".join(f"{change.written} {label(change.role)}" for change in frame.changes)
    text = f"Training compute grows {grouped(factor)}-fold with {told}: by 6ND it is their product."
    understood: dict[str, Any] = {"quantity": "ratio", "of": "training_compute", "subject": None,
                                  "run": {}}  # fmt: skip
    return Answer(frame.question, understood, understood_text(frame, None),
                  Found("comparison", text, factor))  # fmt: skip


def _two_conventions(frame: Frame) -> bool:
    """Tell whether a question asks what a way of counting changes."""
    both = frame.has("causal") or (frame.has("with_attention") and frame.convention == "six-nd")
    return bool(frame.models) and both and bool(_DIFFERS & set(frame.low))


_OPTIMIZERS = {"adam": "Adam", "adam8bit": "8-bit Adam", "lion": "Lion", "sgd_momentum": "SGD with momentum",
               "sgd": "plain SGD"}  # fmt: skip
_SAVES = re.compile(
    r"\b(?:sav(?:e|es|ed|ing|ings)|less|more|extra|swap\w*|switch\w*|mov(?:e|ing)|chang(?:e|es|ing)|differ\w*|reduc\w+|drop\w*|"
    r"(?:get|gain|win|claw)\w* (?:\w+ ){0,3}back|free[sd]?(?: up)?|shav\w+|reclaim\w*|recover\w*|instead|replac\w+|lower|cut)\b"
)


def _optimizers_named(frame: Frame) -> list[str]:
    """Return the optimizers that a question names; Adam where only what replaces it is named."""
    named = [name for name in _OPTIMIZERS if frame.has(name)]
    if frame.has("sgd_momentum"):
        named = [name for name in named if name != "sgd"]
    if "adam8bit" in named and not _ADAM.search(_EIGHT_BIT.sub("", frame.text.casefold())):
        named = [name for name in named if name != "adam"]
    if named == ["adam8bit"]:
        named = ["adam", "adam8bit"]
    return named


_EIGHT_BIT = re.compile(
    r"(?:paged )?(?:8[- ]?bit|bnb|bitsandbytes)(?: \w+)?[- ]adamw?(?:[- ]8bit)?|adamw?-?8bit"
)
_ADAM = re.compile(r"\badamw?\b")


def _two_optimizers(frame: Frame) -> bool:
    """Tell whether a question asks what one optimizer takes less than another."""
    return len(_optimizers_named(frame)) == 2 and bool(_SAVES.search(frame.text.casefold()))


def _two_methods(frame: Frame) -> bool:
    return frame.has("lora", "qlora") and frame.has("full_finetuning")


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer how many times one is the other, or which is more."""
    frame, goal = _asked_alone(frame, goal)
    role = goal.role if goal is not None else "training_compute"
    if role == "cost" and not frame.machines and not {"price", "device_time"} & frame.roles:
        role = "training_compute"  # what costs more is what takes more, whatever the price
        goal = Goal(role, None, "", 0.0)
    if (
        len({machine.id for machine in frame.machines}) == 2
        and not frame.models
        and ("parameters" not in frame.roles)
    ):
        return _devices(frame)
    if _two_methods(frame) and not frame.models and role in ("cost_per_token", "training_compute"):
        return _methods(frame)
    if _only_changes(frame):
        return _growth(frame)
    if _two_conventions(frame):
        return _conventions(frame)
    if _two_optimizers(frame):
        return _optimizers(frame)
    from flopwise.asking.kinds import facts

    fact = facts.compared(frame, goal)
    if fact is not None:
        return fact
    sides = _sides(frame, role)
    if sides is None:
        return None
    if isinstance(sides, Answer):
        return sides
    return _told(frame, goal or Goal(role, None, "", 0.0), sides)


def _sides(frame: Frame, role: str) -> list[Side] | Answer | None:
    texts = _PARTED.split(frame.text)
    frames = [reading.read(text) for text in texts]
    if len(texts) != 2 or not all(_has_subject(part) for part in frames):
        frames = [_about(frame, index) for index in range(len(frame.models))]
    if len(frames) != 2:
        return None
    found = []
    for part in frames:
        try:
            solution = worked_out(part, role)
        except FlopwiseError as error:
            return refusals.cannot(frame, None, str(error).rstrip("."))
        if solution is None:
            return solved.answered(part, Goal(role, None, "", 0.0))
        found.append(Side(solution.knowledge.subject, solution))
    if frame.changes:
        return None
    return found


def _about(frame: Frame, index: int) -> Frame:
    """Return the same question about one of the models that it names."""
    part = reading.read(frame.question)
    part.models = [frame.models[index]]
    return part


def _told(frame: Frame, goal: Goal, sides: list[Side]) -> Answer:
    first, second = sides
    ratio = (
        Fraction(first.solution.value) / Fraction(second.solution.value)
        if _exact(first, second)
        else float(first.solution.value) / float(second.solution.value)
    )
    dimension = KINDS[goal.role].input.dimension
    shown = [show(side.solution.value, dimension) for side in sides]
    if goals.is_yesno(frame):
        return _yesno(frame, goal, sides, float(ratio), shown)
    if _asks_for_second(frame):
        first, second, ratio, shown = second, first, 1 / ratio, shown[::-1]
    text = (
        f"{first.name} takes {grouped(float(f'{float(ratio):.4g}'))} times the "
        f"{label(goal.role)} of {second.name}: {shown[0]} against {shown[1]}."
    )
    return _answer(frame, goal, "comparison", text, ratio, (first, second))


def _exact(*sides: Side) -> bool:
    return all(isinstance(side.solution.value, int | Fraction) for side in sides)


def _asks_for_second(frame: Frame) -> bool:
    """Tell whether it asks how many times the second one is: more than GPT-2 did PaLM take."""
    return bool(re.search(r"\bthan\b.*\b(did|does|do|was|is|would|will)\b", frame.text.casefold()))


def _yesno(frame: Frame, goal: Goal, sides: list[Side], ratio: float, shown: list[str]) -> Answer:
    less, line = _held_against(frame)
    yes = ratio < line if less else ratio > line
    text = (
        f"{'Yes' if yes else 'No'}: {shown[0]} for {sides[0].name} against {shown[1]} for "
        f"{sides[1].name}, {ratio:.3g} times as much."
    )
    return _answer(frame, goal, "yesno", text, "yes" if yes else "no", tuple(sides))


_PARTS = {"half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "1/3": 1 / 3, "1 third": 1 / 3, "a quarter": 0.25,
          "one quarter": 0.25, "1 quarter": 0.25, "a tenth": 0.1, "1 tenth": 0.1, "twice": 2.0, "double": 2.0,
          "triple": 3.0, "thrice": 3.0, "two thirds": 2 / 3, "2 thirds": 2 / 3}  # fmt: skip
_PART = re.compile(
    r"\b(?:than|over|under|above|below|least|most|exceed|exactly|about|only|just|to|that|or) "
    rf"({'|'.join(map(re.escape, _PARTS))})\b|\b(twice|double|half|triple) (?:the|as|of)\b"
)


def _held_against(frame: Frame) -> tuple[bool, float]:
    """Return whether less is asked about, and how many times; an aside says nothing of either."""
    main = clauses.main(frame.text).casefold()
    words = {word.low for word in split(main)}
    less = bool(words & set(vocabulary.data()["compare"]["less"])) and not words & set(
        vocabulary.data()["compare"]["more"]
    )
    part = _PART.search(main)
    if part is not None:
        return less, _PARTS[part[1] or part[2]]
    times = _TIMES.search(main)
    line = float(times[1]) if times else 1.0
    return less, 1 / line if less and times else line


def _asked_alone(frame: Frame, goal: Goal | None) -> tuple[Frame, Goal | None]:
    """Return a yes-or-no question without what is only conceded, where that adds no figure."""
    main = clauses.main(frame.text)
    if main == frame.text.strip() or not goals.is_yesno(frame):
        return frame, goal
    part = reading.read(main)
    if len(part.givens) < len([item for item in frame.givens if item.role != "parameters"]):
        return frame, goal
    if {mention.id for mention in part.models} != {mention.id for mention in frame.models}:
        return frame, goal
    part.question = frame.question
    return part, goals.goal(part)


def _answer(
    frame: Frame, goal: Goal, kind: str, text: str, value: Any, sides: tuple[Side, ...]
) -> Answer:
    estimates = [
        solved.estimated(side.solution, None, f"{side.name}: {{value}}", side.name)
        for side in sides
    ]
    items = tuple(
        {"name": side.name, "value": float(side.solution.value), "unit": estimate.unit}
        for side, estimate in zip(sides, estimates, strict=True)
    )
    wanted = asked(goal)
    if kind == "comparison":
        wanted = {"quantity": "ratio", "of": public(goal.role)}
    return Answer(
        frame.question,
        {**wanted, "subject": [{"name": side.name} for side in sides], "run": {}},
        understood_text(frame, goal), Found(kind, text, value, "", items=items),
        parts=tuple(estimates),
    )  # fmt: skip


def _devices(frame: Frame) -> Answer | None:
    """Compare two accelerators by their peaks, or by their memory."""
    first, second = (accelerators.find(machine.id) for machine in frame.machines[:2])
    fitting = [
        [fitting_precision(device, one) for device in (first, second)]
        for one in frame.precisions or [""]
    ]
    wanted = next((pair for pair in fitting if all(pair)), ["", ""])
    memory = {"memory", "vram", "hbm"} & set(frame.low)
    if memory:
        values = [device.figures["memory"].value for device in (first, second)]
        what = "memory"
    else:
        peaks = [device.peak_at(one) for device, one in zip((first, second), wanted, strict=True)]
        values = [figure.value for _, figure in peaks]
        what = " and ".join(dict.fromkeys(f"dense {precision} peak" for precision, _ in peaks))
    counts = [machine.number for machine in frame.machines[:2]]
    if frame.givens or (None in counts and any(count not in (None, 1) for count in counts)):
        return None
    names = [
        device.name if count in (None, 1) else f"{count} × {device.name}"
        for device, count in zip((first, second), counts, strict=True)
    ]
    ratio = float(values[0]) * (counts[0] or 1) / (float(values[1]) * (counts[1] or 1))
    text = f"{names[0]} has {ratio:.3g} times the {what} of {names[1]}."
    understood = {
        "quantity": "ratio",
        "of": what,
        "run": {},
        "subject": [{"accelerator": one.id} for one in (first, second)],
    }
    for found in _TIMES.finditer(frame.text):
        frame.loose = [item for item in frame.loose if item not in found[0]]
    asks = re.search(r"\b(is|are|does|has)\b.*\bthan\b", frame.text.casefold())
    amount = re.search(r"\b(how (many|much)|what factor|ratio)\b", frame.text.casefold())
    if goals.is_yesno(frame) or (asks and not amount):
        less, line = _held_against(frame)
        yes = ratio < line if less else ratio > line
        return Answer(frame.question, understood, understood_text(frame, None),
                      Found("yesno", f"{'Yes' if yes else 'No'}: {text}", "yes" if yes else "no"))  # fmt: skip
    return Answer(frame.question, understood, understood_text(frame, None),
                  Found("comparison", text, ratio))  # fmt: skip


def _conventions(frame: Frame) -> Answer | None:
    """Say what counting attention otherwise changes: half of it, or all of it left out."""
    causal = frame.has("causal")
    names = ("flopwise", "executed") if causal else ("palm", "six-nd")
    sides = []
    for name in names:
        part = reading.read(frame.question)
        part.convention = name
        found = worked_out(part, "cost_per_token")
        if found is None:
            return None
        sides.append(Side(f"{found.knowledge.subject} under {name}", found))
    first, second = (float(side.solution.value) for side in sides)
    change = first / second - 1
    if causal:
        text = f"Counted causally the FLOP change by {change:+.1%}"
        value = change
    else:
        text = f"With attention counted it is {first / second:.4g} times 6ND"
        value = first / second
    shown = [show(side.solution.value, KINDS["cost_per_token"].input.dimension) for side in sides]
    goal = Goal("cost_per_token", None, "", 0.0)
    text += f": {shown[0]} against {shown[1]}, for each token"
    if not causal:
        text += "; 6ND leaves attention's products with the keys and values out"
    return _answer(frame, goal, "comparison", f"{text}.", value, tuple(sides))


def _optimizers(frame: Frame) -> Answer | None:
    """Say what one optimizer's moments take less than another's."""
    named = _optimizers_named(frame)
    if len(set(frame.precisions)) > 1:
        return refusals.cannot(frame, None, "two optimizers in two formats aren't compared")
    sides = []
    for name in named:
        part = copy.copy(frame)
        part.tags = frame.tags - (set(_OPTIMIZERS) - {name})
        part.sizes = dict(frame.sizes)
        stated = _STATES_IN.search(frame.text.casefold())
        if stated is not None and name != "adam8bit":
            size = state_parts.BYTES[_FORMATS[stated[1] or stated[2]]]
            part.sizes["first_moment_size"] = size
            if name == "adam":
                part.sizes["second_moment_size"] = size
        part.chosen = frozenset()
        found = worked_out(part, "moments_memory")
        if found is None:
            return None
        sides.append(Side(_OPTIMIZERS[name], found))
    more, less = sorted(sides, key=lambda side: -side.solution.value)
    saved = more.solution.value - less.solution.value
    dimension = KINDS["moments_memory"].input.dimension
    text = (
        f"{less.name} saves {show(saved, dimension)}: its moments take "
        f"{show(less.solution.value, dimension)} in place of {show(more.solution.value, dimension)} "
        f"with {more.name}."
    )
    ratio = re.search(r"\b(?:factor|how many times|ratio)\b", frame.text.casefold())
    if ratio or (goals.is_yesno(frame) and _SAVES.search(frame.text.casefold()) is None):
        return refusals.cannot(frame, None, "what two optimizers take is told as a difference only")
    goal = Goal("moments_memory", None, "", 0.0)
    answer = _answer(frame, goal, "quantity", text, saved, (more, less))
    assert answer.found is not None
    from dataclasses import replace

    return replace(answer, found=answer.found._replace(unit="B"))


_FORMATS = {"fp32": "fp32", "32-bit": "fp32", "bf16": "bf16", "fp16": "fp16", "16-bit": "bf16"}
_STATES_IN = re.compile(
    r"\b(fp32|bf16|fp16|32-bit|16-bit) (?:optimizer )?(?:states|moments)\b|"
    r"\b(?:states|moments) (?:kept |stored |held |are )*in (fp32|bf16|fp16|32-bit|16-bit)\b"
)


def _methods(frame: Frame) -> Answer:
    """Compare the cost of a token with adapters against full fine-tuning."""
    from flopwise.derivation.derivation import Derivation, Value
    from flopwise.derivation.expression import Input
    from flopwise.formulas.finetuning import relative_cost_of_adapters

    recompute = frame.has("full_recompute")
    frozen = Input("frozen", "c_f", "FLOP per frozen weight and token", "flop/(parameter·token)")
    trained = Input("trained", "c_t", "FLOP per trained weight and token",
                    "flop/(parameter·token)")  # fmt: skip
    values = {"frozen": Value(6 if recompute else 4), "trained": Value(8 if recompute else 6)}
    derivation = Derivation(relative_cost_of_adapters(frozen, trained), values)
    ratio = derivation.value
    text = (
        f"With adapters a token costs {float(ratio):.3g} of what it costs in full fine-tuning: "
        f"{values['frozen'].value}N against {values['trained'].value}N, the adapters' own few "
        "FLOP left out"
    )
    other = "" if recompute else " (with full recomputation 6N against 8N, 0.75)"
    understood: dict[str, Any] = {"quantity": "ratio", "of": public("cost_per_token"), "subject": None,
                                  "run": {}}  # fmt: skip
    return Answer(frame.question, understood, understood_text(frame, None),
                  Found("comparison", f"{text}{other}.", ratio))  # fmt: skip


__all__ = ["answered", "is_comparison"]
