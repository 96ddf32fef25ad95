"""What a tool replies: the sentence to quote with its citation, and the object behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.document import Citation, Citations
from flopwise.mcp.short import MOST_SOURCES, brief, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flopwise.render.shown import Shown


class Reply(NamedTuple):
    """A text for whoever reads it, and the same as an object."""

    text: str
    data: dict[str, Any]


def reply(result: Shown, detail: str) -> Reply:
    """Tell a result: in short, or with all that the detail asks for."""
    cited = list(_citations(result))
    if detail == "summary":
        return _short(result, cited)
    data = result.to_dict(detail)
    data.setdefault("sources", _sources(cited))
    text = "\n\n".join((*_told(result.summary(), cited, data), result.to("markdown")))
    return Reply(text, data)


def _short(result: Shown, cited: list[Citation]) -> Reply:
    data = brief(result.to_dict("summary"))
    keys = list(dict.fromkeys([*_named(data), *(citation.key for citation in cited)]))
    nearest = sorted(cited, key=lambda citation: keys.index(citation.key))[:MOST_SOURCES]
    data["summary"] = result.summary()
    data["sources"] = _sources(nearest)
    if len(cited) > len(nearest):
        data["left_out"] = {"sources": len(cited) - len(nearest)}
    return Reply(*fitted(data, lambda short: "\n\n".join(_told(short["summary"], nearest, short))))


def _told(sentence: str, cited: Iterable[Citation], data: dict[str, Any]) -> Iterator[str]:
    """Yield the paragraphs of a text."""
    yield sentence
    known = data["sources"]
    lines = [f"[{one.key}] {one.text}, {one.url}" for one in cited if one.key in known]
    if lines:
        yield "\n".join(["Sources:", *lines])
    yield from _beside(data)
    if "left_out" in data:
        told = ", ".join(f"{count} {name}" for name, count in data["left_out"].items())
        yield f"Left out here: {told}; detail=full has them."
    yield made_by(data["made"])


def made_by(made: dict[str, str]) -> str:
    """Say with what a result was made, so that it can be made again."""
    return (
        f"Flopwise {made['flopwise']}, catalog {made['catalog']}, {made['date']}: "
        f"`{made['command']}`"
    )


def _beside(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a reader of the sentence should know too, where the object has it."""
    for remark in data.get("remarks", ()):
        yield str(remark)
    for need in data.get("needs", ()):
        yield f"It needs {need['name']}: {need['why']}"
    if data.get("suggestions"):
        yield "What can be answered: " + "; ".join(data["suggestions"])
    for finding in data.get("findings", ()):
        should = f", should be {finding['should_be']}" if finding["should_be"] else ""
        yield (
            f"{finding['severity']} in line {finding['line']}: {finding['said']}{should}"
            f" ({finding['explanation']})"
        )


def _citations(result: Shown) -> Iterator[Citation]:
    """Yield what a result cites, each once."""
    seen = set()
    for node in result.document().nodes:
        for entry in node.entries if isinstance(node, Citations) else ():
            if entry.key not in seen:
                seen.add(entry.key)
                yield entry


def _sources(cited: Iterable[Citation]) -> dict[str, Any]:
    return {one.key: one.source.to_dict() for one in cited if one.source is not None}


def _named(part: Any) -> Iterator[str]:
    """Yield the keys of sources that an object names, in its order."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "source" and isinstance(value, str) and value:
                yield value
            else:
                yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)
