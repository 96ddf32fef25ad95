"""The entries that the documents show as examples can be used as they stand."""

import re
from pathlib import Path

from flopwise.cli.main import run

ADDING = Path(__file__).resolve().parents[2] / "docs" / "adding.md"


def test_the_example_entries_are_taken_as_a_users_own(tmp_path, capsys):
    model, accelerator = re.findall(r"```toml\n(.*?)```", ADDING.read_text("utf-8"), re.DOTALL)[:2]
    (tmp_path / "model.toml").write_text(model, "utf-8")
    (tmp_path / "accelerator.toml").write_text(accelerator, "utf-8")
    files = [f"--catalog={tmp_path / name}.toml" for name in ("model", "accelerator")]
    assert run(["estimate", "example-1b", *files]) == 0
    assert "yours" in capsys.readouterr().out
    machines = [
        "--method",
        "hardware",
        "--gpus",
        "8xexample-x1",
        "--duration",
        "3d",
        "--mfu",
        "0.4",
    ]
    assert run(["estimate", "example-1b", *machines, *files, "--quiet"]) == 0


def test_the_example_run_and_price_are_taken_as_a_users_own(tmp_path, capsys):
    blocks = re.findall(r"```toml\n(.*?)```", ADDING.read_text("utf-8"), re.DOTALL)
    (tmp_path / "rates.toml").write_text(blocks[2], "utf-8")
    words = ["prices", "show", "h100-example-2026-01", f"--catalog={tmp_path / 'rates.toml'}"]
    assert run([*words, "--quiet"]) == 0
    assert "2.40 USD at Example Cloud on January 31, 2026" in capsys.readouterr().out
    machines = ["--method", "hardware", "--gpus", "64xH100", "--duration", "3d"]
    assert run(["estimate", "gpt-3", *machines, *words[3:]]) == 0
    assert "no MFU is given" in capsys.readouterr().out
