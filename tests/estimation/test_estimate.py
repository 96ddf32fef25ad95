"""Estimates against figures that others published, and every way to ask for them."""

import json

import pytest

import flopwise as fw
from flopwise.errors import (
    FlopwiseError,
    InvalidValueError,
    MissingInputError,
    UnitError,
    UnknownNameError,
)
from flopwise.operations import estimate


def test_gpt_3_took_what_its_paper_says():
    result = estimate("gpt-3")
    assert result.exact == "318565498060800000000000"
    published = {check.name: check.ratio for check in result.checks}
    assert published["published (FLOP)"] == pytest.approx(3.14e23 / 3.18565e23, rel=1e-4)
    assert published["6ND"] == pytest.approx(0.9866, abs=1e-4)


def test_the_interval_of_gpt_3_reaches_down_to_half_of_attention():
    result = estimate("gpt-3")
    attention = 3 * 4 * 96 * 12288 * 1024.5 * 300e9
    assert float(result.low) == pytest.approx(float(result.value) - attention / 2)
    assert result.high == result.value
    assert [item.name for item in result.assumptions] == ["attention_density"]


def test_a_range_given_for_one_input_becomes_the_interval_of_the_result():
    result = estimate("llama-2-7b", tokens="1T..3T")
    assert float(result.high) / float(result.low) == pytest.approx(3)
    assert result.low < result.value < result.high


def test_twice_the_tokens_is_twice_the_work():
    once = estimate("llama-2-7b", tokens="1T")
    twice = estimate("llama-2-7b", tokens="2T")
    assert twice.value == 2 * once.value


def test_steps_of_the_optimizer_count_through_their_tokens():
    by_steps = estimate("gpt-3", optimizer_steps=93_750)
    assert by_steps.value == estimate("gpt-3").value
    with pytest.raises(MissingInputError, match="batch_tokens"):
        estimate("7B", optimizer_steps=300_000)


def test_a_step_that_is_given_replaces_what_led_to_it():
    result = estimate("gpt-3", overrides={"flop_per_token": "1.05e12"})
    assert result.value == 1_050_000_000_000 * 300_000_000_000
    given = {step.id: step.origin for step in result.steps}
    assert given == {"flop_per_token": "given", "tokens": "catalog", "training_flop": "derived"}
    assert result.breakdown == ()


def test_the_last_step_can_be_given_too():
    assert float(estimate("gpt-3", overrides={"training_flop": "1e23"}).value) == 1e23


def test_a_shape_that_contradicts_its_source_is_said():
    texts = [item.text for item in estimate("gpt-3-xl").assumptions]
    assert any("where the source says 1,300,000,000" in text for text in texts)


def test_numbers_of_other_types_are_taken_exactly():
    from decimal import Decimal

    assert estimate("gpt-3", tokens=Decimal("3e11")).value == estimate("gpt-3").value


def test_hardware_and_time_give_compute_too():
    result = estimate("gpt-3", method="hardware", gpus="1024xA100", duration="34d", mfu="0.45")
    assert float(result.value) == pytest.approx(1024 * 34 * 86400 * 312e12 * 0.45)
    assert "A100 SXM 80GB" in result.assumptions[0].text
    palm = estimate("palm", method="hardware")
    assert float(palm.value) == pytest.approx(8_404_992 * 3600 * 275e12 * 0.462)


def test_published_figures_are_taken_as_they_are():
    assert float(estimate("gpt-3", method="published").value) == 3.14e23
    unknown = estimate("smollm-135m", method="published")
    assert unknown.value is None
    assert "published" in unknown.reason


def test_what_is_not_disclosed_is_the_answer():
    result = estimate("gpt-4o-mini")
    assert result.value is None
    assert "not disclosed" in result.reason
    assert estimate("mistral-7b", tokens="8T").value
    assert estimate("mistral-7b").value is None


def test_encoder_decoders_pass_each_token_through_half():
    result = estimate("t5-3b")
    assert result.convention == "six-nd"
    stated = next(step.value for step in result.steps if step.id == "stated_parameters")
    assert float(result.value) == pytest.approx(6 * float(stated) / 2 * 1e12)


def test_a_mixture_counts_what_a_token_passes_and_holds_the_rest():
    result = estimate("235B-A22B", tokens="36T", convention="six-nd")
    assert float(result.value) == pytest.approx(4.752e24)
    assert estimate("235B-A22B", quantity="parameters").value == 235_000_000_000


def test_a_config_can_be_a_dict_and_its_context_is_the_sequence_length():
    config = {
        "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 100,
        "num_attention_heads": 4, "intermediate_size": 128, "max_position_embeddings": 256,
    }  # fmt: skip
    result = estimate(config, tokens=1_000_000)
    lengths = [step.value for step in result.steps if step.id == "sequence_length"]
    assert lengths == [256]
    # by hand: two layers of 4·64² + 3·64·128 weights, and the output layer
    weights = 2 * (4 * 64**2 + 3 * 64 * 128) + 64 * 100
    attention = 2 * 4 * 64 * 257 / 2
    assert result.value == 3 * (2 * weights + attention) * 1_000_000


def test_a_user_s_own_catalog_is_laid_over_and_marked(tmp_path, monkeypatch):
    folder = tmp_path / "flopwise" / "catalog"
    folder.mkdir(parents=True)
    text = '[model.my_model]\nname = "Mine"\nparameters = 7e9\ntraining_tokens = 1e12\n'
    (folder / "mine.toml").write_text(text)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    result = estimate("my_model")
    assert float(result.value) == pytest.approx(4.2e22)
    assert result.to_dict()["subject"]["catalog"] == "yours"
    assert "yours" in result.sources


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"tokens": "300GB"}, UnitError, "tokens"),
        ({"tokens": "1e400"}, InvalidValueError, "tokens"),
        ({"tokens": float("nan")}, InvalidValueError, "tokens"),
        ({"tokens": -1}, InvalidValueError, "tokens"),
        ({"tokens": "0"}, InvalidValueError, "tokens"),
        ({"sequence_length": "2.5"}, InvalidValueError, "sequence_length"),
        ({"convention": "sixnd"}, UnknownNameError, "six-nd"),
        ({"unit": "kWh"}, UnitError, "kWh"),
        ({"unit": "parsec"}, UnknownNameError, "parsec"),
        ({"quantity": "flavour"}, UnknownNameError, "training_compute"),
        ({"method": "guess"}, UnknownNameError, "counting"),
        ({"overrides": ("hidden=3",)}, UnknownNameError, "hidden_size"),
        ({"overrides": ("hidden_size=3 tokens",)}, UnitError, "hidden_size"),
        ({"overrides": ("hidden_size=-3",)}, InvalidValueError, "hidden_size"),
        ({"overrides": ("hidden_size=1.5",)}, InvalidValueError, "hidden_size"),
        ({"overrides": ("num_hidden_layers=0",)}, InvalidValueError, "num_hidden_layers"),
        ({"overrides": ("attention_density=7",)}, InvalidValueError, "attention_density"),
        ({"overrides": ("hidden_size=0..100",)}, InvalidValueError, "hidden_size"),
        ({"overrides": ("tokens=0",)}, InvalidValueError, "tokens"),
        ({"gpus": "8xA100"}, InvalidValueError, "hardware"),
        ({"method": "published", "tokens": "5B"}, InvalidValueError, "tokens"),
        ({"tokens": [1]}, InvalidValueError, "tokens"),
        ({"tokens": True}, InvalidValueError, "tokens"),
        ({"sequence_length": "1e30"}, InvalidValueError, "sequence_length"),
        ({"method": "hardware", "gpus": "8xA100", "duration": "34m", "mfu": ".4"},
         InvalidValueError, "duration"),
        ({"method": "hardware", "gpus": "many", "duration": "3d"}, InvalidValueError, "gpus"),
        ({"method": "hardware", "gpus": "8xA100", "duration": "3d", "mfu": "140%"},
         InvalidValueError, "mfu"),
        ({"method": "hardware", "gpus": "8xA100"}, MissingInputError, "duration"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence_that_names_the_field(options, error, told):
    with pytest.raises(error) as caught:
        estimate("gpt-3", **options)
    assert isinstance(caught.value, FlopwiseError)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_an_mfu_published_runs_give_a_range_and_say_so():
    found = estimate("gpt-3", method="hardware", gpus="1024xA100", duration="34d")
    assumed = {item.name: item for item in found.assumptions}["mfu"]
    assert "published runs on like accelerators" in assumed.text
    assert assumed.effect > 1.5
    assert found.low < found.value < found.high
    assert float(found.high) / float(found.low) == pytest.approx(assumed.effect)


def test_without_an_mfu_a_model_does_not_vouch_for_itself():
    found = estimate("llama-2-70b", method="hardware")
    text = {item.name: item for item in found.assumptions}["mfu"].text
    assert "Llama 2 70B" not in text
    assert found.low < 6 * 69e9 * 2e12 < found.high


def test_the_json_is_the_contracts():
    found = estimate("gpt-3", unit="PF-day").to_dict()
    json.dumps(found)
    assert {
        "schema", "quantity", "subject", "run", "method", "convention", "value", "exact", "unit",
        "low", "high", "display", "steps", "checks", "breakdown", "not_counted", "assumptions",
        "sources", "made",
    } <= set(found)  # fmt: skip
    assert found["schema"] == "flopwise/estimate/1"
    assert found["value"] == pytest.approx(3.18565498e23)
    assert found["display"]["unit"] == "PF-day"
    assert set(found["steps"][-1]) == {
        "id", "symbol", "name", "value", "exact", "unit", "low", "high", "formula", "explanation",
        "inputs", "origin", "source",
    }  # fmt: skip
    assert set(found["checks"][0]) >= {"name", "method", "value", "unit", "ratio", "source"}
    assert set(found["breakdown"][0]) >= {
        "name", "kind", "repeat", "parameters", "forward", "backward", "share",
    }  # fmt: skip
    assert set(found["made"]) == {"flopwise", "catalog", "date", "command"}
    cited = {step["source"] for step in found["steps"] if step["source"]}
    assert cited <= set(found["sources"])


def test_a_summary_has_one_sentence_and_the_command_gives_it_again():
    first = estimate("llama-2-7b", tokens="1T", sequence_length="4k", unit="PF-day")
    assert set(first.to_dict("summary")) < set(first.to_dict())
    assert first.summary().endswith(".")
    from flopwise.cli.main import run  # the command line is a client like any other

    command = first.made["command"].split()
    assert run([*command[1:], "--quiet"]) == 0


def test_the_breakdown_adds_up_to_the_whole():
    for by in ("operation", "block", "layer"):
        result = estimate("gemma-3-27b", by=by)
        total = sum(row.forward + row.backward for row in result.breakdown)
        assert total == result.value
        assert sum(row.share for row in result.breakdown) == pytest.approx(1)


def test_columns_agree_with_single_estimates():
    result = fw.estimate("gpt-3")
    tokens = [1e9, 3e11, 1.5e13]
    columns = result.columns(tokens=tokens)
    for count, value in zip(tokens, columns, strict=True):
        single = float(fw.estimate("gpt-3", tokens=int(count)).value)
        assert value == pytest.approx(single, rel=1e-12)
    with pytest.raises(UnknownNameError, match="tokens"):
        result.columns(token=tokens)


def test_notebooks_get_formulas_and_a_page():
    result = fw.estimate("gpt-3")
    assert result._repr_latex_().endswith(r"\end{aligned}$$")
    assert r"c \cdot D" in result._repr_latex_()
    assert {"text/plain", "text/html", "text/latex"} <= set(result._repr_mimebundle_())
