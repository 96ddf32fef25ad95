"""What the documents show is what the program prints."""

import importlib.util
from pathlib import Path

import pytest

from flopwise.cli.main import VERBS

ROOT = Path(__file__).resolve().parents[2]


def _recorded():
    spec = importlib.util.spec_from_file_location("recorded", ROOT / "docs" / "recorded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


recorded = _recorded()


@pytest.mark.parametrize("path", recorded.documents(), ids=lambda path: path.stem)
def test_every_recorded_output_is_what_the_command_prints_now(path):
    assert recorded.refreshed(path) == path.read_text("utf-8"), "run `make docs`"


def test_every_verb_is_shown_with_its_output():
    shown = {
        command.split()[1]
        for path in recorded.documents()
        for command, _ in recorded.examples(path)
    }
    assert set(VERBS) <= shown
