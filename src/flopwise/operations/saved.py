"""Saved work: results with a title and notes, taken in, listed, written out."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from flopwise.errors import InvalidValueError, MissingExtraError
from flopwise.gallery.ours import store
from flopwise.store import saved
from flopwise.store.saved import Saved, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

KINDS = {
    "flopwise/estimate/1": "estimate", "flopwise/comparison/1": "compare",
    "flopwise/audit/1": "audit", "flopwise/audits/1": "audits", "flopwise/answer/1": "ask",
    "flopwise/threshold-check/1": "thresholds_check",
}  # fmt: skip
"""What can be saved, by the schema of its JSON, and the operation that it is a result of."""
FORMATS = ("json", "csv", "parquet")
_COLUMNS = (
    "id", "kind", "title", "notes", "created", "changed", "quantity", "model", "summary", "value",
    "unit", "low", "high", "verdict", "ratio", "catalog", "command", "address",
)  # fmt: skip
_NUMBERS = ("value", "low", "high", "ratio")
LARGEST = 20_000_000
"""Characters of a result's JSON."""


def save(result: dict[str, Any], title: str, notes: str = "", address: str = "") -> int:
    """Save a result's JSON object; returns its number. Raises InvalidValueError for what is none."""
    kind = KINDS.get(str(result.get("schema", ""))) if isinstance(result, dict) else None
    if kind is None:
        raise InvalidValueError(
            f"only results can be saved: JSON objects whose schema is one of {', '.join(KINDS)}"
        )
    command = str(result.get("made", {}).get("command", ""))
    request = {"command": command, **({"address": address} if address else {})}
    title = title.strip() or _title(result)
    return saved.add(store(), Work(kind, title, request, result, notes))[0]


def save_text(text: str, title: str, notes: str = "") -> int:
    """Save a result that `--format json` wrote."""
    if len(text) > LARGEST:
        raise InvalidValueError(f"a result has {LARGEST:,} characters at most, not {len(text):,}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidValueError(
            "this is not JSON; `flopwise estimate gpt-3 --format json` writes what can be saved"
        ) from None
    return save(found, title, notes)


def _title(result: dict[str, Any]) -> str:
    said = str(result.get("summary") or result.get("schema"))
    return said if len(said) <= saved.LONGEST_TITLE else said[: saved.LONGEST_TITLE - 1] + "…"


def row(one: Saved) -> dict[str, Any]:
    """Return what a table shows of a saved work."""
    result = one.result
    claim = result.get("claim") or {}
    answer = result.get("answer") or {}
    subject = result.get("subject")
    model = subject.get("model") if isinstance(subject, dict) else subject
    source = {**answer, **claim, **{name: result[name] for name in result if name in _COLUMNS}}
    found = {name: source.get(name) for name in _COLUMNS}
    found |= {
        "id": one.id, "kind": one.kind, "title": one.title, "notes": one.notes,
        "created": one.created, "changed": one.changed, "model": model or "",
        "catalog": result.get("made", {}).get("catalog", ""),
        "command": one.request.get("command", ""), "address": one.request.get("address", ""),
    }  # fmt: skip
    return {
        name: _number(value) if name in _NUMBERS else value if name == "id" else str(value or "")
        for name, value in found.items()
    }


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def exported(form: str, kind: str = "") -> bytes:
    """Write all saved works, or those of a kind: JSON has all of each, the others a row for each."""
    found = list(reversed(saved.every(store(), kind)))
    if form == "json":
        text = json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=1)
        return (text + "\n").encode("utf-8", "replace")
    rows = [row(one) for one in found]
    if form == "csv":
        written = io.StringIO()
        table = csv.DictWriter(written, _COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        return written.getvalue().encode("utf-8", "replace")
    return _parquet(rows)


def _parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    try:
        import polars
    except ImportError:
        raise MissingExtraError("polars", "notebook") from None
    types: dict[str, Any] = {
        name: polars.Float64
        if name in _NUMBERS
        else polars.Int64
        if name == "id"
        else polars.String
        for name in _COLUMNS
    }
    written = io.BytesIO()
    polars.DataFrame(rows, schema=types, orient="row").write_parquet(written)
    return written.getvalue()


def imported(text: str) -> list[int]:
    """Save again what a JSON export holds, all or nothing; returns the new numbers."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidValueError("this is not JSON") from None
    if not isinstance(found, list):
        raise InvalidValueError("an export is a list of saved works")
    works = []
    for number, one in enumerate(found, 1):
        known = {"kind": str, "title": str, "request": dict, "result": dict}
        if not isinstance(one, dict) or any(
            not isinstance(one.get(name), type) for name, type in known.items()
        ):
            raise InvalidValueError(
                f"entry {number} is no saved work: it has {', '.join(known)} (nothing was saved)"
            )
        works.append(
            Work(
                one["kind"], one["title"], one["request"], one["result"],
                str(one.get("notes", "")), str(one.get("created", "")),
            )
        )  # fmt: skip
    return saved.add(store(), *works)


def every(kind: str = "", search: str = "") -> list[Saved]:
    """Return saved works, the latest first."""
    return saved.every(store(), kind, search)


def find(number: int) -> Saved:
    """Return one saved work."""
    return saved.find(store(), number)


def change(number: int, *, title: str | None = None, notes: str | None = None) -> None:
    """Give a saved work another title or other notes."""
    saved.change(store(), number, title=title, notes=notes)


def remove(numbers: Iterable[int]) -> None:
    """Remove saved works, all or none."""
    saved.remove(store(), numbers)


def backup(target: Path) -> None:
    """Copy all that is kept, also while the server runs."""
    store().backup(target)
