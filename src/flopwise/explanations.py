"""Any step, unit, convention or term on its own: what it is, why, and one worked number.

The texts are those that the derivations print: docstrings of steps, records of the rest.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flopwise.catalog import citations, conventions, files, terms
from flopwise.derivation.latex import as_latex
from flopwise.derivation.step import REGISTRY
from flopwise.derivation.text import as_text, plain_symbol
from flopwise.document import Cell, Document, Formula, Heading, Items, Node, Prose, Table, listed
from flopwise.errors import UnknownNameError
from flopwise.estimation.estimate import estimate
from flopwise.estimation.request import Request
from flopwise.provenance import made
from flopwise.render.shown import Shown
from flopwise.units import registry
from flopwise.units.display import unit_text
from flopwise.units.numbers import approximate, grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.derivation.expression import Expression
    from flopwise.derivation.step import Step

SCHEMA = "flopwise/card/1"


@dataclass(frozen=True)
class Explanation(Shown):
    """What one name means."""

    kind: str
    id: str
    name: str
    text: str
    formula: str = ""
    latex: str = ""
    symbol: str = ""
    unit: str = ""
    example: str = ""
    source: str = ""
    used_by: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    def summary(self) -> str:
        """One sentence that can be quoted: the first of the explanation."""
        return f"{self.name}: {self.text.split('. ')[0].rstrip('.')}."

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's card."""
        named = {
            "explanation": self.text, "formula": self.formula, "latex": self.latex,
            "symbol": self.symbol, "unit": self.unit, "example": self.example,
            "used by": ", ".join(self.used_by), "see also": ", ".join(self.see),
        }  # fmt: skip
        shown = ("explanation", "formula") if detail == "summary" else tuple(named)
        return {
            "schema": SCHEMA,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "summary": self.summary(),
            "fields": [
                {"name": name, "value": named[name], "unit": "", "text": named[name],
                 "source": self.source or None}
                for name in shown if named[name]
            ],
            "made": made(["explain", self.id]),
            "sources": {
                key: source.to_dict() for key, source in citations.cite([self.source]).items()
            },
        }  # fmt: skip

    def document(self) -> Document:
        """Lay the explanation out for a reader."""
        nodes: list[Node] = [Prose(self.text, "lead")]
        if self.formula:
            nodes.append(
                Formula(
                    number=1, title="Formula", text=self.formula, latex=self.latex,
                    numbers_text="", numbers_latex="", result="", result_latex="",
                    symbol=plain_symbol(self.symbol), symbol_latex=self.symbol,
                    anchor=self.id,
                )
            )  # fmt: skip
        rows = [("kind", self.kind), ("unit", self.unit)]
        told = tuple((Cell(name), Cell(text)) for name, text in rows if text)
        nodes.append(Table(("", ""), told))
        if self.example:
            nodes += [Heading("One worked number"), Prose(self.example)]
        if self.used_by:
            nodes += [Heading("Used by"), Items(self.used_by)]
        if self.see:
            nodes += [Heading("See also"), Items(self.see)]
        sources = citations.cite([self.source])
        if sources:
            nodes += [Heading("Source"), listed(sources)]
        return Document(self.name, tuple(nodes))


def explain(name: str) -> Explanation:
    """Explain a step, a unit, a convention or a term, by id or by any of its names.

    Raises UnknownNameError with near matches.
    """
    everything = every()
    wanted = files.normalised(name)
    if wanted in everything:
        return everything[wanted]()
    aliases = _aliases()
    if wanted in aliases:
        return everything[aliases[wanted]]()
    unit = registry.known(name)
    if unit is not None and unit.id:
        return _unit(unit.id)
    device = _device_time(name)
    if device is not None:
        return device
    raise UnknownNameError(
        "name", name, [*everything, *aliases], hint="steps, units, conventions and terms are known"
    )


@functools.cache
def every() -> dict[str, Callable[[], Explanation]]:
    """Return a maker of each explanation by id, written as names are compared.

    Where one id is borne twice a term goes before a unit, a step and a convention: it says most.
    """
    found: dict[str, Callable[[], Explanation]] = {}
    for id in conventions.every():
        found[files.normalised(id)] = functools.partial(_convention, id)
    for id in all_steps():
        found[files.normalised(id)] = functools.partial(_step, id)
    for id in registry.records():
        found[files.normalised(id)] = functools.partial(_unit, id)
    for id in terms.every():
        found[files.normalised(id)] = functools.partial(_term, id)
    return found


@functools.cache
def all_steps() -> dict[str, Step]:
    """Return every step of the product by id, importing all the formulas."""
    import flopwise.formulas

    for module in pkgutil.iter_modules(flopwise.formulas.__path__):
        importlib.import_module(f"flopwise.formulas.{module.name}")
    return dict(REGISTRY)


@functools.cache
def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for id, term in terms.every().items():
        for alias in (term.name, *term.aliases):
            found.setdefault(files.normalised(alias), files.normalised(id))
    for id, convention in conventions.every().items():
        for name in (convention.name, *convention.aliases):
            found.setdefault(files.normalised(name), files.normalised(id))
    for id, step in all_steps().items():
        found.setdefault(files.normalised(step.name), files.normalised(id))
    return found


def _step(id: str) -> Explanation:
    step = all_steps()[id]
    body = generic_formula(step)
    paragraphs = [
        " ".join(part.split())
        for part in step.documentation.split("\n\n")
        if not part.lstrip().startswith(">>>")
    ]
    prose = [part for part in paragraphs if not part.endswith(":") or ">>>" in part]
    return Explanation(
        "step", id, step.name[:1].upper() + step.name[1:], " ".join(prose),
        as_text(body), as_latex(body), step.symbol, unit_text(step.unit) or "a plain number",
        worked_example(step), step.source, uses().get(id, ()),
    )  # fmt: skip


def generic_formula(step: Step) -> Expression:
    """Return the formula of a step over its parameters' names; of many, the first two show."""
    structure: list[object] = []
    for _, dimension, many in step.parameters:
        if dimension is None:
            structure.append(True)
        elif many:
            structure.append(2)
    return step.trace(tuple(structure))


_EXAMPLE = re.compile(
    r">>> (?P<call>[^=\n]*\.number\([^=\n]*)\n(?P<result>[\d.e+]+)$", re.MULTILINE
)


def worked_example(step: Step) -> str:
    """Return the docstring's first worked number as a sentence."""
    found = _EXAMPLE.search(step.documentation)
    if found is None:
        return ""
    call = re.sub(r"\.number\(|float\(", "(", found["call"])
    call = re.sub(r"^\((.*)\)$", r"\1", call).replace("_000", ",000")
    call = re.sub(r"(?<=\d)_(?=\d)", ",", call)
    written = found["result"]
    result = grouped(int(written) if written.isdigit() else float(written), 6)
    return f"{call} = {result} {unit_text(step.unit)}".rstrip()


_SAMPLES = (
    {"model": "gpt-3", "convention": "flopwise"},
    {"model": "gpt-3", "convention": "chinchilla"},
    {"model": "gpt-3", "convention": "palm"},
    {"model": "gpt-3", "convention": "kaplan"},
    {"model": "gpt-3", "convention": "executed", "recompute": "full"},
    {"model": "gpt-3", "quantity": "parameters"},
    {"model": "gpt-3", "quantity": "forward_compute"},
    {"model": "gemma-3-27b", "convention": "flopwise"},
    {"model": "t5-11b"},
    {"model": "7B", "optimizer_steps": 1000, "batch_tokens": 1_000_000},
    {"model": "palm", "method": "hardware", "gpus": "6144xtpu-v4", "duration": "50d"},
)
"""Estimates that between them take every way through the formulas."""


@functools.cache
def uses() -> dict[str, tuple[str, ...]]:
    """Return, for each step, the steps that take its result, as real derivations show it."""
    found: dict[str, dict[str, None]] = {}
    for sample in _SAMPLES:
        for step in estimate(Request(**sample)).steps:
            for taken in step.inputs:
                user = step.id.partition(".")[0]
                found.setdefault(taken.partition(".")[0], {})[user] = None
    return {id: tuple(users) for id, users in found.items()}


def _unit(id: str) -> Explanation:
    record = registry.records()[id]
    base = unit_text(registry.find(record.symbol).dimension)
    formula = f"{grouped(record.scale)} {base}" if record.scale != 1 else ""
    latex = rf"{grouped(record.scale)}\;\text{{{base}}}" if formula else ""
    return Explanation(
        "unit", id, record.symbol, record.explanation, formula, latex,
        rf"1\,\text{{{record.symbol}}}", base, record.example, record.source,
    )  # fmt: skip


def _device_time(name: str) -> Explanation | None:
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
        f"{grouped(unit.scale)} device-seconds", rf"{grouped(unit.scale)}\;\text{{device-seconds}}",
        rf"1\,\text{{{unit.symbol}}}", "device-seconds",
        f"At its whole dense {precision} peak of {grouped(peak.value)} FLOP/s it would do "
        f"{approximate(most)} FLOP; at 40 % utilisation "
        f"{approximate(0.4 * most)}.", peak.source,
    )  # fmt: skip


def _convention(id: str) -> Explanation:
    record = conventions.find(id)
    checked = f" Checked against {record.checked_against}." if record.checked_against else ""
    return Explanation(
        "convention", id, record.name, f"{record.summary} {record.explanation}{checked}",
        example="", source=record.source, see=("flopwise compare MODEL --conventions all",),
    )  # fmt: skip


def _term(id: str) -> Explanation:
    record = terms.every()[id]
    symbol, _, right = record.formula.partition(" = ")
    left, _, after = record.latex.partition(" = ")
    if not right:
        symbol, right, left, after = "", record.formula, "", record.latex
    return Explanation(
        "term", id, record.name, record.text, right, after, left or symbol, "", record.example,
        record.source, (), record.see,
    )  # fmt: skip
