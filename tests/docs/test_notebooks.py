"""The notebooks show what they show when they are run."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _executed():
    spec = importlib.util.spec_from_file_location("executed", ROOT / "docs" / "executed.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


executed = _executed()


def test_there_are_notebooks():
    assert len(executed.notebooks()) >= 4


@pytest.mark.parametrize("path", executed.notebooks(), ids=lambda path: path.stem)
def test_what_is_stored_is_what_comes_out_now(path):
    assert executed.outputs(executed.executed(path)) == executed.outputs(executed.stored(path)), (
        "run `make docs`"
    )


@pytest.mark.parametrize("path", executed.notebooks(), ids=lambda path: path.stem)
def test_a_notebook_reads_from_top_to_bottom(path):
    cells = executed.stored(path).cells
    assert cells[0].source.startswith("# ")
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [out for cell in code for out in cell.outputs if out.output_type == "error"]
    assert all(out.get("name") != "stderr" for cell in code for out in cell.outputs)


@pytest.mark.parametrize("path", executed.notebooks(), ids=lambda path: path.stem)
def test_no_two_outputs_share_an_anchor(path):
    import re

    found = [
        name
        for cell in executed.stored(path).cells
        for out in cell.get("outputs", ())
        for name in re.findall(r'\sid="([^"]+)"', out.get("data", {}).get("text/html", ""))
    ]
    assert len(found) == len(set(found))
