"""`flopwise audit FILE|ANSWER`."""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any

import click

from flopwise.cli.options import FORMATS, chosen, output_options, save, taking, use_catalogs, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.progress import Progress


@click.command()
@click.argument("texts", nargs=-1, required=True)
@taking("audit", positional=False)
@click.option("--check", is_flag=True, help="End with status 1 where a result is off or wrong.")
@functools.partial(output_options, formats=(*FORMATS, "csv"))
def audit(texts: tuple[str, ...], check: bool, catalog: tuple[Any, ...], **options: Any) -> int:
    """Check a written estimate: find the first wrong step, explain the gap.

    TEXTS are files, folders, shipped answers such as estimate-complexity/gpt-4o-mini, or `-`.

    \b
    flopwise audit answer.md
    flopwise audit estimate-complexity/gpt-4o-mini
    flopwise audit answers/ --subject gpt-3 --format csv
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    asked = chosen(options)
    given = list(operations.texts(texts, sys.stdin.read))
    with _bar(len(given), options["quiet"]) as progress:
        many = operations.audits(given, progress=progress, **asked)
    found = many.items
    if options["format_"] == "csv":
        save(options["output"], many.to_csv())
    else:
        result = found[0] if len(found) == 1 else many
        write(result.document, result.to_dict, result.summary, options)
    return int(check and any(one.verdict in ("off", "wrong") for one in found))


@contextlib.contextmanager
def _bar(count: int, quiet: bool) -> Iterator[Progress]:
    """Show a bar on a terminal while many texts are read."""
    hidden = quiet or count < 2 or not sys.stderr.isatty()
    with click.progressbar(length=count, label="audit", file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int, total: int, label: str = "") -> None:
            del total, label
            bar.update(done - bar.pos)

        yield progress
