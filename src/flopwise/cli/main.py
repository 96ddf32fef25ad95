"""The `flopwise` command: its verbs, imported when used, and how it ends.

Exit status: 0 answered; 1 only under --check, for "no"; 2 bad input; 70 an internal error;
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from flopwise.errors import FlopwiseError, UnknownNameError
from flopwise.version import VERSION

VERBS = {
    "estimate": ("estimate", "What does it take to train a model? Step by step."),
    "ask": ("ask", "Answer a question in plain English."),
    "audit": ("audit", "Check a written estimate: the first wrong step, the whole gap."),
    "compare": ("compare", "Models or conventions side by side, with the reasons."),
    "explain": ("explain", "Explain a step, unit, convention, method or term."),
    "models": ("lists", "Known models."),
    "hardware": ("lists", "Known accelerators."),
    "prices": ("lists", "What renting an accelerator cost, and when."),
    "thresholds": ("lists", "Laws that name an amount of training compute."),
    "conventions": ("lists", "Ways of counting."),
    "units": ("lists", "Units by name."),
    "sources": ("lists", "What is cited."),
    "challenges": ("lists", "Challenges for those who answer."),
    "answers": ("lists", "Published answers to them."),
    "saved": ("saved", "Results that you keep, with a title and notes."),
    "site": ("site", "The public pages as a static site."),
    "report": ("report", "A document from a result: for a card, a paper, an authority, an author."),
    "serve": ("serve", "The web application and the HTTP API, on this machine."),
    "mcp": ("mcp", "The operations as tools of an assistant."),
    "schema": ("schema", "The JSON Schema of a result."),
}
"""Verb: the module that holds it, and its line in the help."""

INTERNAL_ERROR = 70
INTERRUPTED = 130


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all verbs, in the order in which a newcomer meets them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a verb and return its command."""
        del ctx
        if name not in VERBS:
            raise UnknownNameError("verb", name, VERBS, hint="`flopwise --help` lists them")
        import importlib

        module = importlib.import_module(f"flopwise.cli.{VERBS[name][0]}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing any of them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="flopwise")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def flopwise(debug: bool) -> None:
    """What does it take to train this model?

    \b
    flopwise estimate gpt-3
    flopwise ask "how many flops did gpt3 take?"
    flopwise compare gpt-3 --conventions all
    flopwise models show gpt-4o-mini
    """  # noqa: D301 - \b keeps click from rewrapping
    del debug


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process as the contract says."""
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(given))


def run(arguments: list[str]) -> int:
    """Run one command; return its exit status. Errors become one sentence each."""
    debug = "--debug" in arguments
    words = [word for word in arguments if word != "--debug"]
    try:
        result = flopwise.main(args=words, prog_name="flopwise", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        return _refused(_sentence(error), debug)
    except FlopwiseError as error:
        return _refused(str(error), debug)
    except OSError as error:
        return _refused(f"the result can't be written: {error.strerror or error}", debug)
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"flopwise: internal error ({type(error).__name__}: {error}); please report it with "
            "the command that led to it, and --debug for the details",
            err=True,
        )
        return INTERNAL_ERROR
    return result if isinstance(result, int) else 0


def _refused(sentence: str, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exc()
    click.echo(f"flopwise: {' '.join(sentence.split())}", err=True)
    return 2


def _sentence(error: click.ClickException) -> str:
    text = error.format_message()
    context: Any = getattr(error, "ctx", None)
    if context is not None and text:
        text = text.rstrip(".") + f" (`{context.command_path} --help` shows how)"
    return text


def _closed_pipe() -> int:
    """End silently when the reader has gone; what is buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
