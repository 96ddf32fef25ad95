"""What `flopwise answers export` writes: a JSON object on each line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flopwise.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flopwise.gallery.reading.names import Seen
    from flopwise.gallery.records import Record


def records(text: str, where: str, known: Seen) -> Iterator[Record]:
    """Yield the record of each line with its number; raises InvalidValueError for what is none."""
    del known  # an export names its challenges
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            said = getattr(error, "msg", "it is nested too deeply")
            raise InvalidValueError(f"{where}, line {number}: this is not JSON: {said}") from None
        if not isinstance(found, dict):
            raise InvalidValueError(f"{where}, line {number}: this is not a JSON object")
        yield {**found, "line": number}


def written(found: Iterable[Record]) -> str:
    """Write records as lines."""
    return "".join(
        json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in found
    )
