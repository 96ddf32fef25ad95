"""The shipped data: every file fits its schema, and what it says hangs together."""

from __future__ import annotations

import datetime
import functools
import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastjsonschema
import pytest

import flopwise.catalog
from flopwise.catalog import accelerators, models
from flopwise.catalog.files import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CATALOG = Path(flopwise.catalog.__file__).parent
DATA = CATALOG / "data"
SCHEMAS = CATALOG / "schemas"
UNITS = CATALOG.parent / "units" / "units.toml"
LATEST = datetime.date(2026, 11, 30)

SCHEMA_OF = {
    "models": "models",
    "hardware": "hardware",
    "runs": "runs",
    "prices": "prices",
    "energy": "energy",
    "challenges": "challenge",
    "answers": "answer",
    "sources": "sources",
    "terms": "terms",
    "thresholds": "thresholds",
    "conventions": "conventions",
    "scaling_laws": "scaling_laws",
    "changes": "changes",
}
"""The schema of a file, by its folder or, at the top, by its own name."""

FILES = [*sorted(DATA.rglob("*.toml")), UNITS]


def words(text: str) -> list[str]:
    return text.split()


REQUIRED_MODELS = words("""
gpt-1
gpt2 gpt2-medium gpt2-large gpt2-xl
gpt-3-small gpt-3-medium gpt-3-large gpt-3-xl gpt-3-2.7b gpt-3-6.7b gpt-3-13b gpt-3
gpt-4o-mini
bert-base bert-large roberta-base roberta-large
t5-small t5-base t5-large t5-3b t5-11b
llama-7b llama-13b llama-30b llama-65b
llama-2-7b llama-2-13b llama-2-34b llama-2-70b
llama-3-8b llama-3-70b
llama-3.1-8b llama-3.1-70b llama-3.1-405b
mistral-7b-v0.1
qwen2.5-0.5b qwen2.5-1.5b qwen2.5-3b qwen2.5-7b qwen2.5-14b qwen2.5-32b qwen2.5-72b
qwen3-0.6b qwen3-1.7b qwen3-4b qwen3-8b qwen3-14b qwen3-32b
gemma-2b gemma-7b gemma-2-2b gemma-2-9b gemma-2-27b
gemma-3-1b gemma-3-4b gemma-3-12b gemma-3-27b
opt-125m opt-350m opt-1.3b opt-2.7b opt-6.7b opt-13b opt-30b opt-66b opt-175b
bloom-560m bloom-1b1 bloom-1b7 bloom-3b bloom-7b1 bloom
pythia-70m pythia-160m pythia-410m pythia-1b pythia-1.4b pythia-2.8b pythia-6.9b pythia-12b
falcon-7b falcon-40b falcon-180b
chinchilla gopher palm-8b palm-62b palm mt-nlg-530b
olmo-2-0425-1b olmo-2-1124-7b olmo-2-1124-13b olmo-2-0325-32b
smollm-135m smollm-360m smollm-1.7b
nanogpt-gpt2-124m
""")

REQUIRED_ACCELERATORS = words("""
v100 t4 a10 a10g l4 l40s a100 a100-40gb h100 h100-pcie h200 h800 h20 b200 gb200 b300 gb300
rtx-3060 rtx-3070 rtx-3080 rtx-3090 rtx-4070 rtx-4080 rtx-4090 rtx-5070 rtx-5080 rtx-5090
mi250x mi300x mi325x mi350x mi355x
tpu-v2 tpu-v3 tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7
gaudi-2 gaudi-3 trainium1 trainium2 trainium3
""")

REQUIRED_NAMES = words("""
gpt3 davinci palm-540b bloom-176b llama-2-70b meta-llama/llama-3.1-70b nanogpt gpt-2
""")

NOT_TWICE_AS_FAST_WITH_SPARSITY = {
    # AWS's sparsity keeps 4 of 16 values, and its headline is capped by the fp8 units.
    ("trainium2", "tf32"),
    ("trainium2", "bf16"),
    ("trainium2", "fp16"),
    ("trainium2", "fp8"),
    ("trainium3", "tf32"),
    ("trainium3", "bf16"),
    ("trainium3", "fp16"),
    # The sheet prints 362.05 dense and 733 sparse, a rounding of the fp8 rate.
    ("l40s", "bf16"),
    ("l40s", "fp16"),
}

FASTER_IN_BF16 = {
    "gaudi-3",  # its matrix engine runs fp16 at the tf32 rate, a quarter of bf16
}

NAMED_LOWER_THAN_COUNTED = {
    "falcon-rw-1b",  # 1.31 billion by count
}


@functools.cache
def parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@functools.cache
def schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    return document


@functools.cache
def validator(name: str) -> Callable[[Any], Any]:
    compiled: Callable[[Any], Any] = fastjsonschema.compile(
        schema(name), handlers={"": schema}, use_default=False
    )
    return compiled


def with_iso_dates(item: Any) -> Any:
    """JSON knows no dates: a TOML date becomes the string that a schema can check."""
    if isinstance(item, dict):
        return {key: with_iso_dates(value) for key, value in item.items()}
    if isinstance(item, list):
        return [with_iso_dates(value) for value in item]
    return item.isoformat() if isinstance(item, (datetime.date, datetime.time)) else item


def schema_name(path: Path) -> str:
    if path == UNITS:
        return "units.json"
    return SCHEMA_OF[path.relative_to(DATA).parts[0].removesuffix(".toml")] + ".json"


def value(figure: Any) -> Any:
    return figure["value"] if isinstance(figure, dict) else figure


def number(figure: Any) -> float | None:
    plain = value(figure)
    return None if isinstance(plain, str) else plain


def entries(table: str) -> dict[str, dict[str, Any]]:
    """All entries of a kind. An answer's `model` is a name, so it is passed over."""
    tables = [parsed(path).get(table) for path in FILES]
    return {
        name: entry for found in tables if isinstance(found, dict) for name, entry in found.items()
    }


def spellings(table: dict[str, dict[str, Any]]) -> set[str]:
    return {
        spelling for name, entry in table.items() for spelling in (name, *entry.get("aliases", []))
    }


def walk(item: Any) -> Iterator[tuple[str, Any]]:
    """Give every key with its value, at any depth."""
    if isinstance(item, dict):
        for key, inside in item.items():
            yield key, inside
            yield from walk(inside)
    elif isinstance(item, list):
        for inside in item:
            yield from walk(inside)


MODELS = entries("model")
ACCELERATORS = entries("accelerator")
EVERY_FILE = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(CATALOG.parent).as_posix()
)


# ---- Schemas


@EVERY_FILE
def test_fits_its_schema(path: Path) -> None:
    validator(schema_name(path))(with_iso_dates(parsed(path)))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_schema_is_draft_7_and_compiles(path: Path) -> None:
    document = schema(path.name)
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert document["title"]
    assert document["description"]
    assert document["additionalProperties"] is False
    validator(path.name)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name in {"models", "hardware"}], ids=str
)
def test_a_user_may_write_what_we_ship(path: Path) -> None:
    validator("catalog.json")(with_iso_dates(parsed(path)))


def test_a_user_may_mix_and_leave_out() -> None:
    mine = tomllib.loads(
        """
        [model.mine]
        name = "Mine"
        parameters = 1e9
        architecture = { model_type = "llama", num_hidden_layers = 2, hidden_size = 64 }
        [accelerator.card]
        name = "Card"
        peak = { bf16 = 1e12 }
        [sources.notebook]
        title = "My notebook"
        url = "https://example.org/notebook"
        """
    )
    validator("catalog.json")(with_iso_dates(mine))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ('[model.m]\nname = "M"\nparamters = 7', "paramters"),
        ('[model.m]\nname = "M"\nparameters = -7', "parameters"),
        ('[model.m]\nname = "M"\nparameters = 0', "parameters"),
        ('[model.m]\nname = "M"\nparameters = 1e400', "parameters"),
        ('[model.m]\nname = "M"\nparameters = "7B"', "parameters"),
        ('[model.m]\nname = "M"\nparameters = { low = 7 }', "parameters"),
        ('[model.m]\nname = "M"\nactive_share = 1.5', "active_share"),
        ('[model.m]\nname = "M"\nglobal_batch_tokens = nan', "global_batch_tokens"),
        ('[model.m]\nname = "M"\nreleased = "last May"', "released"),
        ('[model.m]\nname = "M"\nprecision = "bfloat"', "precision"),
        ("[model.m]\narchitecture = { hidden_size = 64 }", "model_type"),
        ('[model.m.architecture]\nmodel_type = "a"\nhidden_size = 0', "hidden_size"),
        ('[model.m.architecture]\nmodel_type = "a"\nnum_layers = 1e30', "num_layers"),
        ('[model."M 1"]\nname = "M"', "model"),
        ('[accelerator.a]\nname = "A"', "peak"),
        ('[accelerator.a]\nname = "A"\npeak = { fp17 = 1e12 }', "peak"),
        ('[accelerator.a]\nname = "A"\npeak = { bf16 = inf }', "bf16"),
        ('[accelerator.a]\nname = "A"\npeak = { bf16 = "312T" }', "bf16"),
        ('[price.a]\nname = "A"', "price"),
    ],
)
def test_a_mistake_is_named(wrong: str, named: str) -> None:
    with pytest.raises(fastjsonschema.JsonSchemaValueException, match=named):
        validator("catalog.json")(with_iso_dates(tomllib.loads(wrong)))


# ---- Sources


def test_no_source_is_defined_twice() -> None:
    defined = Counter(key for path in FILES for key in parsed(path).get("sources", {}))
    assert [key for key, times in defined.items() if times > 1] == []


@EVERY_FILE
def test_every_source_is_defined_here_or_for_all(path: Path) -> None:
    document = parsed(path)
    known = document.get("sources", {}).keys() | parsed(DATA / "sources.toml")["sources"].keys()
    cited = {key for name, key in walk(document) if name in {"source", "revoked_by"}}
    assert sorted(cited - known) == []


@EVERY_FILE
def test_every_source_of_a_single_file_is_used_there(path: Path) -> None:
    document = parsed(path)
    if path.name == "sources.toml":
        return
    cited = {key for name, key in walk(document) if name in {"source", "revoked_by"}}
    assert sorted(document.get("sources", {}).keys() - cited) == []


@EVERY_FILE
def test_everything_has_a_source(path: Path) -> None:
    """A figure's own, or that of the nearest table around it."""
    document = parsed(path)
    family = document.get("family", {}).get("source")
    for table in ("model", "accelerator", "price", "term", "threshold", "convention", "unit"):
        found = document.get(table, {})
        if isinstance(found, dict):
            for name, entry in found.items():
                assert entry.get("source", family), f"{table} {name}"


def test_sources_are_dated_and_none_comes_from_the_future() -> None:
    for key, source in entries("sources").items():
        assert source["date"] <= LATEST, key
        if source.get("date_precision") == "year":
            assert (source["date"].month, source["date"].day) == (1, 1), key


def test_sources_are_cited_at_their_original() -> None:
    for key, source in entries("sources").items():
        assert re.match(r"https?://[a-z0-9.-]+\.[a-z]{2,}(/|$)", source["url"]), key
        assert "localhost" not in source["url"], key


# ---- Names


@pytest.mark.parametrize("table", [MODELS, ACCELERATORS], ids=["models", "accelerators"])
def test_names_and_aliases_are_unique(table: dict[str, dict[str, Any]]) -> None:
    names = Counter(
        spelling
        for name, entry in table.items()
        for spelling in {normalised(name), *map(normalised, entry.get("aliases", []))}
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_every_name_and_alias_finds_its_entry() -> None:
    for name, entry in MODELS.items():
        for spelling in (name, *entry.get("aliases", [])):
            assert models.find(spelling).id == name
    for name, entry in ACCELERATORS.items():
        for spelling in (name, *entry.get("aliases", [])):
            assert accelerators.find(spelling).id == name


def test_no_entry_is_in_two_files() -> None:
    for table in ("model", "accelerator", "run", "price"):
        tables = [parsed(path).get(table) for path in FILES]
        names = Counter(name for found in tables if isinstance(found, dict) for name in found)
        assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("models/*.toml")), ids=lambda path: path.stem)
def test_a_models_name_begins_with_its_files(path: Path) -> None:
    assert [name for name in parsed(path)["model"] if not name.startswith(path.stem)] == []


def test_the_longest_matching_file_holds_a_model() -> None:
    """So that a name leads to one file: `gemma-2-9b` to gemma-2.toml, not to gemma.toml."""
    stems = sorted((path.stem for path in DATA.glob("models/*.toml")), key=len, reverse=True)
    for path in DATA.glob("models/*.toml"):
        for name in parsed(path)["model"]:
            rest = [stem for stem in stems if re.match(re.escape(stem) + r"([-.]|$)", name)]
            assert not rest or rest[0] == path.stem, name


# ---- Models


def test_required_models_are_there() -> None:
    assert [name for name in REQUIRED_MODELS if name not in MODELS] == []
    known = spellings(MODELS)
    assert [name for name in REQUIRED_NAMES if name not in known] == []


def test_gpt_4o_mini_is_the_card_of_the_first_page() -> None:
    family = parsed(DATA / "models" / "gpt-4o-mini.toml")["family"]
    mini = MODELS["gpt-4o-mini"]
    assert family["provider"] == "OpenAI"
    assert family["capabilities"] == ["Conversation", "Reasoning", "Code Generation", "Analysis"]
    assert family["categories"] == ["Text", "Code", "Image", "Multimodal"]
    assert value(mini["released"]) == datetime.date(2024, 7, 18)
    assert mini["size_class"] == "SMALL"
    assert value(mini["parameters"]) == "not disclosed"
    assert value(mini["context_length"]) == 128_000


@pytest.mark.parametrize("name", MODELS)
def test_model_hangs_together(name: str) -> None:
    model = MODELS[name]
    assert value(model["released"]) <= LATEST

    stated, exact = number(model["parameters"]), number(model.get("parameters_exact", ""))
    if stated is not None and exact is not None:
        highest = 1.4 if name in NAMED_LOWER_THAN_COUNTED else 1.2
        assert 0.85 < exact / stated < highest
    size = exact or stated
    if size is not None:
        expected = "SMALL" if size < 10e9 else "MEDIUM" if size <= 100e9 else "LARGE"
        assert model["size_class"] == expected

    if (
        "dataset_samples" in model
    ):  # it takes images whole, so that it has neither context nor tokens
        assert {"context_length", "training_tokens", "sequence_length"}.isdisjoint(model)
        assert number(model["dataset_samples"]) > 1000
        assert 1 <= number(model["epochs"]) < 10_000
        return
    sequence, context = (
        number(model.get("sequence_length", "")),
        number(model.get("context_length", "")),
    )
    if sequence is not None and context is not None:
        assert sequence <= context
    tokens, batch = number(model["training_tokens"]), number(model.get("global_batch_tokens", ""))
    if tokens is not None and batch is not None:
        assert batch < tokens / 100


@pytest.mark.parametrize("name", [name for name in MODELS if "architecture" in MODELS[name]])
def test_architecture_hangs_together(name: str) -> None:
    shape = MODELS[name]["architecture"]
    if "dataset_samples" in MODELS[name]:
        assert {"model_type", "image_size", "num_labels"} <= set(shape)
        return
    for field in ("num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
                  "vocab_size", "max_position_embeddings", "tie_word_embeddings"):  # fmt: skip
        assert field in shape
    heads = shape["num_attention_heads"]
    assert "head_dim" in shape or shape["hidden_size"] % heads == 0
    assert heads % shape.get("num_key_value_heads", heads) == 0
    sequence_length = number(MODELS[name].get("sequence_length", "")) or 0
    assert sequence_length <= shape["max_position_embeddings"]


def test_the_hardware_of_a_run_is_catalogued() -> None:
    known = spellings(ACCELERATORS)
    used = {
        entry["hardware"]["accelerator"]
        for entry in MODELS.values()
        if "accelerator" in entry.get("hardware", {})
    }
    assert used - known == set()


@pytest.mark.parametrize("name", [name for name in MODELS if "hardware" in MODELS[name]])
def test_hours_of_a_run_fit_its_devices(name: str) -> None:
    hardware = MODELS[name]["hardware"]
    if {"devices", "device_hours", "days"} <= hardware.keys():
        assert 0.5 < hardware["device_hours"] / (hardware["devices"] * hardware["days"] * 24) < 1.5
    assert hardware.get("mfu", 0) <= hardware.get("hfu", 1)


@pytest.mark.parametrize("name", [name for name in MODELS if "published_compute" in MODELS[name]])
def test_published_compute_is_of_the_right_size(name: str) -> None:
    """Within a factor of two of 6ND; what counts recomputation or half a model is still inside."""
    model = MODELS[name]
    size, tokens = number(model["parameters"]), number(model.get("training_tokens", ""))
    if size is None or tokens is None:
        return
    active = value(model.get("active_parameters", size)) * value(model.get("active_share", 1))
    rule = 6 * active * tokens
    for published in model["published_compute"]:
        flop = published["value"] * (8.64e19 if published["unit"] == "PF-day" else 1)
        assert 0.5 < flop / rule < 2, published


@EVERY_FILE
def test_intervals_hold_their_values(path: Path) -> None:
    for key, figure in [("", parsed(path)), *walk(parsed(path))]:
        if isinstance(figure, dict) and "value" in figure and not isinstance(figure["value"], str):
            low, high = figure.get("low"), figure.get("high")
            assert low is None or low <= figure["value"], key
            assert high is None or figure["value"] <= high, key


# ---- Accelerators


def test_required_accelerators_are_there() -> None:
    known = spellings(ACCELERATORS)
    assert [name for name in REQUIRED_ACCELERATORS if name not in known] == []


def test_enough_accelerators_are_complete() -> None:
    complete = [
        name
        for name, entry in ACCELERATORS.items()
        if {"memory", "memory_bandwidth"} <= entry.keys()
        and any(number(rate) is not None for rate in entry["peak"].values())
    ]
    assert len(complete) >= 45


@pytest.mark.parametrize("name", ACCELERATORS)
def test_accelerator_hangs_together(name: str) -> None:
    entry = ACCELERATORS[name]
    assert value(entry["released"]) <= LATEST
    peak = {precision: number(rate) for precision, rate in entry["peak"].items()}
    for precision, rate in entry.get("sparse", {}).items():
        dense, sparse = peak[precision], number(rate)
        if dense is None or sparse is None or (name, precision) in NOT_TWICE_AS_FAST_WITH_SPARSITY:
            continue
        assert sparse / dense == pytest.approx(2, rel=0.01), precision
    for precision, rate in entry.get("fp16_accumulate", {}).items():
        dense, accumulated = peak[precision], number(rate)
        assert dense is not None
        assert accumulated is not None
        assert accumulated / dense == pytest.approx(2, rel=0.01), precision
    assert 1e11 < max((rate for rate in peak.values() if rate is not None), default=1e12) < 1e17
    assert 4e9 <= value(entry["memory"]) <= 1e12
    assert 1e11 <= value(entry["memory_bandwidth"]) <= 1e17
    assert 50 <= value(entry.get("power", 100)) <= 3000

    ladder = [peak.get(precision) for precision in ("fp64", "fp32", "tf32", "bf16", "fp8", "fp4")]
    rising = [rate for rate in ladder if rate is not None]
    assert rising == sorted(rising)
    bf16, fp16 = peak.get("bf16"), peak.get("fp16")
    if bf16 is not None and fp16 is not None and name not in FASTER_IN_BF16:
        assert 0.45 * fp16 <= bf16 <= 2.1 * fp16


def test_exceptions_are_still_needed() -> None:
    for name, precision in NOT_TWICE_AS_FAST_WITH_SPARSITY:
        entry = ACCELERATORS[name]
        ratio = value(entry["sparse"][precision]) / value(entry["peak"][precision])
        assert abs(ratio - 2) > 0.02
    for name in FASTER_IN_BF16:
        peak = ACCELERATORS[name]["peak"]
        assert value(peak["bf16"]) > 2.1 * value(peak["fp16"])


# ---- Thresholds, challenges, answers


def test_what_replaces_a_threshold_exists() -> None:
    thresholds = entries("threshold")
    for name, entry in thresholds.items():
        for key in (
            "replaced_by",
            "if_modified",
            "unknown_base_of",
            "unknown_base_of_systemic_risk",
        ):
            assert entry.get(key, name) in thresholds
        if "revoked_by" in entry:
            assert entry["status"] == "revoked"
    assert thresholds["eu-systemic-risk"]["flop"] == 1e25
    assert thresholds["eu-systemic-risk"]["comparison"] == ">"


def test_answers_belong_to_a_challenge() -> None:
    answers = sorted(DATA.glob("answers/*/*.toml"))
    assert answers
    for path in answers:
        answer = parsed(path)
        assert answer["challenge"] == path.parent.name
        numbered = answer["model"] + (f"-{answer['attempt']}" if answer["attempt"] > 1 else "")
        assert path.stem == numbered
        assert (DATA / "challenges" / f"{answer['challenge']}.toml").exists()
        assert answer.get("date", LATEST) <= LATEST


def test_challenges_ask_for_what_the_catalog_knows() -> None:
    for path in sorted(DATA.glob("challenges/*.toml")):
        subject = parsed(path).get("asks", {}).get("subject")
        is_size = subject is not None and re.fullmatch(r"[0-9]+b", subject)
        assert subject is None or subject in MODELS or is_size


def test_the_first_answer_keeps_every_figure_and_fault() -> None:
    answer = parsed(DATA / "answers" / "estimate-complexity" / "gpt-4o-mini.toml")
    for figure in (
        "175 billion",
        r"2 \times \text{number of parameters}",
        r"4 \times \text{number of parameters}",
        r"4 \times 175 \times 10^9 \approx 700 \times 10^9 = 700 \text{ billion FLOPs}",
        r"\( 300,000 \)",
        r"700 \times 10^9 \times 300,000 \approx 210 \times 10^{15} = 210 \text{ petaFLOPs}",
        "**210 petaFLOPs**",
    ):
        assert figure in answer["text"]
    assert answer["form"] == "retold"


# ---- Texts


MACHINE = re.compile(
    r"/(work|tmp|root|home|mnt|Users)/|\bshared/|file://|127\.0\.0\.1|localhost|\bsessions?\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "path", [*FILES, *sorted(SCHEMAS.glob("*.json"))], ids=lambda path: path.name
)
def test_no_text_mentions_the_machine_that_it_was_written_on(path: Path) -> None:
    assert MACHINE.findall(path.read_text("utf-8")) == []
