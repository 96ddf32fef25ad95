"""`flopwise thresholds check MODEL`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import output_options, use_catalogs, write


@click.command(short_help="Which lines does a model cross?")
@click.argument("model")
@click.option("--base", metavar="MODEL", help="What MODEL is a modification of.")
@click.option(
    "--tokens", metavar="QUANTITY", help="Tokens seen: 15T, 8T..15T; with --base, further ones."
)
@click.option("--epochs", metavar="NUMBER", help="How often each of them is seen.")
@click.option("--base-tokens", metavar="QUANTITY", help="Tokens that the base saw.")
@click.option("--gpus", metavar="DEVICES", help="What it was trained on: 16xA100.")
@click.option("--duration", metavar="TIME", help="How long they ran: 36h, 34d.")
@click.option("--device-hours", metavar="HOURS", help="In place of both: '200,000 A100-hours'.")
@click.option("--mfu", metavar="SHARE", help="Share of the dense peak: 0.45, 38%, 0.3..0.45.")
@click.option("--precision", metavar="NAME", help="Whose peak: bf16, fp16, tf32, fp8.")
@click.option("--convention", metavar="NAME", help="How to count; `conventions list` shows all.")
@click.option("--jurisdiction", metavar="NAME", help="Only rules of: EU, US, California, …")
@click.option("--check", is_flag=True, help="End with status 1 if a rule of today is crossed.")
@output_options
def check(model: str, check: bool, catalog: tuple[Any, ...], **options: Any) -> int:
    """Which laws' lines does the training of MODEL cross?

    What is known by counting, from the machines and as published is held against each rule; where
    these lie on both sides of a line, the verdict is undecided. Tokens or devices that you give
    describe the run in place of what is known of it.

    With --base, MODEL is what somebody else than its provider made of that model (it may bear the
    same name): --tokens or --gpus are those of the further training alone. In the EU the line is a
    third of the base's compute; other lines are held against both together.

    A rule of today is one in force, or standing guidance. An aid, no legal advice.

    \b
    flopwise thresholds check llama-3.1-405b
    flopwise thresholds check 3.8B --tokens 3.3T --jurisdiction EU
    flopwise thresholds check llama-3.1-8b --base llama-3.1-8b --tokens 2B --epochs 3
    flopwise thresholds check llama-3.1-8b --base llama-3.1-8b --gpus 16xA100 --duration 36h --mfu 0.3..0.45
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations

    wanted = {name: options.pop(name) for name in _REQUEST}
    result = operations.thresholds_check(model, **wanted)
    write(result.document, result.to_dict, result.summary, options)
    return int(check and result.crossed)


_REQUEST = (
    "base", "tokens", "epochs", "base_tokens", "gpus", "duration", "device_hours", "mfu",
    "precision", "convention", "jurisdiction",
)  # fmt: skip
