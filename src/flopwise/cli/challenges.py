"""`flopwise challenges new`: fresh challenges with known answers."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import chosen, output_options, taking, use_catalogs, write


@click.command(short_help="Fresh challenges with known answers.")
@taking("challenges_new")
@output_options
def new(catalog: tuple[Any, ...], **options: Any) -> None:
    """A worksheet of fresh challenges, drawn from a seed; with --key their answers, step by step.

    The same seed gives the same worksheet, here and elsewhere. JSON always has the answers.

    \b
    flopwise challenges new --seed 7 --count 20 --topic flop --level easy
    flopwise challenges new --seed 7 --count 20 --topic flop --level easy --key --format pdf -o key.pdf
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise.operations.requests import perform

    result: Any = perform("challenges_new", chosen(options))
    write(result.document, result.to_dict, result.summary, options)
