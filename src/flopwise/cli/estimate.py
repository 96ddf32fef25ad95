"""`flopwise estimate MODEL`."""

from __future__ import annotations

from typing import Any

import click

from flopwise.cli.options import output_options, use_catalogs, write


@click.command()
@click.argument("model")
@click.option(
    "--quantity",
    default="training_compute",
    show_default=True,
    help="training_compute, forward_compute, compute_per_token or parameters.",
)
@click.option("--tokens", metavar="QUANTITY", help="Tokens seen in training: 300B, 8T..15T.")
@click.option("--sequence-length", metavar="QUANTITY", help="Tokens of a sequence: 2048, 4k.")
@click.option("--optimizer-steps", metavar="QUANTITY", help="Steps, in place of tokens.")
@click.option("--batch-tokens", metavar="QUANTITY", help="Tokens of one optimizer step: 3.2M.")
@click.option("--samples", metavar="QUANTITY", help="Images seen in training: 115M.")
@click.option(
    "--epochs", metavar="NUMBER", help="How often each image is seen, in place of samples."
)
@click.option("--input", metavar="SHAPE", help="The size of one image: 1x3x224x224.")
@click.option("--convention", metavar="NAME", help="How to count; `conventions list` shows all.")
@click.option(
    "--method", default="counting", show_default=True, help="counting, hardware or published."
)
@click.option("--gpus", metavar="DEVICES", help="For the method hardware: 1024xA100.")
@click.option("--duration", metavar="TIME", help="How long they ran: 34d, 21 days.")
@click.option("--device-hours", metavar="HOURS", help="In place of both: '200,000 A100-hours'.")
@click.option("--mfu", metavar="SHARE", help="Share of the dense peak: 0.45, 38%, 0.3..0.45.")
@click.option("--precision", default="", metavar="NAME", help="Whose peak: bf16, fp16, tf32, fp8.")
@click.option(
    "--recompute",
    default="none",
    show_default=True,
    help="Activations computed again: none, selective or full.",
)
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="STEP=VALUE",
    help="Give a step or an input a value of your own; may be repeated.",
)
@click.option("--unit", metavar="NAME", help="Show the result in this unit: PF-day, ZFLOP.")
@click.option(
    "--by", default="operation", show_default=True, help="Break down by operation, block or layer."
)
@output_options
def estimate(model: str, catalog: tuple[Any, ...], **options: Any) -> None:
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
    from flopwise import operations

    wanted = {name: options.pop(name) for name in _REQUEST}
    result = operations.estimate(model, **wanted)
    write(result.document, result.to_dict, result.summary, options)


_REQUEST = (
    "quantity", "tokens", "sequence_length", "optimizer_steps", "batch_tokens", "samples",
    "epochs", "input", "convention",
    "method", "gpus", "duration", "device_hours", "mfu", "precision", "recompute", "overrides", "unit", "by",
)  # fmt: skip
