"""What somebody says beside what is known: a claim is held against the answer, not used for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.reading import goals
from flopwise.asking.reading.numbers import Given

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame

_SENTENCE = re.compile(r"[.?!;](?:\s|$)")
_CLAUSE = re.compile(r"\b(?:but|yet|though|although|while|whereas|however|so|if|then)\b| - |, and ")
_COUNTS = ("parameters", "adapter_parameters", "tokens", "training_compute", "cost_per_token",
           "cost_per_sample", "forward_compute", "dataset_tokens")  # fmt: skip


def mark(frame: Frame) -> None:
    """Mark each number that stands behind a word of saying in its clause."""
    hits = frame.says("claim")
    for hit in hits:
        frame.take(hit.words)
    said = sorted(frame.words[hit.first].start for hit in hits)
    _tried(frame)
    for place, item in enumerate(frame.givens):
        if item.last < item.first:
            continue
        begin = _clause(frame.text, frame.words[item.first].start)
        if any(begin <= at < frame.words[item.last].end for at in said):
            frame.givens[place] = item._replace(claimed=True)


def _tried(frame: Frame) -> None:
    """Mark what is only told beside, behind the question: `With 32 per GPU the curve looks odd.`."""
    asked = frame.text.rfind("?")
    for place, item in enumerate(frame.givens):
        if item.last < item.first or not 0 <= asked < frame.words[item.first].start:
            continue
        begin = max(frame.text.rfind(sign, 0, frame.words[item.first].start) for sign in ".?!")
        sentence = frame.text[begin + 1 :].strip().casefold()
        if _BESIDE.match(sentence):
            frame.givens[place] = item._replace(claimed=True)


_BESIDE = re.compile(r"(?:with|at|using|when|for comparison|last time|earlier|before|previously)\b")


def _clause(text: str, at: int) -> int:
    """Return where the clause begins that a place is in."""
    ends = [found.end() for found in _SENTENCE.finditer(text, 0, at)]
    begin = ends[-1] if ends else 0
    inside = [found.end() for found in _CLAUSE.finditer(text, begin, at)]
    return inside[-1] if inside else begin


def of_the_goal(frame: Frame) -> None:
    """Take a bare size that somebody claims for what is asked, where that is a count."""
    bare = [item for item in frame.givens if item.role == "?" and item.claimed]
    bare += _unclear(frame)
    if not bare:
        return
    found = goals.goal(frame)
    if found is None or found.role not in _COUNTS or not _has_subject(frame, found.role):
        return
    loose = {item.written for item in bare if item not in frame.givens}
    frame.loose = [written for written in frame.loose if written not in loose]
    others = [item for item in frame.givens if item not in bare]
    frame.givens = others + [item._replace(role=found.role) for item in bare]


_LEAST_COUNT = 1000


def _unclear(frame: Frame) -> list[Given]:
    """Return the large bare numbers that somebody claims: a coworker gets 5.6e9."""
    said = [frame.words[hit.first].start for hit in frame.says("claim")]
    guesses = [frame.words[hit.first].start for hit in frame.says("guess")]
    found = []
    for one in frame.unclear:
        begin = _clause(frame.text, frame.words[one.first].start)
        near = any(begin <= at < frame.words[one.last].end for at in said)
        guessed = any(begin <= at < frame.words[one.first].start for at in guesses)
        if guessed:
            frame.loose = [written for written in frame.loose if written != one.written]
        elif near and one.quantity.value >= _LEAST_COUNT:
            found.append(Given("?", one.quantity, one.written, one.first, one.last, claimed=True))
    return found


def _has_subject(frame: Frame, role: str) -> bool:
    """Tell whether a question says without the claim what it is about."""
    if role == "dataset_tokens":
        return True
    known = bool(frame.models) or "parameters" in frame.roles or "num_hidden_layers" in frame.roles
    if role == "training_compute":
        return known and "tokens" in frame.roles
    return known or role == "tokens"


def settled(frame: Frame, role: str | None) -> None:
    """Drop what is only claimed where the question states the same thing itself."""
    for name in {item.role for item in frame.givens if item.claimed and item.role != role}:
        same = frame.all_given(name)
        stated = [item for item in same if not item.claimed]
        if not stated or len({item.value for item in same}) < 2:
            continue
        told = ", ".join(item.written for item in same if item.claimed)
        frame.remarks.append(f"{told} is somebody's word, and {stated[0].written} is taken")
        frame.givens = [item for item in frame.givens if item.role != name or not item.claimed]


_OPEN = re.compile(
    r"\b(what should (?:stand|it be|be|i write|it say)|which (?:value|figure|number|one)|"
    r"what(?:'s| is) (?:right|correct|it really|the (?:right|correct|real|true|actual) (?:one|figure|value|number|answer))|"
    r"what is it|how (?:much|many) is it|what(?:'s| is) true|who is right|who's right|"
    r"what do you get|what would you say|(?:right|correct|true|real) (?:figure|value|number|one)|"
    r"what does it come to|what is it really|what comes out)\b"
)


def asked(frame: Frame) -> goals.Goal | None:
    """Return what is asked for where a question only asks what is right in place of a claim."""
    claimed = [item for item in frame.givens if item.claimed and item.role in RESULTS]
    if not claimed or not _OPEN.search(frame.text.casefold()):
        return None
    item = min(claimed, key=lambda one: RESULTS.index(one.role))
    return goals.Goal(item.role, item.quantity.unit, "", 0.0)


RESULTS = ("mfu", "hfu", "emissions", "energy", "cost", "training_compute", "optimizer_steps",
            "adapter_parameters", "accumulation", "epochs", "tokens_per_parameter", "device_time",
            "duration", "step_time", "throughput", "throughput_per_device", "cost_per_token",
            "kv_cache_per_token", "tokens_per_step", "devices", "tokens", "parameters")  # fmt: skip
"""What people work out, the furthest from what they start with first."""
