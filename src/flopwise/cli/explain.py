"""`flopwise explain NAME`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import output_options, use_catalogs, write


@click.command()
@click.argument("name", nargs=-1, required=True)
@output_options
def explain(name: tuple[str, ...], catalog: tuple[Any, ...], **options: Any) -> None:
    """Explain a step, unit, convention, method or term.

    \b
    flopwise explain mfu
    flopwise explain pf-day
    flopwise explain backward_flop_per_token
    flopwise explain chinchilla
    flopwise explain what does ZeRO mean
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    result = operations.explain(" ".join(name))
    write(result.document, result.to_dict, result.summary, options)
