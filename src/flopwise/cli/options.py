"""Options that several verbs share, and how a result leaves the program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flopwise.operations.options import FLAG, SETTINGS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flopwise.document import Document
    from flopwise.operations.options import Option

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = ("text", "markdown", "latex", "html", "pdf", "bibtex", "json")

_WIDEST = 100


catalog_option = click.option(
    "--catalog", type=click.Path(path_type=Path), multiple=True,
    help="Lay your own catalog file over the shipped one.",
)  # fmt: skip


def output_options(
    command: Callable[..., Any], formats: tuple[str, ...] = FORMATS
) -> Callable[..., Any]:
    """Add the options that say how and where to a result is written."""
    for option in reversed(
        (
            click.option(
                "--format", "format_", type=click.Choice(formats), default="text",
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
            catalog_option,
        )
    ):  # fmt: skip
        command = option(command)
    return command


def taking(name: str, *, positional: bool = True) -> Decorator:
    """Add the arguments and options of an operation, as the table of operations has them.

    Without its `positional` ones for a verb that takes files in their place.
    """
    from flopwise.operations.table import operation

    options = operation(name).takes
    return _with(tuple(option for option in options if positional or not option.positional))


def filtering(name: str) -> Decorator:
    """Add the filters of a kind of catalog entry."""
    from flopwise.operations.table import kind

    return _with(kind(name).filters)


def _with(options: tuple[Option, ...]) -> Decorator:
    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = _parameter(option)(command)
        return command

    return add


def _parameter(option: Option) -> Decorator:
    if option.positional:
        several = option.kind == TEXTS
        return click.argument(
            option.name, nargs=-1 if several else 1, required=True,
            shell_complete=_completing(option),
        )  # fmt: skip
    if option.kind == FLAG:
        return click.option(option.flag, option.name, is_flag=True, help=option.help)
    shown = option.default not in (None, "")
    metavar = option.metavar or "|".join(option.choices)
    return click.option(
        option.flag, option.name, help=option.help, metavar=metavar,
        multiple=option.kind == SETTINGS, default=option.default if shown else None,
        show_default=shown, shell_complete=_completing(option),
    )  # fmt: skip


def _completing(option: Option) -> Callable[[Any, Any, str], list[str]]:
    """Offer what the option may be: its choices, or the names that the catalog has."""

    def complete(_context: Any, _parameter: Any, begun: str) -> list[str]:
        names: Iterable[str] = option.choices
        if option.of:
            from flopwise import operations

            names = (card.id for card in operations.cards(option.of).items)
        return [name for name in names if name.startswith(begun.casefold())]

    return complete


def chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Take what belongs to the operation out of all that was given, and leave how it is written."""
    found = {name: options.pop(name) for name in (*options,) if name not in _OUTPUT}
    return {name: value for name, value in found.items() if value not in (None, (), "")}


_OUTPUT = ("format_", "output", "detail", "quiet")


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
    elif format_ == "pdf":
        from flopwise.render import pdf

        save_bytes(output, pdf.render(document()))
        return
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


def save_bytes(path: Path | None, content: bytes) -> None:
    """Write what is no text to a file, or into a pipe; a terminal couldn't show it."""
    from flopwise.errors import InvalidValueError, MissingInputError

    if path is None:
        if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
            raise MissingInputError("a PDF is no text for a terminal: name a file with -o FILE")
        sys.stdout.buffer.write(content)
        return
    try:
        path.write_bytes(content)
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
