"""The words of questions as data, indexed for matching."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Hit(NamedTuple):
    """A phrase found in a row of words: what it stands for, and its first and last word."""

    name: str
    first: int
    last: int

    @property
    def words(self) -> range:
        """The places of its words."""
        return range(self.first, self.last + 1)


class Phrases:
    """Many phrases, each standing for a name, found word by word, longest first."""

    def __init__(self, named: dict[str, list[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, phrases in named.items():
            for phrase in phrases:
                words = tuple(phrase.split())
                self._by_first.setdefault(words[0], []).append((words, name))
        for found in self._by_first.values():
            found.sort(key=lambda item: -len(item[0]))

    def at(self, words: Sequence[str], first: int) -> list[Hit]:
        """Return every phrase that begins at a word, longest first."""
        return [
            Hit(name, first, first + len(phrase) - 1)
            for phrase, name in self._by_first.get(words[first], ())
            if tuple(words[first : first + len(phrase)]) == phrase
        ]

    def ending_at(self, words: Sequence[str], last: int, longest: int = 4) -> Hit | None:
        """Return the longest phrase that ends at a word."""
        for first in range(max(0, last - longest + 1), last + 1):
            for hit in self.at(words, first):
                if hit.last == last:
                    return hit
        return None

    def find(self, words: Sequence[str], free: set[int]) -> list[Hit]:
        """Return the phrases that stand in free words, no word in two of one name."""
        found: list[Hit] = []
        for first in range(len(words)):
            taken: set[str] = set()
            for hit in self.at(words, first):
                inside = any(other.name == hit.name and other.last >= hit.last for other in found)
                if hit.name not in taken and not inside and free.issuperset(hit.words):
                    taken.add(hit.name)
                    found.append(hit)
        return found


@functools.cache
def data() -> dict[str, Any]:
    """Return the vocabulary as its file holds it."""
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


@functools.cache
def table(name: str) -> Phrases:
    """Return a table of names and phrases (`tag`, `precision`, `change`)."""
    return Phrases(data()[name])


@functools.cache
def rows(name: str) -> Phrases:
    """Return a list of named entries with phrases (`goal`)."""
    return Phrases({entry["name"]: entry["phrases"] for entry in data()[name]})


@functools.cache
def facts(kind: str) -> Phrases:
    """Return the facts that one can ask of a kind of thing (`models`, `hardware`)."""
    return Phrases({e["name"]: e["phrases"] for e in data()["fact"] if e["of"] == kind})


@functools.cache
def laws() -> Phrases:
    """Return the laws by the words that name them."""
    return Phrases({id: entry["phrases"] for id, entry in data()["law"].items()})


@functools.cache
def listed(section: str, entry: str = "phrases") -> Phrases:
    """Return one list of phrases, all standing for its name."""
    return Phrases({entry: data()[section][entry]})


@functools.cache
def beside(side: str) -> Phrases:
    """Return the words before or behind a number that say what it counts."""
    return Phrases(
        {
            role: [phrase.removesuffix(" of").removesuffix(" to") for phrase in entry[side]]
            for role, entry in data()["number"].items()
        }
    )


@functools.cache
def words(section: str) -> frozenset[str]:
    """Return a list of single words (`filler`, `critical`)."""
    return frozenset(data()[section]["words"].split())


@functools.cache
def labels() -> frozenset[str]:
    """Return every word that says what a number counts."""
    return frozenset(_words_of(data()["number"]))


@functools.cache
def lexicon() -> frozenset[str]:
    """Return every word that the vocabulary knows, for misspelt ones."""
    found: set[str] = set()
    for section in data().values():
        found |= _words_of(section)
    return frozenset(word for word in found if word.isalpha() and len(word) > 3)


def _words_of(part: object) -> set[str]:
    if isinstance(part, str):
        return set(part.casefold().split())
    if isinstance(part, dict):
        part = [value for key, value in part.items() if key not in ("name", "of")]
    if isinstance(part, list):
        return set().union(*(_words_of(item) for item in part)) if part else set()
    return set()


def spelt_right(text: str) -> str:
    """Put misspelt words of the vocabulary right, and leave names and all else as they are."""
    import re

    return re.sub(r"(?<![\w.])[A-Za-z]{4,}(?![\w'’])", _spelt_right, text)


def _spelt_right(found: object) -> str:
    written = found[0]  # type: ignore[index]
    word = written.casefold()
    if _is_unit(written):
        return str(written)
    if not written[:-1].islower() and not written.isupper() and not written.istitle():
        return str(written)  # TMACs is a unit and no word
    better = word if word in _names() else corrected(word)
    return written if better == word else better


def _is_unit(word: str) -> bool:
    from flopwise.units import registry

    return registry.known(word) is not None


@functools.cache
def _names() -> frozenset[str]:
    """Return the words that names of models and accelerators are made of."""
    import re

    from flopwise.language import accelerators, models

    spelt = [*models.spelt(), *models.names(), *accelerators.names()]
    return frozenset(part for name in spelt for part in re.findall(r"[a-z]{4,}", name.casefold()))


@functools.cache
def _ordered() -> tuple[str, ...]:
    """Return the lexicon in one order, so that a misspelt word is read alike on every run."""
    return tuple(sorted(lexicon()))


@functools.cache
def corrected(word: str) -> str:
    """Return the known word that a misspelt one stands for, or the word itself.

    >>> corrected("wieghts"), corrected("toknes"), corrected("pizza")
    ('weights', 'tokens', 'pizza')
    """
    import difflib

    if word in lexicon() or word in words("filler") or len(word) < 4 or not word.isalpha():
        return word
    letters = sorted(word)
    for known in _ordered():  # two letters in the other order
        if len(known) == len(word) and known[0] == word[0] and sorted(known) == letters:
            return known
    if len(word) < 5:
        return word
    near = difflib.get_close_matches(word, _ordered(), n=1, cutoff=0.88)
    if not near or near[0][0] != word[0] or word.removeprefix(near[0]) in _ENDINGS:
        return word  # another word, or another form of the known one
    return near[0]


_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "ly", "y", "al")
