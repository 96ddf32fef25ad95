"""How a check against the laws' lines reads: the verdicts, how they come about, what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.document import Cell, Document, Heading, Items, Node, Prose, Table, listed
from flopwise.estimation.document import formulas
from flopwise.ruling.result import ADVICE
from flopwise.ruling.rules import NOT_APPLICABLE, line, two_figures
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.derivation.derivation import Derivation
    from flopwise.document import Formula
    from flopwise.ruling.evidence import Evidence, Way
    from flopwise.ruling.result import ThresholdCheck
    from flopwise.ruling.rules import Ruling

_SIGNS = {">": "more than", ">=": "at least"}


def document(check: ThresholdCheck) -> Document:
    """Lay the check out for a reader."""
    nodes: list[Node] = [Prose(check.summary(), "lead"), *_rules(check)]
    nodes += _ways("How much compute it is", check.run)
    if check.base is not None:
        nodes += _ways(f"How much {check.base.model.name} took", check.base)
    nodes += [*_lines(check), *_derived(check), *_counted(check)]
    nodes += [Heading("Advice"), Prose(ADVICE, "note")]
    if check.sources:
        nodes += [Heading("Sources"), listed(check.sources)]
    return Document(f"{check.run.model.name} and the laws' lines", tuple(nodes))


def _rules(check: ThresholdCheck) -> list[Node]:
    today = [ruling for ruling in check.rulings if ruling.holds]
    others = [ruling for ruling in check.rulings if not ruling.holds]
    nodes: list[Node] = []
    for title, rulings in (("Rules that apply today", today), ("Other rules", others)):
        if rulings:
            head = ("rule", "line", "verdict", "over it", "status")
            rows = tuple(_row(ruling) for ruling in rulings)
            nodes += [Heading(title), Table(head, rows, frozenset({3}))]
            nodes.append(Items(tuple(_why(ruling) for ruling in rulings)))
    return nodes


def _row(ruling: Ruling) -> tuple[Cell, ...]:
    ratio = ""
    if ruling.ratio is not None and ruling.verdict != NOT_APPLICABLE:
        ratio = f"{approximate(ruling.ratio, 3)} ×"
    return (
        Cell(ruling.rule.id), Cell(_line(ruling)), Cell(ruling.verdict.replace("_", " ")),
        Cell(ratio), Cell(_status(ruling)),
    )  # fmt: skip


def _line(ruling: Ruling) -> str:
    """Write where the line lies; for a rule that is not about this, nothing."""
    if ruling.limit is None or ruling.verdict == NOT_APPLICABLE:
        return ""
    sign = _SIGNS[ruling.rule.comparison]
    if ruling.limit.value is not None:
        return f"{sign} {line(ruling.limit.value)}"
    return f"{sign} {line(ruling.limit.low)} or {line(ruling.limit.high or 0)}"


def _status(ruling: Ruling) -> str:
    """Write the status with the date that matters most."""
    rule = ruling.rule
    wanted = "applies" if "applies" in rule.dates else "in_force"
    held = rule.status in ("in force", "enacted")
    date = rule.dates.get(wanted if held else rule.status) or max(rule.dates.values())
    text = f"{rule.status}, from {date}" if rule.status == "enacted" else f"{rule.status}, {date}"
    return text if rule.binding else f"{text}, not binding"


def _why(ruling: Ruling) -> str:
    text = f"{ruling.rule.id}: {'; '.join((ruling.reason, *ruling.remarks))}"
    allowed = ruling.allowed
    if allowed is not None and ruling.verdict != NOT_APPLICABLE:
        assert ruling.rule.accuracy is not None
        error = f"{100 * float(ruling.rule.accuracy['error']):g} %"
        low, high = two_figures(allowed.low), two_figures(allowed.high or 0)
        text += (
            f". The figure to report may be off by {error}: {low.removesuffix(' FLOP')} to {high}"
        )
    return f"{text} [{ruling.rule.source}]"


def _ways(title: str, evidence: Evidence) -> list[Node]:
    nodes: list[Node] = [Heading(title)]
    if evidence.ways:
        rows = tuple(_way(way) for way in evidence.ways)
        nodes.append(Table(("way of knowing", "compute", "between"), rows, frozenset({1})))
    if evidence.silent:
        nodes.append(Items(tuple(f"{one.name}: {one.reason}" for one in evidence.silent)))
    return nodes


def _way(way: Way) -> tuple[Cell, ...]:
    assert way.span.value is not None
    low, high = two_figures(way.span.low), two_figures(way.span.high or 0)
    between = "" if low == high else f"{low.removesuffix(' FLOP')} to {high}"
    source = way.estimate.steps[0].source if way.estimate.method == "published" else ""
    return (
        Cell(way.name, sources=(source,) if source else ()),
        Cell(two_figures(way.span.value)), Cell(between),
    )  # fmt: skip


def _lines(check: ThresholdCheck) -> list[Node]:
    """Show how a modification's line and the sum with its base come about, each once."""
    found: dict[str, Derivation] = {}
    for ruling in check.rulings:
        for derivation in ruling.derivations:
            found.setdefault(f"{derivation.root.id} {float(derivation.value)}", derivation)
    if not found:
        return []
    nodes: list[Node] = [Heading("What is compared")]
    for number, derivation in enumerate(found.values(), 1):
        nodes += [
            formula._replace(number=number, anchor=f"{formula.anchor}-{number}")
            for formula in formulas(derivation)
        ]
    return nodes


def _derived(check: ThresholdCheck) -> list[Node]:
    """Show each way's derivation, step by step."""
    nodes: list[Node] = []
    for evidence in (check.run, check.base):
        if evidence is None:
            continue
        if evidence.epochs is not None:
            nodes += [Heading("Tokens seen"), *_anchored(formulas(evidence.epochs), "epochs")]
        for way in evidence.ways:
            derivation = way.estimate.derivation
            steps = formulas(derivation) if derivation is not None else []
            if steps:
                text = f"{evidence.model.name} by {way.name}, step by step"
                nodes += [Heading(text), *_anchored(steps, f"{evidence.model.id}-{way.name}")]
    return nodes


def _anchored(steps: list[Formula], name: str) -> list[Formula]:
    """Tell apart the anchors of steps that several ways have in common."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in name)
    return [step._replace(anchor=f"{plain}-{step.anchor}") for step in steps]


def _counted(check: ThresholdCheck) -> list[Node]:
    texts = []
    for ruling in check.rulings:
        rule = ruling.rule
        if ruling.verdict == NOT_APPLICABLE:
            continue
        text = f"{rule.id}: {rule.counts}"
        if rule.excludes:
            said = f" [{rule.excludes_source}]" if rule.excludes_source else ""
            text += f" Not counted: {'; '.join(rule.excludes)}{said}."
        if rule.conditions:
            text += f" Conditions: {rule.conditions}"
        dates = (f"{name.replace('_', ' ')} {date}" for name, date in rule.dates.items())
        text += f" Dates: {', '.join(dates)}."
        texts.append(f"{text} [{rule.source}]")
    if not texts:
        return []
    note = (
        "The estimates cover the run that is described, nothing else: what a rule counts besides "
        "(synthetic data, later fine-tuning) comes on top, so that a line just missed may be crossed."
    )
    return [Heading("What counts, and what doesn't"), Items(tuple(texts)), Prose(note, "note")]
