"""From what a program sends (JSON, or the command line's words) to an operation and back.

One check for all front ends: names with their near matches, kinds of values, sizes. What a value
means is left to the operation itself, which says so in its own sentence.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from flopwise.errors import InvalidValueError, MissingInputError, UnknownNameError
from flopwise.operations.options import FLAG, MODEL, NAMED, QUANTITY, SETTINGS, TEXT, TEXTS, WRITTEN
from flopwise.operations.table import LONG, kind, operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.operations.options import Option
    from flopwise.operations.table import Operation
    from flopwise.progress import Progress
    from flopwise.render.shown import Shown

DETAILS = ("summary", "steps", "full")
LONGEST = 1_000
"""Characters of an option that isn't itself a text to be read."""
MOST = 64
"""Models of one comparison, settings of one estimate."""
_READ = frozenset({"text", "question", "name"})
"""Options that are texts to be read: their operations bound them."""


def perform(
    name: str, given: Mapping[str, Any], *, served: bool = False, progress: Progress | None = None
) -> Shown:
    """Carry out the operation `name` with these options.

    `served` for one who isn't at this machine: files of this machine are not read then. A long
    operation tells `progress` how far it is.

    Raises a FlopwiseError, in one sentence, for what can't be right.

    >>> perform("estimate", {"model": "gpt-3", "convention": "six-nd"}).exact
    '314287666790400000000000'
    """
    from flopwise import operations

    wanted = operation(name)
    values = accepted(wanted, given)
    if served:
        _only_names(wanted, values)
    positional: list[Any] = []
    for option in wanted.takes:
        if option.positional:
            value = values.pop(option.keyword)
            positional += value if option.kind == TEXTS else [value]
    if wanted.pace == LONG:
        values["progress"] = progress
    result: Shown = getattr(operations, name)(*positional, **values)
    return result


def listed(name: str, given: Mapping[str, Any]) -> Shown:
    """List what the catalog knows of a kind, under filters as a program sends them."""
    from flopwise import operations

    options = {option.name: option for option in kind(name).filters}
    found = {}
    for filter, value in given.items():
        if filter not in options:
            raise UnknownNameError("filter", filter, options, f"there are {', '.join(options)}")
        if value is not None:
            checked = _checked(options[filter], value)
            found[filter] = checked if isinstance(checked, bool) else str(checked)
    return operations.cards(name, **found)


def accepted(wanted: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what was sent by the table; return the function's arguments.

    Options that are absent or null are left out, so that the function's own defaults hold.
    """
    found = {}
    for name, value in given.items():
        option = wanted.option(name)
        if value is not None:
            found[option.keyword] = _checked(option, value)
    for option in wanted.takes:
        if option.required and option.keyword not in found:
            raise MissingInputError(f"{wanted.name} needs {option.name}: {_lower(option.help)}")
    return found


def _checked(option: Option, value: Any) -> Any:
    """Return the value as the function takes it, or say what it should be."""
    if option.kind == FLAG:
        return _flag(option, value)
    if option.kind == TEXTS:
        return _texts(option, value)
    if option.kind == WRITTEN:
        return _written(option, value)
    if option.kind == SETTINGS:
        return tuple(_texts(option, _pairs(value)))
    if option.kind == MODEL and isinstance(value, dict):
        return value
    if option.kind == QUANTITY and _is_number(value):
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidValueError(f"{option.name} is no real amount: {value}")
        return value
    if not isinstance(value, str):
        raise InvalidValueError(f"{option.name} should be {_wanted(option)}, not {_kind(value)}")
    if option.name not in _READ and len(value) > LONGEST:
        raise InvalidValueError(
            f"{option.name} is {len(value):,} characters long; nothing that it can be is that long"
        )
    return _choice(option, value) if option.choices and value else value


def _choice(option: Option, value: str) -> str:
    """Return the choice as the table spells it."""
    for choice in option.choices:
        if choice.casefold() == value.casefold():
            return choice
    hint = f"there are {', '.join(option.choices)}"
    raise UnknownNameError(option.name, value, option.choices, hint)


def _flag(option: Option, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in _SAID:
        return _SAID[value.casefold()]
    raise InvalidValueError(f"{option.name} should be true or false, not {_kind(value)}")


_SAID = {"true": True, "1": True, "on": True, "yes": True, "false": False, "0": False, "": False}


def _texts(option: Option, value: Any) -> list[Any]:
    if isinstance(value, str):
        value = [value]
    one = option._replace(kind=MODEL if option.kind == TEXTS else TEXT)
    return [_checked(one, entry) for entry in _several(option, value)]


def _several(option: Option, value: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidValueError(f"{option.name} should be {_wanted(option)}, not {_kind(value)}")
    if len(value) > MOST:
        raise InvalidValueError(f"{option.name} has {len(value)} entries; {MOST} is the most")
    return value


def _written(option: Option, value: Any) -> list[Any]:
    """Return each text as it stands, or with the name that it bears."""
    found: list[Any] = []
    for entry in _several(option, value):
        texts = [entry] if isinstance(entry, str) else list(_named(entry))
        if not texts or not all(isinstance(text, str) for text in texts):
            raise InvalidValueError(f"an entry of {option.name} should be {_ENTRY}")
        if len(texts) > 1 and len(texts[0]) > LONGEST:
            raise InvalidValueError(f"a name in {option.name} is longer than {LONGEST} characters")
        found.append(entry if isinstance(entry, str) else tuple(texts))
    return found


def _named(entry: Any) -> tuple[Any, ...]:
    """Return the name and the text of an object that has both and nothing else."""
    if isinstance(entry, dict) and set(entry) == {"name", "text"}:
        return entry["name"], entry["text"]
    return entry if isinstance(entry, tuple) else ()


_ENTRY = "a text, or an object with its `name` and `text`"


def _pairs(value: Any) -> Any:
    """Write an object of settings as the command line does."""
    if not isinstance(value, dict):
        return value
    return [f"{name}={entry}" for name, entry in value.items()]


def _only_names(wanted: Operation, values: Mapping[str, Any]) -> None:
    """Refuse what would read a file of this machine for somebody who isn't at it."""
    from flopwise.estimation.subject import refuse_path

    for option in wanted.takes:
        value = values.get(option.keyword)
        if option.kind in (MODEL, NAMED, TEXTS):
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name.strip():
                    refuse_path(name.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wanted(option: Option) -> str:
    return {
        QUANTITY: "a number, or an amount as people write it",
        MODEL: "a name, a size, or the contents of a config.json",
        NAMED: "a name or a size",
        TEXTS: "a list of names",
        WRITTEN: "a list of texts",
        SETTINGS: "a list of NAME=VALUE, or an object",
    }.get(option.kind, "a text")


def _kind(value: Any) -> str:
    """Name a value of JSON in words."""
    if value is None:
        return "null"
    for type, word in _WORDS:
        if isinstance(value, type):
            return word
    return "that"


_WORDS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"), (int | float, "a number"), (str, "a text"),
    (list | tuple, "a list"), (dict, "an object"),
)  # fmt: skip


def _lower(text: str) -> str:
    """Put a sentence behind a colon, without its full stop."""
    return text[:1].lower() + text[1:].rstrip(".")


def request_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of what an operation may be sent."""
    return schema_of(operation(name))


def schema_of(wanted: Operation) -> dict[str, Any]:
    """Return the JSON Schema of what this operation, of the table or not, may be sent."""
    properties = {option.name: _schema(option) for option in wanted.takes}
    return {
        "type": "object",
        "title": f"What {wanted.name} takes",
        "properties": properties,
        "required": [option.name for option in wanted.takes if option.required],
        "additionalProperties": False,
        "examples": list(wanted.examples),
    }


def _schema(option: Option) -> dict[str, Any]:
    """Return the JSON Schema of one option."""
    found: dict[str, Any] = {"description": option.help, **_TYPES.get(option.kind, _ANY_TEXT)}
    if option.kind not in (FLAG, TEXTS, SETTINGS, WRITTEN) and option.name not in _READ:
        found["maxLength"] = LONGEST
    if option.choices:
        found["enum"] = [*option.choices, *([""] if option.default == "" else [])]
        found.pop("maxLength", None)
    if option.default not in (None, "") and option.kind != FLAG:
        found["default"] = option.default
    if option.example is not None:
        found["examples"] = [option.example]
    return found


_ANY_TEXT: dict[str, Any] = {"type": "string"}
_NAMED: dict[str, Any] = {"type": ["string", "object"]}
_TYPES: dict[str, dict[str, Any]] = {
    QUANTITY: {"type": ["string", "number"]},
    MODEL: _NAMED,
    FLAG: {"type": "boolean", "default": False},
    TEXTS: {"type": "array", "items": _NAMED, "minItems": 1, "maxItems": MOST},
    WRITTEN: {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST,
        "items": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "maxLength": LONGEST},
                        "text": {"type": "string"},
                    },
                    "required": ["name", "text"],
                    "additionalProperties": False,
                },
            ]
        },
    },
    SETTINGS: {
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "maxItems": MOST},
            {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
        ]
    },
}
