"""Models of images: against torch's counter, against what was published, and counted by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from flopwise import operations
from flopwise.architectures.reader import read_config
from flopwise.catalog import models
from flopwise.errors import ConfigError, FlopwiseError, InvalidValueError, MissingInputError

GMAC = 2 * 10**9

PUBLISHED = {
    # torchvision's documentation: parameters, and what it calls GFLOPS, which are multiply-adds
    "resnet-18": (11_689_512, 1.81),
    "resnet-34": (21_797_672, 3.66),
    "resnet-50": (25_557_032, 4.09),
    "resnet-101": (44_549_160, 7.80),
    "resnet-152": (60_192_808, 11.51),
    "vit-b-16": (86_567_656, 17.56),
    "vit-l-16": (304_326_632, 61.55),
}


def quantity(model: Any, name: str, **options: Any) -> Any:
    return operations.estimate(model, quantity=name, **options).value


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_parameters_and_multiply_adds_are_met(name):
    parameters, gmac = PUBLISHED[name]
    assert quantity(name, "parameters") == parameters
    assert quantity(name, "forward_compute") / GMAC == pytest.approx(gmac, abs=0.005)


def test_version_1_of_resnet_50_takes_the_papers_multiply_adds():
    """Table 1 of He et al. prints 3.8 × 10⁹."""
    v1, v15 = (quantity(name, "forward_compute") for name in ("resnet-50-v1", "resnet-50"))
    assert v1 / GMAC == pytest.approx(3.86, abs=0.005)
    # the 1 × 1 convolutions that come before the stride see four times the positions
    more = [(256, 128, 56), (512, 256, 28), (1024, 512, 14)]
    assert v15 - v1 == sum(2 * c * inner * (side**2 - (side // 2) ** 2) for c, inner, side in more)


def test_resnet_18_by_hand():
    stem = 7 * 7 * 3 * 64 * 112**2
    first = 4 * 9 * 64 * 64 * 56**2
    others = sum(
        (9 * c // 2 * c + 3 * 9 * c * c + c // 2 * c) * side**2
        for c, side in ((128, 28), (256, 14), (512, 7))
    )
    assert quantity("resnet-18", "forward_compute") == 2 * (stem + first + others + 512 * 1000)


def test_vit_b_16_by_hand():
    layer = 12 * 768**2 * 197 + 2 * 197**2 * 768
    expected = 2 * (12 * layer + 196 * 768 * 768 + 768 * 1000)
    assert quantity("vit-b-16", "forward_compute") == expected == 35_127_656_448


def test_training_is_three_forward_passes_for_each_image():
    assert operations.estimate("resnet-50", samples=1).value == 3 * 8_178_368_512
    found = operations.estimate("resnet-50", epochs=90)
    assert found.value == 24_535_105_536 * 90 * 1_281_167
    assert operations.estimate("resnet-50", samples=90 * 1_281_167).value == found.value
    assert operations.estimate("resnet-50").value == found.value  # the catalog's 90 epochs


# against torch

RESNET: dict[str, Any] = {
    "model_type": "resnet", "embedding_size": 8, "hidden_sizes": [16, 24, 40],
    "depths": [2, 1, 3], "num_labels": 7,
}  # fmt: skip
VIT: dict[str, Any] = {
    "model_type": "vit", "hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4,
    "intermediate_size": 40, "image_size": 32, "patch_size": 8, "num_labels": 7,
}  # fmt: skip

VARIANTS: dict[str, dict[str, Any]] = {
    "resnet, bottleneck": RESNET,
    "resnet, basic": RESNET | {"layer_type": "basic"},
    "resnet, version 1": RESNET | {"downsample_in_bottleneck": True},
    "resnet, halved at once": RESNET | {"downsample_in_first_stage": True},
    "resnet, basic and as wide as the first layer": RESNET
    | {"layer_type": "basic", "hidden_sizes": [8, 8, 8]},
    "resnet, one colour": RESNET | {"num_channels": 1},
    "resnet, without a head": RESNET | {"architectures": ["ResNetModel"]},
    "resnet, named labels": {k: v for k, v in RESNET.items() if k != "num_labels"}
    | {"id2label": {0: "cat", 1: "dog", 2: "fox"}},
    "resnet, as it is": {"model_type": "resnet"},
    "vit": VIT,
    "vit, no biases": VIT | {"qkv_bias": False},
    "vit, broken patches": VIT | {"image_size": 37},
    "vit, an oblong image": VIT | {"image_size": [32, 48]},
    "vit, without a head": VIT | {"architectures": ["ViTModel"]},
    "vit, without a head, a narrow pooler": VIT
    | {"architectures": ["ViTModel"], "pooler_output_size": 10},
    "vit, one colour": VIT | {"num_channels": 1},
    "vit, as it is": {"model_type": "vit"},
}


def same(config: dict[str, Any], height: int, width: int) -> bool:
    from .torch_counter import Count, count_image

    options = {"convention": "torch"}
    if config["model_type"] == "resnet":
        options["input"] = f"1x{config.get('num_channels', 3)}x{height}x{width}"
    forward = quantity(config, "forward_compute", **options)
    both = quantity(config, "training_compute", samples=1, **options)
    found = Count(quantity(config, "parameters"), forward, both - forward)
    return found == count_image(config, height, width)


@pytest.mark.parametrize("config", VARIANTS.values(), ids=VARIANTS)
def test_small_models_count_as_torch_counts_them(config):
    side = config.get("image_size", 224 if config["model_type"] == "vit" else 64)
    height, width = side if isinstance(side, list) else (side, side)
    assert same(config, height, width)


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    channels=st.lists(st.integers(1, 12).map(lambda number: 4 * number), min_size=1, max_size=4),
    first=st.integers(1, 40),
    depth=st.integers(1, 3),
    kind=st.sampled_from(["basic", "bottleneck"]),
    stride_first=st.booleans(),
    sides=st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
def test_any_residual_network_counts_as_torch_counts_it(
    channels, first, depth, kind, stride_first, sides
):
    config = {
        "model_type": "resnet", "embedding_size": first, "hidden_sizes": channels,
        "depths": [depth] * len(channels), "layer_type": kind,
        "downsample_in_bottleneck": stride_first, "num_labels": 5,
    }  # fmt: skip
    assert same(config, *sides)


@pytest.mark.parametrize("name", ["resnet-18", "resnet-50", "resnet-50-v1", "vit-b-16"])
def test_models_of_the_catalog_count_as_torch_counts_them(name):
    card = models.find(name)
    assert card.architecture is not None
    assert same(card.architecture, 224, 224)


# what is said, and what is refused


def test_a_config_that_names_no_size_or_labels_says_what_is_taken():
    workload = read_config({"model_type": "resnet"}, "a config")
    assert workload.values["image_height"].value == 224
    assert "--input" in workload.values["image_height"].note
    assert any("two are taken" in remark for remark in workload.remarks)


def test_the_position_of_the_stride_is_said():
    said = [operations.estimate(name).assumptions[0].text for name in ("resnet-50", "resnet-50-v1")]
    assert "version 1.5, as in torchvision" in said[0]
    assert "version 1, as in the paper" in said[1]


def test_multiply_adds_are_told_from_flop():
    assert (
        "8.178 GFLOP/sample (4.089 GMAC: a multiply-add is two FLOP)"
        in operations.estimate("resnet-50", quantity="forward_compute").summary()
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("layer", {"first layer", "stage 1", "stage 2", "stage 3", "stage 4", "output"}),
        ("block", {"first layer", "output"}
         | {f"stage {n}, {which}" for n in (1, 2, 3, 4) for which in ("first block", "other blocks")}),
    ],
)  # fmt: skip
def test_shares_add_up_to_the_whole(by, expected):
    found = operations.estimate("resnet-50", quantity="forward_compute", by=by)
    assert {row.name for row in found.breakdown} == expected
    assert sum(row.forward for row in found.breakdown) == found.value
    assert sum(row.parameters for row in found.breakdown) == 25_557_032


def test_another_size_of_image():
    assert quantity("vit-b-16", "parameters", input="1x3x384x384") == 86_859_496  # timm's count
    wide = quantity("resnet-50", "forward_compute", input="3x448x224")
    head = 2 * 2048 * 1000
    assert wide - head == 2 * (8_178_368_512 - head)


@pytest.mark.parametrize(
    ("model", "options", "told"),
    [
        ("resnet-50", {"tokens": "3B"}, "tokens belongs to models of text"),
        ("resnet-50", {"sequence_length": 2048}, "sequence_length belongs to models of text"),
        ("resnet-50", {"quantity": "compute_per_token"}, "not tokens"),
        ("resnet-50", {"convention": "six-nd"}, "there are flopwise, executed, torch"),
        ("resnet-50", {"recompute": "full"}, "recomputation"),
        ("resnet-50", {"samples": 5, "epochs": 3}, "not both"),
        ("resnet-50", {"samples": 0}, "greater than zero"),
        ("resnet-50", {"input": "2x3x224x224"}, "must begin with 1, not 2"),
        ("resnet-50", {"input": "1x4x224x224"}, "the model takes 3 colours, not 4"),
        ("resnet-50", {"input": "1x3x0x224"}, "from 1 to 100,000 pixels"),
        ("resnet-50", {"input": "224"}, "such as 1x3x224x224"),
        ("resnet-50", {"input": "1x3x-4x224"}, "such as 1x3x224x224"),
        ("vit-b-16", {"input": "1x3x8x224"}, "from 16 to"),
        ("gpt-3", {"samples": 5}, "samples belongs to models that take images"),
        ("gpt-3", {"epochs": 5}, "epochs belongs to models that take images"),
        ("gpt-3", {"input": "1x3x2x2"}, "input belongs to models that take images"),
        ("resnet-50", {"method": "published", "epochs": 9}, "belongs to the method counting"),
    ],
)
def test_what_does_not_fit_is_refused(model, options, told):
    with pytest.raises(InvalidValueError, match=told):
        operations.estimate(model, **options)


def test_a_config_has_no_training_set():
    with pytest.raises(MissingInputError, match="--samples 115M"):
        operations.estimate(VIT)
    with pytest.raises(MissingInputError, match="--samples 115M"):
        operations.estimate(VIT, epochs=90)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (RESNET | {"layer_type": "wide"}, "layer_type must be one of bottleneck, basic"),
        (RESNET | {"depths": [2, 2]}, "there are 3 and 2 of them"),
        (RESNET | {"depths": [2, 0, 2]}, "1 or more in each stage"),
        (RESNET | {"hidden_sizes": [16, 24, 42]}, "multiple of 4"),
        (RESNET | {"hidden_sizes": [4] * 40, "depths": [1] * 40}, "40 stages"),
        (RESNET | {"architectures": ["ResNetBackbone"]}, "can't be read yet"),
        (RESNET | {"image_size": [1, 2, 3]}, "a whole number or a list of two"),
        (VIT | {"num_attention_heads": 5}, "does not divide"),
        (VIT | {"patch_size": [8, 16]}, "must be square"),
        (VIT | {"patch_size": 64}, "doesn't fit into an image"),
        (VIT | {"id2label": 4, "num_labels": None}, "must be a table"),
        (VIT | {"image_size": -3}, "from 1 to"),
    ],
)
def test_a_config_that_can_not_be_is_refused(fields, told):
    with pytest.raises(ConfigError, match=told):
        read_config(fields, "a config")


def test_image_models_are_asked_about():
    answer = operations.ask("how much compute does it take to train ResNet-50?")
    assert answer.estimate.value == 24_535_105_536 * 90 * 1_281_167
    told = operations.ask("training compute of ViT-B/16 for 90 epochs").estimate.value
    assert told == 3 * 35_127_656_448 * 90 * 1_281_167
    with_tokens = operations.ask("train resnet-50 on 3B tokens, how much compute?")
    assert with_tokens.estimate is None
    assert "not tokens" in with_tokens.reason


def test_image_models_are_below_the_laws_lines():
    assert operations.thresholds_check("resnet-50").summary()


def test_image_models_are_compared():
    found = operations.compare("resnet-50", "resnet-50-v1", quantity="forward_compute")
    assert found.differences[0].factor == pytest.approx(3.858 / 4.089, abs=1e-3)


def test_a_misspelt_name_is_an_error_with_near_matches():
    with pytest.raises(FlopwiseError, match="resnet-50"):
        operations.estimate("resnet-5O")
