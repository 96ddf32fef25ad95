"""Judge an answer of `flopwise ask` against what is known, by the Answer object alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from benchmarks.questions.generator import Question


class Verdict(NamedTuple):
    """Whether an answer is right, and whether a wrong one was given as if it were known."""

    right: bool
    confident: bool
    given: str


def yes_or_no(value: object, text: str) -> bool | None:
    """Read yes or no, however it is written."""
    if isinstance(value, bool):
        return value
    word = str(value if isinstance(value, str) else text).strip().lower()
    return True if word.startswith("yes") else False if word.startswith("no") else None


_TIMES = {"s": 1, "min": 60, "h": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800,
          "year": 31_557_600}  # fmt: skip
_PREFIXES = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21,
             "Y": 1e24, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}  # fmt: skip
_BASES = {"FLOP": 1, "B": 1, "MAC": 1, "Wh": 3600, "J": 1, "gCO2e": 1, "FLOP/s": 1, "FLOP/token": 1}


def in_base(unit: str) -> float:
    """Return how much of its base unit a unit is that an answer is given in; 1 for base units."""
    if unit == "PF-day":
        return 8.64e19
    head, _, tail = unit.rpartition("-")
    if tail in _TIMES and (head or unit in _TIMES):
        return _TIMES[tail]
    for prefix, factor in _PREFIXES.items():
        if unit.removeprefix(prefix) in _BASES and unit.startswith(prefix):
            return factor * _BASES[unit.removeprefix(prefix)]
    return 1


def judge(question: Question, answer: dict[str, Any]) -> Verdict:
    """Judge one answer, as `to_dict` writes it."""
    found = answer["answer"] or {}
    if not answer["answered"] or found.get("kind") == "cannot":
        return Verdict(question.kind == "cannot", confident=False, given="refused")
    value, text = found.get("value"), found.get("text") or ""
    given = f"{value} {found.get('unit') or ''}".strip()
    right = False
    if question.kind == "yesno":
        right = yes_or_no(value, text) is question.value
        given = f"{value}: {text[:60]}"
    elif question.kind == "number" and isinstance(value, int | float):
        wanted = float(question.value or 0)
        got = value * in_base(found.get("unit") or "")
        right = abs(got - wanted) <= question.tolerance * abs(wanted)
    return Verdict(right, confident=not right, given=given)
