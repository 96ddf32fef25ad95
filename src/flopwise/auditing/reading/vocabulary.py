"""The words around figures, from the data file, in the languages that texts come in."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flopwise.errors import FlopwiseError
from flopwise.language import quantities
from flopwise.units import registry

if TYPE_CHECKING:
    from flopwise.units.registry import Unit


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


@functools.cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    phrases = sorted(_data()[table][name], key=len, reverse=True)
    return re.compile("|".join(map(_bordered, phrases)) or r"(?!)")


def _bordered(phrase: str) -> str:
    """Let a phrase of Latin letters stand for whole words, or begin one where it ends in `*`."""
    if not phrase[:1].isascii():
        return re.escape(phrase.removesuffix("*"))
    stem = phrase.removesuffix("*")
    end = "" if stem != phrase else r"(?![a-z_])"
    return rf"(?<![a-z_]){re.escape(stem)}{end}"


@functools.cache
def kinds(table: str) -> tuple[str, ...]:
    """Return the names of a table's lists."""
    return tuple(_data()[table])


@functools.lru_cache(maxsize=2048)
def says(table: str, name: str, text: str) -> bool:
    """Tell whether a phrase of a list occurs in a text in lower case."""
    return _pattern(table, name).search(text) is not None


def last_place(table: str, name: str, text: str) -> int:
    """Return where the last phrase of a list ends in a text in lower case; -1 for nowhere."""
    place = -1
    for found in _pattern(table, name).finditer(text):
        place = found.end()
    return place


@functools.lru_cache(maxsize=4096)
def role(text: str) -> str:
    """Return what the words right before a figure say that it is; the nearest word wins."""
    low = text.casefold()
    places = {name: last_place("role", name, low) for name in kinds("role")}
    best = max(places, key=lambda name: places[name])
    return best if places[best] >= 0 else ""


_DEVICE_TIME = re.compile(r"[A-Za-z]+\d+\w*-[A-Za-z]+$")


@functools.cache
def _units() -> dict[str, str]:
    return {word: id for id, words in _data()["unit"].items() for word in words}


def unit_named(written: str) -> Unit | None:
    """Return a unit by its name in another language."""
    if _DEVICE_TIME.match(written):
        try:
            return quantities.unit_named(written)
        except FlopwiseError:
            return None
    id = _units().get(written)
    device, _, time = written.partition("-")
    if time in _units() and device.isascii():
        return registry.known(f"{device}-{_units()[time]}")  # GPU-дней
    if id is None:
        return None
    return registry.find(registry.records()[id].symbol if id in registry.records() else id)
