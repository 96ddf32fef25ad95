"""The parts of what training keeps: which are meant, which are left out, in which format each is."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.asking.reading import vocabulary

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.vocabulary import Hit

SIZES: dict[str, tuple[str, ...]] = {
    "weights": ("weight_size",),
    "gradients": ("gradient_size",),
    "master": ("master_size",),
    "moments": ("first_moment_size", "second_moment_size"),
    "first_moment": ("first_moment_size",),
    "second_moment": ("second_moment_size",),
    "optimizer": ("master_size", "first_moment_size", "second_moment_size"),
    "average": ("average_size",),
}
"""What each part is made of, by the bytes that a parameter takes in it."""
BYTES: dict[str, int | Fraction] = {
    "fp64": 8, "fp32": 4, "tf32": 4, "bf16": 2, "fp16": 2, "half": 2, "fp8": 1, "int8": 1,
    "int4": Fraction(1, 2), "nf4": Fraction(4127, 8000),
}  # fmt: skip
_REACH = 4
_LINKS = frozenset(("in", "kept", "stored", "held", "saved", "as", "are", "is", "at", "both", "also",
                    "too", "each", "of", "adam", "adamw", "the", "an", "a", "my"))  # fmt: skip


def read(frame: Frame) -> None:
    """Find the parts, what is said of each, and the format that stands beside it."""
    everywhere = set(range(len(frame.words)))
    hits = _longest(vocabulary.table("part").find(frame.low, everywhere))
    formats = vocabulary.table("precision").find(frame.low, everywhere)
    for hit in hits:
        _format(frame, hit, formats)
        if _left_out(frame, hit):
            frame.left_out.add(hit.name)
        elif not _counted(frame, hit):
            frame.kept.add(hit.name)
            frame.parts_at.append(hit.first)
    frame.kept -= frame.left_out
    if "average" in frame.kept:
        frame.tags |= {"average"}
    if frame.has("pure") and frame.precisions:
        size = BYTES[frame.precisions[0]]
        frame.sizes.setdefault("gradient_size", size)
        if not frame.has("adam8bit"):
            frame.sizes.setdefault("first_moment_size", size)
            frame.sizes.setdefault("second_moment_size", size)
        frame.sizes["master_size"] = 0
    for name in frame.left_out & {"master", "average"}:
        frame.sizes[SIZES[name][0]] = 0


def _longest(hits: list[Hit]) -> list[Hit]:
    """Drop a phrase that is part of a longer one: the weights of master weights."""
    return [
        hit for hit in hits
        if not any(
            other is not hit and other.first <= hit.first and hit.last <= other.last
            and len(other.words) > len(hit.words)
            for other in hits
        )
    ]  # fmt: skip


def _counted(frame: Frame, hit: Hit) -> bool:
    """Tell whether a phrase only says what a number counts, as in 17B weights."""
    return any(item.first <= hit.first <= item.last + 1 for item in frame.givens)


def _format(frame: Frame, hit: Hit, formats: list[Hit]) -> None:
    for found in formats:
        if not (_leads(frame, found, hit) or _follows(frame, hit, found)):
            continue
        if "moment" in " ".join(SIZES[hit.name]) and frame.has("adam8bit"):
            return
        for role in SIZES[hit.name]:
            frame.sizes.setdefault(role, BYTES[found.name])
        if hit.name != "weights" and found.name in frame.precisions:
            frame.precisions.remove(found.name)
        return


def _leads(frame: Frame, found: Hit, hit: Hit) -> bool:
    """Read `fp32 gradients`, `fp32 Adam moments`; within the phrase as well: fp32 master copy."""
    if hit.first <= found.first <= hit.last:
        return True
    between = frame.low[found.last + 1 : hit.first]
    return (
        0 <= hit.first - found.last - 1 <= 1
        and set(between) <= {"adam", "adamw", "optimizer", "model"}
        and not _parted(frame, found.last, hit.first)
    )


def _follows(frame: Frame, hit: Hit, found: Hit) -> bool:
    """Read `gradients in fp32`, `both moments kept in bf16`."""
    between = frame.low[hit.last + 1 : found.first]
    return (
        0 < found.first - hit.last <= _REACH
        and set(between) <= _LINKS
        and ("in" in between or "as" in between or "at" in between or _bracketed(frame, hit))
        and not _parted(frame, hit.last, found.first)
    )


def _bracketed(frame: Frame, hit: Hit) -> bool:
    return frame.text[frame.words[hit.last].end :].lstrip()[:1] in "(:="


def _parted(frame: Frame, first: int, second: int) -> bool:
    between = frame.text[frame.words[first].end : frame.words[second].start]
    return any(sign in between for sign in ",;.+") or " and " in between


_WITHOUT = frozenset(("no", "without", "excluding", "minus", "w/o", "not", "skip", "skipping", "drop",
                      "dropping", "ignoring", "ignore", "except", "sans", "forget", "omit"))  # fmt: skip
_GONE = re.compile(
    r"\W*(?:(?:aren't|are not|isn't|is not|not|never|don't get|won't be|were not|weren't)\s+"
    r"(?:saved|kept|stored|counted|included|needed|there|written|held|part|being|in it)|"
    r"(?:(?:is|are|were|being|get)\s+)?(?:left out|left off|excluded|dropped|offloaded|omitted|skipped|"
    r"freed|thrown away|discarded|on (?:the )?cpu|aside))",
    re.IGNORECASE,
)


def _left_out(frame: Frame, hit: Hit) -> bool:
    """Tell whether a part is said to be missing, and account for the word that says so."""
    for at in range(hit.first - 1, max(-1, hit.first - 1 - _REACH), -1):
        if _breaks(frame, at):
            break
        if frame.low[at] in _WITHOUT:
            frame.take(range(at, at + 1))
            return True
    behind = frame.text[frame.words[hit.last].end :]
    found = _GONE.match(behind)
    if found is None:
        return False
    end = frame.words[hit.last].end + found.end()
    for index in range(hit.last + 1, len(frame.words)):
        if frame.words[index].end <= end:
            frame.take(range(index, index + 1))
    return True


def _breaks(frame: Frame, at: int) -> bool:
    """Tell whether a comma or another end stands behind a word."""
    if at + 1 >= len(frame.words):
        return False
    between = frame.text[frame.words[at].end : frame.words[at + 1].start]
    return any(sign in between for sign in ",;.:?!(+")


_WHOLE = ({"weights", "gradients"}, {"weights", "optimizer"}, {"weights", "gradients", "optimizer"})
"""What has a name of its own."""


def optimized(frame: Frame) -> bool:
    """Tell whether a question asks for all that training keeps, and not only for parts of it."""
    return _OF_ALL.search(frame.text.casefold()) is not None


_OF_ALL = re.compile(
    r"\b(?:total|overall|altogether|to train|training (?:memory|state|take|need)|model states?|(?<!optimizer )state memory|"
    r"fine-?tun\w+|for training|all in all)\b"
)


def chosen(frame: Frame, *, whole: bool) -> frozenset[str]:
    """Return the sizes that make up what is asked for; empty where it is no choice of parts.

    Where the `whole` memory is asked for, parts only tell their formats, unless they are few.
    """
    named = {"master", "average"} & frame.kept
    partial = bool(frame.left_out - {"master", "average"}) and bool(frame.kept)
    saved = frame.has("checkpoint") and bool(frame.kept - {"weights"})
    mixed = len(frame.kept) > 1 and frame.kept not in _WHOLE
    if not (named or partial or saved or mixed):
        return frozenset()
    picked = bool({"just", "only", "alone", "plus", "together"} & set(frame.low)) or saved
    described = "weights" in frame.kept or frame.kept <= {"master", "average"}
    if whole and described and not picked:
        return frozenset()
    return frozenset(role for name in frame.kept for role in SIZES[name])
