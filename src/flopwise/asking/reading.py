"""Reading a question: which words name a model, a quantity, a unit, and what is asked for.

Every word has to be accounted for. One that isn't makes the question one that we don't understand,
and saying so beats a guess.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import FlopwiseError
from flopwise.language import models, quantities
from flopwise.units import registry
from flopwise.units.dimensions import Dimension

if TYPE_CHECKING:
    from flopwise.language.models import Mention
    from flopwise.language.quantities import Quantity
    from flopwise.units.registry import Unit

LONGEST_QUESTION = 2000
"""Characters; more is a text, and texts are for the audit."""

_WORD = re.compile(r"\$|[\w%]+(?:[.,\-/^*·×:+][\w%]+)*")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*(?:[kmbt]|bn|million|billion|trillion)", re.IGNORECASE)
_LONGEST_QUANTITY = 6
_COUNTED = {"token": "tokens", "parameter": "parameters", "token/sequence": "sequence_length"}


class Word(NamedTuple):
    """A word of the question and where it stands."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word as the vocabulary writes it."""
        return self.text.casefold()


class Found(NamedTuple):
    """A quantity that the question states, and what it is the quantity of."""

    role: str
    quantity: Quantity
    written: str


class Reading(NamedTuple):
    """What was understood of a question, and what was not."""

    question: str
    quantity: str | None
    mentions: tuple[Mention, ...]
    found: tuple[Found, ...]
    unit: Unit | None
    unit_written: str
    convention: str | None
    outside: str | None
    """A kind of question that we can't answer (cost, memory, …), if words point to one."""
    unknown: tuple[str, ...]
    """Words that are accounted for by nothing."""
    contradiction: str = ""
    """What stands against an answer: two values for one thing, two questions in one."""

    def value(self, role: str) -> Found | None:
        """Return the quantity stated for a role (`tokens`, `parameters`, `sequence_length`)."""
        return next((item for item in self.found if item.role == role), None)


def read(question: str) -> Reading:
    """Read a question word by word."""
    text = _tidied(question)
    words = [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    reader = _Reader(text, words)
    return reader.read(question)


class _Reader:
    """One pass over a question; `free` holds the words that nothing has accounted for yet."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text = text
        self.words = words
        self.free = set(range(len(words)))

    def read(self, question: str) -> Reading:
        vocabulary = _vocabulary()
        convention = self._convention(vocabulary["convention"])
        mentions = self._mentions()
        unit, written = self._wanted_unit()
        found = self._quantities(vocabulary["label"], mentioned=bool(mentions))
        outside = self._outside(vocabulary["outside"])
        found = self._lengths(found)
        stated = {item.role for item in found}
        quantity = self._asked(vocabulary["quantity"], stated="parameters" in stated)
        if quantity is None and (unit is not None or (convention and "tokens" in stated)):
            quantity = "training_compute"
        if quantity is None or quantity == "parameters":
            outside = outside or self._outside(vocabulary["outside_unless_compute"])
        else:
            for phrases in vocabulary["outside_unless_compute"].values():
                for phrase in phrases:
                    self._phrase(phrase)
        asked_unit = self._drop_filler(vocabulary["filler"])
        if asked_unit is not None:
            quantity = quantity or "training_compute"
            if unit is None and asked_unit.symbol != "FLOP":
                unit, written = asked_unit, asked_unit.symbol
        unknown = tuple(self.words[index].text for index in sorted(self.free))
        return Reading(
            question, quantity, mentions, found, unit, written, convention, outside, unknown,
            self._contradiction(quantity, found),
        )  # fmt: skip

    def _contradiction(self, quantity: str | None, found: tuple[Found, ...]) -> str:
        """Find what can't be answered as one question."""
        low = " ".join(word.low for word in self.words)
        for role in ("tokens", "parameters", "sequence_length"):
            stated = [item.written for item in found if item.role == role]
            if len(stated) > 1:
                return f"it gives two values for {role.replace('_', ' ')}, {' and '.join(stated)}"
        if re.search(r"(?:^|\s)-\s?\d", self.text):
            return "it holds a negative number"
        if "forward" in low and quantity == "compute_per_token":
            return (
                "the forward pass of one token is a step of what a token costs, not a question yet"
            )
        if quantity == "forward_compute" and re.search(r"\btrain", low):
            return "it speaks of the forward pass and of training"
        if quantity == "parameters" and re.search(
            r"\bcompute of|training compute|\bto train\b", low
        ):
            return "it asks for two things"
        asks_size = re.search(r"how many (parameters|params)", low)
        if quantity == "training_compute" and asks_size and "flop" not in low[asks_size.start() :]:
            return "it asks for two things"
        return ""

    def _mentions(self) -> tuple[Mention, ...]:
        row = [self.words[index] for index in sorted(self.free)]
        found = models.find([(word.text, word.start, word.end) for word in row])
        for mention in found:
            self._take(mention.start, mention.end)
        return tuple(found)

    def _take(self, start: int, end: int) -> None:
        self.free -= {
            index for index in self.free
            if self.words[index].start < end and self.words[index].end > start
        }  # fmt: skip

    def _wanted_unit(self) -> tuple[Unit | None, str]:
        """Find the unit that the answer is wanted in: what `in PF-days` ends with."""
        for index, word in enumerate(self.words):
            if word.low not in ("in", "as", "to") or index not in self.free:
                continue
            for length in (3, 2, 1):
                span = range(index + 1, index + 1 + length)
                if span[-1] >= len(self.words) or not self.free.issuperset(span):
                    continue
                written = self.text[self.words[span[0]].start : self.words[span[-1]].end]
                unit = registry.known(written)
                if unit is not None and unit.dimension == _FLOP:
                    self.free -= {index, *span}
                    return unit, written
        return None, ""

    def _quantities(self, labels: dict[str, list[str]], mentioned: bool) -> tuple[Found, ...]:
        found = []
        bare = []
        for index, word in enumerate(self.words):
            if index not in self.free or not word.text[0].isdigit():
                continue
            best = self._longest_quantity(index)
            if best is None:
                continue
            quantity, last = best
            written = self.text[word.start : self.words[last].end]
            role = self._role(quantity, index, last, labels)
            if role is None:
                if quantity.unit is None and _SIZE.fullmatch(written):
                    bare.append((index, last, quantity, written))
                continue
            self.free -= set(range(index, last + 1))
            if role == "sequence_length":
                quantity = _sequence_length(written, quantity)
            found.append(Found(role, quantity, written))
        if len(bare) == 1 and not mentioned and all(item.role != "parameters" for item in found):
            # the one size in "training compute of 70B on 2T tokens" is the model's
            index, last, quantity, written = bare[0]
            self.free -= set(range(index, last + 1))
            found.append(Found("parameters", quantity, written))
        return tuple(found)

    def _lengths(self, found: tuple[Found, ...]) -> tuple[Found, ...]:
        """Take the tokens of one forward pass as the length of its sequence."""
        low = " ".join(word.low for word in self.words)
        if "forward" not in low or any(item.role == "sequence_length" for item in found):
            return found
        return tuple(
            Found("sequence_length", _sequence_length(item.written, item.quantity), item.written)
            if item.role == "tokens" else item
            for item in found
        )  # fmt: skip

    def _longest_quantity(self, first: int) -> tuple[Quantity, int] | None:
        for length in range(_LONGEST_QUANTITY, 0, -1):
            last = first + length - 1
            if last >= len(self.words) or not self.free.issuperset(range(first, last + 1)):
                continue
            written = self.text[self.words[first].start : self.words[last].end]
            try:
                return quantities.read(written), last
            except FlopwiseError:
                continue
        return None

    def _role(
        self, quantity: Quantity, first: int, last: int, labels: dict[str, list[str]]
    ) -> str | None:
        """Say what a number counts: by its unit, or by the words before and behind it."""
        begin = max(0, first - 3)
        while begin < first and self._parted(begin, first):
            begin += 1  # a comma ends what a label is about
        before = " ".join(word.low for word in self.words[begin:first])
        before = re.sub(r"( (of|is|at|a|an|=|to))+$", "", f" {before}").strip()
        if str(quantity.dimension) == "token" and _ends(before, labels["sequence_length"]):
            return "sequence_length"
        if quantity.unit is not None:
            return _COUNTED.get(str(quantity.dimension))
        behind = self.words[last + 1].low if last + 1 < len(self.words) else ""
        if behind in ("context", "sequence", "sequences", "seq"):
            return "sequence_length"
        if behind in ("model", "models", "llm", "transformer", "network"):
            return "parameters"
        for role, phrases in labels.items():
            if _ends(before, phrases):
                self.free -= {
                    at for at in range(max(0, first - 3), first) if self.words[at].low in phrases
                }
                return role
        return None

    def _parted(self, begin: int, end: int) -> bool:
        """Tell whether a comma or a full stop lies between two words."""
        between = self.text[self.words[begin].end : self.words[end].start]
        return any(sign in between for sign in ",;.?!")

    def _convention(self, known: dict[str, list[str]]) -> str | None:
        for name, phrases in known.items():
            for phrase in phrases:
                if self._phrase(phrase):
                    return name
        return None

    def _outside(self, known: dict[str, list[str]]) -> str | None:
        for kind, phrases in known.items():
            if sum(self._phrase(phrase) for phrase in phrases):
                return kind
        return None

    def _asked(self, known: list[dict[str, Any]], stated: bool) -> str | None:
        """Find what is asked for."""
        low = " ".join(word.low for word in self.words)
        for entry in known:
            if entry["name"] == "parameters" and (stated or "flop" in low):
                continue  # parameters are then part of the question, not what it asks for
            for phrase in entry["phrases"]:
                if re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", low):
                    self._phrase(phrase)
                    return str(entry["name"])
        return None

    def _drop_filler(self, filler: dict[str, Any]) -> Unit | None:
        """Account for words that change nothing; return the unit of `how many ZFLOP`, if any."""
        for phrase in filler["phrases"]:
            self._phrase(phrase)
        words = set(filler["words"].split())
        self.free -= {index for index in self.free if self.words[index].low in words}
        asked = None
        for index in sorted(self.free):
            unit = registry.known(self.words[index].text)
            if unit is not None and unit.dimension == _FLOP:
                self.free.discard(index)
                asked = asked or unit
        return asked

    def _phrase(self, phrase: str) -> bool:
        """Account for a phrase where it stands in free words; tell whether it did."""
        parts = phrase.split()
        hit = False
        for first in range(len(self.words) - len(parts) + 1):
            span = range(first, first + len(parts))
            if self.free.issuperset(span) and all(
                self.words[index].low == part for index, part in zip(span, parts, strict=True)
            ):
                self.free -= set(span)
                hit = True
        return hit


_FLOP = Dimension.parse("flop")


def _ends(text: str, phrases: list[str]) -> bool:
    return any(text == phrase or text.endswith(" " + phrase) for phrase in phrases)


def _sequence_length(written: str, quantity: Quantity) -> Quantity:
    try:
        return quantities.sequence_length(written)
    except FlopwiseError:
        return quantity


def _tidied(text: str) -> str:
    for dash in "‐‑‒–—−":
        text = text.replace(dash, "-")
    text = re.sub(r"(?i)(flops?|operations|macs?)/token", r"\1 per token", text)
    text = re.sub(r"(?i)(\d\w*)-(param|token|billion|million|trillion)", r"\1 \2", text)
    return text.replace("\u00a0", " ")


@functools.cache
def _vocabulary() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


def nearest(kind: str) -> str:
    """Return the nearest thing to a kind of question that can be answered."""
    return str(_vocabulary()["nearest"][kind])
