"""`flopwise saved`: results that are kept with a title and notes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from flopwise.cli.options import output_options, write


@click.group(short_help="Results that you keep.")
def saved() -> None:
    """Keep results with a title and notes; list, show and write them out.

    They lie in one file: FLOPWISE_STORE, or store.sqlite in the folder flopwise of your data.

    \b
    flopwise estimate gpt-3 --format json | flopwise saved add - --title "GPT-3 as published"
    flopwise saved list
    flopwise saved export --format csv -o saved.csv
    flopwise saved backup saved.sqlite
    """  # noqa: D301


@saved.command(short_help="Keep a result.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What it is called; its summary if not given.")
@click.option("--notes", default="", help="What you want to remember of it.")
def add(file: Path, title: str, notes: str) -> None:
    """Keep a result that a verb wrote with --format json: a FILE, or `-` for a pipe.

    \b
    flopwise audit answer.md --format json | flopwise saved add - --notes "sent to the author"
    """  # noqa: D301
    from flopwise import operations
    from flopwise.operations import saved as work

    number = work.save_text(operations.read_text(file, sys.stdin.read), title, notes)
    click.echo(f"Saved as {number}; `flopwise saved show {number}` shows it.")


@saved.command(name="list", short_help="List what is kept.")
@click.option("--kind", default="", metavar="NAME", help="Only estimate, compare, audit, ask, …")
@click.option("--search", default="", metavar="TEXT", help="Words of title and notes.")
@output_options
def list_(kind: str, search: str, catalog: tuple[Any, ...], **options: Any) -> None:
    """List what is kept, the latest first.

    \b
    flopwise saved list --kind audit
    """  # noqa: D301
    del catalog
    from flopwise.operations import saved_documents as shown

    found = shown.SavedList.of(kind, search)
    write(found.document, found.to_dict, found.summary, options)


@saved.command(short_help="Show one.")
@click.argument("number", type=int)
@output_options
def show(number: int, catalog: tuple[Any, ...], **options: Any) -> None:
    """Show what is kept under NUMBER, as it was then, and the command that works it out again.

    \b
    flopwise saved show 1
    """  # noqa: D301
    del catalog
    from flopwise.operations import saved_documents as shown

    found = shown.SavedWork.of(number)
    write(found.document, found.to_dict, found.summary, options)


@saved.command(short_help="Change title or notes.")
@click.argument("number", type=int)
@click.option("--title", help="The new title.")
@click.option("--notes", help="The new notes.")
def change(number: int, title: str | None, notes: str | None) -> None:
    """Give what is kept under NUMBER another title or other notes."""
    from flopwise.operations import saved as work

    work.change(number, title=title, notes=notes)
    click.echo(f"Changed {number}.")


@saved.command(short_help="Remove some.")
@click.argument("numbers", type=int, nargs=-1, required=True)
def remove(numbers: tuple[int, ...]) -> None:
    """Remove what is kept under NUMBERS, all or none of it."""
    from flopwise.operations import saved as work

    work.remove(numbers)
    click.echo(f"Removed {', '.join(map(str, numbers))}.")


@saved.command(short_help="Write everything out.")
@click.option(
    "--format", "form", type=click.Choice(("json", "csv", "parquet")), default="json",
    show_default=True, help="JSON has all of each, the others a row for each.",
)  # fmt: skip
@click.option("--kind", default="", metavar="NAME", help="Only estimate, compare, audit, …")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)  # fmt: skip
def export(form: str, kind: str, output: Path | None) -> None:
    """Write what is kept as JSON, CSV or Parquet.

    \b
    flopwise saved export --format parquet -o saved.parquet
    """  # noqa: D301
    from flopwise.errors import InvalidValueError
    from flopwise.operations import saved as work

    if form == "parquet" and output is None:
        raise InvalidValueError("Parquet is no text: name a file with -o FILE")
    found = work.exported(form, kind)
    if output is None:
        click.echo(found.decode(), nl=False)
    else:
        output.write_bytes(found)


@saved.command(name="import", short_help="Keep what a JSON export holds.")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Keep what a JSON export holds, all of it or nothing, under new numbers."""
    from flopwise import operations
    from flopwise.operations import saved as work

    numbers = work.imported(operations.read_text(file, sys.stdin.read))
    click.echo(f"Saved as {', '.join(map(str, numbers))}.")


@saved.command(short_help="Copy the whole store.")
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Copy all that is kept, answers and votes too, to the file TARGET; the server may run meanwhile."""
    from flopwise.operations import saved as work

    work.backup(target)
    click.echo(f"Copied to {target}.")
