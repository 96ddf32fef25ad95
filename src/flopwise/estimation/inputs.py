"""Reading what a person gives: quantities, ranges, and values for single steps, within bounds."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flopwise.derivation.derivation import GIVEN, Derivation, Value, given_value
from flopwise.derivation.exact import bounded, whole
from flopwise.errors import InvalidValueError, UnknownNameError

if TYPE_CHECKING:
    from flopwise.units.numbers import Number

LONGEST_SEQUENCE = 10**9
_SHARES = ("attention_density", "untied_embedding", "active_share", "mfu")
_WHOLE = (
    "num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "vocab_size", "max_position_embeddings", "sliding_window",
    "sequence_length", "word_embed_proj_dim", "num_sliding_layers", "num_full_layers",
)  # fmt: skip


def read_value(given: Any, dimension: str, name: str) -> Value:
    """Read what a person wrote as a value of a dimension; a range becomes an interval."""
    if isinstance(given, str):
        from flopwise.language import quantities

        quantity = quantities.parse(given, dimension, name)
        value, low, high = quantity.value, quantity.low, quantity.high
    else:
        value, low, high = number(given, name), None, None
    if min(value, value if low is None else low) <= 0:
        raise InvalidValueError(f"{name} must be greater than zero, not {given}")
    return Value(value, GIVEN, "", low, high)


def number(given: Any, name: str) -> Number:
    """Take a number of any numeric type, exactly where it is one.

    Raises InvalidValueError for anything else, True and False included.
    """
    if isinstance(given, bool) or not hasattr(given, "__float__"):
        raise InvalidValueError(f"{name} must be a number or a text such as 300B, not {given!r}")
    if isinstance(given, int | float | Fraction):
        return bounded(given, name)
    value = float(given)  # NumPy's and decimal's numbers
    if not math.isfinite(value):
        raise InvalidValueError(f"{name} must be a finite number, not {given}")
    return bounded(whole(Fraction(str(given))), name)


def read_time(given: Any, name: str) -> Value:
    """Read a duration; a bare number could be anything, so that a unit is asked for."""
    if isinstance(given, str):
        from flopwise.language import quantities
        from flopwise.units.dimensions import Dimension

        if quantities.read(given, Dimension.parse("second"), name).unit is None:
            raise InvalidValueError(
                f"{name} {given!r} needs a unit of time: 34d, 21 days, 36h, 90min, 5e6 s"
            )
    return read_value(given, "second", name)


def read_sequence_length(given: Any) -> Value:
    """Read a sequence length, where 4k is 4,096, and say so."""
    if not isinstance(given, str):
        return Value(_whole_length(number(given, "sequence_length")))
    from flopwise.language import quantities

    quantity = quantities.sequence_length(given)
    ends = [_whole_length(end) for end in (quantity.low, quantity.high) if end is not None]
    powers = given.strip().lower().endswith("k") and quantity.value % 1024 == 0
    note = f"{given} is read as a power of two" if powers else ""
    if ends:
        return Value(quantity.value, GIVEN, "", ends[0], ends[1], note)
    return Value(_whole_length(quantity.value), GIVEN, note=note)


def _whole_length(value: Number) -> Number:
    if value != int(value) or not 1 <= value <= LONGEST_SEQUENCE:
        raise InvalidValueError(
            "sequence_length must be a whole number of tokens from 1 to "
            f"{LONGEST_SEQUENCE:,}, not {float(value):.12g}"
        )
    return int(value)


def overridden(settings: tuple[str, ...], derivation: Derivation) -> dict[str, Value]:
    """Read `STEP=VALUE` settings as values of a derivation's nodes, within what can be."""
    nodes = {node.id: node for node in derivation.nodes}
    found = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals:
            raise InvalidValueError(f"--set takes STEP=VALUE, not {setting!r}")
        if name not in nodes:
            raise UnknownNameError("step", name, nodes, hint="its steps: " + ", ".join(nodes))
        from flopwise.language import quantities

        quantity = quantities.parse(text, nodes[name].dimension, name)
        for value in (quantity.value, quantity.low, quantity.high):
            if value is not None:
                _check(
                    name, value, whole_wanted=quantity.low is None or value is not quantity.value
                )
        given = given_value(quantity.value, nodes[name], quantity.dimension)
        found[name] = given._replace(low=quantity.low, high=quantity.high)
    _check_heads(found, derivation)
    return found


def _check(name: str, value: Number, *, whole_wanted: bool) -> None:
    if name in _SHARES and not 0 <= value <= 1:
        raise InvalidValueError(f"{name} must be a share from 0 to 1, not {float(value):g}")
    if name not in _SHARES and value <= 0:
        raise InvalidValueError(f"{name} must be greater than zero, not {float(value):g}")
    if name in _WHOLE and whole_wanted and value != int(value):
        raise InvalidValueError(f"{name} must be a whole number, not {float(value):g}")


def _check_heads(found: dict[str, Value], derivation: Derivation) -> None:
    """Refuse heads that don't divide what they share."""
    values = {name: value.value for name, value in {**derivation.values, **found}.items()}
    for part, name in (("num_attention_heads", "hidden_size"),
                       ("num_key_value_heads", "num_attention_heads")):  # fmt: skip
        if part not in found or name not in values or "head_dim" in values:
            continue
        if values[name] % values[part]:
            raise InvalidValueError(
                f"{part} {float(values[part]):g} does not divide {name} {float(values[name]):g}"
            )
