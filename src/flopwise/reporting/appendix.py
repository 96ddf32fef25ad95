"""A paper's compute appendix: the derivation, conventions side by side, cross-checks, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.comparison import compare
from flopwise.document import Heading, Items, Node, Prose, Table
from flopwise.estimation.estimate import estimate
from flopwise.reporting import citing
from flopwise.reporting.model_card import requested
from flopwise.reporting.report import Report, parties, remade, sections, under

if TYPE_CHECKING:
    from flopwise.comparison import Comparison
    from flopwise.document import Document
    from flopwise.estimation.result import Estimate

KIND = "appendix"


def appendix(model: Any, *, recipient: str = "", author: str = "", **options: Any) -> Report:
    """Write a paper's compute appendix. Options are those of an estimate."""
    who = parties(recipient, author)
    request = requested(model, options)
    found = estimate(request)
    made = remade(KIND, found.made, 2, who.words())
    document = found.document()
    parts = sections(document)
    body = [node for node in parts[""] if not _is_lead(node)]
    for title, heading in (
        ("What is known", "Inputs"), ("Step by step", "Derivation"), ("What is assumed", "Assumptions"),
    ):  # fmt: skip
        body += under(heading, parts.get(title, ()))
    results: list[Estimate | Comparison] = [found]
    if found.convention is not None and found.value is not None and found.method == "counting":
        given = {
            name: value for name, value in options.items() if name not in ("method", "convention")
        }
        side = compare([model], "all", **given)
        results.append(side)
        body += _conventions(side.document())
    body += under("Cross-checks", parts.get("Cross-checks", ()))
    body += under("Where the FLOPs go", parts.get("Where the FLOPs go", ()))
    body += _limits(found, parts)
    sources = parts.get("Sources", [])
    body += citing.nodes(found.summary(), made, citing.listed(sources))
    body += under("Sources", sources)
    title = f"Training compute of {found.model.name}: derivation, conventions and limits"
    return Report(KIND, title, found.summary(), tuple(body), tuple(results), made, who)


def _is_lead(node: Node) -> bool:
    return isinstance(node, Prose) and node.role == "lead"


def _conventions(document: Document) -> list[Node]:
    """Set the conventions side by side, with what makes them differ."""
    parts = sections(document)
    tables = [node for node in parts[""] if isinstance(node, Table)]
    reasons = [
        node
        for title, nodes in parts.items()
        if title.startswith("Why they differ")
        for node in nodes
    ]
    return under("Conventions side by side", [*tables, *reasons])


def _limits(found: Estimate, parts: dict[str, list[Node]]) -> list[Node]:
    """Say what the figure doesn't cover, and how sure it is."""
    texts = [("The figure covers the run that is described, nothing before, beside or after it: "
             "failed and repeated runs, experiments, evaluation and later fine-tuning come on top.")]  # fmt: skip
    if found.low is not None and found.high is not None:
        texts.append(
            f"The central 90 % of what is plausible reaches from {found.shown(found.low)} to "
            f"{found.shown(found.high)}, from the uncertain inputs alone; how to count is no part of it."
        )
    elif found.value is not None:
        texts.append("No input is given as a range: the figure is as exact as its inputs are true.")
    left_out = parts.get("What is not counted", [])
    return [Heading("Limits"), Items(tuple(texts)), *under("What is not counted", left_out)]
