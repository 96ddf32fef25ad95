"""The schemas of what tools give: those that `flopwise schema` shows, as far as a reply in short goes.

In short, a result inside another leaves out what the whole says once. So what lies inside is bound
to be of the right kind, but not to be complete. Descriptions stay with `flopwise schema`: a list of
tools is read by every assistant, whether it needs them or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flopwise.mcp.tools import Tool

_ADDED = {
    "left_out": {"type": "object", "additionalProperties": {"type": "integer"}},
    "total": {"type": "integer", "minimum": 0},
    "next": {"type": ["integer", "null"], "minimum": 1},
}
"""What a reply in short says besides: what was cut, how long a list is, and where it goes on."""
_COMPLETENESS = ("required", "if", "then", "dependentRequired")
_WORDS = ("title", "description")


def result_schema(tool: Tool) -> dict[str, Any]:
    """Return the JSON Schema of what a tool gives."""
    from flopwise import operations

    found: dict[str, Any] = {"type": "object"}
    inner: dict[str, Any] = {}
    forms = []
    for name in tool.results:
        whole = _plain(operations.schema(name))
        inner |= whole.pop("$defs", {})
        required = whole.pop("required")
        found["$schema"] = whole.pop("$schema")
        forms.append({**_lenient(whole), "required": required})
    found |= {"anyOf": forms} if len(forms) > 1 else forms[0]
    found["properties"] = {**found.get("properties", {}), **_ADDED}
    if inner:
        found["$defs"] = {name: _lenient(inner[name]) for name in sorted(inner)}
    return found


def _plain(part: Any, *, names: bool = False) -> Any:
    """Leave out the words; `names` where the keys are those of properties."""
    if isinstance(part, list):
        return [_plain(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _plain(value, names=not names and key in ("properties", "$defs"))
        for key, value in part.items()
        if names or key not in _WORDS
    }


def _lenient(part: Any, *, names: bool = False) -> Any:
    """Leave out what says that something is complete."""
    if isinstance(part, list):
        return [_lenient(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _lenient(value, names=not names and key in ("properties", "$defs"))
        for key, value in part.items()
        if names or key not in _COMPLETENESS
    }
