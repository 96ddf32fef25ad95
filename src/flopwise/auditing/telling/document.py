"""How an audit reads: the verdict, what is wrong and what it should be, the gap, the right way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.auditing.understanding.quantities import BASES, dimension
from flopwise.catalog import citations
from flopwise.document import (
    Cell,
    Change,
    Document,
    Heading,
    Mark,
    Marked,
    Node,
    Prose,
    Table,
    Waterfall,
    listed,
)  # fmt: skip
from flopwise.units.display import show
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.auditing.result import Audit, Finding
    from flopwise.units.dimensions import Dimension

_LONGEST_QUOTE = 90


def summary(audit: Audit) -> str:
    """One sentence: the verdict, how far off, and the first wrong step."""
    if audit.verdict == "undecided" or audit.ratio is None:
        text = f"Undecided: {audit.reason}"
    elif audit.verdict == "right":
        text = f"Right: {_times(audit.ratio)}"
    else:
        text = f"{audit.verdict.capitalize()}: {_times(audit.ratio)}"
    if audit.first_error is not None:
        finding = audit.findings[audit.first_error]
        text += f"; first wrong step: {_name(finding)}"
    return text + "."


def _times(ratio: float) -> str:
    far = max(ratio, 1 / ratio)
    if far < 1.02:
        return "as it should be"
    direction = "too high" if ratio > 1 else "too low"
    if far < 1.5:
        return f"{far - 1:.0%} {direction}, which is rounding or convention"
    if far >= 1e6:
        return f"{approximate(far / 1e6, 2)} million times {direction}"
    return f"{approximate(far, 2)} times {direction}"


def _name(finding: Finding) -> str:
    names = {"backward pass": "the backward pass", "tokens per step": "tokens per step are missing"}
    quote = " ".join(finding.quote.split())
    short = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    return names.get(finding.name, f"{finding.kind.replace('_', ' ')} in “{short}”")


def document(audit: Audit) -> Document:
    """Lay an audit out for a reader."""
    nodes: list[Node] = [Prose(summary(audit), "lead")]
    nodes += _result(audit)
    nodes += _marked(audit)
    nodes += _gap(audit)
    nodes += _beside(audit)
    if audit.corrected is not None:
        nodes.append(Heading("How it should go"))
        nodes += [
            node for node in audit.corrected.document().nodes
            if isinstance(node, (Table,)) or hasattr(node, "numbers_text")
        ][: 1 + len(audit.corrected.steps)]  # fmt: skip
    keys = [finding.source for finding in audit.findings if finding.source]
    sources = citations.cite(keys, audit.corrected.model.path if audit.corrected else None)
    if sources:
        nodes += [Heading("Sources"), listed(sources)]
    subject = audit.subject_name or "a written estimate"
    return Document(f"Audit of {audit.file or 'a text'} on {subject}", tuple(nodes))


def _result(audit: Audit) -> list[Node]:
    rows = []
    if audit.claim is not None:
        quote = " ".join(audit.claim.quote.split())
        stated = show(audit.claim.value, _dimension(audit))
        rows.append((Cell("the text's result"), Cell(stated), Cell(quote)))
    if audit.reference is not None:
        low, high = (
            show(end, _dimension(audit)) for end in (audit.reference.low, audit.reference.high)
        )
        published = " and as published" if audit.quantity == "training_compute" else ""
        others = f"; {low} to {high} by other conventions{published}" if low != high else ""
        rows.append(
            (
                Cell("what it should be"),
                Cell(show(audit.reference.value, _dimension(audit))),
                Cell(f"{_basis(audit.reference.convention)}{others}"),
            )
        )
    return [Table(("", "value", ""), tuple(rows), frozenset({1}))] if rows else []


def _dimension(audit: Audit) -> Dimension:
    stated = audit.claim or audit.reference
    unit = stated.unit if stated is not None else "FLOP"
    return dimension(unit)


def _basis(convention: str) -> str:
    return _BASES.get(convention) or f"by {BASES[convention]}"


_BASES = {"six-nd": "by 6ND", "hardware": "by devices × time × dense peak × utilisation"}


def _marked(audit: Audit) -> list[Node]:
    """Show the text itself with its findings in the margin."""
    marks = tuple(
        Mark(finding.start, finding.end, number, finding.severity, _note(finding))
        for number, finding in enumerate(audit.findings, 1)
    )
    return [Heading("The text, with what was found"), Marked(audit.text.rstrip(), marks)]


def _note(finding: Finding) -> str:
    text = finding.kind.replace("_", " ")
    if finding.should_be:
        text += f": should be {finding.should_be}"
    text += f". {finding.explanation[:1].upper()}{finding.explanation[1:]}"
    return text + (f" [{finding.source}]" if finding.source else "")


def _gap(audit: Audit) -> list[Node]:
    if audit.ratio is None or not (audit.factors or audit.guesses):
        return []
    rows = [
        (Cell(factor.name), Cell(_factor(factor.factor)), Cell(_repaired(audit, factor.factor)))
        for factor in audit.factors
    ]
    left = audit.unexplained or 1.0
    explained = abs(math.log(left)) < 0.05
    rows.append((Cell("unexplained"), Cell("nothing" if explained else _factor(left)), Cell("")))
    rows.append((Cell("together"), Cell(_factor(audit.ratio)), Cell("")))
    head = ("factor", "stated over correct", "result if repaired alone")
    nodes: list[Node] = [Heading("The gap"), *_waterfall(audit, 1.0 if explained else left)]
    nodes.append(Table(head, tuple(rows), frozenset({1, 2})))
    if audit.guesses:
        told = " and ".join(guess.name for guess in audit.guesses)
        nodes.append(Prose(f"A guess, found nowhere in the text: {told} would explain the rest."))
    return nodes


def _waterfall(audit: Audit, left: float) -> list[Node]:
    """Draw the way from the right result to the stated one; `left` is what no factor explains."""
    assert audit.claim is not None
    assert audit.reference is not None
    assert audit.ratio is not None
    changes = [
        Change(
            one.name, one.factor, _factor(one.factor), audit.ratio / one.factor,
            _repaired(audit, one.factor),
        )
        for one in audit.factors
    ]  # fmt: skip
    if left != 1:
        changes.append(Change("unexplained", left, _factor(left)))
    stated, right = (
        show(value, _dimension(audit)) for value in (audit.claim.value, audit.reference.value)
    )
    drawn = Waterfall(("right result", right), tuple(changes), ("stated result", stated))
    return [drawn] if all(change.factor > 0 for change in changes) else []


def _beside(audit: Audit) -> list[Node]:
    """Set the text's steps beside the right ones."""
    if not audit.beside or audit.claim is None or audit.reference is None:
        return []
    rows = [
        (Cell(one.name), Cell(_amount(one.text)), Cell(_amount(one.right)))
        for one in audit.beside
    ]  # fmt: skip
    stated, right = audit.claim.value, audit.reference.value
    of = _dimension(audit)
    rows.append((Cell("together"), Cell(show(stated, of)), Cell(show(right, of))))
    head = ("step", "the text", "as it should be")
    return [Heading("Step by step"), Table(head, tuple(rows), frozenset({1, 2}))]


def _amount(value: float | None) -> str:
    return "left out" if value is None else approximate(value)


def _factor(value: float) -> str:
    if value >= 1:
        return f"{approximate(value, 3)} ×"
    return f"1/{approximate(1 / value, 3)}"


def _repaired(audit: Audit, factor: float) -> str:
    assert audit.claim is not None
    return show(audit.claim.value / factor, _dimension(audit))
