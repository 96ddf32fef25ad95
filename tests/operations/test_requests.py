"""One table of operations: what it accepts, what it refuses and how, and what its schema says."""

import inspect
import json

import jsonschema
import pytest

from flopwise import operations
from flopwise.errors import FlopwiseError, InvalidValueError, UnknownNameError
from flopwise.operations.requests import listed, perform, request_schema
from flopwise.operations.table import KINDS, OPERATIONS

EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name, operation in OPERATIONS.items()
    for number, example in enumerate(operation.examples)
]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_every_example_works_and_fits_its_own_schema(name, example):
    schema = request_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(example, schema)
    assert perform(name, example).summary()
    assert perform(name, example, served=True).summary()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_option_is_an_argument_of_the_function(name):
    arguments = inspect.signature(getattr(operations, name)).parameters
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in arguments.values()):
        return  # what it passes on is checked by the examples and by what it calls
    for option in OPERATIONS[name].takes:
        assert option.keyword in arguments


@pytest.mark.parametrize("name", KINDS)
def test_every_filter_of_a_kind_is_one(name):
    for option in KINDS[name].filters:
        value = True if option.kind == "flag" else (option.choices or ("2025",))[0]
        assert listed(name, {option.name: value}).summary()
    for shown in KINDS[name].shown:
        assert operations.card(name, shown).id


def test_settings_are_a_list_or_an_object():
    one = perform("estimate", {"model": "gpt-3", "set": ["num_hidden_layers=48"]})
    other = perform("estimate", {"model": "gpt-3", "set": {"num_hidden_layers": 48}})
    assert one.exact == other.exact
    assert one.exact != operations.estimate("gpt-3").exact


def test_what_is_null_is_as_if_it_were_absent():
    given = {"model": "gpt-3", "tokens": None, "convention": None}
    assert perform("estimate", given).exact == operations.estimate("gpt-3").exact


def test_a_config_is_a_model_too():
    config = {
        "model_type": "gpt2", "n_layer": 96, "n_embd": 12288, "n_head": 96, "n_ctx": 2048,
        "n_positions": 2048, "vocab_size": 50257,
    }  # fmt: skip
    given = {"model": config, "tokens": 300e9, "sequence_length": 2048}
    # the paper's 174,600 M parameters and 3.14e23 FLOP by its own count (Brown et al. 2020, D.1)
    assert float(perform("estimate", given).value) == pytest.approx(3.14e23, rel=0.02)


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        (
            "estimate",
            {"modle": "gpt-3"},
            "unknown option of estimate 'modle': did you mean 'model'?",
        ),
        ("estimate", {}, "estimate needs model"),
        ("estimate", {"model": 3}, "model should be a name, a size"),
        ("estimate", {"model": "gpt-3", "tokens": [1]}, "tokens should be a number"),
        ("estimate", {"model": "gpt-3", "tokens": True}, "tokens should be a number"),
        ("estimate", {"model": "gpt-3", "tokens": float("nan")}, "tokens is no real amount"),
        ("estimate", {"model": "gpt-3", "tokens": 10**400}, "beyond 10^±60"),
        (
            "estimate",
            {"model": "gpt-3", "method": "hardware", "device_hours": 5},
            "device_hours should be a text, not a number",
        ),
        ("estimate", {"model": "0" * 999}, "unknown model '000"),
        ("estimate", {"model": "x" * 5000}, "model is 5,000 characters long"),
        ("estimate", {"model": "gpt-3", "set": ["a=1"] * 100}, "set has 100 entries"),
        ("audit", {"text": "6ND", "quantity": "memori"}, "did you mean 'memory'?"),
        (
            "compare",
            {"models": ["gpt-3"], "conventions": "all", "tokens": 0},
            "must be greater than zero, not 0",
        ),
        ("compare", {"models": ["gpt-3"], "conventions": ","}, "names of conventions"),
        ("compare", {"models": []}, "give two models or more"),
        ("estimat", {}, "did you mean 'estimate'?"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(name, given, sentence):
    with pytest.raises(FlopwiseError) as caught:
        perform(name, given)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "model", ["/etc/passwd", "./config.json", "~/config.json", "x.json", "../m.safetensors", "/tmp"]
)
def test_somebody_elsewhere_opens_no_file_here(model):
    for name, given in (
        ("estimate", {"model": model}),
        ("compare", {"models": ["gpt-3", model]}),
        ("audit", {"text": "6ND", "subject": model}),
        ("thresholds_check", {"model": "gpt-3", "base": model, "tokens": "1B"}),
    ):
        with pytest.raises(InvalidValueError, match="is a path"):
            perform(name, given, served=True)


def test_nor_learns_which_folders_are_here(tmp_path, monkeypatch):
    for name in ("secret", "7secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    for name in ("secret", "7secret", "public"):
        with pytest.raises(UnknownNameError, match=f"unknown model '{name}'"):
            perform("estimate", {"model": name}, served=True)


def test_filters_that_nobody_knows_are_named():
    with pytest.raises(UnknownNameError, match="did you mean 'provider'"):
        listed("models", {"provder": "OpenAI"})


def test_schemas_are_plain_json():
    for name in OPERATIONS:
        assert json.loads(json.dumps(request_schema(name)))["additionalProperties"] is False
