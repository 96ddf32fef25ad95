"""From a reading to an answer: an estimate with its derivation, or what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.reading import LONGEST_QUESTION, Reading, read
from flopwise.catalog import models
from flopwise.document import Document, Heading, Items, Node, Prose
from flopwise.errors import InvalidValueError, MissingInputError, near_matches
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request
from flopwise.estimation.result import as_number
from flopwise.language import models as names
from flopwise.provenance import made
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from flopwise.estimation.result import Estimate

SCHEMA = "flopwise/answer/1"

_ASKED = {
    "training_compute": "the training compute of",
    "forward_compute": "the forward compute of one sequence through",
    "compute_per_token": "the FLOP per token, forward and backward, of training",
    "parameters": "the number of parameters of",
}

EXAMPLES = (
    "how many FLOPs did it take to train GPT-3?",
    "training compute of Llama 2 70B on 2T tokens in PF-days?",
    "FLOPs per token for GPT-2 XL",
    "how many parameters does OPT-13B have?",
)


class Need(NamedTuple):
    """Something that the question leaves open and that the answer depends on."""

    name: str
    unit: str
    why: str
    default: float | None = None
    effect: float | None = None


@dataclass(frozen=True)
class Answer(Shown):
    """What was understood, and the answer or the reason why there is none."""

    question: str
    understood: dict[str, Any]
    understood_text: str
    estimate: Estimate | None = None
    reason: str = ""
    needs: tuple[Need, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Tell whether there is an answer with a figure."""
        return self.estimate is not None and self.estimate.value is not None

    def summary(self) -> str:
        """One sentence that can be quoted."""
        if self.answered:
            assert self.estimate is not None
            return self.estimate.summary()
        return f"I can't answer that: {self.reason}."

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        estimate = self.estimate
        answer: dict[str, Any] = {"kind": "cannot", "text": self.summary(), "value": None,
                                  "unit": None, "low": None, "high": None, "items": []}  # fmt: skip
        if self.answered and estimate is not None:
            answer |= {
                "kind": "quantity",
                "value": as_number(estimate.value),
                "unit": estimate.unit,
                "low": as_number(estimate.low),
                "high": as_number(estimate.high),
            }
        return {
            "schema": SCHEMA,
            "question": self.question,
            "answered": self.answered,
            "understood": {**self.understood, "text": self.understood_text},
            "answer": answer,
            "estimate": estimate.to_dict(detail) if estimate is not None else None,
            "needs": [need._asdict() for need in self.needs],
            "reason": self.reason or None,
            "suggestions": list(self.suggestions),
            "made": made(["ask", "--", self.question]),
        }

    def document(self) -> Document:
        """Lay the answer out: what was understood, then the derivation or the reason."""
        nodes: list[Node] = []
        if self.answered and self.estimate is not None:
            inner = self.estimate.document()
            lead, *rest = inner.nodes
            nodes = [lead, Prose(f"I understood: {self.understood_text}.", "note"), *rest]
            return Document(_as_title(self.question), tuple(nodes))
        nodes.append(Prose(self.summary(), "lead"))
        if self.understood_text:
            nodes.append(Prose(f"I understood: {self.understood_text}.", "note"))
        if self.needs:
            texts = tuple(f"{need.name.replace('_', ' ')}: {need.why}" for need in self.needs)
            nodes += [Heading("What is missing"), Items(texts)]
        if self.suggestions:
            nodes += [Heading("What can be answered"), Items(self.suggestions)]
        return Document(_as_title(self.question), tuple(nodes))


def ask(question: str) -> Answer:
    """Answer a question in plain English, or say why not.

    Raises InvalidValueError for what is no question: nothing at all, or a whole text.
    """
    if not isinstance(question, str):
        raise InvalidValueError(f"a question is a text, not {type(question).__name__}")
    if not question.strip():
        raise InvalidValueError('a question is needed, such as "how many FLOPs did GPT-3 take?"')
    if len(question) > LONGEST_QUESTION:
        raise InvalidValueError(
            f"the question has {len(question):,} characters; it may have {LONGEST_QUESTION:,}"
        )
    reading = read(" ".join(question.split()))
    refusal = _refused(reading)
    return refusal if refusal is not None else _answered(reading)


def _refused(reading: Reading) -> Answer | None:
    """Say why a reading can't be answered; None where it can."""
    from flopwise.asking.reading import nearest

    if reading.outside is not None:
        return _cannot(
            reading, f"it is about {_TOPICS[reading.outside]}, which ask doesn't cover yet",
            (nearest(reading.outside),),
        )  # fmt: skip
    if reading.unknown:
        return _not_understood(reading)
    if reading.contradiction:
        return _cannot(reading, reading.contradiction, EXAMPLES)
    if reading.mentions and reading.value("parameters") is not None:
        refusal = _of_another_size(reading)
        if refusal is not None:
            return refusal
    if len(reading.mentions) > 1:
        names = " ".join(dict.fromkeys(mention.id for mention in reading.mentions))
        return _cannot(
            reading, "it names more than one model", (f"side by side: flopwise compare {names}",)
        )
    if reading.quantity is None:
        return _cannot(reading, "I don't see what it asks for", EXAMPLES)
    if not reading.mentions and reading.value("parameters") is None:
        need = Need("model", "", 'which model? Name one, or give its size, as in "a 70B model"')
        return _cannot(reading, "it names no model", EXAMPLES, (need,))
    return None


_SAME_SIZE = 0.06


def _of_another_size(reading: Reading) -> Answer | None:
    """Refuse a size that the named model doesn't have."""
    stated = reading.value("parameters")
    assert stated is not None
    card = models.find(reading.mentions[0].id)
    known = card.figure("parameters")
    if known.disclosed and abs(stated.quantity.value / known.value - 1) <= _SAME_SIZE:
        return None
    sizes = [
        other.id
        for other in models.every()
        if other.family == card.family
        and other.figure("parameters").disclosed
        and abs(stated.quantity.value / other.figure("parameters").value - 1) <= _SAME_SIZE
    ]
    hints = tuple(f"did you mean {name}?" for name in sizes) or EXAMPLES
    return _cannot(reading, f"{card.name} has not {stated.written}", hints)


_TOPICS = {
    "cost": "money", "time": "time", "hardware": "machines and their utilisation",
    "facts": "a fact of a model's card", "memory": "memory", "energy": "energy", "law": "legal thresholds", "scaling": "scaling laws",
    "comparison": "a comparison", "finetuning": "fine-tuning", "serving": "inference",
}  # fmt: skip


def _family_alone(reading: Reading) -> Answer | None:
    """Ask back which size is meant where only a family is named."""
    asked = names.folded(reading.question)
    sizes: dict[str, list[str]] = {}
    for card in models.every():
        sizes.setdefault(card.family, []).append(card.id)
    named = [family for family in sizes if len(family) > 1 and names.folded(family) in asked]
    if not named or reading.mentions:
        return None
    family = max(named, key=len)
    need = Need("model", "", f"which size? There are {', '.join(sizes[family])}")
    hints = tuple(f"did you mean {id}?" for id in sizes[family])
    return _cannot(reading, f"{family} comes in several sizes", hints, (need,))


def _not_understood(reading: Reading) -> Answer:
    family = _family_alone(reading)
    if family is not None:
        return family
    words = [f"{word!r}" for word in dict.fromkeys(reading.unknown)]
    told = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
    near: list[str] = []
    for word in reading.unknown:
        if any(character.isdigit() for character in word) and word[0].isalpha():
            from flopwise.catalog import files

            near += near_matches(word, files.names("models", "model"))
    hints = tuple(f"did you mean {name}?" for name in dict.fromkeys(near)) or EXAMPLES
    if near and len(words) == 1:
        return _cannot(reading, f"the catalog has no model {told}", hints)
    return _cannot(reading, f"I don't understand {told}", hints)


def _cannot(
    reading: Reading, reason: str, suggestions: tuple[str, ...], needs: tuple[Need, ...] = ()
) -> Answer:
    return Answer(
        reading.question, _understood(reading), _told(reading, ""), None, reason, needs, suggestions
    )


def _answered(reading: Reading) -> Answer:
    request = Request(
        _subject(reading),
        quantity=reading.quantity or "training_compute",
        tokens=_stated(reading, "tokens"),
        sequence_length=_stated(reading, "sequence_length"),
        convention=reading.convention,
        unit=reading.unit_written or None,
    )
    try:
        found = estimate(request)
    except MissingInputError:
        why = "how many tokens is it trained on? Twice the tokens is twice the compute"
        return Answer(
            reading.question, _understood(reading), _told(reading, _subject(reading)), None,
            "the number of training tokens is missing", (Need("tokens", "token", why),),
            (f"{reading.question.rstrip('?. ')} on 1T tokens?",),
        )  # fmt: skip
    told = _told(reading, found.model.name)
    if found.value is None:
        needs: tuple[Need, ...] = ()
        if "training tokens" in found.reason:
            needs = (Need("tokens", "token", "how many tokens do you want to assume?"),)
        return Answer(reading.question, _understood(reading), told, found, found.reason, needs, ())
    return Answer(reading.question, _understood(reading), told, found)


def _stated(reading: Reading, role: str) -> str | None:
    found = reading.value(role)
    return found.written if found is not None else None


def _subject(reading: Reading) -> str:
    if reading.mentions:
        return reading.mentions[0].id
    stated = reading.value("parameters")
    assert stated is not None
    for power, letter in ((12, "T"), (9, "B"), (6, "M"), (3, "K")):
        if stated.quantity.value >= 10**power:
            size = Fraction(stated.quantity.value) / 10**power
            return f"{float(size):.12g}{letter}"
    raise InvalidValueError(f"{stated.written} is too small for a model's parameters")


def _understood(reading: Reading) -> dict[str, Any]:
    run = {
        item.role: as_number(item.quantity.value)
        for item in reading.found
        if item.role != "parameters"
    }
    subject: dict[str, Any] | None = None
    if reading.mentions:
        subject = {"model": reading.mentions[0].id, "written": reading.mentions[0].written}
    elif (size := reading.value("parameters")) is not None:
        subject = {"parameters": as_number(size.quantity.value), "written": size.written}
    found: dict[str, Any] = {"quantity": reading.quantity, "subject": subject, "run": run}
    if reading.convention:
        found["convention"] = reading.convention
    if reading.unit is not None:
        found["unit"] = reading.unit.symbol
    return found


def _told(reading: Reading, name: str) -> str:
    """Say in words what was understood; nothing where hardly anything was."""
    if reading.quantity is None or not name:
        return ""
    text = f"{_ASKED[reading.quantity]} {name}"
    if reading.mentions and not reading.mentions[0].exact:
        text += f" (reading {reading.mentions[0].written!r} as that)"
    for role, words in (("tokens", "trained on {}"), ("sequence_length", "at a length of {}")):
        found = reading.value(role)
        if found is not None:
            text += ", " + words.format(found.written)
    if reading.unit is not None:
        text += f", in {reading.unit.symbol}" + ("s" if reading.unit.symbol.endswith("day") else "")
    if reading.convention is not None:
        text += f", by the convention {reading.convention}"
    return text


def _as_title(question: str) -> str:
    return question if len(question) <= 90 else question[:87] + "…"
