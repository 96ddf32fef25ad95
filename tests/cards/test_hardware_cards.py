"""Cards of accelerators: dense is dense, sparse is marked."""

from __future__ import annotations

import pytest

from flopwise import operations
from flopwise.cards import hardware
from flopwise.errors import UnknownNameError
from flopwise.render import render


@pytest.mark.parametrize(
    ("accelerator", "name", "value", "text", "unit"),
    [
        ("a100", "peak_bf16", 312 * 10**12, "312 TFLOP/s", "FLOP/s"),
        ("a100", "sparse_bf16", 624 * 10**12, "624 TFLOP/s with sparsity", "sparse FLOP/s"),
        ("a100", "peak_fp64", 97 * 10**11, "9.7 TFLOP/s", "FLOP/s"),
        ("a100", "peak_int8", 624 * 10**12, "624 TOP/s", "OP/s"),
        ("a100", "memory", 80 * 10**9, "80 GB", "byte"),
        ("a100", "memory_bandwidth", 2039 * 10**9, "2,039 GB/s", "byte/s"),
        ("a100", "link", "NVLink 3", "NVLink 3", ""),
        ("a100", "link_bandwidth", 600 * 10**9, "600 GB/s", "byte/s"),
        ("a100", "power", 400, "400 W", "W"),
        ("v100", "peak_fp16", 125 * 10**12, "125 TFLOP/s", "FLOP/s"),
        ("tpu-v3", "memory", 32 * 2**30, "32 GiB", "byte"),
        ("wse-3", "peak_fp16", None, "Not disclosed", "FLOP/s"),
    ],
)
def test_figures_are_those_of_the_sheets(
    accelerator: str, name: str, value: object, text: str, unit: str
) -> None:
    field = hardware.show(accelerator).field(name)
    assert field is not None
    assert (field.value, field.text, field.unit) == (value, text, unit)
    assert field.source


def test_the_sparse_figure_stands_apart_with_a_warning() -> None:
    text = render(hardware.show("a100").document(), "text")
    dense, _, sparse = text.partition("With structured sparsity\n")
    assert "bf16  312 TFLOP/s [nvidia-a100-datasheet]" in dense
    assert "sparsity" not in dense
    warning, figure = "utilisation is a share of the dense peak", "bf16  624 TFLOP/s"
    assert sparse.index(warning) < sparse.index(figure)
    assert "624 TFLOP/s in bf16 is the sparse headline" in sparse


def test_a_card_without_sparse_figures_does_not_speak_of_them() -> None:
    assert "sparsity" not in render(hardware.show("tpu-v4").document(), "text")


def test_a_range_of_the_sheets_is_said() -> None:
    bandwidth = hardware.show("t4").field("memory_bandwidth")
    assert bandwidth is not None
    assert bandwidth.text == "320 GB/s (300 GB/s to 320 GB/s)"
    assert bandwidth.note == "320 in the white paper, 300 on later sheets"


def test_the_sentence_names_the_dense_peak() -> None:
    assert hardware.show("a100").summary() == (
        "NVIDIA A100 SXM 80GB, 312 TFLOP/s dense in bf16, 80 GB of memory at 2,039 GB/s, 400 W."
    )
    assert "no published dense peak" in hardware.show("wse-3").summary()


def test_the_list_has_the_dense_peaks() -> None:
    text = render(operations.cards("hardware", search="a100-sxm").document(), "text")
    row = next(line for line in text.splitlines() if "a100-sxm-80gb" in line)
    assert row.split() == ["a100-sxm-80gb", "NVIDIA", "312", "312", "80", "GB", "2,039", "400", "W"]


def test_filters_by_vendor_and_precision() -> None:
    found = operations.cards("hardware", vendor="nvidia", precision="FP8").items
    assert "h100-sxm" in {card.id.removesuffix("-80gb") for card in found}
    assert all(card.value("peak_fp8") for card in found)
    assert not any(card.id.startswith("a100") for card in found)
    text = render(operations.cards("hardware", precision="fp8").document(), "text")
    assert "fp8" in text.splitlines()[4]
    none = operations.cards("hardware", precision="bf61")
    assert none.summary() == "No accelerator has the precision 'bf61'; did you mean 'bf16'?"


def test_every_card_reads() -> None:
    for card in operations.cards("hardware").items:
        figures = [f for f in card.fields if f.name not in {"aliases", "notes", "sparse_note"}]
        assert all(field.source in card.sources for field in figures), card.id
        assert "None" not in render(card.document(), "text")


def test_near_matches() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'h100'"):
        hardware.show("h10O")
