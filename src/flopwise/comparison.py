"""Side by side: one model under many conventions, or many models, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import conventions
from flopwise.document import Cell, Document, Heading, Items, Node, Prose, Table, listed
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request
from flopwise.provenance import made
from flopwise.render.frames import Tabular, columns
from flopwise.render.shown import Shown
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flopwise.estimation.result import Estimate
    from flopwise.render.frames import Column, Kind

SCHEMA = "flopwise/comparison/1"
_VISIBLE = 5e-5
"""A part that changes the total by less than this is not worth a word."""


class Difference(NamedTuple):
    """How many times `a` the result of `b` is, why, and in which step it shows first."""

    a: str
    b: str
    factor: float
    reason: str
    step: str


_COLUMNS: dict[str, Kind] = {
    "name": str, "model": str, "method": str, "convention": str, "value": float, "exact": str,
    "unit": str, "low": float, "high": float, "factor": float, "reason": str, "step": str,
    "sources": list,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Comparison(Shown, Tabular):
    """Estimates of one quantity, and why they differ from the first."""

    quantity: str
    items: tuple[Estimate, ...]
    names: tuple[str, ...]
    differences: tuple[Difference, ...]
    made: dict[str, str]

    def summary(self) -> str:
        """One sentence that can be quoted."""
        told = (f"{name} {item.shown()}" for name, item in zip(self.names, self.items, strict=True))
        return f"{self.quantity.replace('_', ' ').capitalize()}: {', '.join(told)}."

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        return {
            "schema": SCHEMA,
            "quantity": self.quantity,
            "summary": self.summary(),
            "items": [item.to_dict(detail) for item in self.items],
            "differences": [difference._asdict() for difference in self.differences],
            "made": self.made,
        }

    def tables(self) -> dict[str, Callable[[], tuple[Column, ...]]]:
        """Return the table: a row each, with how many times the first it is, and why."""
        return {"items": lambda: columns(_COLUMNS, self._rows())}

    def _rows(self) -> Iterable[tuple[Any, ...]]:
        told = {difference.b: difference for difference in self.differences}
        same = Difference("", "", 1.0, "", "")
        for index, (name, item) in enumerate(zip(self.names, self.items, strict=True)):
            difference = told.get(name, same if index == 0 and item.value else None)
            yield (
                name, item.model.id, item.method, item.convention, item.value, item.exact,
                item.unit, item.low, item.high, *(difference[2:] if difference else (None,) * 3),
                item.sources,
            )  # fmt: skip

    def document(self) -> Document:
        """Lay the comparison out for a reader."""
        first = self.names[0]
        factors = {difference.b: difference for difference in self.differences}
        rows = tuple(
            (
                Cell(name, key=self._key(item)),
                Cell(item.shown() if item.value is not None else f"can't say: {item.reason}"),
                Cell("1" if name == first else _factor(factors[name].factor)
                     if name in factors else ""),
            )
            for name, item in zip(self.names, self.items, strict=True)
        )  # fmt: skip
        reasons = tuple(f"{item.b}: {item.reason}" for item in self.differences)
        nodes: list[Node] = [
            Prose(self.summary(), "lead"),
            Table(("", "result", f"over {first}"), rows, frozenset({1, 2})),
        ]
        if reasons:
            nodes += [Heading(f"Why they differ from {first}"), Items(reasons)]
        sources = {key: source for item in self.items for key, source in item.sources.items()}
        nodes += [Heading("Sources"), listed(sources)]
        return Document(self._title(), tuple(nodes))

    def _key(self, item: Estimate) -> str:
        """Return where a front end has a page on what the row is about."""
        if self._conventions:
            return f"conventions/{item.convention}"
        return "" if item.model.card is None else f"models/{item.model.id}"

    @property
    def _conventions(self) -> bool:
        """Whether one model is compared with itself, by several conventions."""
        return len({item.model.name for item in self.items}) == 1

    def _title(self) -> str:
        subjects = list(dict.fromkeys(item.model.name for item in self.items))
        if len(subjects) == 1:
            return f"{subjects[0]} by different conventions"
        return " and ".join([", ".join(subjects[:-1]), subjects[-1]]) + " side by side"


def compare(models: Iterable[Any], names: str = "", **options: Any) -> Comparison:
    """Compare models, or one model under conventions (`names`: `all`, or names with commas).

    Raises InvalidValueError where there is only one thing to compare.
    """
    subjects = list(models)
    if names:
        if len(subjects) != 1:
            raise InvalidValueError("conventions are compared for one model at a time")
        return _conventions(subjects[0], names, options)
    if len(subjects) < 2:
        raise InvalidValueError("give two models or more, or one model and --conventions all")
    items = tuple(estimate(Request(subject, **options)) for subject in subjects)
    labels = tuple(item.model.id for item in items)
    first = items[0]
    found = tuple(_between_models(first, item) for item in items[1:] if item.value and first.value)
    return Comparison(items[0].quantity, items, labels, found, _made(subjects, "", options))


def _conventions(subject: Any, names: str, options: dict[str, Any]) -> Comparison:
    chosen = list(conventions.every()) if names.strip() == "all" else [
        conventions.find(name).id for name in names.split(",") if name.strip()
    ]  # fmt: skip
    if not chosen:
        raise InvalidValueError("give `all`, or names of conventions with commas between them")
    options.pop("convention", None)
    items: list[Estimate] = []
    labels: list[str] = []
    refusal: InvalidValueError | None = None
    for name in chosen:
        try:
            items.append(estimate(Request(subject, convention=name, **options)))
        except UnknownNameError:
            raise
        except InvalidValueError as error:
            if len(chosen) == 1 or names.strip() != "all":
                raise
            refusal = refusal or error
            continue  # a convention that what is known of the model doesn't allow
        labels.append(name)
    if refusal is not None and not items:
        raise refusal
    first = items[0]
    found = tuple(
        _between_conventions(first, item, name)
        for item, name in zip(items[1:], labels[1:], strict=True)
        if item.value and first.value
    )
    return Comparison(
        first.quantity, tuple(items), tuple(labels), found, _made([subject], names, options)
    )


_PARTS = {
    "linear_forward_flop": "products with weights",
    "attention_forward_flop": "attention",
    "softmax_forward_flop": "softmax",
    "embedding_product_flop": "embedding as a product",
    "recomputed_flop_per_token": "recomputation",
}
_WEIGHTS = ("linear_forward_flop", "two_n", "six_n")


def _between_conventions(first: Estimate, other: Estimate, name: str) -> Difference:
    assert first.value is not None
    assert other.value is not None
    before, after = _parts(first), _parts(other)
    whole = sum(before.values())
    told = []
    changed = ""
    for part in dict.fromkeys([*before, *after]):
        change = (after.get(part, 0.0) - before.get(part, 0.0)) / whole if whole else 0.0
        if abs(change) >= _VISIBLE:
            told.append(f"{part} {change:+.2%}")
            changed = changed or part
    reason = conventions.find(name).difference
    if told:
        reason += f" ({', '.join(told)} of the total)"
    elif float(first.value) == float(other.value):
        reason = f"no difference here: {reason}" if reason else "no difference here"
    step = next((id for id, part in _PARTS.items() if part == changed), "flop_per_token")
    return Difference(
        first.convention or "", name, float(other.value) / float(first.value), reason, step
    )


def _parts(item: Estimate) -> dict[str, float]:
    """Return FLOP per token by part, going forward and back together."""
    found: dict[str, float] = {}
    for step in item.steps:
        base = step.id.partition(".")[0]
        if base in _PARTS and base != "linear_forward_flop":
            times = 1 if base == "recomputed_flop_per_token" else 3
            found[_PARTS[base]] = found.get(_PARTS[base], 0.0) + times * float(step.value)
        elif base in _WEIGHTS:
            times = 1 if base == "six_n" else 3
            found["products with weights"] = times * float(step.value)
    return found


def _between_models(first: Estimate, other: Estimate) -> Difference:
    assert first.value is not None
    assert other.value is not None
    told = []
    for id, what in (("tokens", "the tokens"), ("flop_per_token", "the FLOP per token"),
                     ("six_n", "the FLOP per token"), ("flop_per_sample", "the FLOP per sample"),
                     ("samples", "the samples"), ("samples_of_epochs", "the samples")):  # fmt: skip
        a, b = _step(first, id), _step(other, id)
        if a and b:
            told.append(f"{_factor(b / a)} {what}")
    factor = float(other.value) / float(first.value)
    return Difference(
        first.model.id, other.model.id, factor, " and ".join(told) or "another size",
        "tokens" if told else other.steps[-1].id,
    )  # fmt: skip


def _step(item: Estimate, id: str) -> float | None:
    return next((float(step.value) for step in item.steps if step.id == id), None)


def _factor(value: float) -> str:
    return f"{approximate(value)} ×"


def _made(models: list[Any], names: str, options: dict[str, Any]) -> dict[str, str]:
    words = ["compare", *(str(model) for model in models)]
    if names:
        words += ["--conventions", names]
    for name, value in options.items():
        if value not in (None, "", Request._field_defaults.get(name)):
            words += [f"--{name.replace('_', '-')}", str(value)]
    return made(words)
