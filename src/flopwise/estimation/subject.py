"""Which model is meant: a catalog name, a size alone, a config file, or an object in Python."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flopwise.architectures.decoder import Decoder
from flopwise.architectures.reader import is_readable, load_config, read_config, read_description
from flopwise.catalog import files, models
from flopwise.derivation.derivation import CATALOG, GIVEN, Value
from flopwise.derivation.expression import Expression, Input
from flopwise.errors import CatalogError, ConfigError, InvalidValueError
from flopwise.formulas.parameters import active_parameters
from flopwise.scenario import Model
from flopwise.workload import Workload

if TYPE_CHECKING:
    from flopwise.architectures.size_alone import Proportions, Size
    from flopwise.catalog.figures import Figure
    from flopwise.catalog.models import ModelCard

_HEADERS = (".safetensors", ".gguf")


def resolve(model: Any) -> Model:
    """Find out what `model` is and what it computes.

    Takes a catalog name or alias, a size (`70B`, `235B-A22B`), a path to a config.json or to a
    folder that holds one, a dict, or an object with `to_dict()` such as a `PretrainedConfig`.
    """
    if isinstance(model, dict):
        return _from_config(model, "the given config", "given-config")
    if hasattr(model, "to_dict"):
        return _from_config(model.to_dict(), type(model).__name__, type(model).__name__.lower())
    if isinstance(model, Path):
        return _from_file(model)
    if not isinstance(model, str):
        raise InvalidValueError(
            f"a model is a name, a size, a path or a config, not {type(model).__name__}"
        )
    return _from_text(model.strip())


def _from_text(text: str) -> Model:
    if not text:
        raise InvalidValueError(
            "a model is needed: a name such as gpt-3, a size such as 70B, a path"
        )
    if text[0].isdigit():
        from flopwise.architectures import size_alone

        size = size_alone.parse(text)
        if size is not None:
            return _from_size(text.upper().replace(" ", ""), size, tuple(files.users_own()))
    if _looks_like_path(text):
        return _from_file(Path(text))
    if _is_folder(text) and text not in {card.id for card in models.every()}:
        raise ConfigError(f"the folder {text} holds no config.json")
    if text.startswith("hf:"):
        raise InvalidValueError(
            f"{text} would need the network; download its config.json and give the path of the file"
        )
    return from_card(models.find(text))


def _looks_like_path(text: str) -> bool:
    if text.endswith(".json") or text.endswith(_HEADERS) or text.startswith((".", "/", "~")):
        return True
    return _is_folder(text) and (Path(text) / "config.json").exists()


def _is_folder(text: str) -> bool:
    try:
        return Path(text).is_dir()
    except OSError:  # what is too long for a name is none
        return False


def refuse_path(text: str) -> None:
    """Refuse a path, for those who aren't at the machine whose file it would open.

    Raises InvalidValueError for what looks like a path, UnknownNameError for what nothing bears.
    """
    if text.startswith((".", "/", "~", "\\")) or text.endswith((".json", *_HEADERS)):
        raise InvalidValueError(
            f"{text[:60]!r} is a path: files are read by the command line only; give a name, a size "
            "or the contents of the config.json"
        )
    from flopwise.architectures import size_alone

    is_size = text[0].isdigit() and size_alone.parse(text) is not None
    if not is_size and not text.startswith("hf:"):
        models.find(text)


def _from_file(path: Path) -> Model:
    path = path.expanduser()
    if path.suffix in _HEADERS:
        raise ConfigError(f"{path}: checkpoint headers can't be read yet; give the config.json")
    name = path.parent.name if path.name == "config.json" else path.stem
    return _from_config(load_config(path), str(path), name or "config")


def _from_config(fields: dict[str, Any], where: str, name: str) -> Model:
    return Model(name, name, workload=read_config(fields, where))


@functools.lru_cache(maxsize=512)
def from_card(card: ModelCard) -> Model:
    """Describe a model of the catalog, by its operations where its architecture can be read.

    A card is described once: all that is made of its operations can then be kept by them.
    """
    stated = _stated_parameters(card)
    workload = None
    if card.architecture is not None and is_readable(str(card.architecture["model_type"])):
        workload = read_config(card.architecture, card.name, CATALOG, card.architecture_source)
    elif stated is not None:
        workload = _by_parameters(card, stated)
    return Model(card.id, card.name, card.provider, card, workload, stated, card.path)


def _stated_parameters(card: ModelCard) -> Value | None:
    for name in ("active_parameters", "parameters_exact", "parameters"):
        figure = card.figure(name)
        if figure.disclosed:
            return value_of(figure)
    return None


def value_of(figure: Figure, note: str = "") -> Value:
    """Turn a figure of the catalog into a value of a derivation.

    Raises CatalogError where its interval doesn't hold it.
    """
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if not low <= figure.value <= high:
        raise CatalogError(
            f"the catalog's value {figure.value} lies outside its own interval {low} to {high}"
        )
    return Value(figure.value, CATALOG, figure.source, figure.low, figure.high, figure.note or note)


def _by_parameters(card: ModelCard, stated: Value) -> Workload:
    """Describe a model whose architecture isn't read by its parameters alone."""
    counted: Expression = Input("stated_parameters", "N", "stated parameters", "parameter")
    values = {"stated_parameters": stated}
    share = card.figure("active_share")
    if share.disclosed:
        values["active_share"] = value_of(share, "each token passes the encoder or the decoder")
        counted = active_parameters(counted, Input("active_share", r"\alpha", "share passed"))
    remark = (
        f"the architecture of {card.name} is not read operation by operation yet, so its stated "
        "parameter count is used"
    )
    return Workload((), values, (remark,), parameters=counted)


@functools.lru_cache(maxsize=256)
def _from_size(name: str, size: Size, own: tuple[Path, ...]) -> Model:
    """Describe a model of that size, once for each set of a user's own files."""
    from flopwise.architectures import size_alone

    workload = size_alone.build(size, _catalogued_proportions(own))
    passed = workload.values["stated_parameters"]
    return Model(
        name.lower(), f"a model of {name} parameters", workload=workload, parameters=passed
    )


@functools.lru_cache(maxsize=8)
def _catalogued_proportions(own: tuple[Path, ...]) -> tuple[Proportions, ...]:
    """Return the proportions of the catalog's decoders, and of those in a user's own files."""
    from flopwise.architectures import size_alone

    del own  # another set of a user's own files is another catalog
    return size_alone.proportions(_catalogued_decoders())


def _catalogued_decoders() -> list[tuple[int, Decoder]]:
    found: list[tuple[int, Decoder]] = []
    for card in models.every():
        count = card.figure("parameters")
        if card.architecture is None or not count.disclosed:
            continue
        if is_readable(str(card.architecture["model_type"])):
            decoder = read_description(card.architecture, card.name)
            if not isinstance(decoder, Decoder):
                continue
            if decoder.experts is None and decoder.causal:
                found.append((count.value, decoder))
    return found


__all__ = ["GIVEN", "from_card", "resolve", "value_of"]
