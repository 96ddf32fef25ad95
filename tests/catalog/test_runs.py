"""Published runs: each can be read, runs on a known accelerator, and takes no more than the peak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flopwise.catalog import accelerators, citations, files, runs
from flopwise.methods.expected_mfu import mfu_of

if TYPE_CHECKING:
    from pathlib import Path

EVERY = list(runs.every())


def test_there_are_whole_runs_and_rates_of_every_large_vendor() -> None:
    assert sum(run.covers == runs.WHOLE for run in EVERY) >= 30
    assert sum(run.covers == runs.STEADY for run in EVERY) >= 30
    assert {accelerators.find(run.accelerator).provider for run in EVERY} >= {
        "NVIDIA", "Google", "AMD",
    }  # fmt: skip


@pytest.mark.parametrize("run", EVERY, ids=lambda run: run.id)
def test_run(run: runs.Run) -> None:
    assert accelerators.find(run.accelerator).peak_at(run.precision)[1].disclosed
    assert citations.cite([run.source], run.path)[run.source].url.startswith("http")
    assert run.name
    shares = [share for share in (mfu_of(run), run.reported_mfu) if share is not None]
    assert shares
    assert all(0.1 < share < 0.7 for share in shares)


def test_a_run_of_your_own_is_laid_over(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(
        '[run.mine]\nname = "Mine"\naccelerator = "h100"\ndevices = 64\nparameters = 1_000_000_000\n'
        'tokens_per_second = 50_000\nyear = 2026\nprecision = "bf16"\ncovers = "steady"\n'
    )
    try:
        files.lay_over(own)
        mine = runs.find("mine")
    finally:
        files.lay_over()
    assert mine.yours
    assert mine.source == files.YOURS
    assert float(mfu_of(mine) or 0) == pytest.approx(6 * 1e9 * 5e4 / 989.4e12, rel=0.001)


def test_a_shipped_run_keeps_what_it_has_from_a_shipped_model(tmp_path: Path) -> None:
    """A user's own GPT-3 says nothing of the machines that OpenAI's was trained on."""
    before = list(runs.every())
    own = tmp_path / "mine.toml"
    own.write_text(
        '[model.gpt-3]\nname = "Mine"\nreleased = 2026-01-01\nparameters = 1e9\n'
        "published_compute = [{ value = 1e20, unit = 'FLOP' }]\n"
    )
    try:
        files.lay_over(own)
        after = list(runs.every())
    finally:
        files.lay_over()
    assert [run._replace(path=own) for run in after] == [run._replace(path=own) for run in before]
