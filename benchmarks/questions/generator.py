"""English questions about training compute, with answers computed apart from the product.

Nothing here is shared with the product: neither what reads a question nor what answers it, so that
a mistake in one isn't a mistake in both.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.questions.drawing import DATA, Draw
from benchmarks.questions.families import batches, compute, judgements, machines, memory, refusals
from benchmarks.questions.registry import FAMILIES, Family, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = (compute, batches, machines, memory, judgements, refusals)
# Shares of the kinds among all questions.
SHARES = {"number": 0.68, "yesno": 0.12, "cannot": 0.20}
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


def read(path: str) -> dict[str, Any]:
    """Read a data file."""
    return tomllib.loads((DATA / path).read_text(encoding="utf-8"))


HANDS = read("hands.toml")
PHRASES: dict[str, dict[str, list[str]]] = {
    name: phrases
    for topic in TOPICS
    for name, phrases in read(f"phrases/{topic.__name__.rpartition('.')[2]}.toml").items()
}


class Question(NamedTuple):
    """A question and its answer, in the base unit of what is asked; None where there is none."""

    text: str
    kind: str
    value: float | bool | None
    unit: str
    tolerance: float
    family: str
    needs: tuple[str, ...]


def chosen(template: str, random: Random) -> str:
    """Settle the choices of a template, innermost first."""
    while found := CHOICE.search(template):
        choice = random.choice(found[1].split("|"))
        template = template[: found.start()] + choice + template[found.end() :]
    return template


def reordered(template: str, random: Random, between: str) -> str:
    """Put the parts of a template into some order."""
    parts = [part.strip() for part in template.split("~")]
    random.shuffle(parts)
    return between.join(parts)


def phrased(phrases: dict[str, list[str]], random: Random) -> str:
    """Choose the way of asking, and build the template."""
    ways = ["whole"] * (4 * ("whole" in phrases))
    ways += ["noun"] * (3 * ("with" in phrases and "noun" in phrases))
    ways += ["facts"] * (3 * ("facts" in phrases))
    ways += ["terse"] * ("facts" in phrases and "noun" in phrases)
    way = random.choice(ways)
    if way == "whole":
        return chosen(random.choice(phrases["whole"]), random)
    if way == "noun":
        given = reordered(random.choice(phrases["with"]), random, " ")
        frame = random.choice(HANDS["noun_with"]).replace("WITH", given)
        return chosen(frame.replace("NOUN", random.choice(phrases["noun"])), random)
    facts = random.choice(phrases["facts"])
    if way == "terse":
        words = [
            reordered(facts, random, random.choice((" ", ", "))),
            random.choice(phrases["noun"]),
        ]
        random.shuffle(words)
        return chosen(" ".join(words), random)
    given = reordered(facts, random, ", ")
    frame = random.choice(HANDS["facts_ask"]).replace("FACTS", given)
    return chosen(frame.replace("ASK", random.choice(phrases["ask"])), random)


def misspelt(word: str, random: Random) -> str:
    """Lose, double or swap one letter inside a word."""
    at = random.randrange(1, len(word) - 2)
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def rewritten(text: str, random: Random) -> str:
    """Write a question in some hand: abbreviations, a slip of the pen, case, punctuation, greetings."""
    for word, short in HANDS["short"].items():
        if word in text and random.random() < 0.1:
            text = text.replace(word, short)
    if random.random() < 0.1:
        text = re.sub(r" at (?=[\d$])", " @ ", text)
    if random.random() < 0.05:
        words = [word for word in HANDS["misspelt"]["words"] if re.search(rf"\b{word}\b", text)]
        if words:
            word = random.choice(words)
            text = re.sub(rf"\b{word}\b", misspelt(word, random), text, count=1)
    if random.random() < 0.3:
        text = text.rstrip("?.")
    elif random.random() < 0.05 and text.endswith("?"):
        text += "?"
    if random.random() < 0.12:
        text = random.choice(HANDS["before"]) + text
    if random.random() < 0.08:
        text = text.rstrip(".") + random.choice(HANDS["after"])
    cased = random.random()
    if cased < 0.25:
        return text.lower()
    if cased < 0.27:
        return text.upper()
    return text[0].upper() + text[1:] if cased < 0.6 else text


def question(family: Family, random: Random) -> Question:
    """Draw one question of a family."""
    while True:
        draw = Draw(random)
        try:
            value = family.draw(draw)
        except Unclear:
            continue
        template = phrased(PHRASES[family.name], random)
        text = SLOT.sub(lambda slot: draw.slots[slot[1]], template)  # noqa: B023 -- used at once
        plain = family.name in {"other_language", "off_topic", "six_nd", "activations"}
        text = text if plain else rewritten(text, random)
        return Question(
            text, family.kind, value, family.unit, family.tolerance, family.name, family.needs
        )


def endless(seed: int) -> Iterator[Question]:
    """Draw questions without end, the kinds in their shares."""
    random = Random(seed)
    of_kind = {kind: [f for f in FAMILIES.values() if f.kind == kind] for kind in SHARES}
    while True:
        kind = random.choices(list(SHARES), list(SHARES.values()))[0]
        families = of_kind[kind]
        family = random.choices(families, [family.weight for family in families])[0]
        yield question(family, random)


def generate(count: int, seed: int) -> list[Question]:
    """Draw that many questions, all different; the same seed gives the same questions."""
    seen: dict[str, Question] = {}
    for drawn in itertools.islice(endless(seed), 20 * count):
        seen.setdefault(drawn.text, drawn)
        if len(seen) == count:
            break
    return list(seen.values())
