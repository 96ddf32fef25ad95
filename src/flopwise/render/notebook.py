"""A document in the output of a notebook's cell: HTML that gets along with what stands around it.

Notebooks differ in what they let through. All show the markup; GitHub, and JupyterLab for a
notebook that its reader hasn't run, drop the style and keep only the text of MathML. So the style
stands under its own class, no two outputs share an anchor, the page's theme is the notebook's own
rather than the system's, and a formula without its MathML still reads as that formula.
"""

from __future__ import annotations

import collections
import functools
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

from flopwise.document import Formula, Marked, Prose
from flopwise.render.html import fragment
from flopwise.render.markdown import aligned, equation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.document import Document

_NO_TEX = "tex2jax_ignore mathjax_ignore"
"""Tells MathJax, which notebooks run over all outputs, that two dollars are no formula here."""
_DEEPER = 2
"""Levels of headings between a page's and those of an output, which stands under a notebook's own."""


def render(document: Document) -> str:
    """Return the document as a part of a notebook's page, its anchors unlike any other output's."""
    body = re.sub(
        r"(</?h)([1-4])\b", lambda tag: f"{tag[1]}{int(tag[2]) + _DEEPER}", fragment(document)
    )
    body = re.sub(r"<math>.*?</math>", lambda found: _legible(found[0]), body)
    # Where the style is dropped, nothing else keeps a label and its figure apart.
    body = body.replace("</span><span", "</span> <span")
    body = _ANCHOR.sub(_prefixed(_name(body)), body)
    return f'<div class="flopwise {_NO_TEX}">\n<style>{_style(body)}</style>\n{body}\n</div>'


# ---- paper -----------------------------------------------------------------------------------

_LINE = 70
"""How many digits of a formula fit on a notebook's line."""


def on_paper(document: Document) -> str | None:
    """Return the answer, remarks and formulas in LaTeX that needs no more than amsmath, or MathJax.

    None where there is no formula.
    """
    if not any(isinstance(node, Formula) for node in document.nodes):
        return None
    return "\n\n".join(_paragraphs(document))


def _paragraphs(document: Document) -> Iterator[str]:
    from flopwise.render.latex import mathematics, paragraph

    for node in document.nodes:
        if isinstance(node, Prose) and node.role == "lead":
            yield paragraph(node.text)
        elif isinstance(node, Marked):
            for mark in node.marks:
                yield paragraph(f"{mark.number}. {mark.severity}: {mark.note}")
        elif isinstance(node, Formula):
            rows = " \\\\\n".join(map(mathematics, aligned(equation(node), _LINE)))
            yield paragraph(f"{node.number}. {node.title}")
            yield f"$$\\begin{{aligned}}\n{rows}\n\\end{{aligned}}$$"


# ---- anchors ---------------------------------------------------------------------------------

_ANCHOR = re.compile(r'(\s(?:id|for|aria-\w+by|aria-controls)="|\bhref="#|\burl\(#)([^")]+)')
_shown: collections.Counter[str] = collections.Counter()


def _name(body: str) -> str:
    """Name an output by what it says, so that a notebook run again says the same.

    The same result shown again gets a number as well.
    """
    name = hashlib.sha256(body.encode()).hexdigest()[:8]
    _shown[name] += 1
    return f"fw-{name}" if _shown[name] == 1 else f"fw-{name}-{_shown[name]}"


def _prefixed(prefix: str) -> functools.partial[str]:
    return functools.partial(_with_prefix, prefix)


def _with_prefix(prefix: str, found: re.Match[str]) -> str:
    return found[1] + " ".join(f"{prefix}-{name}" for name in found[2].split())


# ---- formulas --------------------------------------------------------------------------------


def _legible(mathematics: str) -> str:
    r"""Put into MathML what its layout says, with no width and unseen: `10^23`, `(s+1)/2`.

    >>> legible = _legible("<math><msup><mn>10</mn><mn>23</mn></msup></math>")
    >>> "".join(Tree.fromstring(legible).itertext())
    '10^23'
    """
    root = Tree.fromstring(mathematics)  # noqa: S314 - our own
    # From within, so that what is put around a part finds it as it stays.
    for element in reversed(list(root.iter())):
        parts = list(element)
        match element.tag:
            case "msup":
                parts[1] = _between("^", parts[1])
            case "msub":
                parts[1] = _between("_", parts[1])
            case "msubsup":
                parts[1:] = _between("_", parts[1]), _between("^", parts[2])
            case "mfrac":
                parts = [_between("", parts[0]), _between("/", parts[1])]
            case "msqrt":
                parts = [_unseen("√("), *parts, _unseen(")")]
            case "mtd":
                parts.append(_unseen(" "))
        element[:] = [
            part
            for one in parts
            for part in ([one, _unseen(" ")] if one.tag == "mspace" else [one])
        ]
    return Tree.tostring(root, encoding="unicode")


def _between(sign: str, part: Tree.Element) -> Tree.Element:
    """Put a sign before a part, and brackets around it where it is more than one number or name."""
    compound = any(element.tag in {"mo", "mfrac"} for element in part.iter())
    row = Tree.Element("mrow")
    before = sign + "(" * compound
    row[:] = [*([_unseen(before)] if before else []), part, *([_unseen(")")] * compound)]
    return row


def _unseen(text: str) -> Tree.Element:
    room = Tree.Element("mpadded", width="0", height="0", depth="0")
    Tree.SubElement(Tree.SubElement(room, "mphantom"), "mtext").text = text
    return room


# ---- style -----------------------------------------------------------------------------------

_PIXELS = 14
"""Of a `rem`: notebooks set their text smaller than pages, and some give `rem` another meaning."""
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_DARK = (
    ':is([data-jp-theme-light="false"],.vscode-dark,'
    '.vscode-high-contrast:not(.vscode-high-contrast-light),html[theme="dark"],'
    '[data-theme="dark"],.dark,.quarto-dark)'
)
"""How JupyterLab, VS Code, Colab, Sphinx, marimo and Quarto say that they are dark.

The system's preference says nothing of the notebook's theme."""
_NAME = re.compile(r"\.([a-z][\w-]*)|(?<![\w.:#-])([a-z][a-z0-9]*)")


def _style(body: str) -> str:
    """Return the rules for what is in the body."""
    names = set(re.findall(r"<([a-z][a-z0-9]*)", body))
    for classes in re.findall(r'class="([^"]*)"', body):
        names.update(classes.split())
    lines = []
    for condition, rules in _rules():
        kept = "".join(rule for needed, rule in rules if not needed or needed & names)
        if kept:
            lines.append(f"{condition}{{{kept}}}" if condition else kept)
    return "".join(lines)


@functools.cache
def _rules() -> list[tuple[str, list[tuple[set[str], str]]]]:
    """Read the page's style and what a notebook adds, each rule with the names that it is for."""
    found = []
    for file in ("page.css", "notebook.css"):
        text = files("flopwise.render").joinpath(file).read_text("utf-8")
        for head, inside in _RULE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
            condition = " ".join(head.split()) if head.strip().startswith("@") else ""
            rules = _RULE.findall(inside) if condition else [(head, inside)]
            dark = "prefers-color-scheme: dark" in condition
            found.append(("" if dark else condition, [
                _rule(selector, declarations, dark=dark) for selector, declarations in rules
                if "flopwise-page" not in selector
            ]))  # fmt: skip
    return found


def _rule(selector: str, declarations: str, *, dark: bool) -> tuple[set[str], str]:
    selector = re.sub(r"\bh([1-4])\b", lambda tag: f"h{int(tag[1]) + _DEEPER}", selector)
    names = {name or tag for name, tag in _NAME.findall(selector)} - {"flopwise"}
    # Twice the class outweighs the notebook's own rules for tables, lists and headings.
    selector = re.sub(r"\.flopwise\b", ".flopwise.flopwise", " ".join(selector.split()))
    if dark:
        selector = f"{_DARK} {selector}"
        declarations += "color-scheme: dark;"
    declarations = re.sub(
        r"([\d.]+)rem\b", lambda size: f"{float(size[1]) * _PIXELS:.4g}px", declarations
    )
    declarations = re.sub(r"\s*([:;,])\s*", r"\1", " ".join(declarations.split())).strip(";")
    return names, f"{selector}{{{declarations}}}"
