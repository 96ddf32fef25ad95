"""Foreign files as records, one file a format; they are read as text, and nothing in them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.errors import InvalidValueError
from flopwise.gallery.reading import copied, exported, platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from flopwise.gallery.reading.names import Seen
    from flopwise.gallery.records import Record

    Reader = Callable[[str, str, Seen], Iterable[Record]]

READERS: dict[str, Reader] = {
    ".jsonl": exported.records, ".ndjson": exported.records,
    ".ts": platform.records, ".tsx": platform.records,
    ".txt": copied.records, ".md": copied.records,
}  # fmt: skip
"""By the ending of a file's name."""
LARGEST_FILE = 32_000_000
"""Bytes; of one answer less is allowed."""
_FOREIGN = (".ts", ".tsx")
"""Files of programs: in a folder, those that hold no answer are passed over."""


def read(path: Path, known: Seen) -> Iterator[tuple[str, Record]]:
    """Yield the records of a file or a folder, each with where it stands.

    Raises InvalidValueError, which names file and line, for what can't be read.
    """
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.suffix in READERS]
        if not any(file.is_file() for file in files):
            raise InvalidValueError(
                f"{path} holds no file that ends in {', '.join(READERS)}; nothing was brought in"
            )
        for file in files:
            if file.is_file():
                yield from _records(file, known, in_folder=True)
    else:
        yield from _records(path, known)


def _records(path: Path, known: Seen, *, in_folder: bool = False) -> Iterator[tuple[str, Record]]:
    reader = READERS.get(path.suffix)
    if reader is None:
        raise InvalidValueError(
            f"{path} ends in none of {', '.join(READERS)}, so nobody can say how to read it"
        )
    text = content(path)
    found = list(reader(text, str(path), known))
    if not found and not (in_folder and path.suffix in _FOREIGN):
        raise InvalidValueError(f"{path} holds no answer: {_WANTED[reader]}")
    for record in found:
        where = f"{path}, line {record['line']}" if "line" in record else str(path)
        yield where, {name: value for name, value in record.items() if name != "line"}


_WANTED: dict[Reader, str] = {
    exported.records: "each line should be a JSON object",
    platform.records: "an answer has the fields modelId, prompt and content",
    copied.records: "a copied page has the lines Prompt and Response, and About MODEL at its end",
}


def content(path: Path) -> str:
    """Return a text file's text, of bounded size. Raises InvalidValueError."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidValueError(
                f"{path} is {path.stat().st_size:,} bytes long; {LARGEST_FILE:,} is the most"
            )
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidValueError(f"{path} can't be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InvalidValueError(f"{path}, line {line}: this is not text in UTF-8") from None
