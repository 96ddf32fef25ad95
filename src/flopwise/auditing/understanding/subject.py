"""What a text is about: a model of the catalog, or one that it describes itself."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import tables, vocabulary
from flopwise.auditing.reading.reader import read
from flopwise.auditing.reading.text import plain
from flopwise.auditing.understanding.description import (
    AS_LARGE,
    BARE_SIZE,
    SMALLEST_SIZE,
    of_rule,
    own_facts,
)
from flopwise.auditing.understanding.mentions import first_named, mentions, named
from flopwise.catalog import conventions, models
from flopwise.errors import FlopwiseError, UnknownNameError
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.path import Path
    from flopwise.catalog.models import ModelCard
    from flopwise.estimation.result import Estimate


SIX = 6.0
_BATCH_CHOICES = ("six-nd", "kaplan", "flopwise", "executed", "chinchilla", "palm")


class Subject(NamedTuple):
    """The model that a text is about, and its figures where they are known."""

    model: str
    name: str
    card: ModelCard | None
    facts: dict[str, float]
    """parameters, tokens, layers, width, sequence_length, batch, steps."""
    sources: dict[str, str]
    given: bool = False
    """Its figures were given with the text, so that the text can't be wrong by contradicting
    only itself."""

    @property
    def reference(self) -> float | None:
        """6ND in FLOP, None where parameters or tokens are unknown."""
        facts = self.facts
        if "parameters" in facts and "tokens" in facts:
            return SIX * facts["parameters"] * facts["tokens"]
        if "layers" in facts and "width" in facts and "tokens" in facts:
            return SIX * 12 * facts["layers"] * facts["width"] ** 2 * facts["tokens"]
        if all(role in facts for role in ("devices", "rate", "utilisation", "time")):
            return facts["devices"] * facts["rate"] * facts["utilisation"] * facts["time"]
        return None

    @property
    def basis(self) -> str:
        """What the reference is counted by: `six-nd`, or `hardware` where only that is known."""
        known = "tokens" in self.facts and {"parameters", "width"} & self.facts.keys()
        return "six-nd" if known else "hardware"

    def corrected(self) -> Estimate | None:
        """The derivation as it should be, in the rule that most texts use."""
        try:
            if self.card is not None:
                found = estimate(Request(self.model, convention="six-nd", tokens=self._own_tokens))
            elif "parameters" in self.facts and "tokens" in self.facts:
                found = estimate(
                    Request(_size(self.facts["parameters"]), convention="six-nd",
                            tokens=int(self.facts["tokens"]))
                )  # fmt: skip
            else:
                return None
        except FlopwiseError:
            return None
        return found if found.value is not None else None

    @property
    def _own_tokens(self) -> int | None:
        """The tokens of the run where they aren't those that the model is known for."""
        return int(self.facts["tokens"]) if self.given and self.card is not None else None

    def _attention(self) -> float:
        """Scores and values over the full context, forward and back; 12·L·d·s for a token."""
        facts = self.facts
        of_token = 12 * facts["layers"] * facts["width"] * facts["sequence_length"]
        return of_token * facts["tokens"]

    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest total of the legitimate conventions."""
        reference = self.reference
        if reference is None:
            return None
        totals = [reference]
        if all(role in self.facts for role in ("layers", "width", "sequence_length", "tokens")):
            totals.append(reference + self._attention())
        if self.card is not None:
            for name in _BATCH_CHOICES:
                try:
                    convention = conventions.find(name).id
                    value = estimate(
                        Request(self.model, convention=convention, tokens=self._own_tokens)
                    ).value
                except FlopwiseError:
                    continue
                if value is not None:
                    totals.append(float(value))
            totals += [
                float(figure.value) for figure in self.card.published_compute
                if figure.unit == "FLOP" and not self.given
            ]  # fmt: skip
        return min(totals), max(totals)


def find(reading: Reading, given: str = "", prompt: str = "") -> Subject | None:
    """Find the subject: as given, as the prompt names it, as the text does, or as it describes.

    Raises UnknownNameError, with near matches, where what is `given` is a model's name misspelt. A
    model that the catalog doesn't know is judged by what the text says of it.
    """
    for text in (given, prompt):
        if text:
            told = own_facts(read(plain(text)))
            card = named(text)
            if card is not None:
                return _with_own_tokens(_of_card(card), told)
            undisclosed = _undisclosed(text, told)
            if undisclosed is not None:
                return Subject("", undisclosed.name, None, _without_run(reading), {}, given=True)
            if "parameters" in told:
                facts = own_facts(reading) | told
                name = f"a model of {_size(told['parameters'])} parameters"
                return Subject("", name, None, facts, {}, given=True)
    if given and not mentions(given):
        _refuse_misspelt(given)
    described = _described(reading)
    card = named(_without_comparisons(reading))
    if card is None or (described is not None and _only_compared(reading, card, described)):
        return described
    return _of_card(_of_own_row(reading, card))


def _undisclosed(text: str, told: dict[str, float]) -> ModelCard | None:
    """Return the model that is asked about, where what it was trained on isn't known."""
    asked = mentions(text)
    if not asked or "tokens" in told:
        return None
    card = models.find(asked[0].id)
    return None if card.figure("training_tokens").disclosed else card


def _without_run(reading: Reading) -> dict[str, float]:
    """Return what a text says of its model, without the run that it can only guess."""
    return {role: value for role, value in own_facts(reading).items() if role not in _OF_RUN}


_OF_RUN = ("tokens", "unique_tokens", "batch_tokens", "batch_sequences", "steps", "epochs", "time")


def _of_own_row(reading: Reading, card: ModelCard) -> ModelCard:
    """Choose among the rows of a table the one whose total the text states outside of it as well."""
    text = reading.plain.text
    rows: dict[str, float] = {}
    apart: list[float] = []
    for claim in reading.of("flop"):
        words = tables.row(text, claim.start)
        ids = first_named(words) if words else frozenset()
        if not words and claim.amount == "total":
            apart.append(claim.value)
        elif len(ids) == 1 and not claim.hedged and "day" not in claim.unit_symbol:
            rows.setdefault(next(iter(ids)), claim.value)
    if len(rows) < _FEWEST_ROWS or card.id not in rows:
        return card
    own = [
        id for id, value in rows.items()
        if any(math.isclose(value, other, rel_tol=_ROUGHLY) for other in apart)
    ]  # fmt: skip
    return models.find(own[0]) if len(own) == 1 else card


_FEWEST_ROWS = 2


def _refuse_misspelt(given: str) -> None:
    """Raise what the catalog says of an unknown name, if it comes near one with the same digits."""
    try:
        models.find(given)
    except UnknownNameError as error:
        digits = re.findall(r"\d+", given)
        if any(re.findall(r"\d+", match) == digits for match in error.matches):
            raise


def _with_own_tokens(about: Subject, told: dict[str, float]) -> Subject:
    """Take the tokens of the run from what was said of it, where it is another run."""
    tokens = told.get("tokens")
    if tokens is None or abs(tokens / about.facts["tokens"] - 1) <= _SAME_RUN:
        return about
    return about._replace(facts=about.facts | {"tokens": tokens}, given=True)


_SAME_RUN = 0.12


def refined(
    reading: Reading, about: Subject | None, final: Claim | None, way: Path | None
) -> Subject | None:
    """Take a described model's figures from the product that leads to the result.

    A text may speak of several models and runs; what it multiplies says which it is about, as long
    as it states those figures, and not only uses them.
    """
    if about is None or about.given or final is None:
        return about
    if about.card is None:
        about = about._replace(facts=about.facts | _of_its_row(reading, final))
    if way is None:
        return about
    if about.card is not None:
        return _another_run(reading, about, way)
    # Where the text states devices, rate, share and time by themselves, those are what it is held against.
    of_machines = _of_machines(reading, final, way) if about.basis == "six-nd" else {}
    if of_machines:
        return about._replace(name="the machines that it names", facts=of_machines)
    facts = about.facts | _of_product(reading, about, way)
    facts |= _of_all_passes(reading, facts)
    whole = about.facts.get("parameters", 0.0)
    if "all_parameters" in about.facts and math.isclose(
        facts["parameters"], about.facts["all_parameters"]
    ):
        facts["parameters"] = whole  # all experts were multiplied where only some are active
    return about._replace(facts=facts)


def _of_machines(reading: Reading, final: Claim, way: Path) -> dict[str, float]:
    """Take a budget for what it is: `8 × 312e12 × 10 × 24 × 3600 × 0.5`, before any model is sized by it.

    Parameters and tokens that follow from the result can't be what it is held against.
    """
    values = [part.value for part in way.net]
    has_rate = any(_LEAST_RATE <= value <= _MOST_RATE for value in values)
    has_time = any(value in _OF_HOURS for value in values)
    is_whole = all(part.sign > 0 for part in way.net) and len(values) >= _FEWEST
    sized = {"parameters", "tokens", "flop/token"} & {part.role for part in way.net}
    before = any(
        claim.role in ("parameters", "tokens") and claim.start < final.start
        for claim in reading.claims
    )
    if before or sized or not (has_rate and has_time and is_whole):
        return {}
    return {"devices": 1.0, "rate": math.prod(values), "utilisation": 1.0, "time": 1.0}


_LEAST_RATE, _MOST_RATE = 1e13, 1e16
_OF_HOURS = (3600.0, 86_400.0)
_FEWEST = 4


def _of_its_row(reading: Reading, final: Claim) -> dict[str, float]:
    """Take parameters and tokens from the row of a table that the result stands in."""
    text = reading.plain.text
    if not tables.row(text, final.start):
        return {}
    inside = [one for one in reading.claims if tables.same_row(text, one.start, final.start)]
    facts = {
        role: [one.value for one in inside if one.role == role and one.value >= SMALLEST_SIZE]
        for role in ("parameters", "tokens")
    }
    if any(len(values) != 1 for values in facts.values()):
        return {}
    return {role: values[0] for role, values in facts.items()}


def _of_all_passes(reading: Reading, facts: dict[str, float]) -> dict[str, float]:
    """Count a data set as often as the text says that it is gone through.

    Not where a figure says how many tokens that makes, nor where the tokens are called those seen
    in all.
    """
    tokens, epochs = facts.get("tokens", 0.0), facts.get("epochs", 1.0)
    if epochs < 2 or epochs != int(epochs) or "unique_tokens" in facts or not tokens:
        return {}
    for claim in reading.claims:
        if math.isclose(claim.value, tokens * epochs, rel_tol=_ROUGHLY):
            return {}
        same = math.isclose(claim.value, tokens, rel_tol=_ROUGHLY)
        counted = any(math.isclose(factor.value, epochs) for factor in claim.factors)
        if same and (counted or reading.says(claim.statement, "seen", "phrases")):
            return {}
    return {"unique_tokens": tokens, "tokens": tokens * epochs}


_ROUGHLY = 0.03


def _of_product(reading: Reading, about: Subject, way: Path) -> dict[str, float]:
    """Take parameters and tokens from `6 × 120B × 450B`, where that is all of the product."""
    if {"rate", "devices", "utilisation", "time"} & {part.role for part in way.net}:
        return {}
    if about.facts.get("epochs", 1.0) > 1 and "unique_tokens" in about.facts:
        return {}  # the tokens are those of all passes, whatever is multiplied
    factors = reading.claims[way.claims[0]].factors
    large = [factor.value for factor in factors if factor.value >= SMALLEST_SIZE]
    rest = [factor.value for factor in factors if factor.value < SMALLEST_SIZE]
    if any(factor.sign < 0 for factor in factors) or len(large) != 2 or not rest:
        return {}
    if any(value > _LARGEST_CONSTANT for value in rest):
        return {}
    known = {role: about.facts.get(role, 0.0) for role in ("parameters", "tokens")}
    straight = math.isclose(large[0], known["parameters"]) or math.isclose(
        large[1], known["tokens"]
    )
    swapped = math.isclose(large[1], known["parameters"]) or math.isclose(large[0], known["tokens"])
    parameters, tokens = reversed(large) if swapped and not straight else large
    return {"parameters": parameters, "tokens": tokens}


_LARGEST_CONSTANT = 30


def _another_run(reading: Reading, about: Subject, way: Path) -> Subject:
    """Leave a named model for a run of the text's own, where all its figures are others."""
    used = _of_product(reading, about, way)
    tuned = vocabulary.says("tuning", "phrases", reading.plain.text.casefold())
    stated = {claim.value for claim in reading.claims if tuned or not claim.factors}
    others = {
        role for role, value in used.items()
        if value in stated and not 1 / AS_LARGE < value / about.facts[role] < AS_LARGE
    }  # fmt: skip
    own = len(others) == len(used)
    if others == {"tokens"} and tuned:
        tokens = {"tokens": used["tokens"]}
        return about._replace(facts=about.facts | tokens, given=True)
    if not used or not own:
        return about
    name = f"a model of {_size(used['parameters'])} parameters"
    return Subject("", name, None, own_facts(reading) | used, {})


def _without_comparisons(reading: Reading) -> str:
    """Return the text without what it says of others for comparison."""
    return "\n".join(
        reading.text_of(index)
        for index in range(len(reading.statements))
        if not reading.says(index, "compare", "phrases")
    )


def _only_compared(reading: Reading, card: ModelCard, described: Subject) -> bool:
    """Tell whether a model is only named for comparison with the one that the text describes."""
    own = described.facts.get("parameters")
    if own is None or AS_LARGE > own / float(card.figure("parameters").value) > 1 / AS_LARGE:
        return False
    stated = [
        claim.start for claim in reading.claims if claim.role == "parameters" and claim.value == own
    ]
    bare = BARE_SIZE.search(reading.plain.text)
    stated += [bare.start()] if bare is not None else []
    named = next((one for one in mentions(reading.plain.text) if one.id == card.id), None)
    return named is not None and bool(stated) and min(stated) < named.start


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
        facts["all_parameters"] = facts.get("parameters", 0.0)
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
    """Take a model and a run from the text's own words: `a 13B model on 2T tokens`."""
    facts = own_facts(reading)
    if "parameters" not in facts or "tokens" not in facts:
        facts = {**of_rule(reading, facts), **facts}
    if not facts:
        return None
    name = "the model that it describes"
    if "parameters" in facts:
        name = f"a model of {_size(facts['parameters'])} parameters"
    return Subject("", name, None, facts, {})


def _size(parameters: float) -> str:
    for power, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if parameters >= power:
            return f"{parameters / power:.6g}{letter}"
    return f"{parameters:.0f}"
