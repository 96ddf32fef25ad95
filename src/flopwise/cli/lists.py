"""`flopwise models`, `hardware`, `thresholds`, … : what the catalog knows, as lists and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from flopwise.cli.options import output_options, use_catalogs, write
from flopwise.cli.thresholds import check

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _verb(kind: str, one: str, examples: tuple[str, ...], *filters: Decorator) -> click.Group:
    """Make the verb of a kind, with `list` and `show`."""
    shown = "\n".join(f"flopwise {kind} {example}" for example in examples)
    group = click.Group(
        kind,
        help=f"List {kind}, or show one.\n\n\b\n{shown}",
        invoke_without_command=True,
        callback=_help_alone,
    )

    def list_(catalog: tuple[Any, ...], **options: Any) -> None:
        use_catalogs(catalog)
        from flopwise import operations

        wanted = {name: options.pop(name) for name in (*options,) if name not in _OUTPUT}
        result = operations.cards(kind, **wanted)
        write(result.document, result.to_dict, result.summary, options)

    def show(name: str, catalog: tuple[Any, ...], **options: Any) -> None:
        use_catalogs(catalog)
        from flopwise import operations

        result = operations.card(kind, name)
        write(result.document, result.to_dict, result.summary, options)

    lists = [example for example in examples if example.startswith("list")]
    shows = [example for example in examples if example.startswith("show")]
    listing: Any = output_options(list_)
    for option in reversed((*filters, _SEARCH)):
        listing = option(listing)
    group.command("list", help=_help(f"List {kind}.", kind, lists))(listing)
    showing = click.argument("name")(output_options(show))
    text = f"Show {one}: all that is known of it, with its sources."
    group.command("show", help=_help(text, kind, shows), short_help=f"Show {one}.")(showing)
    return group


@click.pass_context
def _help_alone(context: click.Context) -> None:
    """Say what there is where neither `list` nor `show` is asked for."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_OUTPUT = ("format_", "output", "detail", "quiet")

_SEARCH = click.option("--search", metavar="TEXT", help="Only what has these words somewhere.")


def _help(text: str, kind: str, examples: list[str]) -> str:
    return f"{text}\n\n\b\n" + "\n".join(f"flopwise {kind} {example}" for example in examples)


models = _verb(
    "models", "the card of a model",
    ("show gpt-4o-mini", "show llama-3.1-70b", "list --provider OpenAI", "list --size LARGE"),
    click.option("--provider", metavar="NAME", help="Who made it: OpenAI, Meta, Google."),
    click.option("--family", metavar="NAME", help="Its family: GPT-3, Llama 3.1, Qwen3."),
    click.option("--category", metavar="NAME", help="Text, Code, Image, Audio, Video, Multimodal."),
    click.option("--size", type=click.Choice(("SMALL", "MEDIUM", "LARGE"), case_sensitive=False),
                 help="Below 10 billion parameters, up to 100 billion, above."),
    click.option("--with-architecture", is_flag=True, help="Only those whose shape is known."),
)  # fmt: skip

hardware = _verb(
    "hardware", "the card of an accelerator",
    ("show a100", "show h100-pcie", "list --vendor NVIDIA", "list --precision fp8"),
    click.option("--vendor", metavar="NAME", help="Who made it: NVIDIA, AMD, Google."),
    click.option("--precision", metavar="NAME", help="Only with a dense peak in it: bf16, fp8."),
)  # fmt: skip

prices = _verb(
    "prices", "a dated price",
    ("show h100-sxm-google-2025-03", "list --accelerator h100", "list --provider Azure --year 2025"),
    click.option("--accelerator", metavar="NAME", help="Of what: h100, a100-40gb, rtx-4090."),
    click.option("--provider", metavar="NAME", help="Where: AWS by its full name, Azure, RunPod."),
    click.option("--year", metavar="YEAR", help="Of that year."),
)  # fmt: skip

thresholds = _verb(
    "thresholds", "a legal threshold of training compute",
    ("show eu-systemic-risk", "list --jurisdiction EU", "list --status 'in force'",
     "check llama-3.1-405b --jurisdiction EU"),
    click.option("--jurisdiction", metavar="NAME", help="Where: EU, United States, California."),
    click.option("--status", metavar="TEXT", help="in force, enacted, proposed, revoked, …"),
)  # fmt: skip
thresholds.add_command(check)

conventions = _verb("conventions", "a way of counting", ("show six-nd", "list"))

units = _verb("units", "a unit", ("show PF-days", "show ZFLOP", "list --search time"))

sources = _verb("sources", "a source", ("show kaplan2020", "list --search chinchilla"))

challenges = _verb(
    "challenges", "a challenge",
    ("show estimate-complexity", "list --difficulty hard"),
    click.option("--category", metavar="NAME", help="What it tries: Reasoning, …"),
    click.option("--difficulty", metavar="NAME", help="easy, medium or hard."),
)  # fmt: skip

answers = _verb(
    "answers", "a published answer",
    ("show estimate-complexity/gpt-4o-mini", "list --challenge estimate-complexity"),
    click.option("--challenge", metavar="NAME", help="Answers to this challenge."),
    click.option("--model", metavar="NAME", help="Answers of this model."),
)  # fmt: skip
