"""From a foreign description of a model to its workload: Hugging Face configs and their like.

Each family's file in `families/` is named after its model type and is imported when one of its
models is read. What a config says is only ever read as data.
"""

from __future__ import annotations

import functools
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder, build
from flopwise.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.architectures.patches import PatchEncoder
    from flopwise.architectures.residual import ResidualNetwork
    from flopwise.workload import Workload

    Description = Decoder | ResidualNetwork | PatchEncoder

FAMILIES = Path(__file__).with_name("families")
LARGEST_FILE = 10_000_000
"""Bytes; configs are a few thousand."""

_CONTEXT = ("max_position_embeddings", "n_positions", "seq_length")
_OF_EXPERTS = re.compile("expert|moe")
_WITHOUT_SHAPE = re.compile(
    "loss|coef|jitter|eps|norm|scal|group|bias_update|dropout|implementation"
)
"""How experts are chosen, weighed and trained changes neither parameters nor products."""

_NESTED = ("text_config", "llm_config", "language_config")


@functools.cache
def model_types() -> tuple[str, ...]:
    """Return the model types that can be read; their files stay while the program runs."""
    return tuple(sorted(path.stem for path in FAMILIES.glob("[a-z]*.py")))


def is_readable(model_type: str) -> bool:
    """Tell whether a family's file reads this model type."""
    return _module_name(model_type) in model_types()


def read_decoder(fields: Mapping[str, Any], name: str) -> Decoder:
    """Read a config as a decoder, or an encoder of text; raises ConfigError where it is neither."""
    found = read_description(fields, name)
    if not isinstance(found, Decoder):
        raise ConfigError(f"{name} describes a model of images, not one of text")
    return found


def read_description(fields: Mapping[str, Any], name: str) -> Description:
    """Read a config in the terms of its family.

    Raises ConfigError for a field that is missing or impossible, and UnknownNameError for a model
    type that no family reads.
    """
    if not isinstance(fields, dict):
        raise ConfigError(f"{name} must hold a JSON object with the fields of a model config")
    config = Config(_text_part(fields), name)
    model_type = config.model_type
    if not is_readable(model_type):
        raise UnknownNameError(
            "model_type", model_type, model_types(),
            hint=f"in {name}; the types that are read: " + ", ".join(model_types()),
        )  # fmt: skip
    family = importlib.import_module(f"flopwise.architectures.families.{_module_name(model_type)}")
    found: Description = family.read(config)
    _refuse_unread(config)
    return found


def _refuse_unread(config: Config) -> None:
    """Refuse fields that change the count and that the family knows nothing of."""
    for field, value in config.unread().items():
        if field == "layer_types" and set(config.names(field)) - {"full_attention"}:
            raise ConfigError(
                f"{config.name}: layer_types names {_listed(config.names(field))}, but with the "
                f"other fields here a model of type {config.model_type} looks back over everything "
                "in all its layers; correct the one or the other"
            )
        if _tells_of_experts(field, value):
            raise ConfigError(
                f"{config.name}: {field} belongs to a mixture of experts, and the type "
                f"{config.model_type} has no such field; give the type that the model really "
                "has, or leave the field out"
            )


def _tells_of_experts(field: str, value: object) -> bool:
    if not _OF_EXPERTS.search(field) or _WITHOUT_SHAPE.search(field):
        return False
    if isinstance(value, bool):
        return value
    return isinstance(value, int | float | list) and value not in (0, 1, [])


def _listed(kinds: tuple[str, ...]) -> str:
    return " and ".join(dict.fromkeys(kinds))


def read_config(
    fields: Mapping[str, Any], name: str, origin: str = "given", source: str = ""
) -> Workload:
    """Read a config as the operations that the model computes."""
    decoder = read_description(fields, name)
    if not isinstance(decoder, Decoder):
        return decoder.build(origin, source)
    workload = build(decoder, origin, source, name)
    config = Config(_text_part(fields), name)
    if not config.has(*_CONTEXT):
        return workload
    return workload._replace(context=config.count(*_CONTEXT) - decoder.spare_positions)


def _text_part(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the language model's own fields where a config holds several models."""
    for nested in _NESTED:
        inner = fields.get(nested)
        if isinstance(inner, dict) and "model_type" in inner and "hidden_size" not in fields:
            return inner
    return fields


def load_config(path: Path) -> dict[str, Any]:
    """Load a `config.json`, or the one in a folder, as data.

    Raises ConfigError where it can't be read or isn't JSON.
    """
    import json

    if path.is_dir():
        path = path / "config.json"
    written = _bytes_of(path)
    try:
        content = json.loads(written, parse_int=_integer)
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not a text file") from None
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply for a model config") from None
    except ValueError as error:
        raise ConfigError(f"{path} is not valid JSON: {error}") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must hold a JSON object with the fields of a model config")
    return content


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            written = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror or error}") from None
    except ValueError as error:
        raise ConfigError(f"{str(path)!r} can't be read: {error}") from None
    if len(written) > LARGEST_FILE:
        raise ConfigError(f"{path} is too large for a model config (over 10 MB)")
    return written


def _integer(digits: str) -> int | float:
    """Read a whole number; one of hundreds of digits is as good as infinite, and refused as that."""
    return int(digits) if len(digits) < 100 else float(digits)


def _module_name(model_type: str) -> str:
    return model_type.replace("-", "_")
