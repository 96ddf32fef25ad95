"""The verbs that list and show: what they print, and how they end."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from flopwise.cards import KINDS, kind_named
from flopwise.cli import lists
from flopwise.cli.main import VERBS, run

if TYPE_CHECKING:
    from pathlib import Path

Captured = pytest.CaptureFixture[str]


def test_the_about_card(capsys: Captured) -> None:
    assert run(["models", "show", "gpt-4o-mini"]) == 0
    out = capsys.readouterr().out
    for line in (
        "  - Code Generation",
        "  - Multimodal",
        "  Provider    OpenAI [openai-gpt-4o-mini]",
        "  Released    July 18, 2024 [openai-gpt-4o-mini]",
        "  Size        SMALL [openai-gpt-4o-mini]",
        "  Parameters  Not disclosed [openai-gpt-4o-mini]",
        "  Context     128,000 tokens [openai-gpt-4o-mini]",
    ):
        assert line in out.splitlines()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["models", "show", "gpt-4o-mni"],
            "unknown model 'gpt-4o-mni': did you mean 'gpt-4o-mini'",
        ),
        (["hardware", "show", "a10O"], "unknown accelerator 'a10O': did you mean"),
        (["thresholds", "show", "eu-systemic"], "did you mean 'eu-systemic-risk'"),
        (["answers", "show", "gpt-5"], "unknown answer 'gpt-5'"),
        (
            ["models", "list", "--size", "HUGE"],
            "unknown size 'HUGE': there are SMALL, MEDIUM, LARGE",
        ),
        (["models", "lst"], "No such command 'lst'"),
        (["models", "show"], "Missing argument 'NAME'"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    words: list[str], said: str, capsys: Captured
) -> None:
    assert run(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err


def test_a_filter_that_nothing_passes_is_an_answer(capsys: Captured) -> None:
    assert run(["models", "list", "--provider", "opnai"]) == 0
    assert "No model has the provider 'opnai'; did you mean 'OpenAI'?" in capsys.readouterr().out
    assert run(["models", "list", "--provider", "opnai", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["items"] == []
    assert found["summary"].startswith("No model has the provider")


@pytest.mark.parametrize("kind", KINDS)
def test_every_verb_lists_and_shows_as_json(kind: str, capsys: Captured) -> None:
    assert kind in VERBS
    assert run([kind, "list", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "flopwise/list/1"
    first = found["items"][0]["id"]
    assert run([kind, "show", first, "--format", "json"]) == 0
    card = json.loads(capsys.readouterr().out)
    assert (card["schema"], card["id"]) == ("flopwise/card/1", first)
    assert {"flopwise", "catalog", "date", "command"} == card["made"].keys()


@pytest.mark.parametrize("kind", KINDS)
def test_the_options_are_the_filters(kind: str) -> None:
    command = getattr(lists, kind).commands["list"]
    shared = {"format_", "output", "detail", "quiet", "catalog"}
    assert {option.name for option in command.params} - shared == set(kind_named(kind).FILTERS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_verb_alone_says_what_there_is(kind: str, capsys: Captured) -> None:
    assert run([kind]) == 0
    out = capsys.readouterr().out
    assert f"flopwise {kind} show" in out
    assert "List" in out


@pytest.mark.parametrize("words", [["list"], ["show", "a100"]])
def test_quiet_is_one_sentence(words: list[str], capsys: Captured) -> None:
    assert run(["hardware", *words, "--quiet"]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_the_command_in_the_json_gives_the_same_again(capsys: Captured) -> None:
    words = ["hardware", "list", "--vendor", "Google", "--precision", "bf16", "--format", "json"]
    assert run(words) == 0
    first = json.loads(capsys.readouterr().out)
    again = first["made"]["command"].split()[1:]
    assert run([*again, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


def test_a_users_own_accelerator(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[accelerator.my-chip]\nname = "My chip"\nmemory = 24e9\n'
        "[accelerator.my-chip.peak]\nbf16 = 100e12\n",
        "utf-8",
    )
    assert run(["hardware", "show", "my-chip", "--catalog", str(path)]) == 0
    out = capsys.readouterr().out
    assert "This entry is yours" in out
    assert "100 TFLOP/s [yours]" in out
    target = tmp_path / "list.txt"
    words = ["hardware", "list", "--search", "my-chip", "--catalog", str(path), "-o", str(target)]
    assert run(words) == 0
    assert "my-chip (yours)" in target.read_text("utf-8")


@pytest.mark.parametrize("format_", ["markdown", "latex", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_formats(kind: str, format_: str, capsys: Captured) -> None:
    assert run([kind, "list", "--format", format_]) == 0
    assert run([kind, "show", FIRST[kind], "--format", format_]) == 0
    assert capsys.readouterr().out


FIRST = {
    "models": "gpt-3",
    "hardware": "a100",
    "prices": "h100-sxm-google-2025-03",
    "thresholds": "eu-modifier",
    "conventions": "flopwise",
    "units": "pf-day",
    "sources": "kaplan2020",
    "challenges": "estimate-complexity",
    "answers": "estimate-complexity/gpt-4o-mini",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_help_work(kind: str, capsys: Captured) -> None:
    group = getattr(lists, kind)
    helps = [group.help, *(command.help for command in group.commands.values())]
    examples = {
        line for text in helps for line in text.splitlines() if line.startswith("flopwise ")
    }
    assert examples
    for example in sorted(examples):
        assert run(shlex.split(example)[1:]) == 0
        out = capsys.readouterr().out
        assert "No " not in out.splitlines()[3]
