"""Commands in the documents beside their recorded output: run them, compare them, refresh them.

A fenced block marked `console` holds commands behind `$ ` and what they print: `flopwise`, or `curl`
to the API at localhost:8000, perhaps through `jq`. A last line `…`
says that only the beginning is shown. `python docs/recorded.py` refreshes all documents; the tests
fail where one is out of date.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_MORE = "…"


def documents() -> list[Path]:
    """Return the documents that may hold recorded commands."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def examples(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of a document with the output that it shows."""
    for block in _BLOCK.findall(path.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def run(command: str) -> str:
    """Run a `flopwise` or `curl` command in this process; return what it prints, errors included."""
    from flopwise.cli.main import run as flopwise

    words = shlex.split(command)
    if words[0] == "curl":
        return fetch(words[1:])
    if words[0] != "flopwise":
        raise ValueError(f"only flopwise and curl commands are recorded, not {command!r}")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        flopwise(words[1:])
    return printed.getvalue()


def fetch(words: list[str]) -> str:
    """Ask the API in this process as curl would; `| jq .a.b` indents that part of the reply."""
    pipe = words.index("|") if "|" in words else len(words)
    headers, body = _reply(words[:pipe])
    if pipe == len(words):
        return headers + body
    found = json.loads(body)
    for name in words[-1].strip(".").split("."):
        found = found[name] if name else found
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _reply(words: list[str]) -> tuple[str, str]:
    """Return the headers (for `-i`) and the body of what curl was told to ask."""
    import asyncio

    import httpx
    from starlette.applications import Starlette

    from flopwise.web import api

    given = argparse.ArgumentParser()
    for flag in ("-s", "-N", "-i"):
        given.add_argument(flag, action="store_true")
    given.add_argument("-H", action="append", default=[])
    given.add_argument("--json")
    given.add_argument("url")
    asked = given.parse_args(words)
    headers = dict(header.split(": ", 1) for header in asked.H)
    if asked.json:
        headers = {"Content-Type": "application/json", **headers}

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=api.routes()))
        async with httpx.AsyncClient(transport=transport) as client:
            method = "POST" if asked.json else "GET"
            url = f"http://{asked.url}"
            return await client.request(method, url, content=asked.json, headers=headers)

    reply = asyncio.run(ask())
    lines = [f"HTTP/1.1 {reply.status_code} {reply.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    shown = "\n".join([*lines, "", ""]) if asked.i else ""
    return shown, reply.text.replace("\r\n", "\n")


def shown(command: str, before: str) -> str:
    """Return a command's output now, cut where the document cuts it."""
    now = run(command)
    kept = before.rstrip("\n").split("\n")
    if kept[-1] == _MORE:
        now = "\n".join([*now.split("\n")[: len(kept) - 1], _MORE]) + "\n"
    return now


def refreshed(path: Path) -> str:
    """Return a document with every output as it is now."""

    def renew(block: re.Match[str]) -> str:
        parts = re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]
        commands = [part.partition("\n") for part in parts]
        outputs = [shown(command, output).rstrip("\n") for command, _, output in commands]
        pairs = zip(commands, outputs, strict=True)
        return "```console\n" + "\n\n".join(f"$ {c[0]}\n{o}" for c, o in pairs) + "\n```"

    return _BLOCK.sub(renew, path.read_text("utf-8"))


if __name__ == "__main__":
    for document in documents():
        text = refreshed(document)
        if text != document.read_text("utf-8"):
            document.write_text(text, "utf-8")
            sys.stdout.write(f"refreshed {document.relative_to(ROOT)}\n")
