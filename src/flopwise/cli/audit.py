"""`flopwise audit FILE|ANSWER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from flopwise.cli.options import FORMATS, save, use_catalogs, write


@click.command()
@click.argument("texts", nargs=-1, required=True)
@click.option(
    "--subject", default="", metavar="MODEL", help="Whom the text is about, where it doesn't say."
)
@click.option("--challenge", default="", metavar="ID", help="The challenge that it answers.")
@click.option(
    "--quantity",
    type=click.Choice(
        ("training_compute", "memory", "time", "device_time", "cost", "energy"),
    ),
    help="What it estimates, where it isn't compute and the challenge doesn't say.",
)
@click.option("--check", is_flag=True, help="End with status 1 where a result is off or wrong.")
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, "csv")),
    default="text",
    show_default=True,
    help="How the result is written; csv has a row for each text.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)
@click.option(
    "--detail",
    type=click.Choice(("summary", "steps", "full")),
    default="full",
    show_default=True,
    help="How much of it.",
)
@click.option("--quiet", is_flag=True, help="Only the verdict, and no progress.")
@click.option(
    "--catalog",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Lay your own catalog file over the shipped one.",
)
def audit(
    texts: tuple[str, ...], subject: str, challenge: str, quantity: str | None, check: bool,
    catalog: tuple[Any, ...], **options: Any,
) -> int:  # fmt: skip
    """Check a written estimate: find the first wrong step, explain the gap.

    TEXTS are files, folders, shipped answers such as estimate-complexity/gpt-4o-mini, or `-`.

    \b
    flopwise audit answer.md
    flopwise audit estimate-complexity/gpt-4o-mini
    flopwise audit answers/ --subject gpt-3 --format csv
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    prompt = str(operations.card("challenges", challenge).value("prompt")) if challenge else ""
    given = list(operations.texts(texts, sys.stdin.read))
    found = []
    with _progress(given, options["quiet"]) as bar:
        for name, text, asked in bar:
            found.append(
                operations.audit(
                    text,
                    subject=subject,
                    prompt=prompt or asked,
                    file=name,
                    quantity=quantity or "",
                )
            )
    many = operations.audits(found)
    if options["format_"] == "csv":
        save(options["output"], many.to_csv())
    else:
        result = found[0] if len(found) == 1 else many
        write(result.document, result.to_dict, result.summary, options)
    return int(check and any(one.verdict in ("off", "wrong") for one in found))


def _progress(given: list[Any], quiet: bool) -> Any:
    """Show a bar on a terminal while many texts are read."""
    hidden = quiet or len(given) < 2 or not sys.stderr.isatty()
    return click.progressbar(given, label="audit", file=sys.stderr, hidden=hidden)
