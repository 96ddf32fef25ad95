"""`flopwise report KIND …`."""

from __future__ import annotations

import sys
from typing import Any

import click

from flopwise.cli.options import chosen, output_options, taking, use_catalogs, write


@click.group(short_help="A document from a result.")
def report() -> None:
    """A document made of a result, to be handed on: PDF, HTML, Markdown, LaTeX or text.

    \b
    flopwise report model-card llama-3.1-8b --format markdown
    flopwise report appendix gpt-3 --format latex -o appendix.tex
    flopwise report statement llama-3.1-405b --threshold eu-systemic-risk --format pdf -o statement.pdf
    flopwise report audit answer.md --for "Dr Author" --format pdf -o audit.pdf
    """  # noqa: D301


@report.command("model-card", short_help="The compute section of a model card.")
@taking("report_model_card")
@output_options
def model_card(catalog: tuple[Any, ...], **options: Any) -> None:
    """The compute section of MODEL's card: what was counted, the run, how to cite it.

    Options are those of an estimate. Energy and emissions stand there as you state them; without,
    the card says that they are not disclosed.

    \b
    flopwise report model-card llama-3.1-8b
    flopwise report model-card ./config.json --tokens 1T --energy "80 MWh" --format markdown
    """  # noqa: D301
    _written("report_model_card", catalog, options)


@report.command("appendix", short_help="A paper's compute appendix.")
@taking("report_appendix")
@output_options
def appendix(catalog: tuple[Any, ...], **options: Any) -> None:
    """A paper's compute appendix on MODEL: derivation, conventions side by side, checks, limits.

    \b
    flopwise report appendix gpt-3 --format latex -o appendix.tex
    flopwise report appendix 70B --tokens 2T --format pdf -o appendix.pdf
    """  # noqa: D301
    _written("report_appendix", catalog, options)


@report.command("statement", short_help="A compute statement against a threshold.")
@taking("report_statement")
@output_options
def statement(catalog: tuple[Any, ...], **options: Any) -> None:
    """A statement of MODEL's training compute against one rule, with room for a signature.

    An aid, no legal advice. `flopwise thresholds list` shows the rules.

    \b
    flopwise report statement llama-3.1-405b --threshold eu-systemic-risk
    flopwise report statement 3.8B --tokens 3.3T --threshold eu-gpai --format pdf -o statement.pdf
    """  # noqa: D301
    _written("report_statement", catalog, options)


@report.command("audit", short_help="An audit to send to an author.")
@click.argument("name", metavar="FILE|ANSWER")
@taking("report_audit", positional=False)
@output_options
def audit(name: str, catalog: tuple[Any, ...], **options: Any) -> None:
    """An audit of one written estimate, to be sent to its author.

    It takes a file, a shipped answer such as estimate-complexity/gpt-4o-mini, or `-`.

    \b
    flopwise report audit answer.md --for "Dr Author" --format pdf -o audit.pdf
    flopwise report audit estimate-complexity/gpt-4o-mini
    """  # noqa: D301
    use_catalogs(catalog)
    from flopwise import operations
    from flopwise.errors import InvalidValueError
    from flopwise.operations.requests import accepted
    from flopwise.operations.table import operation

    given = list(operations.texts((name,), sys.stdin.read))
    if len(given) != 1:
        raise InvalidValueError(f"{name} holds {len(given)} texts; a report is about one")
    text = given[0]
    asked = accepted(operation("report_audit"), {"text": text.text, **chosen(options)})
    result = operations.report_audit(file=text.name, prompt=text.prompt, **asked)
    write(result.document, result.to_dict, result.summary, options)


def _written(name: str, catalog: tuple[Any, ...], options: dict[str, Any]) -> None:
    use_catalogs(catalog)
    from flopwise.operations.requests import perform

    result = perform(name, chosen(options))
    write(result.document, result.to_dict, result.summary, options)
