r"""Answers as the seed platform's public repository has them: TypeScript files, read as text.

Each holds an object literal whose fields are texts. Only the signs that such texts are written with are
known here; nothing is evaluated.

>>> program = "export const a = { modelId: 'gpt-2', prompt: 'How many?', content: `six \\` 7`, };"
>>> [found["kind"] for found in records(program, "a.ts", {})]
['challenge', 'answer']
>>> list(records(program, "a.ts", {}))[1]["text"]
'six ` 7'
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from flopwise.errors import InvalidValueError
from flopwise.gallery.reading.names import challenge_for, model_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.gallery.reading.names import Seen
    from flopwise.gallery.records import Record

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
      | (?P<open>[{\[(])
      | (?P<close>[}\])])
      | (?P<name>[A-Za-z_$][\w$]*)
      | (?P<broken>["'`])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_NAMES = ("modelId", "prompt", "content", "responseDate", "title", "description", "type")
_ESCAPE = re.compile(
    r"\\(?:u\{(?P<long>[0-9A-Fa-f]{1,6})\}|u(?P<code>[0-9A-Fa-f]{4})|x(?P<byte>[0-9A-Fa-f]{2})"
    r"|(?P<line>\r\n|\n|\r)|(?P<sign>.))",
    re.DOTALL,
)
_UNDOUBLED = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:times|text|frac|approx|cdot|sum|quad|log|left|right|sim|[()\[\]])"
)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


class _Text(NamedTuple):
    value: str
    line: int


def records(text: str, where: str, known: Seen) -> Iterator[Record]:
    """Yield the answer that a file holds, with its challenge where that is unknown; nothing for others.

    Raises InvalidValueError, with file and line, for an answer that is broken.
    """
    for found in _objects(text, where):
        if not {"modelId", "content"} <= set(found):
            continue
        line = found["modelId"].line
        if "prompt" not in found or not found["prompt"].value.strip():
            raise InvalidValueError(f"{where}, line {line}: the answer has no prompt")
        given = {name: found[name].value for name in found}
        name = PurePath(where).stem
        challenge, unknown = challenge_for(
            given["prompt"], given.get("title", "").strip(), known, name
        )
        if unknown is not None:
            yield unknown
        told = {
            "title": given.get("title", "").strip(),
            "description": given.get("description", "").strip(),
            "date": given.get("responseDate", ""),
            "type": given.get("type", ""),
        }
        yield {
            "kind": "answer", "challenge": challenge, "model": model_id(given["modelId"]),
            **{name: value for name, value in told.items() if value},
            "form": "original", "text": given["content"],
        }  # fmt: skip


def _objects(text: str, where: str) -> Iterator[dict[str, _Text]]:
    """Yield the fields that are texts of each object that stands on the first floor of a file."""
    depth, line = 0, 1
    found: dict[str, _Text] = {}
    name = ""
    is_value = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "broken":
            raise InvalidValueError(f"{where}, line {line}: a text begins here and never ends")
        if kind == "open":
            depth += 1
            if depth == 1:
                found = {}
        elif kind == "close":
            depth -= 1
            if depth == 0 and found:
                yield found
                found = {}
        elif kind == "name":
            name, is_value = token[0], False
        elif kind == "text" and depth == 1 and is_value and name in _NAMES:
            found[name] = _Text(_unescaped(token[0], where, line), line)
            name = ""
        if kind == "other":
            is_value = token[0] == ":" and bool(name)
        line += token[0].count("\n")


def _unescaped(literal: str, where: str, line: int) -> str:
    """Return what a text of the program stands for."""
    inner = literal[1:-1]
    if literal[0] == "`":
        if re.search(r"(?<!\\)(?:\\\\)*\$\{", inner):
            raise InvalidValueError(
                f"{where}, line {line}: a text that a program would put together can't be read"
            )
        inner = inner.replace("\r\n", "\n")
        if _UNDOUBLED.search(inner):  # LaTeX went in as it was: \times is no tabulator
            return re.sub(r"\\([`$\\])", r"\1", inner)
    return _ESCAPE.sub(_sign, inner)


def _sign(found: re.Match[str]) -> str:
    code = found["long"] or found["code"] or found["byte"]
    if code:
        value = int(code, 16)
        return chr(value) if value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else "\ufffd"
    if found["line"]:
        return ""
    return _SIGNS.get(found["sign"], found["sign"])
