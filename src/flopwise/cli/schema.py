"""`flopwise schema NAME`."""

from __future__ import annotations

from pathlib import Path

import click

from flopwise.cli.options import save


def _complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    del context, parameter
    from flopwise import operations

    return [name for name in operations.schema_names() if name.startswith(begun)]


@click.command()
@click.argument("name", required=False, shell_complete=_complete)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)
def schema(name: str | None, output: Path | None) -> None:
    """The JSON Schema of what --format json writes; without NAME, which there are.

    A schema (draft 2020-12) stands for all levels of --detail, and needs no other file.

    \b
    flopwise schema
    flopwise schema estimate
    flopwise schema audit -o audit.json
    """  # noqa: D301
    from flopwise import operations

    if name is None:
        titles = operations.schema_names()
        width = max(map(len, titles))
        save(output, "".join(f"{name:{width}}  {text}\n" for name, text in titles.items()))
        return
    import json

    save(output, json.dumps(operations.schema(name), ensure_ascii=False, indent=2) + "\n")
