"""What real texts have besides the derivation: remarks, slips taken back, answers up front, cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.generator.draft import AFTERWARDS, RESULT, Draft, Line
from flopwise.auditing.generator.endings import PF_DAY, PREFIXES
from flopwise.auditing.generator.expressions import Equation, Number

if TYPE_CHECKING:
    from collections.abc import Callable

REMARK, TAKEN_BACK, UP_FRONT, RECAP, OTHER_UNIT, CUT_OFF = 0.25, 0.05, 0.05, 0.06, 0.3, 0.02
"""How often each occurs."""


def embellish(draft: Draft) -> None:
    """Add asides; none of them is an error, and none moves one."""
    random = draft.random
    if random.random() < CUT_OFF and _cut_off(draft):
        return
    if random.random() < OTHER_UNIT:
        _other_unit(draft)
    if random.random() < TAKEN_BACK:
        _taken_back(draft)
    if random.random() < REMARK:
        place = random.randrange(len(draft.lines) + 1)
        section = draft.lines[max(0, place - 1)].section
        draft.lines.insert(place, Line("remark", section, optional=True))
    conclusion = _find(draft, lambda line: line.role == "conclusion")
    if conclusion is None or draft.plans:
        return
    if random.random() < UP_FRONT:
        draft.lines.insert(0, draft.lines[conclusion]._replace(section=RESULT))
    elif random.random() < RECAP:
        again = [line for line in draft.lines if line.role in ("parameters", "tokens")]
        draft.lines += [line._replace(section=RESULT) for line in again]
        draft.lines.append(draft.lines[conclusion])


def _other_unit(draft: Draft) -> None:
    """Let the conclusion stand in PF-days or with a prefix, where that is rightly converted."""
    at = _find(draft, lambda line: line.role == "conclusion" and not line.marks)
    if at is None or draft.final is None:
        return
    scales = dict(PREFIXES) | {"pf_day": PF_DAY}
    for line in draft.lines:
        if line.role not in ("restated", "pf_days") or line.marks:
            continue
        body = line.body.members[-1] if isinstance(line.body, Equation) else line.body
        assert isinstance(body, Number)
        value = body.value * scales[body.unit]
        if abs(value / draft.final - 1) > 0.02:
            continue
        moved = draft.lines.pop(at)
        draft.lines.append(moved._replace(body=body, section=AFTERWARDS))
        draft.final = value
        draft.final_unit = {"pf_day": "PF-day"}.get(body.unit, body.unit)
        return


def _taken_back(draft: Draft) -> None:
    """Say something wrong and take it back in the same breath, before the line that stands."""
    random = draft.random
    role = random.choice(("tokens", "total"))
    at = _find(draft, lambda line: line.role == role and not line.marks)
    if at is None:
        return
    line = draft.lines[at]
    assert isinstance(line.body, Equation)
    right = line.body.members[-1]
    assert isinstance(right, Number)
    wrong = right._replace(value=right.value * random.choice((0.1, 10)))
    draft.lines.insert(at, Line(f"taken_back_{role}", line.section, wrong))


def _cut_off(draft: Draft) -> bool:
    """Break off before any result, as answers do that ran out of room."""
    at = _find(draft, lambda line: line.role == "total")
    if at is None or at < 2:
        return False
    kept = draft.lines[:at]
    marks = {mark for line in kept for mark in line.marks}
    if len(marks) < len(draft.plans):
        return False
    draft.lines, draft.final = kept, None
    return True


def _find(draft: Draft, wanted: Callable[[Line], bool]) -> int | None:
    return next((at for at, line in enumerate(draft.lines) if wanted(line)), None)
