"""Memory: bits taken for bytes, and the devices that hold so much."""

import pytest

from flopwise import audit


def first(text, subject="llama-2-70b"):
    found = audit(text, subject=subject)
    return found.findings[found.first_error] if found.first_error is not None else None


def test_bits_are_no_bytes():
    found = first(
        "Weights are stored in bf16, that is 16 per parameter. 70e9 × 16 = 1.12e12 bytes."
    )
    assert found is not None
    assert (found.kind, found.factor) == ("unit_mismatch", 8)
    # 16 bytes: weights, gradients and Adam's states in mixed precision
    assert first("With bf16 weights and Adam in fp32 it is 70e9 × 16 = 1.12e12 bytes.") is None


@pytest.mark.parametrize(("count", "wrong"), [(82, False), (820, True), (96, False)])
def test_devices_hold_what_each_of_them_holds(count, wrong):
    # 6.5 TB / 80 GB = 81.25
    text = f"The states take 6.5 TB, so at least {count} GPUs with 80 GB each."
    assert (first(text) is not None) is wrong
