"""Options that several verbs share, and how a result leaves the program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.document import Document

FORMATS = ("text", "markdown", "latex", "html", "json")

_WIDEST = 100


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how and where to a result is written."""
    for option in reversed(
        (
            click.option(
                "--format", "format_", type=click.Choice(FORMATS), default="text",
                show_default=True, help="How the result is written.",
            ),
            click.option(
                "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
                help="Write to this file instead of the terminal.",
            ),
            click.option(
                "--detail", type=click.Choice(("summary", "steps", "full")), default="full",
                show_default=True, help="How much of it.",
            ),
            click.option("--quiet", is_flag=True, help="Only the result itself."),
            click.option(
                "--catalog", type=click.Path(path_type=Path), multiple=True,
                help="Lay your own catalog file over the shipped one.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def use_catalogs(paths: tuple[Path, ...]) -> None:
    """Lay the user's files over the shipped catalog."""
    from flopwise.catalog import files

    files.lay_over(*paths)


def write(
    document: Callable[[], Document],
    data: Callable[[str], dict[str, Any]],
    summary: Callable[[], str],
    options: dict[str, Any],
) -> None:
    """Write a result as the options ask: a document, its JSON, or one sentence."""
    format_, output = options["format_"], options["output"]
    if format_ == "json":
        import json

        detail = "summary" if options["quiet"] else options["detail"]
        text = json.dumps(data(detail), ensure_ascii=False, indent=2) + "\n"
    elif (options["detail"] == "summary" or options["quiet"]) and format_ in ("text", "markdown"):
        text = summary() + "\n"
    else:
        from flopwise.render import render

        plain = output is not None or not sys.stdout.isatty()
        text = render(document(), format_, width=_width(plain), colour=not plain and _may_colour())
    save(output, text)


def save(path: Path | None, text: str) -> None:
    """Write to a file, or to standard output where none is named."""
    if path is None:
        sys.stdout.write(text)
        return
    from flopwise.errors import InvalidValueError

    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InvalidValueError(f"{path} can't be written: {error.strerror}") from None


def _width(plain: bool) -> int:
    if plain:
        return _WIDEST
    import shutil

    return min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)


def _may_colour() -> bool:
    import os

    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
