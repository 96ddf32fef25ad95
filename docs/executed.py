"""The notebooks beside their recorded outputs: run them, compare them, refresh them.

They are stored with their outputs, since readers on the web see nothing else. `python
docs/executed.py` refreshes all; the tests fail where what is stored isn't what comes out now.
Pictures are as many and of the same kind; their bytes depend on fonts and libraries.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent / "notebooks"
_SECONDS = 120
_OURS = 'class="flopwise'
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
"""Where an object lies in memory."""


def notebooks() -> list[Path]:
    """Return all notebooks."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def stored(path: Path) -> Any:
    """Read a notebook with its outputs."""
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> Any:
    """Run a notebook in a kernel of its own, without its user's settings; return it as it is then."""
    notebook = stored(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    with tempfile.TemporaryDirectory() as folder:
        own = {"IPYTHONDIR": folder, "MPLCONFIGDIR": folder, "JUPYTER_PLATFORM_DIRS": "1"}
        with mock.patch.dict(os.environ, own):
            NotebookClient(
                notebook,
                timeout=_SECONDS,
                coalesce_streams=True,  # how often a kernel flushes is chance
                resources={"metadata": {"path": str(path.parent)}},
            ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the times of day
    return notebook


def outputs(notebook: Any) -> list[list[Any]]:
    """Return what each cell of code shows, without what differs from run to run."""
    return [
        [_steady(output) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _steady(output: Any) -> Any:
    """Keep what our results show, and of other libraries' tables what they say, not their markup."""
    if output.output_type == "stream":
        return (output.name, _same(output.text))
    ours = _OURS in output.data.get("text/html", "")
    return {
        kind: "" if kind.startswith("image/") else _same(text)
        for kind, text in output.data.items()
        if ours or kind != "text/html"
    }


def _same(text: str) -> str:
    return " ".join(_ADDRESS.sub("0x…", text).split())


if __name__ == "__main__":
    for path in notebooks():
        notebook = executed(path)
        if outputs(notebook) != outputs(stored(path)):
            nbformat.write(notebook, path)
            sys.stdout.write(f"refreshed {path.relative_to(NOTEBOOKS.parent.parent)}\n")
