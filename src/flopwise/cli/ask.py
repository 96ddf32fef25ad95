"""`flopwise ask "QUESTION"`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from flopwise.cli.options import output_options, taking, use_catalogs, write

if TYPE_CHECKING:
    from flopwise.asking.answer import Answer


@click.command()
@click.argument("question", nargs=-1)
@click.option("-i", "--interactive", is_flag=True, help="Ask one question after another.")
@click.option("--check", is_flag=True, help="End with status 1 where the answer is no.")
@taking("ask", positional=False)
@output_options
def ask(
    question: tuple[str, ...], interactive: bool, check: bool, set: tuple[str, ...],
    catalog: tuple[Any, ...], **options: Any,
) -> int:  # fmt: skip
    """Answer a QUESTION in plain English (`-` reads it from standard input).

    \b
    flopwise ask "how many flops did gpt3 take?"
    flopwise ask "how many A100-days would Llama 2 70B need at 40% MFU?"
    flopwise ask "can I fully fine-tune Llama 2 70B on 16 A10s?" --check
    flopwise ask -i
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    if interactive:
        return _talk(" ".join(question), options)
    if not question:
        click.echo(click.get_current_context().get_help())
        return 0
    text = sys.stdin.read() if question == ("-",) else " ".join(question)
    result = operations.ask(text, overrides=set)
    write(result.document, result.to_dict, result.summary, options)
    return int(check and result.value == "no")


def _talk(first: str, options: dict[str, Any]) -> int:
    """Answer questions until the end of the input; a later one may lean on the last."""
    from flopwise import operations

    talk = operations.conversation()
    waiting = first
    while True:
        text = waiting or _read()
        waiting = ""
        if text is None or text.strip().casefold() in ("quit", "exit"):
            return 0
        if text.strip():
            _shown(talk(text), options)


def _read() -> str | None:
    if sys.stdin.isatty():
        click.echo("? ", nl=False, err=True)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _shown(found: Answer | str, options: dict[str, Any]) -> None:
    if isinstance(found, str):
        click.echo(f"flopwise: {found}", err=True)
        return
    write(found.document, found.to_dict, found.summary, options)
    sys.stdout.flush()
