"""Results in short: what an assistant needs at first, within a bound that always holds.

A result inside another keeps what tells it apart from its neighbours; what it was made with, and
what it cites, stands once for the whole. What is still too long is cut, and says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 4_900
"""Bytes of a text and its object together: 1,500 tokens at 3.5 bytes, less the envelope."""
MOST_SOURCES = 5
"""Sources of a result in short; those first that its figures name."""
_FEWEST_SOURCES = 2
_LONG_TEXT = 160
"""Characters; shorter texts are never cut."""

_INNER = ("subject", "convention", "method", "value", "unit", "low", "high", "display", "reason")
_WAY = ("name", "value", "low", "high")
_RULE = ("id", "holds", "verdict", "ratio", "source")
KEPT: dict[str, dict[str, tuple[str, ...]]] = {
    "answer": {"estimate": ("quantity", "run", *_INNER)},
    "audit": {"corrected": _INNER},
    "comparison": {"items": ("subject", "convention", "value", "unit", "low", "high", "reason")},
    "threshold_check": {"ways": _WAY, "rules": _RULE},
}
"""By the schema of a result: what is kept of the objects in these fields."""


def brief(data: dict[str, Any]) -> dict[str, Any]:
    """Return a result's summary with only what tells its parts apart.

    >>> inner = {"value": 6.0, "unit": "FLOP", "made": {"command": "flopwise estimate gpt-3"}}
    >>> brief({"schema": "flopwise/comparison/1", "items": [inner]})["items"]
    [{'value': 6.0, 'unit': 'FLOP'}]
    """
    kind = data["schema"].split("/")[1]
    found: dict[str, Any] = _pruned(data, KEPT.get(kind, {}))
    if "rules" in found:  # those that apply today first: what is cut, or cited least, comes last
        found["rules"].sort(key=lambda rule: not rule["holds"])
    return found


def _pruned(part: Any, kept: dict[str, tuple[str, ...]]) -> Any:
    if isinstance(part, list):
        return [_pruned(entry, kept) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _only(value, kept[name]) if name in kept else _pruned(value, kept)
        for name, value in part.items()
    }


def _only(part: Any, names: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_only(entry, names) for entry in part]
    if not isinstance(part, dict):
        return part
    return {name: part[name] for name in names if name in part}


def fitted(
    data: dict[str, Any], tell: Callable[[dict[str, Any]], str], limit: int = LIMIT
) -> tuple[str, dict[str, Any]]:
    """Return the text that `tell` makes of an object, and the object, both within the limit.

    The longest list or text is halved until they are; `left_out` says how much of which list.
    Sources stand in the text too, so they count twice.
    """
    text = tell(data)
    while size(text) + size(data) > limit:
        largest = max(_cuttable(data), default=None, key=lambda place: place.size)
        if largest is None:
            break
        _cut(largest, data)
        text = tell(data)
    return text, data


class _Place(NamedTuple):
    """Where something long stands."""

    holder: Any
    name: Any
    label: str
    size: int


def _cuttable(part: Any, label: str = "") -> Iterator[_Place]:
    pairs = part.items() if isinstance(part, dict) else enumerate(part)
    for name, value in pairs:
        own = name if isinstance(name, str) else label
        if isinstance(value, str) and len(value) > _LONG_TEXT:
            yield _Place(part, name, own, size(value))
        elif isinstance(value, dict | list):
            if isinstance(value, list) and len(value) > 1:
                yield _Place(part, name, own, size(value))
            elif name == "sources" and len(value) > _FEWEST_SOURCES:
                yield _Place(part, name, own, 2 * size(value))
            yield from _cuttable(value, own)


def _cut(place: _Place, data: dict[str, Any]) -> None:
    value = place.holder[place.name]
    half = len(value) // 2
    if isinstance(value, str):
        place.holder[place.name] = _begun(value, half)
        return
    kept = value[:half] if isinstance(value, list) else dict(list(value.items())[:half])
    place.holder[place.name] = kept
    left = data.setdefault("left_out", {})
    left[place.label] = left.get(place.label, 0) + len(value) - half


def _begun(text: str, length: int) -> str:
    """Cut a text where a part of it ends, so that no figure is cut in two."""
    begun = text[:length]
    for end in (", ", " "):
        if end in begun:
            begun = begun.rpartition(end)[0]
            break
    return f"{begun.rstrip(' …')} …"


def size(part: Any) -> int:
    """Return the bytes of something as JSON."""
    return len(json.dumps(part, ensure_ascii=False).encode())
