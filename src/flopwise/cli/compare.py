"""`flopwise compare A B …`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import chosen, output_options, taking, use_catalogs, write


@click.command()
@taking("compare")
@output_options
def compare(catalog: tuple[Any, ...], **options: Any) -> None:
    """Models or conventions side by side, with the reason for each difference.

    \b
    flopwise compare gpt-3 --conventions all
    flopwise compare gpt-3 palm llama-3.1-405b --unit PF-day
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise.operations.requests import perform

    result = perform("compare", chosen(options))
    write(result.document, result.to_dict, result.summary, options)
