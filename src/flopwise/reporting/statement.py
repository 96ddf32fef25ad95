"""A compute statement against a legal line: facts, methods, verdict, margin, room to sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flopwise.catalog import thresholds
from flopwise.document import Cell, Heading, Node, Prose, Table
from flopwise.errors import MissingInputError, UnknownNameError
from flopwise.reporting.report import Report, only_cited, parties, remade, sections, under
from flopwise.ruling.check import OPTIONS, check
from flopwise.ruling.rules import CROSSED, NOT_APPLICABLE, NOT_CROSSED, line, two_figures
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.ruling.result import ThresholdCheck
    from flopwise.ruling.rules import Ruling

KIND = "statement"
_SIGNS = {">": "more than", ">=": "at least"}
_VERDICTS = {CROSSED: "crosses the line", NOT_CROSSED: "does not cross the line"}
_BLANK = "." * 48


def statement(
    model: Any, *, threshold: str = "", recipient: str = "", author: str = "", **options: Any
) -> Report:
    """State a model's training compute against one rule.

    `threshold` is the rule's id, as `thresholds list` shows it; the other options are those of
    `thresholds check`.
    """
    if not threshold:
        raise MissingInputError(
            "against which rule? name its threshold (`flopwise thresholds list` shows all)"
        )
    rule = thresholds.find(threshold)
    who = parties(recipient, author)
    known = tuple(name for name in OPTIONS if name != "jurisdiction")
    for name in options:
        if name not in known:
            raise UnknownNameError("option", name, known)
    found = check(model, jurisdiction=rule.jurisdiction, **options)
    made = remade(KIND, check_words(found), 3, ["--threshold", rule.id, *who.words()])
    found = replace(found, rulings=(found.ruling(rule.id),))
    ruling = found.rulings[0]
    name = found.run.model.name
    body = [*_facts(found, ruling), *_verdict(ruling), *_rest(found)]
    title = f"Compute statement: {name} and {rule.name}"
    return Report(
        KIND, title, _sentence(name, ruling), tuple(only_cited(body)), (found,), made, who
    )


def check_words(found: ThresholdCheck) -> dict[str, str]:
    """Return with what a check was made, but for the jurisdiction, which the rule has itself."""
    import shlex

    words = shlex.split(found.made["command"])
    place = words.index("--jurisdiction")
    return found.made | {"command": shlex.join([*words[:place], *words[place + 2 :]])}


def _sentence(name: str, ruling: Ruling) -> str:
    """State amount, line and verdict in one sentence."""
    rule = ruling.rule
    begun = f"{name[:1].upper()}{name[1:]} and {rule.name} ({rule.jurisdiction})"
    if ruling.verdict == NOT_APPLICABLE:
        return f"{begun}: the rule is not about this, since {ruling.reason}."
    if ruling.amount is None or ruling.amount.value is None:
        return f"{begun}: can't say, {ruling.reason}."
    verdict = _VERDICTS.get(ruling.verdict, "may or may not cross the line")
    return f"{begun}: {two_figures(ruling.amount.value)} {verdict} of {_line(ruling)}."


def _line(ruling: Ruling) -> str:
    if ruling.limit is None:
        return "which no amount is known"
    sign = _SIGNS[ruling.rule.comparison]
    if ruling.limit.value is not None:
        return f"{sign} {line(ruling.limit.value)}"
    return f"{sign} {line(ruling.limit.low)} or {line(ruling.limit.high or 0)}"


def _facts(found: ThresholdCheck, ruling: Ruling) -> list[Node]:
    """Say which model, which run, which rule."""
    rule, model = ruling.rule, found.run.model
    rows: list[tuple[Cell, Cell]] = [
        (Cell("model"), Cell(model.name)),
        (Cell("provider"), Cell(model.provider or "not known")),
    ]
    if found.base is not None:
        rows.append((Cell("a modification of"), Cell(found.base.model.name)))
    rows += [
        (Cell("rule"), Cell(f"{rule.name} ({rule.id})", sources=(rule.source,))),
        (Cell("jurisdiction"), Cell(rule.jurisdiction)),
        (Cell("instrument"), Cell(rule.instrument)),
        (Cell("status"), Cell(_status(ruling))),
        (Cell("day of the check"), Cell(found.day.isoformat())),
    ]
    nodes: list[Node] = [Heading("Facts"), Table(("", ""), tuple(rows))]
    for way in found.run.ways:
        parts = sections(way.estimate.document())
        tables = [node for node in parts.get("What is known", ()) if isinstance(node, Table)]
        if tables:
            nodes += [Prose(f"Known for the way by {way.name}:"), *tables]
    return nodes


def _status(ruling: Ruling) -> str:
    dates = ", ".join(f"{name.replace('_', ' ')} {day}" for name, day in ruling.rule.dates.items())
    holds = "applies on that day" if ruling.holds else "does not apply on that day"
    binding = "" if ruling.rule.binding else ", not binding"
    return f"{ruling.rule.status}{binding} ({dates}); {holds}"


def _verdict(ruling: Ruling) -> list[Node]:
    """Say on which side of the line the amount lies, and by how much."""
    rows = [("verdict", ruling.verdict.replace("_", " "))]
    amount = ruling.amount
    if ruling.verdict != NOT_APPLICABLE:
        rows.append(("line", _line(ruling)))
        if amount is not None and amount.value is not None:
            rows.append(("figure to report", two_figures(amount.value)))
            highest = two_figures(amount.high) if amount.high is not None else "not bounded"
            rows.append(
                ("lowest and highest of all ways", f"{two_figures(amount.low)} to {highest}")
            )
        if ruling.ratio is not None:
            rows.append(("margin", _margin(ruling.ratio)))
        if ruling.allowed is not None and ruling.rule.accuracy is not None:
            low, high = ruling.allowed.low, ruling.allowed.high or 0
            error = f"{100 * float(ruling.rule.accuracy['error']):g} %"
            told = f"{two_figures(low)} to {two_figures(high)} ({error} either way)"
            rows.append(("error that the rule allows", told))
    table = Table(("", ""), tuple((Cell(name), Cell(text)) for name, text in rows))
    reason = "; ".join((ruling.reason, *ruling.remarks))
    return [Heading("Verdict"), table, Prose(f"{reason[:1].upper()}{reason[1:]}.")]


def _margin(ratio: float) -> str:
    """Say how far from the line the figure lies.

    >>> _margin(3.94), _margin(0.25)
    ('3.9 times the line', '1/4 of the line')
    """
    if ratio >= 1:
        return f"{approximate(ratio, 2)} times the line"
    return f"1/{approximate(1 / ratio, 2)} of the line"


def _rest(found: ThresholdCheck) -> list[Node]:
    """Take the ways, the derivations and what counts from the check itself."""
    parts = sections(found.document())
    nodes: list[Node] = []
    for title, under_it in parts.items():
        if title not in ("", "Rules that apply today", "Other rules", "Advice", "Sources"):
            nodes += under(title, under_it)
    nodes += under("An aid, not legal advice", parts.get("Advice", ()))
    places = ("name", "role", "place and date", "signature")
    signed = Table(("", ""), tuple((Cell(place), Cell(_BLANK)) for place in places))
    return [*nodes, Heading("Signature"), signed, *under("Sources", parts.get("Sources", ()))]
