"""Cards of models: what they can do, their specification, shape and training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.cards.card import ABSENT, Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, has_words, narrowed, same
from flopwise.cards.written import amount, compact, day, from_figure, power_of_ten, share
from flopwise.catalog import files, models
from flopwise.units import registry
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flopwise.catalog.models import ModelCard

FILTERS = ("provider", "family", "category", "size", "search", "with_architecture")

_FILTERS = {
    "provider": Filter(field_of("provider"), has_words),
    "family": Filter(field_of("family"), has_words),
    "category": Filter(field_of("categories"), same),
    "size": Filter(field_of("size_class"), same),
    "search": SEARCH,
    "with_architecture": Filter(field_of("model_type"), lambda _, known: bool(known)),
}

_NOTE = "Tokens are those seen in training; FLOP are those published for it."

_SIZES = {
    "SMALL": "fewer than 10 billion parameters",
    "MEDIUM": "10 to 100 billion parameters",
    "LARGE": "more than 100 billion parameters",
}

_SHAPE = {
    "model_type": "Type",
    "num_hidden_layers": "Layers",
    "num_decoder_layers": "Decoder layers",
    "hidden_size": "Hidden size",
    "num_attention_heads": "Attention heads",
    "num_key_value_heads": "Key-value heads",
    "head_dim": "Head size",
    "intermediate_size": "Feed-forward size",
    "vocab_size": "Vocabulary",
    "max_position_embeddings": "Positions",
    "tie_word_embeddings": "Output layer tied to the embedding",
    "sliding_window": "Sliding window",
    "hidden_act": "Activation",
}
"""What a config calls it, and what we do; the rest keeps its name."""


def show(name: str) -> Card:
    """Return the card of one model; raises UnknownNameError with near matches."""
    return _card(models.find(name))


def listed(**wanted: Any) -> CardList:
    """Return the cards of all models, or of those that pass every filter."""
    found, remark = narrowed(map(_card, models.every()), _FILTERS, wanted)
    return CardList("model", found, _COLUMNS, "models", wanted, remark, _NOTE)


def _card(model: ModelCard) -> Card:
    return Card(
        kind="model",
        id=model.id,
        name=model.name,
        fields=(
            *_abilities(model), *_specifications(model), *_shape(model), *_training(model),
            *_compute(model), *_hardware(model), *_names(model),
        ),
        sentence=_sentence(model),
        verb="models",
        lead=model.description,
        title=f"About {model.name}",
        near=model.path,
        yours=model.yours,
    )  # fmt: skip


def _abilities(model: ModelCard) -> Iterator[Field]:
    for name, value in (("capabilities", model.capabilities), ("categories", model.categories)):
        if value:
            label = name.capitalize()
            yield Field(
                name, value, "", ", ".join(value), model.source, label, label, shape="words"
            )


def _specifications(model: ModelCard) -> Iterator[Field]:
    section = "Specifications"
    if model.provider:
        yield Field(
            "provider", model.provider, "", model.provider, model.source, "Provider", section
        )
    if "released" in model.figures:
        yield from_figure(
            "released", model.figure("released"), day, label="Released", section=section
        )
    parameters = model.figure("parameters")
    if model.size_class:
        known = parameters.disclosed
        yield Field(
            "size_class", model.size_class, "", model.size_class,
            parameters.source if known else model.source, "Size", section,
            note=_SIZES[model.size_class] if known else "",
        )  # fmt: skip
    for name, label, write, unit in (
        ("parameters", "Parameters", amount, "parameters"),
        ("parameters_exact", "Parameters, counted", grouped, "parameters"),
        ("active_parameters", "Active parameters", amount, "parameters"),
        ("active_share", "Share active for a token", share, ""),
    ):
        if name in model.figures:
            yield from_figure(name, model.figures[name], write, unit, label=label, section=section)
    if "context_length" in model.figures:
        yield from_figure(
            "context_length", model.figures["context_length"],
            lambda value: f"{grouped(value)} tokens", "tokens", label="Context", section=section,
        )  # fmt: skip


def _shape(model: ModelCard) -> Iterator[Field]:
    architecture = model.architecture or {}
    named = [name for name in _SHAPE if name in architecture]
    for name in [*named, *(name for name in architecture if name not in _SHAPE)]:
        value = architecture[name]
        if name == "source" or value is None:
            continue
        yield Field(
            name, value, "", _setting(value), model.architecture_source,
            _SHAPE.get(name, name), "Shape",
        )  # fmt: skip


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return grouped(value) if isinstance(value, int | float) else str(value)


def _training(model: ModelCard) -> Iterator[Field]:
    known = model.architecture is not None or any(
        model.figure(name).disclosed for name in _TRAINING
    )
    for name, (label, unit, write) in _TRAINING.items():
        if name in model.figures:
            field = from_figure(
                name, model.figures[name], write, unit, label=label, section="Training"
            )
            yield field if known else field._replace(shape="hidden")


_TRAINING: dict[str, tuple[str, str, Callable[[Any], str]]] = {
    "training_tokens": ("Tokens seen", "tokens", lambda value: f"{amount(value)} tokens"),
    "sequence_length": ("Sequence", "tokens", lambda value: f"{grouped(value)} tokens"),
    "global_batch_tokens": ("Batch", "tokens", lambda value: f"{amount(value)} tokens"),
    "dataset_samples": ("Training set", "samples", lambda value: f"{grouped(value)} samples"),
    "epochs": ("Epochs", "", grouped),
    "precision": ("Precision", "", str),
}


def _compute(model: ModelCard) -> Iterator[Field]:
    for row in model.published_compute:
        text = power_of_ten(row.value) if row.unit == "FLOP" else grouped(row.value)
        unit = f"{row.unit}s" if row.unit == "PF-day" else row.unit
        yield Field(
            "published_compute", row.value, row.unit, f"{text} {unit}", row.source,
            "Training compute", "Published compute", row.note,
        )  # fmt: skip


def _hardware(model: ModelCard) -> Iterator[Field]:
    raw = files.parse(model.path)["model"][model.id].get("hardware", {})
    for index, (name, figure) in enumerate(model.hardware.items()):
        label, unit, write = _MACHINES[name]
        field = from_figure(name, figure, write, unit, label=label, section="Trained on")
        if not index and raw.get("note"):
            field = field._replace(note=raw["note"])
        yield field


_MACHINES: dict[str, tuple[str, str, Callable[[Any], str]]] = {
    "accelerator": ("Accelerator", "", str),
    "devices": ("Devices", "devices", grouped),
    "device_hours": ("Device-hours", "device-hours", amount),
    "days": ("Days", "days", grouped),
    "mfu": ("Utilisation (MFU)", "", share),
    "hfu": ("Utilisation (HFU)", "", share),
}


def _names(model: ModelCard) -> Iterator[Field]:
    if model.family:
        yield Field("family", model.family, "", model.family, "", "Family", "Names")
    names = (model.id, *model.aliases)
    yield Field("aliases", names, "", ", ".join(names), "", "On the command line", "Names")


def _sentence(model: ModelCard) -> str:
    parameters, tokens, context = (
        model.figure(name) for name in ("parameters", "training_tokens", "context_length")
    )
    said = [f"{model.name} by {model.provider}" if model.provider else model.name]
    if model.figure("released").disclosed:
        said.append(f"released {day(model.figure('released').value)}")
    known = parameters.disclosed
    said.append(f"{amount(parameters.value)} parameters" if known else "parameters not disclosed")
    if tokens.disclosed:
        said.append(f"trained on {amount(tokens.value)} tokens")
    if context.disclosed:
        said.append(f"a context of {grouped(context.value)} tokens")
    return ", ".join(said) + "."


def _count(field: Field) -> str:
    return "undisclosed" if field.value is None else compact(field.value)


def _flop(field: Field) -> str:
    if field.value is None:
        return ABSENT
    return power_of_ten(registry.find(field.unit).to_base(field.value), 3)


_COLUMNS = (
    Column("model"),
    Column("provider", ("provider",)),
    Column("parameters", ("parameters",), _count, numeric=True),
    Column("tokens", ("training_tokens",), _count, numeric=True),
    Column("released", ("released",), lambda field: str(field.value)),
    Column("FLOP", ("published_compute",), _flop, numeric=True),
)
