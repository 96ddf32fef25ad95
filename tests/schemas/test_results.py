"""What the program really writes fits the schemas, at every level of detail."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from benchmarks.questions import generate as questions

from flopwise import operations
from flopwise.auditing.generator import generate_many
from flopwise.auditing.many import Audits
from flopwise.cards import KINDS
from flopwise.catalog import files, models
from flopwise.errors import FlopwiseError
from flopwise.explanations import every
from flopwise.operations.requests import perform
from flopwise.operations.table import OPERATIONS

DETAILS = ("summary", "steps", "full")
VISIBLE = Path(__file__).parents[3] / "shared" / "audit" / "visible"
NAMES = [card.id for card in models.every()]
WAYS = (
    {}, {"method": "hardware"}, {"method": "published"}, {"quantity": "parameters"},
    {"tokens": "8T..15T"}, {"quantity": "forward_compute", "convention": "torch"},
    {"quantity": "compute_per_token", "by": "block"},
    {"method": "hardware", "gpus": "1024xA100", "duration": "20d..34d", "mfu": "0.3..0.5"},
)  # fmt: skip


@pytest.fixture
def written(fits):
    """Check a result at every level of detail; return it in full, as a reader of JSON gets it."""

    def check(name, result):
        for detail in DETAILS:
            found = json.loads(json.dumps(result.to_dict(detail), allow_nan=False))
            fits(name, found)
        return found

    return check


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_estimates_of_every_model(written, options):
    said = 0
    for name in NAMES:
        try:
            found = operations.estimate(name, **options)
        except FlopwiseError:
            continue  # the option makes no sense for this one
        full = written("estimate", found)
        assert (full["value"] is None) == bool(full.get("reason"))
        said += full["value"] is not None
    assert said >= 20


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("70B", {"tokens": "15T"}),
        ("235B-A22B", {"tokens": "36T", "unit": "PF-day"}),
        ("resnet-50", {"epochs": 90}),
        ("vit-b-16", {"quantity": "forward_compute", "input": "1x3x384x384", "by": "layer"}),
        ("gpt-3", {"overrides": {"hidden_size": 8192}, "recompute": "full"}),
        ("gpt-3", {"optimizer_steps": "100k", "batch_tokens": "3.2M", "precision": "bf16"}),
        ("gpt-4o-mini", {}),
        ("gpt-4o-mini", {"method": "published"}),
    ],
)
def test_estimates_of_other_kinds(written, name, options):
    written("estimate", operations.estimate(name, **options))


def test_undisclosed_models_have_a_reason_in_place_of_a_value(written):
    full = written("estimate", operations.estimate("gpt-4o-mini"))
    assert (full["value"], full["exact"], full["low"], full["steps"]) == (None, None, None, [])
    assert "not disclosed" in full["reason"]


def test_answers_to_generated_questions(written):
    kinds = set()
    for asked in questions(250, 21):
        full = written("answer", operations.ask(asked.text))
        kinds.add(full["answer"]["kind"])
        assert full["answered"] == (full["answer"]["kind"] != "cannot")
    assert {"quantity", "yesno", "cannot"} <= kinds


@pytest.mark.parametrize(
    ("question", "quantity", "kind"),
    [
        ("how long does GPT-3 take on 1024 A100 at 40% MFU?", "time", "quantity"),
        ("FLOP per token of GPT-3 in training?", "compute_per_token", "quantity"),
        ("how much memory do the weights of a 7B model take in bf16?", "memory", "quantity"),
        ("convert 3640 PF-days to FLOPs", "conversion", "quantity"),
        ("how many optimizer steps are 300B tokens at 3.2M tokens per batch?", "optimizer_steps",
         "quantity"),
        ("how many layers does GPT-3 have?", "fact", "quantity"),
        ("when was GPT-3 released?", "fact", "list"),
        ("how many layers do the Llama 2 models have?", "fact", "list"),
        ("does GPT-3 have more layers than PaLM?", "fact", "yesno"),
        ("how many times the training compute of GPT-3 is PaLM's?", "ratio", "comparison"),
        ("is the H100 faster than the A100?", "ratio", "yesno"),
        ("is Llama 3.1 405B above the EU's 10^25 FLOP threshold?", "threshold", "yesno"),
        ("what does ZeRO mean?", "explanation", "list"),
        ("can I fully fine-tune Llama 2 70B on 16 A10s?", "fits", "yesno"),
        ("what did it cost to train GPT-4o mini?", "cost", "cannot"),
        ("what is the capital of France?", None, "cannot"),
    ],
)  # fmt: skip
def test_answers_bear_the_contract_s_words(written, question, quantity, kind):
    full = written("answer", operations.ask(question))
    assert (full["understood"]["quantity"], full["answer"]["kind"]) == (quantity, kind)


def test_figures_in_answers_are_numbers(written):
    full = written("answer", operations.ask("how many layers does GPT-3 have?"))
    # Brown et al. 2020, Table 2.1
    assert full["answer"]["items"][0]["value"] == full["answer"]["value"] == 96
    assert full["understood"]["subject"]["model"] == "gpt-3"


def test_audits_of_generated_texts(written):
    audits = [
        operations.audit(text.text, subject=text.challenge_subject or "")
        for text in generate_many(80, 23)
    ]
    verdicts = {written("audit", found)["verdict"] for found in audits}
    assert verdicts >= {"right", "off", "wrong"}
    written("audits", Audits(tuple(audits[:5])))


@pytest.mark.parametrize("text", ["", "no figure here", "GPT-4o mini took 1e25 FLOP.", "6ND"])
def test_audits_that_find_nothing_to_hold_on_to(written, text):
    assert written("audit", operations.audit(text))["verdict"] == "undecided"


@pytest.mark.skipif(not VISIBLE.exists(), reason="the labelled texts lie beside the checkout")
def test_audits_of_the_labelled_texts(written):
    files = sorted(VISIBLE.glob("*.md")) + sorted(VISIBLE.glob("*.txt"))
    assert files
    for path in files:
        written("audit", operations.audit(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (("gpt-3",), {"conventions": "all"}),
        (("gpt-3", "gpt-4o-mini", "palm"), {}),
        (("70B", "7B"), {"tokens": "1T..2T", "unit": "PF-day"}),
        (("resnet-50", "vit-b-16"), {"quantity": "forward_compute"}),
    ],
)
def test_comparisons(written, names, options):
    written("comparison", operations.compare(*names, **options))


@pytest.mark.parametrize("kind", KINDS)
def test_every_card_and_every_list(written, kind):
    found = operations.cards(kind)
    assert written("list", found)["items"]
    for card in found.items:
        written("card", card)
    written("list", operations.cards(kind, search="no such words anywhere"))


def test_every_explanation_is_a_card(written, published):
    for make in every().values():
        full = written("card", make())
        assert published("explanation").is_valid(full)


@pytest.mark.parametrize("part", range(4))
def test_threshold_checks_of_every_model(written, part):
    for name in itertools.islice(NAMES, part, None, 4):
        written("threshold-check", operations.thresholds_check(name))


@pytest.mark.parametrize(
    "options",
    [
        {"base": "llama-3.1-8b", "tokens": "2B", "epochs": 3},
        {"base": "llama-3.1-8b", "gpus": "16xA100", "duration": "36h", "mfu": "0.3..0.45"},
        {"base": "gpt-4o-mini", "tokens": "1B..2B"},
        {"tokens": "5T..40T", "jurisdiction": "EU"},
    ],
)
def test_threshold_checks_of_modifications(written, options):
    written("threshold-check", operations.thresholds_check("llama-3.1-8b", **options))


def test_the_examples_of_every_operation(written):
    for operation in OPERATIONS.values():
        for example in operation.examples:
            name = "card" if operation.gives == "explanation" else operation.gives
            written(name, perform(operation.name, example))


def test_a_user_s_own_model_says_so(written, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[family]\nprovider = "Example Lab"\nsource = "own"\n'
        '[model."own-1b"]\nname = "Own 1B"\nparameters = 1_000_000_000\n'
        "training_tokens = 20_000_000_000\nsequence_length = 2048\n"
        '[sources.own]\ntitle = "Own 1B"\nurl = "https://example.org"\n',
        "utf-8",
    )
    before = files.laid_over()
    files.lay_over(own)
    try:
        assert written("card", operations.card("models", "own-1b"))["catalog"] == "yours"
        assert written("estimate", operations.estimate("own-1b"))["subject"]["catalog"] == "yours"
    finally:
        files.lay_over(*before)
