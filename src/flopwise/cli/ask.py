"""`flopwise ask "QUESTION"`."""

from __future__ import annotations

import sys
from typing import Any

import click

from flopwise.cli.options import output_options, use_catalogs, write


@click.command()
@click.argument("question", nargs=-1, required=True)
@output_options
def ask(question: tuple[str, ...], catalog: tuple[Any, ...], **options: Any) -> None:
    """Answer a QUESTION in plain English (`-` reads it from standard input).

    \b
    flopwise ask "how many flops did gpt3 take?"
    flopwise ask "training compute of Llama 2 70B on 2T tokens in PF-days?"
    flopwise ask "how many parameters does OPT-13B have?"
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    text = sys.stdin.read() if question == ("-",) else " ".join(question)
    result = operations.ask(text)
    write(result.document, result.to_dict, result.summary, options)
