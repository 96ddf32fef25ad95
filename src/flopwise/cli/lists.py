"""`flopwise models`, `hardware`, `thresholds`, … : what the catalog knows, as lists and cards."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli import answers as own
from flopwise.cli.challenges import new
from flopwise.cli.options import chosen, filtering, output_options, use_catalogs, write
from flopwise.cli.thresholds import check
from flopwise.operations.table import KINDS


def _verb(kind: str) -> click.Group:
    """Make the verb of a kind, with `list` and `show`."""
    examples = KINDS[kind].examples
    shown = "\n".join(f"flopwise {kind} {example}" for example in examples)
    group = click.Group(
        kind,
        help=f"List {kind}, or show one.\n\n\b\n{shown}",
        invoke_without_command=True,
        callback=_help_alone,
    )

    def list_(catalog: tuple[Any, ...], **options: Any) -> None:
        use_catalogs(catalog)
        from flopwise.operations.requests import listed

        result = listed(kind, chosen(options))
        write(result.document, result.to_dict, result.summary, options)

    def show(name: str, catalog: tuple[Any, ...], **options: Any) -> None:
        use_catalogs(catalog)
        from flopwise import operations

        result = operations.card(kind, name)
        write(result.document, result.to_dict, result.summary, options)

    lists = [example for example in examples if example.startswith("list")]
    shows = [example for example in examples if example.startswith("show")]
    listing = filtering(kind)(output_options(list_))
    group.command("list", help=_help(f"List {kind}.", kind, lists))(listing)
    showing = click.argument("name")(output_options(show))
    text = f"Show {KINDS[kind].one}: all that is known of it, with its sources."
    group.command("show", help=_help(text, kind, shows), short_help=f"Show {KINDS[kind].one}.")(
        showing
    )
    return group


@click.pass_context
def _help_alone(context: click.Context) -> None:
    """Say what there is where neither `list` nor `show` is asked for."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _help(text: str, kind: str, examples: list[str]) -> str:
    return f"{text}\n\n\b\n" + "\n".join(f"flopwise {kind} {example}" for example in examples)


models = _verb("models")
hardware = _verb("hardware")
prices = _verb("prices")
thresholds = _verb("thresholds")
thresholds.add_command(check)
conventions = _verb("conventions")
units = _verb("units")
sources = _verb("sources")
challenges = _verb("challenges")
challenges.add_command(new)
answers = _verb("answers")
for command in (own.add, own.import_, own.export, own.remove):
    answers.add_command(command)
