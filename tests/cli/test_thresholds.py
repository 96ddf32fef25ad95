"""`thresholds check` on the command line."""

import json

import pytest

from flopwise.cli.main import run

FINE_TUNING = ["--gpus", "16xA100", "--duration", "36h", "--mfu", "0.3..0.45"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["llama-3.1-405b"], 0),
        (["llama-3.1-405b", "--check"], 1),
        (["llama-3.1-405b", "--check", "--jurisdiction", "California"], 0),
        (["gpt-4o-mini", "--check"], 0),
        (["llama-3.1-8b", "--base", "llama-3.1-8b", *FINE_TUNING, "--check"], 0),
        (["gpt-3", "--gpus", "16xA100", "--duration", "36h"], 0),
        (["gtp-3"], 2),
    ],
)
def test_the_exit_status(words, status, capsys):
    assert run(["thresholds", "check", *words, "--quiet"]) == status
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count("\n") == 1


def test_the_command_in_the_json_gives_the_same_again(capsys):
    words = ["thresholds", "check", "1B", "--device-hours", "200,000 A100-hours", "--mfu", "0.5"]
    assert run([*words, "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)
    import shlex

    again = shlex.split(first["made"]["command"])[1:]
    assert run([*again, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


def test_a_file_can_be_written(tmp_path):
    target = tmp_path / "check.md"
    assert run(["thresholds", "check", "gpt-3", "--format", "markdown", "-o", str(target)]) == 0
    assert "eu-gpai" in target.read_text("utf-8")
