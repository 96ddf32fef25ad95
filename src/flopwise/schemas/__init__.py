"""JSON Schemas (draft 2020-12) of the objects that the program writes: one file an object.

The files refer to one another by name. What is handed out needs no file: a schema comes with what it
refers to, and an OpenAPI document takes all of them under a prefix of its own.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from flopwise.errors import UnknownNameError

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATA = Path(__file__).parent
_ENDING = ".json"


def names() -> tuple[str, ...]:
    """Return the names of all objects, in alphabetical order."""
    return tuple(sorted(path.stem for path in _DATA.glob(f"*{_ENDING}")))


def find(name: str) -> Schema:
    """Return the schema of an object, with what it refers to under `$defs`.

    Raises UnknownNameError with near matches.

    >>> list(find("assumption")["properties"])
    ['name', 'value', 'unit', 'text', 'source', 'effect']
    >>> list(find("comparison")["$defs"])
    ['assumption', 'estimate', 'made', 'run', 'source', 'step']
    """
    wanted = name.casefold().replace("_", "-")
    if wanted not in names():
        raise UnknownNameError("schema", name, names(), hint="`flopwise schema` lists them")
    found: Schema = {"$schema": DIALECT, **_placed(wanted, "#/$defs/")}
    needed = {other: _placed(other, "#/$defs/") for other in _needed(wanted)}
    return {**found, "$defs": needed} if needed else found


def components(prefix: str = "#/components/schemas/") -> dict[str, Schema]:
    """Return every schema by name, each referring to the others by `prefix` and their name.

    >>> components()["estimate"]["properties"]["run"]["$ref"]
    '#/components/schemas/run'
    """
    return {name: _placed(name, prefix) for name in names()}


def titles() -> dict[str, str]:
    """Return what each object is, in its first sentence, by name.

    >>> titles()["step"]
    'One step of a derivation, or one of the inputs that it starts from.'
    """
    return {name: f"{_read(name)['description'].split('. ')[0].rstrip('.')}." for name in names()}


@functools.cache
def _read(name: str) -> Schema:
    import json

    found: Schema = json.loads((_DATA / f"{name}{_ENDING}").read_text("utf-8"))
    return found


def _placed(name: str, prefix: str) -> Schema:
    """Return a copy of one file's schema whose references begin with `prefix`."""
    placed: Schema = _referring(_read(name), prefix)
    del placed["$schema"]
    return placed


def _referring(part: Any, prefix: str) -> Any:
    if isinstance(part, list):
        return [_referring(item, prefix) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: prefix + value.removesuffix(_ENDING) if key == "$ref" else _referring(value, prefix)
        for key, value in part.items()
    }


@functools.cache
def _needed(name: str) -> tuple[str, ...]:
    """Return all that a schema refers to, directly and through others, in alphabetical order."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = set(_references(_read(waiting.pop()))) - found
        found |= new
        waiting += new
    return tuple(sorted(found))


def _references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [name for item in part for name in _references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"].removesuffix(_ENDING)] if "$ref" in part else []
    return own + [name for item in part.values() for name in _references(item)]
