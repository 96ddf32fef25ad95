"""Worked answers, right and wrong, drawn from a seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from flopwise.auditing.generator import counting, machines, passes
from flopwise.auditing.generator.asides import embellish
from flopwise.auditing.generator.draft import Draft, known_mistakes
from flopwise.auditing.generator.endings import ENDINGS, side
from flopwise.auditing.generator.records import Written, first_of, is_borderline, verdict_of
from flopwise.auditing.generator.subjects import catalogued, described
from flopwise.auditing.generator.writing import language_for, read_off, style_for, write
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flopwise.auditing.generator.subjects import Subject

TOPICS = ("flop",)
ANY = "any"
RIGHT_SHARE = 0.4
"""How many of `generate_many`'s texts have no error."""
SECOND_ERROR = 0.3
"""How many of the wrong ones have two."""

CONVENTIONS: dict[str, tuple[Callable[[Draft], None], str, str, float]] = {
    "six_nd": (counting.six_nd, "six-nd", "any", 6),
    "passes": (passes.passes, "six-nd", "any", 5),
    "steps": (counting.steps, "six-nd", "described", 2),
    "catalogued_steps": (counting.catalogued_steps, "six-nd", "catalogued batch", 2),
    "layers": (passes.layers, "layers", "plain", 2),
    "hardware": (machines.hardware, "hardware", "described", 3),
    "epochs": (counting.epochs, "six-nd", "described", 1),
    "non_embedding": (counting.non_embedding, "kaplan", "catalogued plain", 1),
    "with_attention": (counting.with_attention, "palm", "any plain", 1),
    "recomputation": (counting.recomputation, "eight-nd", "any", 1),
    "mixture": (counting.mixture, "six-nd", "any mixture", 1),
}
"""What derives the result, the convention that this is, the subjects it suits, how often."""


def generate(seed: int, *, topic: str = "flop", error: str | None = ANY) -> Written:
    """Write a worked answer about a random subject, in a random convention, style and language.

    `error` is a kind of error to plant, None for a right text, or "any" for `generate_many`'s mix.
    The same seed and options always give the same text.

    Raises UnknownNameError for a topic or a kind that isn't known.

    >>> right = generate(1, error=None)
    >>> right.verdict, right.errors
    ('right', ())
    """
    if topic not in TOPICS:
        raise UnknownNameError("topic", topic, TOPICS)
    if error not in (None, ANY, *KINDS):
        raise UnknownNameError("kind of error", str(error), (ANY, *KINDS))
    random = Random(f"{seed} {topic} {error}")  # noqa: S311
    while True:
        draft = _drafted(random, _wanted(random, error))
        if draft is not None:
            return _finished(draft, random, seed)


def generate_many(count: int, seed: int) -> Iterator[Written]:
    """Write many answers: 40 % right, the others with one error or (30 % of them) two."""
    for index in range(count):
        yield generate(seed * 1_000_003 + index)


def _kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["kind"] for row in known_mistakes().values()))


KINDS = _kinds()


def _wanted(random: Random, error: str | None) -> frozenset[str]:
    """Draw the mistakes to be made: none, one, or two at different places."""
    if error is None or (error == ANY and random.random() < RIGHT_SHARE):
        return frozenset()
    kind = random.choice(KINDS) if error == ANY else error
    rows = known_mistakes()
    names = [name for name, row in rows.items() if row["kind"] == kind]
    first = random.choices(names, [rows[name].get("weight", 1) for name in names])[0]
    if error != ANY or random.random() >= SECOND_ERROR:
        return frozenset((first,))
    others = [name for name in rows if _together(rows[first], rows[name])]
    second = random.choices(others, [rows[name].get("weight", 1) for name in others])[0]
    return frozenset((first, second))


def _together(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Tell whether two mistakes can stand in one text."""
    if a["slot"] == b["slot"]:
        return False
    if {a["slot"], b["slot"]} == {"product", "restated"}:
        return False
    return bool(_conventions_of(a) & _conventions_of(b))


def _conventions_of(row: dict[str, Any]) -> frozenset[str]:
    return frozenset(row.get("conventions", CONVENTIONS))


def _drafted(random: Random, wanted: frozenset[str]) -> Draft | None:
    """Derive a result with these mistakes; None where they found no place together."""
    rows = [known_mistakes()[name] for name in wanted]
    able = set(CONVENTIONS)
    for row in rows:
        able &= _conventions_of(row)
    names = [name for name in CONVENTIONS if name in able]
    name = random.choices(names, [CONVENTIONS[name][3] for name in names])[0]
    derive, convention, needs, _ = CONVENTIONS[name]
    words = " ".join((needs, *(row.get("needs", "") for row in rows))).split()
    if {"catalogued", "described"} <= set(words) or {"plain", "mixture"} <= set(words):
        return None
    draft = Draft(random, _subject(random, words), wanted)
    draft.convention = convention
    derive(draft)
    endings = [row["ending"] for row in rows if "ending" in row]
    _add_endings(draft, endings)
    if draft.unmade:
        return None
    embellish(draft)
    return draft


def _subject(random: Random, words: list[str]) -> Subject:
    plain, mixture = "plain" in words, "mixture" in words
    if "described" in words or ("catalogued" not in words and random.random() < 0.35):
        return described(random, mixture=mixture, plain=plain)
    return catalogued(random, " ".join(words), mixture=mixture)


def _add_endings(draft: Draft, endings: list[str]) -> None:
    """Add what stands beside the result."""
    random = draft.random
    if "side" in endings or (
        draft.subject.plain and draft.convention == "six-nd" and random.random() < 0.15
    ):
        before = len(draft.lines)
        side(draft)
        check = draft.lines[before:]
        facts = max(
            (index for index, line in enumerate(draft.lines) if line.section == "facts"), default=-1
        )
        draft.lines = [*draft.lines[: facts + 1], *check, *draft.lines[facts + 1 : before]]
    wanted = [name for name in endings if name != "side"]
    extras = random.choices((0, 1, 2), (5, 3, 1))[0]
    others = [
        name for name in ENDINGS
        if name not in wanted and not (name == "compared" and "gpt-3" in (draft.subject.id or ""))
    ]  # fmt: skip
    wanted += random.sample(others, extras)
    assert draft.final is not None
    for name in sorted(wanted, key=list(ENDINGS).index):
        ENDINGS[name](draft, draft.final)


def _finished(draft: Draft, random: Random, seed: int) -> Written:
    language, style = language_for(draft, random), style_for(random)
    named = draft.subject.id is None or random.random() < 0.85
    text, errors = read_off(write(draft, language, style, named=named), draft.plans)
    ratio = None if draft.final is None else draft.final / draft.truth
    return Written(
        text=text,
        subject=draft.subject.id,
        challenge_subject=None if named else draft.subject.id,
        quantity=draft.quantity,
        final_value=draft.final,
        final_unit=draft.final_unit,
        truth_value=draft.truth,
        ratio=ratio,
        verdict=verdict_of(ratio),
        errors=errors,
        first_error=first_of(errors),
        language=language,
        style=style,
        convention=draft.convention,
        borderline=is_borderline(ratio),
        seed=seed,
    )
