"""How the command ends: statuses, one sentence for each mistake, silence on a closed pipe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flopwise import operations
from flopwise.cli.main import INTERNAL_ERROR, VERBS, run

SRC = Path(__file__).resolve().parents[2] / "src"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SRC)}


def flopwise(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "flopwise", *arguments],
        capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=120, **options,
    )  # fmt: skip


def test_an_answer_ends_with_status_0_and_goes_to_standard_output():
    result = flopwise("estimate", "gpt-3")
    assert result.returncode == 0
    assert result.stderr == ""
    assert "3.1857 × 10²³ FLOP" in result.stdout
    assert "\033" not in result.stdout  # no colour in a pipe


def test_cannot_say_is_an_answer_too():
    assert run(["estimate", "gpt-4o-mini", "--quiet"]) == 0
    assert run(["ask", "what is the best pizza?", "--quiet"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["estimate", "gtp-3"],
        ["estimate", "gpt-3", "--tokens", "1e400"],
        ["estimate", "no/such/config.json", "--tokens", "1B"],
        ["estimate"],
        ["estimate", "gpt-3", "--format", "docx"],
        ["estimate", "gpt-3", "--no-such-option"],
        ["estimat", "gpt-3"],
        ["compare", "gpt-3"],
        ["explain", "mfuu"],
        ["ask", ""],
    ],
)
def test_bad_input_ends_with_status_2_and_one_sentence(arguments, capsys):
    status = run(arguments)
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert printed.err.startswith("flopwise: ")
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err


def test_an_internal_error_ends_with_status_70_and_says_so(monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("a cog is missing")

    monkeypatch.setattr(operations, "estimate", broken)
    assert run(["estimate", "gpt-3"]) == INTERNAL_ERROR
    assert "internal error" in capsys.readouterr().err


def test_a_closed_pipe_ends_silently():
    command = f"{sys.executable} -m flopwise estimate gpt-3 | head -1"
    result = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert result.stderr == ""
    assert result.stdout.startswith("What it takes")


def test_every_verb_has_help_with_an_example():
    for verb in VERBS:
        result = flopwise(verb, "--help")
        assert result.returncode == 0
        assert "flopwise" in result.stdout


def test_the_result_can_go_into_a_file(tmp_path):
    path = tmp_path / "estimate.json"
    assert run(["estimate", "gpt-3", "--format", "json", "-o", str(path)]) == 0
    assert json.loads(path.read_text("utf-8"))["schema"] == "flopwise/estimate/1"


def test_a_question_can_come_by_pipe():
    result = flopwise("ask", "-", "--quiet", input="how many parameters does gpt2 have?\n")
    assert "124,439,808" in result.stdout


def test_two_runs_print_the_same_bytes():
    first, second = (flopwise("estimate", "70B", "--tokens", "2T").stdout for _ in range(2))
    assert first == second


def test_an_audit_takes_its_subject_from_a_challenge(tmp_path):
    """The prompt of the challenge is about GPT-3, which the text never names."""
    text = tmp_path / "answer.md"
    text.write_text("6 × 175e9 × 300e9 = 3.15e23 FLOPs", "utf-8")
    result = flopwise("audit", str(text), "--challenge", "estimate-complexity", "--quiet")
    assert (result.returncode, result.stdout) == (0, "Right: as it should be.\n")


@pytest.mark.parametrize(
    ("option", "name", "near"),
    [
        ("--subject", "gtp-3", "gpt-3"),
        ("--challenge", "estimate-complexty", "estimate-complexity"),
    ],
)
def test_a_misspelt_subject_or_challenge_of_an_audit_gets_near_matches(
    option, name, near, tmp_path, capsys
):
    text = tmp_path / "answer.md"
    text.write_text("6 × 175e9 × 300e9 = 3.15e23 FLOPs", "utf-8")
    assert run(["audit", str(text), option, name]) == 2
    assert f"did you mean '{near}'" in capsys.readouterr().err
