"""`flopwise estimate MODEL`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import chosen, output_options, taking, use_catalogs, write


@click.command()
@taking("estimate")
@output_options
def estimate(catalog: tuple[Any, ...], **options: Any) -> None:
    """Training compute of MODEL, step by step.

    MODEL is a name (gpt-3, llama-3.1-70b), a size alone (70B, 235B-A22B), or the path of a
    Hugging Face config.json.

    \b
    flopwise estimate gpt-3
    flopwise estimate llama-3.1-405b --unit PF-day
    flopwise estimate 70B --tokens 8T..15T
    flopwise estimate ./config.json --tokens 1T --sequence-length 4k
    flopwise estimate resnet-50 --epochs 90
    flopwise estimate vit-b-16 --quantity forward_compute --input 1x3x384x384
    flopwise estimate gpt-3 --method hardware --gpus 1024xA100 --duration 34d --mfu 0.45
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise.operations.requests import perform

    result = perform("estimate", chosen(options))
    write(result.document, result.to_dict, result.summary, options)
