"""`/estimate`: a model and a run, worked out step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise import operations
from flopwise.document import Heading
from flopwise.errors import FlopwiseError
from flopwise.web.pages.operation import page_of

if TYPE_CHECKING:
    from flopwise.document import Document, Node
    from flopwise.estimation.result import Estimate
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Show an estimate, or the form for one."""
    return _PAGE.respond(asked)


def _beside(result: Any, given: dict[str, Any], document: Document) -> Document:
    """Set the same run under the other conventions before the sources."""
    estimate: Estimate = result
    if estimate.value is None or estimate.method != "counting" or estimate.quantity == "parameters":
        return document
    others = {name: value for name, value in given.items() if name not in ("convention", "by")}
    others["overrides"] = tuple(others.pop("set", ()))
    try:
        found = operations.compare(others.pop("model"), conventions="all", **others).document()
    except FlopwiseError:  # what can't be counted in another way
        return document
    nodes: list[Node] = [
        Heading("The same run by every convention"),
        *(
            node._replace(level=3) if isinstance(node, Heading) else node
            for node in found.nodes[1:-2]
        ),
    ]
    place = next(
        (place for place, node in enumerate(document.nodes)
         if isinstance(node, Heading) and node.text == "Sources"),
        len(document.nodes),
    )  # fmt: skip
    return document._replace(nodes=(*document.nodes[:place], *nodes, *document.nodes[place:]))


_PAGE = page_of(
    "estimate",
    "/estimate",
    "What does it take to train a model?",
    "A name, a size alone, or both with a run of your own: the derivation comes step by step, each "
    "figure with its source.",
    ("model", "tokens", "sequence_length", "convention"),
    examples=(
        ("GPT-3 as published", "/estimate?model=gpt-3"),
        ("Llama 3.1 405B in PF-days", "/estimate?model=llama-3.1-405b&unit=PF-day"),
        ("any 70B model on 8 to 15 trillion tokens", "/estimate?model=70B&tokens=8T..15T"),
        ("GPT-3 by its machines",
         "/estimate?model=gpt-3&method=hardware&gpus=1024xA100&duration=34d&mfu=0.45"),
    ),
    more=_beside,
    is_revisable=lambda result: result.derivation is not None,
)  # fmt: skip
