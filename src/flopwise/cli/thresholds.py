"""`flopwise thresholds check MODEL`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import chosen, output_options, taking, use_catalogs, write


@click.command(short_help="Which lines does a model cross?")
@taking("thresholds_check")
@click.option("--check", is_flag=True, help="End with status 1 if a rule of today is crossed.")
@output_options
def check(check: bool, catalog: tuple[Any, ...], **options: Any) -> int:
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
    from flopwise.operations.requests import perform

    result: Any = perform("thresholds_check", chosen(options))
    write(result.document, result.to_dict, result.summary, options)
    return int(check and result.crossed)
