"""How an estimate reads: as a teacher's answer, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.catalog import conventions
from flopwise.derivation.derivation import CATALOG, GIVEN
from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.derivation.text import as_text, as_text_with_numbers, plain_symbol
from flopwise.document import (
    Bars,
    Cell,
    Document,
    Formula,
    Heading,
    Items,
    Node,
    Prose,
    Table,
    listed,
)
from flopwise.estimation import standing
from flopwise.units import registry
from flopwise.units.display import show, unit_text
from flopwise.units.numbers import grouped, grouped_latex

if TYPE_CHECKING:
    from flopwise.derivation.derivation import Derivation, EvaluatedStep
    from flopwise.estimation.result import Estimate
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit

_TITLES = {
    "training_compute": "What it takes to train {name}",
    "forward_compute": "One sequence through {name}",
    "compute_per_token": "What one token of training {name} costs",
    "parameters": "How many parameters {name} has",
}
_SENTENCES = {
    "training_compute": "Training {name} takes {value}",
    "forward_compute": "A forward pass of {name} over one sequence takes {value}",
    "compute_per_token": "Training {name} costs {value}",
    "parameters": "{name} has {value}",
}
_OF_SAMPLES = {
    "forward_compute": (
        "One {sample} through {name}",
        "A forward pass of {name} over one {sample} takes {value}",
    ),
}
"""How what goes through a model as a whole is said."""
_MOVED = 0.005
"""A sensitivity below this is not worth a reader's time."""


def summary(estimate: Estimate) -> str:
    """One sentence that can be quoted, with its convention and interval."""
    if estimate.derivation is None:
        return f"Can't say: {estimate.reason}."
    if estimate.wording is not None:
        sentence = estimate.wording.sentence
    else:
        _, sentence = _worded(estimate)
    text = sentence.format(name=estimate.model.name, value=_value(estimate))
    text = text[:1].upper() + text[1:]
    if estimate.low is not None and estimate.high is not None:
        text += f" (plausibly {estimate.shown(estimate.low)} to {estimate.shown(estimate.high)})"
    how = _how(estimate) if estimate.wording is None else ""
    return f"{text}, {how}." if how else f"{text}."


def _sample(estimate: Estimate) -> str:
    """Return what goes through the model as a whole; empty for a model of tokens."""
    workload = estimate.model.workload
    return "" if workload is None else workload.sample


def _worded(estimate: Estimate) -> tuple[str, str]:
    """Return title and sentence of the quantity."""
    quantity, sample = estimate.quantity, _sample(estimate)
    title, sentence = _TITLES[quantity], _SENTENCES[quantity]
    if sample and quantity in _OF_SAMPLES:
        title, sentence = (text.replace("{sample}", sample) for text in _OF_SAMPLES[quantity])
    return title, sentence


def _value(estimate: Estimate) -> str:
    text = estimate.shown()
    forward = estimate.quantity == "forward_compute" and estimate.display_unit is None
    if _sample(estimate) and forward:
        assert estimate.value is not None
        whole = registry.find("FLOP").dimension
        macs = show(estimate.value, whole, registry.find("GMAC"))
        text += f" ({macs}: a multiply-add is two FLOP)"
    if estimate.quantity == "training_compute" and estimate.display_unit is None:
        assert estimate.value is not None
        text += f", {in_unit(estimate.value, 'PF-day')}"
    return text


def in_unit(value: Number, unit: str) -> str:
    """Write a FLOP amount in another unit."""
    found = registry.find(unit)
    return show(value, found.dimension, found)


def _how(estimate: Estimate) -> str:
    if estimate.method == "hardware":
        return "by the machines, their time and their utilisation"
    if estimate.method == "published":
        return "as published"
    assert estimate.convention is not None
    if estimate.quantity == "parameters":
        return "shared weights counted once"
    return f"counted under the convention {estimate.convention}"


def document(estimate: Estimate) -> Document:
    """Lay an estimate out for a reader."""
    if estimate.wording is not None:
        title = estimate.wording.title
    else:
        title = _worded(estimate)[0].format(name=estimate.model.name)
    nodes: list[Node] = [Prose(summary(estimate), "lead")]
    if estimate.derivation is None:
        return Document(title, (*nodes, *_checks(estimate), *_sources(estimate)))
    if estimate.convention is not None and estimate.quantity != "parameters":
        nodes.append(Prose(_convention(estimate), "note"))
    nodes += [*_known(estimate), *_steps(estimate), *_certainty(estimate), *_checks(estimate)]
    nodes += standing.nodes(estimate)
    nodes += [*_shares(estimate), *_left_out(estimate), *_sources(estimate)]
    return Document(title, tuple(nodes))


def _convention(estimate: Estimate) -> str:
    assert estimate.convention is not None
    convention = conventions.find(estimate.convention)
    text = f"Convention {convention.id}: {convention.summary}"
    if convention.checked_against:
        text += f" Checked against {convention.checked_against}."
    return text


def _known(estimate: Estimate) -> list[Node]:
    known = [step for step in estimate.steps if not step.inputs]
    if not known:
        return []
    rows = tuple(
        (
            Cell(plain_symbol(step.symbol), step.symbol),
            Cell(step.name),
            Cell(_quantity(step) + _said(estimate, step), input=step.id),
            Cell(_origin(estimate, step), sources=(step.source,) if step.source else ()),
        )
        for step in known
    )
    return [
        Heading("What is known"),
        Table(("", "quantity", "value", "origin"), rows, frozenset({2})),
    ]


def _said(estimate: Estimate, step: EvaluatedStep) -> str:
    """Say how an input was read, where that isn't plain from what was written."""
    assert estimate.derivation is not None
    note = estimate.derivation.values[step.id].note
    return f" ({note})" if step.origin == GIVEN and "is read as" in note else ""


def _origin(estimate: Estimate, step: EvaluatedStep) -> str:
    """Tell a user's own catalog from the shipped one."""
    card = estimate.model.card
    own = card is not None and card.yours and step.origin == CATALOG
    return "yours" if own else step.origin


def _quantity(step: EvaluatedStep) -> str:
    text = show(step.value, step.unit, digits=6)
    if step.interval is not None:
        text += f" ({_between(step, known_unit=unit_text(step.unit))})"
    return text


def _steps(estimate: Estimate) -> list[Node]:
    if estimate.derivation is None or not any(step.inputs for step in estimate.steps):
        return []
    return [Heading("Step by step"), *formulas(estimate.derivation, estimate.display_unit)]


def formulas(derivation: Derivation, unit: Unit | None = None) -> list[Formula]:
    """Write each derived step as a numbered formula; the last in `unit`, if one is given."""
    derived = [step for step in derivation.steps if step.inputs]
    return [
        _formula(
            number,
            step,
            derivation,
            unit if number == len(derived) else None,
            number == len(derived),
        )
        for number, step in enumerate(derived, 1)
    ]


def _formula(
    number: int, step: EvaluatedStep, derivation: Derivation, unit: Unit | None, last: bool
) -> Formula:
    return Formula(
        number=number,
        title=step.name[:1].upper() + step.name[1:],
        text=as_text(step.node),
        latex=as_latex(step.node),
        numbers_text=as_text_with_numbers(step.node, derivation.number),
        numbers_latex=as_latex_with_numbers(step.node, derivation.number),
        result=show(step.value, step.unit, unit, 5 if last else 4),
        result_latex=_latex_result(step, unit),
        symbol=plain_symbol(step.symbol),
        symbol_latex=step.symbol,
        why=step.explanation,
        interval=_interval(step, unit),
        sources=(step.source,),
        anchor=step.id,
        key=f"explain/{step.id.partition('.')[0]}",  # behind it stands which of several it is
    )


def _latex_result(step: EvaluatedStep, unit: Unit | None) -> str:
    written = unit.symbol if unit is not None else unit_text(step.unit)
    value = float(unit.from_base(step.value)) if unit is not None else step.value
    number = grouped_latex(value)
    return rf"{number} \;\text{{{written}}}" if written else number


def _interval(step: EvaluatedStep, unit: Unit | None) -> str:
    return "" if step.interval is None else _between(step, unit)


def _between(step: EvaluatedStep, unit: Unit | None = None, known_unit: str = "") -> str:
    """Write the interval's two ends, the unit once, or not at all where it has just been said."""
    assert step.interval is not None
    low, high = (show(end, step.unit, unit, digits=4) for end in step.interval)
    number, _, written = high.rpartition(" ")
    if number and low.endswith(f" {written}"):
        low = low.removesuffix(f" {written}")
        high = number if known_unit == written else high
    return f"{low} to {high}"


def _certainty(estimate: Estimate) -> list[Node]:
    texts = []
    for assumption in estimate.assumptions:
        label = assumption.name.replace("_", " ")
        text = f"{label}: {assumption.text}" if assumption.text else label
        if assumption.effect is not None:
            change = max(assumption.effect, 1 / assumption.effect) - 1
            text += f" (moves the result by {change:.1%} from end to end)"
        texts.append(text + _keys(assumption.source))
    assert estimate.derivation is not None
    names = {step.id: step.name for step in estimate.steps}
    moves = [
        f"{names[name]} {share:+.2f} %"
        for name, share in list(estimate.derivation.elasticities().items())[:4]
        if abs(share) >= _MOVED
    ]
    nodes: list[Node] = []
    if texts:
        nodes += [Heading("What is assumed"), Items(tuple(texts))]
    if moves and estimate.method != "published" and len(estimate.steps) > 1:
        nodes.append(
            Prose(f"What moves the result most, for 1 % more of it: {', '.join(moves)}.", "note")
        )
    return nodes


def _checks(estimate: Estimate) -> list[Node]:
    if not estimate.checks:
        return []
    rows = tuple(
        (
            Cell(check.name),
            Cell(check.text, sources=(check.source,) if check.source else ()),
            Cell("" if check.ratio is None else f"{grouped(round(check.ratio, 4))} ×"),
        )
        for check in estimate.checks
    )
    head = ("check", "figure", "over ours")
    return [Heading("Cross-checks"), Table(head, rows, frozenset({2}))]


def _shares(estimate: Estimate) -> list[Node]:
    if not estimate.breakdown:
        return []
    rows = tuple(
        (row.name + (f" × {row.repeat}" if row.repeat > 1 else ""), row.share, f"{row.share:.1%}")
        for row in sorted(estimate.breakdown, key=lambda row: -row.share)
        if row.share > 0
    )
    return [Heading("Where the FLOPs go"), Bars(rows)]


def _left_out(estimate: Estimate) -> list[Node]:
    if not estimate.not_counted:
        return []
    by_reason: dict[str, list[str]] = {}
    for item in estimate.not_counted:
        if item.reason:
            by_reason.setdefault(item.reason, []).append(item.name)
    texts = tuple(f"{', '.join(names)}: {reason}" for reason, names in by_reason.items())
    return [Heading("What is not counted"), Items(texts)]


def _sources(estimate: Estimate) -> list[Node]:
    if not estimate.sources:
        return []
    return [Heading("Sources"), listed(estimate.sources)]


def _keys(key: str) -> str:
    return f" [{key}]" if key else ""
