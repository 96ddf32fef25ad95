"""A draft becomes a finished text: language, style and handwriting are drawn, marks are read off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flopwise.auditing.generator.draft import Draft, Line, Plan
from flopwise.auditing.generator.expressions import Number
from flopwise.auditing.generator.handwriting import Handwriting
from flopwise.auditing.generator.layout import (
    ALSO_CLOSE,
    ALSO_OPEN,
    CLOSE,
    OPEN,
    Page,
)
from flopwise.auditing.generator.records import Planted
from flopwise.auditing.generator.subjects import table

if TYPE_CHECKING:
    from random import Random

LANGUAGES = ("en", "zh", "ja", "ko", "ru", "fa")
LETTERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"N": "P"}, {"N": "P", "D": "N"}, {"D": "T"}, {"N": "P", "D": "T"},
    {"C": "FLOPs"}, {"C": "C_train"},
)  # fmt: skip


def language_for(draft: Draft, random: Random) -> str:
    """Draw a language that has words for all that the draft says."""
    roles = {line.role for line in draft.lines}
    able = [name for name in LANGUAGES if roles <= table(name)["roles"].keys()]
    return random.choices(able, [table(name)["weight"] for name in able])[0]


def style_for(random: Random) -> str:
    """Draw a style."""
    styles = table("styles")
    return random.choices(list(styles), [style["weight"] for style in styles.values()])[0]


def write(draft: Draft, language: str, style_name: str, *, named: bool) -> str:
    """Write the text, with marks."""
    random, phrases, style = draft.random, table(language), table("styles")[style_name]
    hand = _hand(random, language, phrases, style)
    if draft.subject.id is None:
        size = draft.subject.all_parameters or draft.subject.parameters
        written = hand._replace(large="suffix", math="plain").number(Number(size, 3))
        name = random.choice(phrases["described"]).format(size=written)
        name = re.sub(r"\ba (?=8|11\b|18\b)", "an ", name)
    elif named:
        name = draft.subject.name
    else:
        name = random.choice(phrases["unnamed"])
    texts = phrases["texts"]
    page = Page(
        random, hand, phrases, style, name,
        intro=random.choice(texts["intro"]).format(name=name),
        outro=random.choice((*texts["outro"], "", "")),
    )  # fmt: skip
    return page.render(draft.lines)


def read_off(text: str, plans: list[Plan]) -> tuple[str, tuple[Planted, ...]]:
    """Take the marks out of the text; returns it with the errors in reading order."""
    places: dict[int, int] = {}
    kept: list[str] = []
    for character in text:
        if OPEN <= ord(character) < ALSO_CLOSE + 0x100:
            places[ord(character)] = len(kept)
        else:
            kept.append(character)
    plain = "".join(kept)
    found = []
    for index, plan in enumerate(plans):
        start, end = places[OPEN + index], places[CLOSE + index]
        also: tuple[tuple[int, int], ...] = ()
        if ALSO_OPEN + index in places:
            also = ((places[ALSO_OPEN + index], places[ALSO_CLOSE + index]),)
        found.append(
            Planted(
                plan.kind, plain[start:end], start, end, plan.should_be, plan.factor,
                plan.severity, plan.mistake, plan.effect, plan.on_result, also, plan.alt_kinds,
            )
        )  # fmt: skip
    return plain, tuple(sorted(found, key=lambda planted: planted.start))


def _hand(
    random: Random, language: str, phrases: dict[str, Any], style: dict[str, Any]
) -> Handwriting:
    math = style["math"]
    powers = {
        "plain": ("caret", "raised", "raised", "e", "engineering"),
        "latex": ("raised", "engineering"), "html": ("raised", "engineering"), "code": ("e",),
    }[math]  # fmt: skip
    huge = random.choice(powers)
    large = random.choice(("suffix", "suffix", "word", "word", "grouped", huge, huge))
    if math == "code":
        large = random.choice(("suffix", "e"))
    signs = {
        "plain": ("×", "×", "×", "x", "*", "·"), "latex": (r"\times", r"\times", r"\cdot"),
        "html": ("×", "&times;"), "code": ("*",),
    }[math]  # fmt: skip
    symbols = dict(random.choice(LETTERS))
    if random.random() < 0.15:
        symbols |= phrases["symbols"]
    russian = language == "ru" and random.random() < 0.5
    return Handwriting(
        phrases, math, large, huge, random.choice(signs),
        {unit: random.choice(words) for unit, words in phrases["units"].items()},
        symbols,
        {"latex": r"\approx", "html": "≈"}.get(math, random.choice(("≈", "≈", "=", "~"))),
        brackets=random.random() < 0.5,
        digits=phrases["digits"] if "digits" in phrases and random.random() < 0.3 else "",
        decimal="," if russian else ".",
        group=" " if language == "ru" else ",",
        bare_quotient=random.random() < 0.15,
    )  # fmt: skip


__all__ = ["LANGUAGES", "Line", "language_for", "read_off", "style_for", "write"]
