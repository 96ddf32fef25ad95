"""Cards and lists of prices."""

from __future__ import annotations

from fractions import Fraction

import pytest

from flopwise import operations
from flopwise.cards import prices
from flopwise.render import render


def test_card() -> None:
    card = prices.show("h100-sxm-google-2025-03")
    assert [(name, card.value(name)) for name in ("on_demand", "one_year", "three_years")] == [
        ("on_demand", Fraction("11.06")),
        ("one_year", Fraction("7.67")),
        ("three_years", Fraction("4.86")),
    ]
    assert card.sentence == (
        "An hour of one NVIDIA H100 SXM5 80GB cost 11.06 USD at Google Cloud on March 17, 2025, "
        "on demand."
    )
    text = render(card.document(), "text")
    assert "web.archive.org/web/20250317151647" in text
    assert "[epoch-prices]" in text


@pytest.mark.parametrize(
    ("wanted", "accelerator"),
    [({"accelerator": "h100"}, "h100-sxm"), ({"accelerator": "A100 40GB"}, "a100-sxm-40gb")],
)
def test_a_name_of_an_accelerator_means_that_one(wanted: dict[str, str], accelerator: str) -> None:
    found = operations.cards("prices", **wanted)
    assert {card.value("accelerator") for card in found.items} == {accelerator}


def test_other_words_are_looked_for_in_the_names() -> None:
    found = operations.cards("prices", accelerator="GeForce RTX")
    assert {card.value("accelerator") for card in found.items} == {
        "rtx-3090", "rtx-3090-ti", "rtx-4090",
    }  # fmt: skip


def test_filters_narrow_together() -> None:
    found = operations.cards("prices", provider="RunPod", year="2025", search="rtx")
    assert [card.id for card in found.items] == [
        "rtx-3090-runpod-2025-03", "rtx-3090-ti-runpod-2025-03", "rtx-4090-runpod-2025-03",
    ]  # fmt: skip
    assert found.to_dict()["items"][0]["fields"][0]["unit"] == "USD/(h·device)"


def test_nothing_found_is_said() -> None:
    assert (
        "No price has the provider 'RunPodd'"
        in operations.cards("prices", provider="RunPodd").summary()
    )
