"""What a text is about: a model of the catalog, or one that it describes itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import conventions, models
from flopwise.errors import FlopwiseError
from flopwise.estimation.estimate import Request, estimate
from flopwise.language import models as names

if TYPE_CHECKING:
    from flopwise.audit.claims import Reading
    from flopwise.catalog.models import ModelCard
    from flopwise.estimation.result import Estimate

SIX = 6.0
_WORD = re.compile(r"[\w%]+(?:[.\-][\w%]+)*")
_MOST_WORDS = 4000
_BATCH_CHOICES = ("six-nd", "kaplan", "flopwise", "executed", "chinchilla", "palm")


class Subject(NamedTuple):
    """The model that a text is about, and its figures where they are known."""

    model: str
    name: str
    card: ModelCard | None
    facts: dict[str, float]
    """parameters, tokens, layers, width, sequence_length, batch, steps."""
    sources: dict[str, str]

    @property
    def reference(self) -> float | None:
        """6ND in FLOP, None where parameters or tokens are unknown."""
        if "parameters" in self.facts and "tokens" in self.facts:
            return SIX * self.facts["parameters"] * self.facts["tokens"]
        return None

    def corrected(self) -> Estimate | None:
        """The derivation as it should be, in the rule that most texts use."""
        try:
            if self.card is not None:
                found = estimate(Request(self.model, convention="six-nd"))
            elif self.reference is not None:
                found = estimate(
                    Request(_size(self.facts["parameters"]), convention="six-nd",
                            tokens=int(self.facts["tokens"]))
                )  # fmt: skip
            else:
                return None
        except FlopwiseError:
            return None
        return found if found.value is not None else None

    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest total of the legitimate conventions."""
        reference = self.reference
        if reference is None:
            return None
        totals = [reference]
        if self.card is not None:
            for name in _BATCH_CHOICES:
                try:
                    value = estimate(Request(self.model, convention=conventions.find(name).id)).value
                except FlopwiseError:
                    continue
                if value is not None:
                    totals.append(float(value))
            totals += [
                float(figure.value) for figure in self.card.published_compute
                if figure.unit == "FLOP"
            ]  # fmt: skip
        return min(totals), max(totals)


def find(reading: Reading, given: str = "", prompt: str = "") -> Subject | None:
    """Find the subject: as given, as the prompt names it, as the text does, or as it describes."""
    for text in (given, prompt):
        if text:
            card = _named(text)
            if card is not None:
                return _of_card(card)
    card = _named(reading.plain.text)
    if card is not None:
        return _of_card(card)
    return _described(reading)


def named_ids(text: str) -> frozenset[str]:
    """Return the ids of all catalogued models that a short text names."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text[:2000])]
    return frozenset(mention.id for mention in names.exact(words))


def _named(text: str) -> ModelCard | None:
    """Return the model that is named first, among those whose training is disclosed."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    for mention in names.exact(words[:_MOST_WORDS]):
        card = models.find(mention.id)
        if card.figure("parameters").disclosed and card.figure("training_tokens").disclosed:
            return card
    return None


def _of_card(card: ModelCard) -> Subject:
    facts: dict[str, float] = {}
    sources: dict[str, str] = {}

    def add(role: str, figure_name: str) -> None:
        figure = card.figure(figure_name)
        if figure.disclosed:
            facts[role] = float(figure.value)
            sources[role] = figure.source

    add("parameters", "parameters")
    if card.figure("active_parameters").disclosed:
        add("parameters", "active_parameters")
    add("tokens", "training_tokens")
    add("batch", "global_batch_tokens")
    add("sequence_length", "sequence_length")
    architecture = card.architecture or {}
    for role, field in (("layers", "num_hidden_layers"), ("width", "hidden_size"),
                        ("heads", "num_attention_heads")):  # fmt: skip
        if isinstance(architecture.get(field), int):
            facts[role] = float(architecture[field])
            sources[role] = card.architecture_source
    if "batch" in facts and "tokens" in facts:
        facts["steps"] = facts["tokens"] / facts["batch"]
        sources["steps"] = sources["batch"]
    return Subject(card.id, card.name, card, facts, sources)


def _described(reading: Reading) -> Subject | None:
    """Take a model from the text's own words: `a 13B model on 2T tokens`."""
    facts: dict[str, float] = {}
    for claim in reading.claims:
        if claim.role in ("parameters", "tokens") and claim.value >= 1e5:
            facts.setdefault(claim.role, claim.value)
    bare = re.search(
        r"(\d+(?:\.\d+)?)\s?([BMT])(?:illion)?(?:\s+(?:dense|parameter|transformer))?[\s-]*"
        r"(?:model|LLM|模型|モデル|모델|модел|参数|параметр)",
        reading.plain.text,
    )
    if bare is not None:
        facts["parameters"] = float(bare[1]) * {"M": 1e6, "B": 1e9, "T": 1e12}[bare[2]]
    if "parameters" not in facts:
        return None
    name = f"a model of {_size(facts['parameters'])} parameters"
    return Subject("", name, None, facts, {})


def _size(parameters: float) -> str:
    for power, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if parameters >= power:
            return f"{parameters / power:.6g}{letter}"
    return f"{parameters:.0f}"

