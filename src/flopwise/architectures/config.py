"""Reading fields of a model description: bounded, typed, and with errors that name the field."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from flopwise.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 10**9
"""No width, vocabulary or length of a real model comes near this."""

_BOUNDS = {"num_hidden_layers": 100_000, "num_attention_heads": 100_000}


class Config:
    """A model description as plain data. Nothing in it is ever executed.

    `name` says in errors which description it is.
    """

    def __init__(self, fields: Mapping[str, Any], name: str = "the config") -> None:
        self._fields = fields
        self._read: set[str] = set()
        self.name = name

    def _field(self, name: str) -> Any:
        """Return a field, None where it isn't there, and remember that it was asked for."""
        self._read.add(name)
        return self._fields.get(name)

    def unread(self) -> dict[str, Any]:
        """Return the fields with a value that nothing has asked for."""
        return {
            name: value
            for name, value in self._fields.items()
            if value is not None and name not in self._read
        }

    @property
    def model_type(self) -> str:
        """The Hugging Face model type."""
        found = self._field("model_type")
        if found is not None and not isinstance(found, str):
            raise ConfigError(f"{self.name}: model_type must be a text, not {_shown(found)}")
        if found is None:
            raise ConfigError(
                f"{self.name} lacks the field model_type (a name such as 'gpt2' or 'llama')"
            )
        return found

    def has(self, *names: str) -> bool:
        """Tell whether one of the names is there with a value."""
        return any(self._field(name) is not None for name in names)

    def with_defaults(self, **defaults: object) -> Config:
        """Return a config that has these values for the fields that it leaves out.

        A field that is there but null stays so: it says that there is none.
        """
        config = Config({**defaults, **self._fields}, self.name)
        config._read = self._read
        return config

    def count(self, *names: str, default: int | None = None, least: int = 1) -> int:
        """Return a whole number of at least `least`, the first of `names` that is there."""
        self._read.update(names)
        for name in names:
            value = self._field(name)
            if value is not None:
                return self._whole(name, value, least)
        if default is None:
            others = f" (or {', '.join(names[1:])})" if names[1:] else ""
            raise ConfigError(f"{self.name} lacks the field {names[0]}{others}")
        return default

    def _whole(self, name: str, value: object, least: int) -> int:
        largest = _BOUNDS.get(name, LARGEST)
        allowed = f"must be a whole number from {least} to {largest:,}"
        if isinstance(value, float) and math.isfinite(value) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ConfigError(f"{self.name}: {name} {allowed}, not {_shown(value)}")
        if not least <= value <= largest:
            raise ConfigError(f"{self.name}: {name} {allowed}, not {_shown(value)}")
        return value

    def flag(self, *names: str, default: bool) -> bool:
        """Return a true-or-false field."""
        for name in names:
            value = self._field(name)
            if value is not None:
                if not isinstance(value, bool):
                    raise ConfigError(
                        f"{self.name}: {name} must be true or false, not {_shown(value)}"
                    )
                return value
        return default

    def text(self, name: str, default: str = "") -> str:
        """Return a text field."""
        value = self._field(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise ConfigError(f"{self.name}: {name} must be a text, not {_shown(value)}")
        return value

    def wholes(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers, empty where the field is not there."""
        value = self._field(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise ConfigError(
                f"{self.name}: {name} must be a list of whole numbers, not {_shown(value)}"
            )
        return tuple(self._whole(name, item, 0) for item in value)

    def pair(self, name: str, default: int) -> tuple[int, int]:
        """Return two sides of a field that gives one for both, or a list of two."""
        value = self._field(name)
        if not isinstance(value, list | tuple):
            side = self.count(name, default=default)
            return side, side
        if len(value) != 2:
            raise ConfigError(
                f"{self.name}: {name} must be a whole number or a list of two, not {_shown(value)}"
            )
        return self._whole(name, value[0], 1), self._whole(name, value[1], 1)

    def entries(self, name: str) -> int:
        """Return how many entries a table has, 0 where it is not there."""
        value = self._field(name)
        if value is not None and not isinstance(value, dict):
            raise ConfigError(f"{self.name}: {name} must be a table, not {_shown(value)}")
        return len(value or ())

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the field is not there."""
        value = self._field(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{self.name}: {name} must be a list of names, not {_shown(value)}")
        return tuple(value)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, or too deep a list
        return "what it is"
    return text if len(text) <= 40 else text[:37] + "..."
