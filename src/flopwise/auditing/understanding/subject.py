"""What a text is about: a model of the catalog, or one that it describes itself."""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading.claims import read
from flopwise.auditing.reading.text import plain
from flopwise.auditing.understanding import peaks_of
from flopwise.catalog import conventions, models
from flopwise.errors import FlopwiseError, UnknownNameError
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request
from flopwise.language import models as names

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Reading
    from flopwise.auditing.understanding.path import Path
    from flopwise.catalog.models import ModelCard
    from flopwise.estimation.result import Estimate

SIX = 6.0
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*")
_NAME = re.compile(r"[\w.\- ]+(?:\([\w.\- ]+)?")
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
            card = _named(text)
            if card is not None:
                return _with_own_tokens(_of_card(card), told)
            if "parameters" in told:
                facts = own_facts(reading) | told
                name = f"a model of {_size(told['parameters'])} parameters"
                return Subject("", name, None, facts, {}, given=True)
    if given and not _mentions(given):
        _refuse_misspelt(given)
    described = _described(reading)
    card = _named(_without_comparisons(reading))
    if card is None or (described is not None and _only_compared(reading, card, described)):
        return described
    return _of_card(card)


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


def refined(reading: Reading, about: Subject | None, way: Path | None) -> Subject | None:
    """Take a described model's figures from the product that leads to the result.

    A text may speak of several models and runs; what it multiplies says which it is about, as long
    as it states those figures, and not only uses them.
    """
    if about is None or about.given or way is None:
        return about
    if about.card is not None:
        return _another_run(reading, about, way)
    facts = about.facts | _of_product(reading, about, way)
    facts |= _of_all_passes(reading, facts)
    whole = about.facts.get("parameters", 0.0)
    if "all_parameters" in about.facts and math.isclose(
        facts["parameters"], about.facts["all_parameters"]
    ):
        facts["parameters"] = whole  # all experts were multiplied where only some are active
    return about._replace(facts=facts)


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
    large = [factor.value for factor in factors if factor.value >= _SMALLEST_SIZE]
    rest = [factor.value for factor in factors if factor.value < _SMALLEST_SIZE]
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
    stated = {claim.value for claim in reading.claims if not claim.factors}
    own = all(
        value in stated and not 1 / _AS_LARGE < value / about.facts[role] < _AS_LARGE
        for role, value in used.items()
    )
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
    if own is None or _AS_LARGE > own / float(card.figure("parameters").value) > 1 / _AS_LARGE:
        return False
    stated = [
        claim.start for claim in reading.claims if claim.role == "parameters" and claim.value == own
    ]
    bare = _BARE_SIZE.search(reading.plain.text)
    stated += [bare.start()] if bare is not None else []
    named = next((one for one in _mentions(reading.plain.text) if one.id == card.id), None)
    return named is not None and bool(stated) and min(stated) < named.start


_AS_LARGE = 1.3


@functools.lru_cache(maxsize=1024)
def named_ids(text: str) -> frozenset[str]:
    """Return the ids of all catalogued models that a short text names."""
    return frozenset(mention.id for mention in _mentions(text[:2000]))


@functools.lru_cache(maxsize=1024)
def first_named(text: str) -> frozenset[str]:
    """Return the id of the model that a short text names first, if it names one."""
    return frozenset(mention.id for mention in _mentions(text[:2000])[:1])


@functools.lru_cache(maxsize=16)
def _mentions(text: str) -> tuple[names.Mention, ...]:
    """Return the models that a text names; `tokens (T) | 5` is no T5."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    return tuple(
        mention
        for mention in names.exact(words[:_MOST_WORDS])
        if _NAME.fullmatch(text, mention.start, mention.end)
    )


def _named(text: str) -> ModelCard | None:
    """Return the model that is named first, among those whose training is disclosed.

    `Chinchilla's advice` is about a rule of scaling, not about the model.
    """
    for mention in _mentions(text):
        if _AS_A_RULE.match(text, mention.end) or _FROM.search(text, 0, mention.start):
            continue
        card = models.find(mention.id)
        if card.figure("parameters").disclosed and card.figure("training_tokens").disclosed:
            return card
    return None


_AS_A_RULE = re.compile(
    r"(?:['’]s)?[ -]{0,3}(?:advice|optimal|scaling|rule|law|ratio|paper|style|最优|比例|法则|定律|则)"
    r"|, D ≈",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom $")


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
        facts = {**_of_rule(reading, facts), **facts}
    if not facts:
        return None
    name = "the model that it describes"
    if "parameters" in facts:
        name = f"a model of {_size(facts['parameters'])} parameters"
    return Subject("", name, None, facts, {})


_BARE_SIZE = re.compile(
    r"(?<![A-Za-z0-9_.$/])(\d+(?:\.\d+)?)\s?([BMT])(?:illion)?(?:[\s-]+(?:dense|parameter|transformer))?[\s-]*"
    r"(?:的?稠密)?的?(?:language )?(?:model|LLM|decoder|dense|模型|モデル|모델|модел|参数|параметр)"
)
_LONGEST = 20_000
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_COUNT = r"(two|three|four|five|six|eight|ten|\d{1,2})"
_PASSES = re.compile(
    rf"(?:go|goes|went|going) (?:over|through) (?:it|them|this|the (?:data|corpus|set))\w* {_COUNT} times"
    rf"|\b{_COUNT} (?:epochs|passes)\b",
    re.IGNORECASE,
)
_ANY_SIZE = re.compile(r"(?<![A-Za-z0-9_.$/×*])(\d+(?:\.\d+)?)(B)(?![\w/]| ?(?:tok|字|词|token))")
_ACTIVE = re.compile(r"active|activat|激活|活性|アクティブ|активн|활성")
_CLAUSE_END = re.compile(r"[\d,.;\n，；。]")
_BEHIND = 40
_LETTERS = {"M": 1e6, "B": 1e9, "T": 1e12}
_LARGE = {"parameters": 1e6, "tokens": 1e6, "unique_tokens": 1e6, "batch_tokens": 1e3, "rate": 1e11,
          "time": 60.0, "devices": 1.0}  # fmt: skip


def own_facts(reading: Reading) -> dict[str, float]:
    """Return what the text itself says of its model and run: the first figure of each role."""
    facts: dict[str, float] = {}
    for claim in reading.claims:
        inputs = not claim.factors or len(claim.sides) == 1 or bool(claim.unit_symbol)
        if (
            claim.role
            and claim.role != "flop"
            and inputs
            and claim.value >= _LARGE.get(claim.role, 0)
        ):
            facts.setdefault(claim.role, claim.value)
        for factor in claim.factors:
            role = {"parameter": "parameters", "token": "tokens"}.get(factor.token.dimension)
            if role is not None:
                facts.setdefault(role, factor.value)
    for claim in reading.claims:
        if claim.role == "rate":
            true = peaks_of.dense(reading, claim)
            if true is not None:
                facts["rate"] = true[0]
            break
    for claim in reading.claims:
        behind = _CLAUSE_END.split(reading.plain.text[claim.end : claim.end + _BEHIND])[0]
        if claim.role == "parameters" and _ACTIVE.search(f"{claim.label}|{behind}".casefold()):
            whole = facts.get("parameters", 0.0)
            facts["parameters"] = claim.value
            if whole > _AS_LARGE * claim.value:
                facts["all_parameters"] = whole
            break
    passes = _PASSES.search(reading.plain.text[:_LONGEST])
    if passes is not None:
        word = passes[1] or passes[2]
        facts.setdefault("epochs", float(_NUMBERS.get(word.casefold(), 0) or word))
    bare = _BARE_SIZE.search(reading.plain.text)
    if bare is None and "parameters" not in facts:
        bare = _ANY_SIZE.search(reading.plain.text)
    size = float(bare[1]) * _LETTERS[bare[2]] if bare is not None else None
    if size is not None and size != facts.get("tokens"):
        facts.setdefault("parameters", size)
    for claim in reading.claims:
        symbol = len(claim.names) == 1 and len(claim.names[0]) <= _SYMBOL
        if symbol and claim.role in ("parameters", "tokens") and not claim.factors:
            facts[claim.role] = claim.value  # `D = 1e12` is what its formulas use
    if "tokens" not in facts:
        tokens = _tokens_of(facts)
        if tokens is not None:
            facts["tokens"] = tokens
    return facts


def _tokens_of(facts: dict[str, float]) -> float | None:
    """Work the tokens out: steps of a batch, or passes over a data set."""
    if "unique_tokens" in facts:
        return facts["unique_tokens"] * facts.get("epochs", 1.0)
    batch = facts.get("batch_tokens")
    if batch is None and "batch_sequences" in facts and "sequence_length" in facts:
        batch = facts["batch_sequences"] * facts["sequence_length"]
    if batch is not None and "steps" in facts:
        return batch * facts["steps"]
    return None


def _of_rule(reading: Reading, facts: dict[str, float]) -> dict[str, float]:
    """Take parameters and tokens from the factors of `6 × 70B × 15T`."""
    if "steps" in facts:
        return {}  # the other large factor is then the tokens of a batch
    for claim in reading.claims:
        values = [factor.value for factor in claim.factors if factor.sign > 0]
        large = sorted(value for value in values if value >= _SMALLEST_SIZE)
        if len(large) == 2 and SIX in values:
            known = facts.get("tokens")
            parameters = next((value for value in large if value != known), large[0])
            return {"parameters": parameters, "tokens": known or large[1]}
    return {}


_SMALLEST_SIZE = 1e6
_SYMBOL = 2


def _size(parameters: float) -> str:
    for power, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if parameters >= power:
            return f"{parameters / power:.6g}{letter}"
    return f"{parameters:.0f}"
