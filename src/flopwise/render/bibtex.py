"""The sources of a document as BibTeX, and nothing else of it: for the list of a paper.

Those that the document lists come first, then those of its pictures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.document import Citations, Scale, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.document import Citation, Document

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
        "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ARXIV = re.compile(r"https?://arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")


def render(document: Document) -> str:
    """Return an entry for each source, in the order in which the document cites them."""
    entries = {entry.key: entry for entry in _cited(document)}
    return "\n".join(map(_entry, entries.values()))


def _cited(document: Document) -> Iterator[Citation]:
    for node in document.nodes:
        yield from node.entries if isinstance(node, Citations) else ()
    for node in document.nodes:
        yield from node.sources if isinstance(node, Scale | Timeline) else ()


def _entry(entry: Citation) -> str:
    lines = [f"  {name} = {{{text}}}," for name, text in _fields(entry) if text]
    return "\n".join([f"@misc{{{_key(entry.key)},", *lines, "}", ""])


def _fields(entry: Citation) -> Iterator[tuple[str, str]]:
    source = entry.source
    if source is None:
        yield "title", _text(entry.text)
    else:
        yield "author", _authors(source.authors)
        # In braces of their own, titles keep their capitals: GPT-3 stays GPT-3.
        yield "title", f"{{{_text(source.title)}}}"
        yield "year", source.dated[:4]
        yield "month", source.dated[5:7].lstrip("0")
    number = _ARXIV.match(entry.url)
    if number:
        yield "eprint", number[1]
        yield "archiveprefix", "arXiv"
    # An address stands as it is: within `url` only braces and backslashes mean something.
    yield "url", re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", entry.url)


def _authors(names: str) -> str:
    """Write the authors as BibTeX takes them apart; a name of several words is one name.

    >>> _authors("Brown et al.")
    'Brown and others'
    >>> _authors("Amodei and Hernandez"), _authors("Epoch AI")
    ('Amodei and Hernandez', '{Epoch AI}')
    """
    people, others, _ = names.partition(" et al.")
    found = [_text(name) for name in re.split(r",\s*(?:and\s+)?|\s+and\s+", people.strip())]
    text = " and ".join(f"{{{name}}}" if " " in name else name for name in found)
    return f"{text} and others" if others else text


def _key(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.:-]", "-", key) or "source"


def _text(text: str) -> str:
    return _CONTROL.sub(" ", text).translate(_SPECIAL)
