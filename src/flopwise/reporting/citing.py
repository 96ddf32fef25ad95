"""How a figure is cited: a sentence, and entries for a paper's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.document import Citations, Document, Heading, Node, Prose, Verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flopwise.document import Citation

_NAME = (
    "Flopwise: what it takes to train a model, step by step, with units, sources and uncertainty"
)


def nodes(sentence: str, made: Mapping[str, str], entries: Iterable[Citation]) -> list[Node]:
    """Say how to cite the figure of `sentence`, Flopwise, and what both rest on."""
    quoted = (
        f"“{sentence}” Computed with Flopwise {made['flopwise']} (catalog {made['catalog']}, "
        f"{made['date']})."
    )
    return [Heading("How to cite"), Prose(quoted), Verbatim(bibtex(made, entries).rstrip())]


def bibtex(made: Mapping[str, str], entries: Iterable[Citation]) -> str:
    """Return Flopwise itself, then the sources, as entries of BibTeX."""
    from flopwise.render.bibtex import render

    own = (
        "@software{flopwise,\n"
        "  author = {{The Flopwise authors}},\n"
        f"  title = {{{{{_NAME}}}}},\n"
        f"  version = {{{made['flopwise']}}},\n"
        f"  year = {{{made['date'][:4]}}},\n"
        f"  note = {{Catalog {made['catalog']}}},\n"
        "}\n"
    )
    sources = render(Document("", (Citations(tuple(entries)),)))
    return f"{own}\n{sources}" if sources else own


def listed(nodes: Iterable[Node]) -> list[Citation]:
    """Return all that these nodes list as sources, each once."""
    found: dict[str, Citation] = {}
    for node in nodes:
        for entry in node.entries if isinstance(node, Citations) else ():
            found.setdefault(entry.key, entry)
    return list(found.values())
