"""The MFU of published runs, against what their reports say, and the expectation built on them."""

from __future__ import annotations

import pytest

from flopwise.catalog import runs
from flopwise.derivation.derivation import ASSUMED
from flopwise.errors import InvalidValueError, MissingInputError, UnknownNameError
from flopwise.methods.expected_mfu import HIGHEST, expected_mfu, mfu_of, utilisation


@pytest.mark.parametrize(
    ("run", "mfu"),
    [
        # Chowdhery et al. 2022, section 4.1: 29.7 % without attention, from 65.43K tokens/s
        ("mt-nlg-2240", 0.297),
        ("palm-steady", 0.457),
        # Touvron et al. 2023, section 2.4: 380 × 6 × 65.2e9 over 312e12
        ("llama-65b-steady", 0.476),
        # 8,404,992 chip-hours at 275 TFLOP/s for 6 × 540.35e9 × 780e9
        ("palm", 0.304),
        # the paper's 3.8e25 FLOP over 30.84 million hours at 989 TFLOP/s
        ("llama-3.1-405b", 0.346),
        # Patterson et al. 2021, Table 4: 24.6 of 125 TFLOP/s
        ("gpt-3", 24.6 / 125),
        # half of what it is of the bf16 peak: 3.286e24 FLOP in 2.664 million hours
        ("deepseek-v3", 0.173),
    ],
)
def test_utilisation_of_published_runs(run: str, mfu: float) -> None:
    assert float(mfu_of(runs.find(run)) or 0) == pytest.approx(mfu, rel=0.01)


def test_a_run_that_reports_mfu_in_its_own_terms_only_is_not_taken_for_6nd() -> None:
    assert mfu_of(runs.find("llama-3.1-405b-16384")) is None


def test_where_a_report_counts_attention_its_mfu_is_the_higher() -> None:
    both = [run for run in runs.every() if run.reported_mfu and mfu_of(run)]
    assert len(both) >= 3
    for run in both:
        assert 0.9 * float(run.reported_mfu or 0) < float(mfu_of(run) or 0) <= run.reported_mfu


def test_running_is_faster_than_the_whole_run() -> None:
    for whole, steady in (("palm", "palm-steady"), ("llama-65b", "llama-65b-steady")):
        assert (mfu_of(runs.find(steady)) or 0) > 0.99 * (mfu_of(runs.find(whole)) or 0)


def test_a_derivation_shows_each_step() -> None:
    found = utilisation(runs.find("mt-nlg-2240"))
    assert found is not None
    assert found.steps[-1].id == "utilisation_of_rate"
    assert {"six_n", "throughput_of_device"} <= {step.id for step in found.steps}


@pytest.mark.parametrize(
    ("accelerator", "devices", "year", "whole", "inside", "outside"),
    [
        ("h100", 1024, 2025, True, (0.22, 0.29), 0.40),
        ("h100", None, None, True, (0.16, 0.28), 0.40),
        ("h100", 1024, 2025, False, (0.30, 0.42), 0.60),
        ("a100", 1024, 2023, True, (0.26, 0.45), 0.60),
        ("a100", 128, 2023, False, (0.32, 0.50), 0.15),
    ],
)
def test_expectation(
    accelerator: str, devices: int | None, year: int | None, whole: bool,
    inside: tuple[float, float], outside: float,
) -> None:  # fmt: skip
    value = expected_mfu(accelerator, devices, year, whole_run=whole)
    assert value.interval is not None
    low, high = value.interval
    assert low < value.value < high
    assert all(low <= share <= high for share in inside)
    assert not low <= outside <= high
    assert value.origin == ASSUMED


def test_it_names_the_runs_that_it_rests_on() -> None:
    note = expected_mfu("h100", 512, 2024).note
    assert "Phi-3 medium" in note
    assert "at that scale and time" in note


def test_few_or_far_runs_widen_the_interval() -> None:
    near, far = expected_mfu("h100", 1024, 2025), expected_mfu("gaudi-2", 8, 2024)
    assert near.interval is not None
    assert far.interval is not None
    assert far.interval.high / far.interval.low > 2 * near.interval.high / near.interval.low
    assert far.interval.high <= HIGHEST
    assert "on any accelerator" in far.note


def test_eight_bit_runs_are_not_mixed_with_sixteen_bit_ones() -> None:
    whole = expected_mfu("h100", precision="fp8")
    assert "DeepSeek-V3 17.3%" in whole.note
    assert "one published run" in whole.note
    assert "Phi" not in whole.note
    assert expected_mfu("b200", precision="fp8", whole_run=False).value > whole.value


def test_a_model_does_not_speak_for_itself() -> None:
    with_it, without = (
        expected_mfu("a100", 4096, 2023, leaving_out=name) for name in ("", "falcon-180b")
    )
    assert "Falcon" in with_it.note
    assert "Falcon" not in without.note


def test_no_run_no_expectation() -> None:
    with pytest.raises(MissingInputError, match="give mfu"):
        expected_mfu("b200", precision="fp4")
    with pytest.raises(InvalidValueError, match="no published dense peak in fp8"):
        expected_mfu("a100", precision="fp8")


def test_a_misspelt_run_gets_near_matches() -> None:
    with pytest.raises(UnknownNameError, match="llama-65b"):
        runs.find("lama-65b")
