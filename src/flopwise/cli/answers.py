"""`flopwise answers add|import|export|remove`: a user's own answers beside the shipped ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from flopwise.cli.options import save


@click.command(short_help="Keep what a model answered.")
@click.argument("challenge")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", required=True, metavar="NAME", help="Who answered.")
@click.option(
    "--title", metavar="TEXT", help="What the page is called; the challenge's title if not given."
)
@click.option("--description", metavar="TEXT", help="What the answer does, in a sentence.")
@click.option("--date", metavar="DAY", help="When it was given: 2026-11-24.")
@click.option("--temperature", type=float, help="The temperature that it was sampled at.")
@click.option("--system-prompt", metavar="TEXT", help="What stood before the prompt.")
@click.option("--one-shot", is_flag=True, help="Asked once, with nothing before the prompt.")
@click.option("--address", metavar="URL", help="Where it was published.")
@click.option("--language", metavar="CODE", help="As BCP 47 writes it: en, de, zh.")
def add(
    challenge: str, file: Path, model: str, temperature: float | None, system_prompt: str | None,
    one_shot: bool, **told: Any,
) -> None:  # fmt: skip
    """Keep an answer to CHALLENGE: a FILE's text, or what comes from a pipe (`-`).

    Each further answer of a model to the same challenge is its next attempt.

    \b
    my-tool "$(flopwise challenges show palm-compute --quiet)" | flopwise answers add palm-compute --model my-model -
    flopwise answers add estimate-complexity --model gpt-4o-mini answer.md --temperature 0.7
    """  # noqa: D301
    from flopwise import operations

    settings = {
        "one_shot": one_shot or None,
        "temperature": temperature,
        "system_prompt": system_prompt,
    }
    told["settings"] = {name: value for name, value in settings.items() if value is not None}
    id = operations.add_answer(challenge, model, operations.read_text(file, sys.stdin.read), **told)
    click.echo(f"Kept as {id}; `flopwise audit {id}` checks it.")


@click.command(name="import", short_help="Bring in answers from files and folders.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_(paths: tuple[Path, ...]) -> None:
    """Bring in answers: all that PATHS hold, or nothing where something is wrong in them.

    They are what `flopwise answers export` writes (.jsonl), pages copied as text with prompt, response
    and card (.txt, .md), or the TypeScript files of a local copy of github.com/nuance-dev/rival, which
    are read as text and never run. An original takes the place of the same answer retold.

    \b
    flopwise answers import page.txt
    flopwise answers import rival/src/lib/model-responses/*/estimate-complexity.ts
    flopwise answers import answers.jsonl
    """  # noqa: D301
    from flopwise import operations

    found = operations.import_answers(paths)
    for id in found:
        click.echo(id)
    click.echo(f"{len(found)} answer{'' if len(found) == 1 else 's'} kept", err=True)


@click.command(short_help="Write answers out, one record a line.")
@click.option("--challenge", default="", metavar="NAME", help="Only answers to it.")
@click.option("--model", default="", metavar="NAME", help="Only answers of it.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)  # fmt: skip
def export(challenge: str, model: str, output: Path | None) -> None:
    """Write answers, with their challenges and authors, as lines of JSON that `import` takes back.

    \b
    flopwise answers export -o answers.jsonl
    flopwise answers export --challenge estimate-complexity
    """  # noqa: D301
    from flopwise import operations

    save(output, operations.export_answers(challenge, model))


@click.command(short_help="Remove an answer of your own.")
@click.argument("name")
def remove(name: str) -> None:
    """Remove the answer NAME, if you brought it in; the same one retold stands there again then.

    \b
    flopwise answers remove estimate-complexity/gpt-4o-mini/2
    """  # noqa: D301
    from flopwise import operations

    click.echo(f"Removed {operations.remove_answer(name)}.")
