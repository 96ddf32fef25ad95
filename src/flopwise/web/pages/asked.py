"""What a page is asked for, and how that is written as an address again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.operations.options import FLAG, QUANTITY, SETTINGS, TEXTS
from flopwise.operations.requests import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flopwise.operations.options import Option
    from flopwise.operations.table import Operation

INPUT = "set:"
"""What the name of a field begins with that gives an input of the derivation another value."""
_READABLE = ":,.@/'()*!"
"""Signs that an address may hold as they are."""


class Asked(NamedTuple):
    """One request for a page."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    name: str = ""
    """The part of the path that says which card is wanted."""
    sent: bool = False
    """Whether a form was sent, whose text has no place in an address."""
    voter: str = ""
    """Who asks, by a cookie of their own; empty for somebody new."""
    may_write: bool = True
    """Whether what is sent may be kept here."""

    def first(self, name: str) -> str:
        """Return the first value of a parameter, empty where there is none."""
        return next((value.strip() for key, value in self.query if key == name), "")

    def several(self, name: str) -> list[str]:
        """Return all values of a parameter, those behind commas too."""
        found = [part for key, value in self.query if key == name for part in value.split(",")]
        return [part.strip() for part in found if part.strip()]

    def whole(self, name: str) -> int | None:
        """Return a parameter that counts something."""
        said = self.first(name)
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) <= 6):
            raise InvalidValueError(f"{name} should be a whole number, not {said[:40]!r}")
        return int(said)


def options(
    asked: Asked, operation: Operation, besides: Iterable[str], names: Mapping[str, str] = {}
) -> dict[str, Any]:
    """Return the operation's options among the parameters; empty fields are left out.

    `besides` are parameters that the page itself reads; `names` says what it calls an option.
    Raises UnknownNameError for any other, with near matches.
    """
    spelt = {names.get(option.name, option.name): option for option in operation.takes}
    found: dict[str, Any] = {}
    inputs: dict[str, str] = {}
    for key, value in asked.query:
        if key in besides:
            continue
        if key.startswith(INPUT):
            inputs[key.removeprefix(INPUT)] = value.strip()
        elif key not in spelt:
            raise UnknownNameError("parameter", key, [*spelt, *besides])
        elif value.strip():
            _add(found, spelt[key], value)
    return _with_inputs(found, inputs, operation)


def _add(found: dict[str, Any], option: Option, value: str) -> None:
    if option.kind == TEXTS:
        said = [part.strip() for part in value.split(",") if part.strip()]
        found[option.name] = [*found.get(option.name, ()), *said]
    elif option.kind == SETTINGS:
        found[option.name] = [*found.get(option.name, ()), value.strip()]
    elif option.kind != FLAG or value != "false":
        found[option.name] = value if option.name == "text" else value.strip()
    if len(found.get(option.name, ())) > MOST and option.kind in (TEXTS, SETTINGS):
        raise InvalidValueError(f"{option.name} has more than {MOST} entries")


def _with_inputs(
    found: dict[str, Any], inputs: Mapping[str, str], operation: Operation
) -> dict[str, Any]:
    """Take fields of inputs for options where they are some, else for settings."""
    own = {option.name for option in operation.takes if option.kind == QUANTITY}
    settings = [
        setting for setting in found.pop("set", ())
        if setting.partition("=")[0].strip() not in inputs
    ]  # fmt: skip
    for name, value in inputs.items():
        if name in own:
            found.pop(name, None)
            if value:
                found[name] = value
        elif value:
            settings.append(f"{name}={value}")
    return {**found, "set": settings} if settings else found


def given_inputs(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what was given for which input, by options of its name or by settings."""
    settings = (setting.partition("=") for setting in found.get("set", ()))
    told = {name: value for name, value in found.items() if isinstance(value, str)}
    return {**told, **{name.strip(): value.strip() for name, _, value in settings}}


def pairs(
    found: Mapping[str, Any], operation: Operation, names: Mapping[str, str] = {}
) -> list[tuple[str, str]]:
    """Return the parameters that say the same, in the order of the operation's options."""
    said: list[tuple[str, str]] = []
    for option in operation.takes:
        value = found.get(option.name)
        name = names.get(option.name, option.name)
        if value is None or value == option.default:
            continue
        if option.kind == TEXTS:
            said.append((name, ",".join(value)))
        elif option.kind == SETTINGS:
            said += [(name, setting) for setting in value]
        else:
            said.append((name, str(value)))
    return said


def address(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Write an address.

    >>> address("/estimate", [("model", "gpt-3"), ("tokens", "8T..15T"), ("gpus", "")])
    '/estimate?model=gpt-3&tokens=8T..15T'
    """
    said = urlencode([pair for pair in parameters if pair[1]], safe=_READABLE)
    # A second slash would make the rest the name of another server.
    place = "/" + quote(path.lstrip("/"), safe=_READABLE)
    return f"{place}?{said}" if said else place


def is_form(asked: Asked) -> bool:
    """Tell whether a form's fields stand in the address as the browser puts them there."""
    return any(key.startswith(INPUT) or not value.strip() for key, value in asked.query)
