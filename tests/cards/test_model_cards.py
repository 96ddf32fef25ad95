"""Cards of models: the seed's to the letter, the figures of others, and a user's own."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from flopwise import operations
from flopwise.cards import models
from flopwise.catalog import files
from flopwise.errors import UnknownNameError
from flopwise.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = """\
Capabilities
------------
  - Conversation
  - Reasoning
  - Code Generation
  - Analysis

Source: [openai-gpt-4o-mini]

Categories
----------
  - Text
  - Code
  - Image
  - Multimodal

Source: [openai-gpt-4o-mini]

Specifications
--------------
              value
  Provider    OpenAI [openai-gpt-4o-mini]
  Released    July 18, 2024 [openai-gpt-4o-mini]
  Size        SMALL [openai-gpt-4o-mini]
  Parameters  Not disclosed [openai-gpt-4o-mini]
  Context     128,000 tokens [openai-gpt-4o-mini]
"""

OWN = """\
[model.mine-7b]
name = "Mine 7B"
parameters = 7_000_000_000
[model.mine-7b.architecture]
model_type = "llama"
num_hidden_layers = 32
hidden_size = 4096
num_attention_heads = 32
intermediate_size = 11008
vocab_size = 32000
"""


@pytest.fixture
def own_file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "mine.toml"
    path.write_text(OWN, "utf-8")
    files.lay_over(path)
    yield path
    files.lay_over()


def test_the_seeds_card_stands_to_the_letter() -> None:
    text = render(models.show("gpt-4o-mini").document(), "text")
    assert text.startswith("About GPT-4o mini\n=================\n")
    assert SEED in text
    assert "Training" not in text
    assert "Shape" not in text
    assert "[openai-gpt-4o-mini] OpenAI, GPT-4o mini: advancing" in text


def test_every_field_of_the_seeds_card_has_its_source() -> None:
    card = models.show("gpt-4o-mini")
    figures = [field for field in card.fields if field.section != "Names"]
    assert {field.source for field in figures} == {"openai-gpt-4o-mini"}
    assert list(card.sources) == ["openai-gpt-4o-mini"]


def test_the_json_is_the_contracts() -> None:
    card = models.show("gpt-4o-mini").to_dict()
    assert card["schema"] == "flopwise/card/1"
    assert (card["kind"], card["id"], card["name"]) == ("model", "gpt-4o-mini", "GPT-4o mini")
    assert all(
        {"name", "value", "unit", "text", "source"} <= field.keys() for field in card["fields"]
    )
    by_name = {field["name"]: field for field in card["fields"]}
    assert by_name["capabilities"]["value"] == [
        "Conversation", "Reasoning", "Code Generation", "Analysis",
    ]  # fmt: skip
    assert by_name["released"]["value"] == "2024-07-18"
    assert by_name["parameters"]["value"] is None
    assert by_name["parameters"]["text"] == "Not disclosed"
    context = by_name["context_length"]
    assert (context["value"], context["exact"], context["unit"]) == (128_000, "128000", "tokens")
    assert set(card["sources"]["openai-gpt-4o-mini"]) >= {"title", "url", "date"}
    assert card["made"]["command"] == "flopwise models show gpt-4o-mini"
    assert datetime.date.fromisoformat(card["made"]["date"])


def test_a_summary_is_one_sentence_without_fields() -> None:
    card = models.show("gpt-4o-mini")
    short = card.to_dict("summary")
    assert short["fields"] == []
    assert "sources" not in short
    assert (
        short["summary"]
        == card.summary()
        == (
            "GPT-4o mini by OpenAI, released July 18, 2024, parameters not disclosed, a context of "
            "128,000 tokens."
        )
    )
    with pytest.raises(UnknownNameError, match="unknown detail"):
        card.to_dict("much")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("num_hidden_layers", 96, "96"),
        ("hidden_size", 12_288, "12,288"),
        ("tie_word_embeddings", True, "yes"),
        ("training_tokens", 300_000_000_000, "300 billion tokens"),
        ("global_batch_tokens", 3_200_000, "3.2 million tokens"),
        ("parameters", 175_000_000_000, "175 billion"),
        ("published_compute", 314 * 10**21, "3.14 × 10²³ FLOP"),
        ("accelerator", "v100", "v100"),
        ("devices", 10_000, "10,000"),
        ("size_class", "LARGE", "LARGE"),
    ],
)
def test_gpt3_has_its_shape_its_training_and_its_machines(name: str, value: Any, text: str) -> None:
    field = models.show("gpt3").field(name)
    assert field is not None
    assert (field.value, field.text) == (value, text)
    assert field.source == ("patterson2021" if name in {"accelerator", "devices"} else "brown2020")


def test_published_compute_keeps_the_unit_in_which_it_was_published() -> None:
    found = [field for field in models.show("gpt-3").fields if field.name == "published_compute"]
    assert [(field.unit, field.text) for field in found] == [
        ("FLOP", "3.14 × 10²³ FLOP"),
        ("PF-day", "3,640 PF-days"),
    ]


def test_what_the_source_says_of_the_machines_is_shown() -> None:
    accelerator = models.show("gpt-3").field("accelerator")
    assert accelerator is not None
    assert "only that V100s were used" in accelerator.note


def test_a_range_is_said() -> None:
    tokens = models.show("olmo-1b-hf").field("training_tokens")
    assert tokens is not None
    assert tokens.text == "3 trillion tokens (2 trillion tokens to 3.094 trillion tokens)"
    assert (tokens.low, tokens.high) == (2 * 10**12, 3_094 * 10**9)


def test_a_lower_bound_is_said() -> None:
    tokens = models.show("llama-3-8b").field("training_tokens")
    assert tokens is not None
    assert tokens.text == "15 trillion tokens or more"


def test_every_card_has_sources_that_exist_and_reads_in_every_format() -> None:
    for card in operations.cards("models").items:
        assert card.sources
        figures = [f for f in card.fields if f.section != "Names"]
        assert all(field.source in card.sources for field in figures), card.id
        text = render(card.document(), "text")
        assert "None" not in text
        assert max(map(len, text.splitlines())) <= 200


def test_a_users_own_model_is_marked(own_file: Path) -> None:
    card = models.show("mine-7b")
    assert card.yours
    assert card.to_dict()["catalog"] == "yours"
    assert card.to_dict()["made"]["command"] == f"flopwise models show mine-7b --catalog {own_file}"
    text = render(card.document(), "text")
    assert f"This entry is yours, from {own_file}." in text
    assert "7 billion [yours]" in text
    listed = render(models.listed(search="mine").document(), "text", width=120)
    assert "mine-7b (yours)" in listed


@pytest.mark.parametrize(
    ("filters", "some", "others"),
    [
        ({"provider": "openai"}, {"gpt-3", "gpt-4o-mini"}, {"gopher"}),
        ({"provider": "meta"}, {"llama-2-7b", "opt-13b"}, {"gpt-3"}),
        ({"provider": "HuggingFace"}, {"smollm-135m"}, {"gpt-3"}),
        ({"family": "GPT-3"}, {"gpt-3", "gpt-3-xl"}, {"gpt2", "gpt-4"}),
        ({"family": "llama 3"}, {"llama-3-8b"}, {"llama-3.1-8b", "llama-2-7b"}),
        ({"family": "qwen"}, {"qwen2.5-7b", "qwen3-8b"}, {"gpt-3"}),
        ({"category": "multimodal"}, {"gpt-4o-mini"}, {"gpt-3"}),
        ({"size": "large"}, {"gpt-3", "gopher"}, {"gpt2"}),
        ({"search": "few-shot prompting"}, {"gpt-3"}, {"gopher"}),
        ({"search": "davinci"}, {"gpt-3"}, {"gpt-3-xl"}),
        ({"with_architecture": True}, {"gpt-3"}, {"gpt-4o-mini"}),
        ({"provider": "openai", "size": "SMALL"}, {"gpt2"}, {"gpt-3"}),
    ],
)
def test_filters_keep_what_they_should(
    filters: dict[str, Any], some: set[str], others: set[str]
) -> None:
    found = {card.id for card in operations.cards("models", **filters).items}
    assert some <= found
    assert not others & found


def test_a_filter_that_nothing_passes_says_so_and_what_comes_near() -> None:
    found = operations.cards("models", provider="opnai")
    assert found.items == ()
    assert found.summary() == "No model has the provider 'opnai'; did you mean 'OpenAI'?"
    assert found.to_dict()["items"] == []
    together = operations.cards("models", provider="anthropic", with_architecture=True)
    assert together.summary() == (
        "No model is all of this at once: provider anthropic, with architecture."
    )


def test_the_list_has_what_one_wants_at_a_glance() -> None:
    text = render(operations.cards("models", family="GPT-3").document(), "text")
    row = next(line for line in text.splitlines() if line.startswith("  gpt-3 "))
    assert row.split() == ["gpt-3", "OpenAI", "175B", "300B", "2020-05-28", "3.14", "×", "10²³"]
    mini = render(operations.cards("models", search="4o mini").document(), "text")
    assert "undisclosed" in mini


def test_a_list_as_json_is_the_contracts() -> None:
    found = operations.cards("models", provider="OpenAI", with_architecture=True).to_dict()
    assert (found["schema"], found["kind"]) == ("flopwise/list/1", "model")
    assert all(card["schema"] == "flopwise/card/1" for card in found["items"])
    assert "brown2020" in found["sources"]
    assert found["made"]["command"] == (
        "flopwise models list --provider OpenAI --with-architecture"
    )
    short = operations.cards("models", family="GPT-3").to_dict("summary")
    names = {field["name"] for field in short["items"][0]["fields"]}
    assert names == {"provider", "released", "parameters", "training_tokens", "published_compute"}


def test_misspelt_names_kinds_and_filters_are_named() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gpt-4o-mini'"):
        operations.card("models", "gpt-4o-mni")
    with pytest.raises(UnknownNameError, match="unknown kind 'model': did you mean 'models'"):
        operations.card("model", "gpt-3")
    with pytest.raises(UnknownNameError, match="unknown filter 'providr'"):
        operations.cards("models", providr="OpenAI")
