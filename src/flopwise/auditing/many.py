"""Many texts at once: files, folders and shipped answers, and a table of their verdicts."""

from __future__ import annotations

import collections
import csv
import io
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import gallery
from flopwise.auditing.audit import audit
from flopwise.document import Cell, Document, Heading, Items, Node, Prose, Table
from flopwise.errors import InvalidValueError
from flopwise.gallery.reading.copied import split
from flopwise.progress import unheard
from flopwise.provenance import made
from flopwise.render.frames import Tabular, columns
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flopwise.auditing.result import Audit, Finding
    from flopwise.progress import Progress
    from flopwise.render.frames import Column, Kind

LARGEST_FILE = 8_000_000
"""Bytes; what is larger is no answer."""

_TEXTS = (".md", ".txt", ".html", ".htm", ".tex", ".rst", "")


class Written(NamedTuple):
    """A written estimate, what it is called, and the prompt that it answers."""

    name: str
    text: str
    prompt: str = ""


_COLUMNS: dict[str, Kind] = {
    "file": str, "subject": str, "verdict": str, "ratio": float, "log10_error": float,
    "claim": float, "claim_unit": str, "reference": float, "reference_unit": str,
    "reference_low": float, "reference_high": float, "first_error_kind": str,
    "first_error_line": int, "first_error_quote": str, "errors": int,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Audits(Shown, Tabular):
    """The audits of several texts."""

    items: tuple[Audit, ...]

    def summary(self) -> str:
        """One sentence: how many of which verdict."""
        counts = collections.Counter(item.verdict for item in self.items)
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
        return f"{len(self.items)} texts: {told}."

    def mistakes(self) -> list[tuple[str, int]]:
        """Return the commonest mistakes, each counted once a text."""
        counts: collections.Counter[str] = collections.Counter()
        for item in self.items:
            kinds = {finding.kind for finding in item.findings if finding.severity != "note"}
            counts.update(kinds)
        return counts.most_common()

    def tables(self) -> dict[str, Callable[[], tuple[Column, ...]]]:
        """Return the table: a row each, with the verdict and the first wrong step."""
        return {"items": lambda: columns(_COLUMNS, map(_row, self.items))}

    def document(self) -> Document:
        """Lay the table out, with the commonest mistakes."""
        rows = tuple(
            (
                Cell(item.file),
                Cell(item.verdict),
                Cell("" if item.ratio is None else f"{math.log10(item.ratio):+.2f}"),
                Cell(_first(item)),
            )
            for item in self.items
        )
        head = ("text", "verdict", "log10 error", "first wrong step")
        nodes: list[Node] = [Prose(self.summary(), "lead"), Table(head, rows, frozenset({2}))]
        mistakes = tuple(
            f"{kind.replace('_', ' ')}: in {count} of them" for kind, count in self.mistakes()
        )
        if mistakes:
            nodes += [Heading("The commonest mistakes"), Items(mistakes)]
        return Document("Audits", tuple(nodes))

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return all audits as a list."""
        return {
            "schema": "flopwise/audits/1",
            "summary": self.summary(),
            "items": [item.to_dict(detail) | {"file": item.file} for item in self.items],
            "made": made(["audit", *(item.file for item in self.items)]),
        }

    def to_csv(self) -> str:
        """Return one row each with verdict, log error and first wrong step."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        names = [
            "file", "subject", "verdict", "ratio", "log10_error", "first_error_kind",
            "first_error_line", "first_error_quote", "errors",
        ]  # fmt: skip
        writer.writerow(names)
        for item in self.items:
            row = dict(zip(_COLUMNS, _row(item), strict=True))
            for name, form in (("ratio", ".6g"), ("log10_error", ".4f")):
                row[name] = "" if row[name] is None else format(row[name], form)
            writer.writerow([row[name] for name in names])
        return written.getvalue()


def _row(item: Audit) -> tuple[Any, ...]:
    first = _finding(item)
    claim, reference = item.claim, item.reference
    return (
        item.file, item.subject or item.subject_name, item.verdict, item.ratio,
        math.log10(item.ratio) if item.ratio else None,
        *((claim.value, claim.unit) if claim else (None,) * 2),
        *((reference.value, reference.unit, reference.low, reference.high) if reference
          else (None,) * 4),
        *((first.kind, first.line, " ".join(first.quote.split())) if first else (None,) * 3),
        sum(finding.severity == "error" for finding in item.findings),
    )  # fmt: skip


def _finding(item: Audit) -> Finding | None:
    return item.findings[item.first_error] if item.first_error is not None else None


def _first(item: Audit) -> str:
    finding = _finding(item)
    if finding is None:
        return ""
    quote = " ".join(finding.quote.split())
    return f"{finding.kind.replace('_', ' ')}: {quote[:50]}{'…' if len(quote) > 50 else ''}"


def audit_all(
    texts: Sequence[Written], *, model: str = "", prompt: str = "", quantity: str = "",
    progress: Progress = unheard,
) -> Audits:  # fmt: skip
    """Audit one text after the other, and say before each how many are done."""
    found = []
    for done, (name, text, asked) in enumerate(texts):
        progress(done, len(texts), name)
        found.append(
            audit_page(text, model=model, prompt=asked or prompt, file=name, quantity=quantity)
        )
    progress(len(texts), len(texts))
    return Audits(tuple(found))


def sources(names: tuple[str, ...], read: Callable[[], str]) -> Iterator[Written]:
    """Yield what is written in files, folders, shipped answers and `-` (`read`)."""
    for name in names:
        path = Path(name)
        if name == "-":
            yield Written("-", read())
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and file.suffix in _TEXTS:
                    yield Written(str(file), _content(file))
        elif path.exists() or path.suffix:
            yield Written(name, _content(path))
        else:
            answer = gallery.answer(name)
            yield Written(answer.id, answer.text, gallery.challenge(answer.challenge).prompt)


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidValueError(f"{path} is too large to be an answer (over 8 MB)")
        return path.read_text("utf-8")
    except OSError as error:
        raise InvalidValueError(f"{path} can't be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InvalidValueError(f"{path} is not a text file in UTF-8") from None


def audit_page(
    text: str, *, model: str = "", prompt: str = "", file: str = "", quantity: str = ""
) -> Audit:
    """Audit a text, or only the response in a page that holds prompt and card as well.

    The rest of the page is blanked, so that places stay those of the whole.
    """
    page = split(text)
    end = page.start + len(page.response)
    response = _blank(text[: page.start]) + page.response + _blank(text[end:])
    found = audit(response, model=model, prompt=prompt or page.prompt, file=file, quantity=quantity)
    return replace(found, text=text)


def _blank(text: str) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in text)
