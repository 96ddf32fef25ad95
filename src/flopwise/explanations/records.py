"""Units, conventions, methods and terms: what their records say, with the steps behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.catalog import conventions, files, terms
from flopwise.derivation.expression import Input, StepValue, walk
from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.derivation.text import as_text, as_text_with_numbers
from flopwise.explanations import steps, uses
from flopwise.explanations.explanation import Explanation, Letter, Line
from flopwise.units import registry
from flopwise.units.display import show, unit_text
from flopwise.units.numbers import approximate, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flopwise.catalog.terms import Term
    from flopwise.derivation.derivation import EvaluatedStep
    from flopwise.derivation.expression import Expression


def of_unit(id: str) -> Explanation:
    """Explain a unit: how much of the base unit it is."""
    record = registry.records()[id]
    base = unit_text(registry.find(record.symbol).dimension)
    return Explanation(
        "unit", id, record.symbol, record.explanation, _conversion(record.symbol, record.scale, base),
        (), base, record.example, record.source, _users_of_unit(id),
    )  # fmt: skip


def _conversion(symbol: str, scale: object, base: str) -> tuple[Line, ...]:
    number = grouped(scale)
    latex = rf"{number}\;\text{{{base}}}"
    return (Line("Conversion", rf"1\,\text{{{symbol}}}", f"{number} {base}", latex),)


_MOST_SHOWN = 6


def _users_of_unit(id: str) -> tuple[str, ...]:
    dimension = registry.find(registry.records()[id].symbol).dimension
    counted = [
        step.id for step in steps.all_steps().values()
        if step.unit == dimension or any(dimension == one for _, one, _ in step.parameters)
    ]  # fmt: skip
    more = len(counted) - _MOST_SHOWN
    rest = (f"{more} more steps",) if more > 0 else ()
    return (*counted[:_MOST_SHOWN], *rest, *uses.named_by(id))


def of_device_time(name: str) -> Explanation | None:
    """Explain `A100-days`: the time of one accelerator, and what it could do in it."""
    from flopwise.catalog import accelerators
    from flopwise.errors import FlopwiseError
    from flopwise.language.quantities import unit_named

    head, dash, _ = name.strip().replace(" ", "-").partition("-")
    if not dash or not accelerators.is_known(head):
        return None
    try:
        unit = unit_named(name.strip())
        accelerator = accelerators.find(head)
        precision, peak = accelerator.peak_at()
    except FlopwiseError:
        return None
    most = float(unit.scale) * float(peak.value)
    return Explanation(
        "unit", files.normalised(name), unit.symbol,
        f"One {accelerator.name} for that time. It is device time, no amount of work: how much work "
        "gets done in it depends on the utilisation.",
        _conversion(unit.symbol, unit.scale, "device-seconds"), (), "device-seconds",
        f"At its whole dense {precision} peak of {grouped(peak.value)} FLOP/s it would do "
        f"{approximate(most)} FLOP; at 40 % utilisation "
        f"{approximate(0.4 * most)}.", peak.source,
        ("device_time", "compute_from_hardware"),
    )  # fmt: skip


def of_convention(id: str) -> Explanation:
    """Explain a convention: its formulas, as the derivation of one run under it has them."""
    record = conventions.find(id)
    checked = f" Checked against {record.checked_against}." if record.checked_against else ""
    estimate = uses.sample(id)
    assert estimate.derivation is not None
    counted = [
        step for step in estimate.steps
        if isinstance(step.node, StepValue)
        and step.node.step.function.__module__ == "flopwise.formulas.flop"
    ]  # fmt: skip
    ours = uses.sample(conventions.DEFAULT)
    assert estimate.value is not None
    assert ours.value is not None
    against = float(estimate.value) / float(ours.value) - 1
    compared = "" if id == conventions.DEFAULT else (
        f", {abs(against) * 100:.2g} % {'more' if against > 0 else 'less'} than under "
        f"{conventions.DEFAULT}"
    )  # fmt: skip
    return Explanation(
        "convention", id, record.name, f"{record.summary} {record.explanation}{checked}",
        tuple(_evaluated(step, estimate.derivation.number) for step in counted), _inputs(counted), "",
        f"{estimate.model.name} on 300 billion tokens, in sequences of 2,048: "
        f"{estimate.shown()}{compared}.",
        record.source, uses.named_by(id), ("flopwise compare MODEL --conventions all",),
    )  # fmt: skip


def _evaluated(step: EvaluatedStep, number: Callable[[Expression], object]) -> Line:
    return Line(
        step.name[:1].upper() + step.name[1:], step.symbol, as_text(step.node),
        as_latex(step.node), as_text_with_numbers(step.node, number),
        as_latex_with_numbers(step.node, number), show(step.value, step.unit), step.id,
    )  # fmt: skip


def _inputs(counted: Iterable[EvaluatedStep]) -> tuple[Letter, ...]:
    """Return what the formulas take and none of them gives."""
    counted = list(counted)
    given = {step.id for step in counted}
    found: dict[str, Letter] = {}
    for step in counted:
        assert isinstance(step.node, StepValue)
        inside = {id(part) for node in walk(step.node.formula) if isinstance(node, StepValue)
                  for part in walk(node.formula)}  # fmt: skip
        for leaf in walk(step.node.formula):
            if isinstance(leaf, Input | StepValue) and id(leaf) not in inside:
                unit = unit_text(leaf.dimension) or steps.PLAIN
                if leaf.id not in given:
                    found.setdefault(leaf.symbol, Letter(leaf.symbol, leaf.name, unit))
    return tuple(found.values())


def of_term(id: str) -> Explanation:
    """Explain a term or a method: by the steps that its record names, or by its own formula."""
    record = terms.every()[id]
    behind = [steps.all_steps()[step] for step in record.steps]
    lines = tuple(
        steps.line(step, step.name[:1].upper() + step.name[1:]) for step in behind
    ) or _own_formula(record)  # fmt: skip
    return Explanation(
        record.kind, id, record.name, record.text, lines, steps.letters(behind), "",
        record.example, record.source, uses.users_of_term(id), record.see,
    )  # fmt: skip


def _own_formula(record: Term) -> tuple[Line, ...]:
    if not record.formula:
        return ()
    left, _, after = record.latex.partition(" = ")
    words, _, right = record.formula.partition(" = ")
    if not right or not after:
        return (Line("Formula", "", record.formula, record.latex),)
    return (Line("Formula", left, right, after, words=words),)
