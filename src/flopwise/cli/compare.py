"""`flopwise compare A B …`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import output_options, use_catalogs, write


@click.command()
@click.argument("models", nargs=-1, required=True)
@click.option(
    "--conventions",
    "names",
    default="",
    metavar="NAMES",
    help="`all`, or conventions with commas between them.",
)
@click.option(
    "--quantity",
    default="training_compute",
    show_default=True,
    help="training_compute, forward_compute, compute_per_token or parameters.",
)
@click.option("--tokens", metavar="QUANTITY", help="Tokens seen in training, for all of them.")
@click.option("--sequence-length", metavar="QUANTITY", help="Tokens of a sequence, for all.")
@click.option("--convention", metavar="NAME", help="How to count all of them.")
@click.option(
    "--recompute",
    default="none",
    show_default=True,
    help="Activations computed again: none, selective or full.",
)
@click.option("--unit", metavar="NAME", help="Show the results in this unit.")
@output_options
def compare(models: tuple[str, ...], names: str, catalog: tuple[Any, ...], **options: Any) -> None:
    """Models or conventions side by side, with the reason for each difference.

    \b
    flopwise compare gpt-3 --conventions all
    flopwise compare gpt-3 palm llama-3.1-405b --unit PF-day
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    wanted = {name: options.pop(name) for name in _REQUEST}
    result = operations.compare(*models, conventions=names, **wanted)
    write(result.document, result.to_dict, result.summary, options)


_REQUEST = ("quantity", "tokens", "sequence_length", "convention", "recompute", "unit")
