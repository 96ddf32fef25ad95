"""Everything that a derivation prints can be explained on its own."""

import re
import tomllib
from pathlib import Path

import pytest

from flopwise.catalog import citations, conventions, terms
from flopwise.errors import UnknownNameError
from flopwise.estimation.request import METHODS
from flopwise.explanations import all_steps, every, explain, worked_example
from flopwise.explanations.steps import generic_formula, letters
from flopwise.explanations.uses import uses
from flopwise.formulas.symbols import SYMBOLS, arguments
from flopwise.units import registry

WORKED = tomllib.loads(Path(__file__).with_name("worked_terms.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", every())
def test_every_name_says_what_it_is_with_a_reason_a_worked_number_and_a_source(name):
    explanation = every()[name]()
    assert len(explanation.text) > 20 or explanation.formula
    assert re.search(r"\d", explanation.example), "no worked number"
    assert citations.cite([explanation.source]), "no source"
    assert explanation.document().nodes


@pytest.mark.parametrize("name", [name for name, make in every().items() if make().kind != "term"])
def test_every_step_unit_and_convention_has_a_formula(name):
    explanation = explain(name)
    assert explanation.lines or explanation.id == "published"
    for line in explanation.lines:
        assert line.text
        assert line.latex.count("{") == line.latex.count("}")


@pytest.mark.parametrize("step", all_steps().values(), ids=lambda step: step.id)
def test_every_step_shows_its_formula_in_letters_that_are_explained_and_one_worked_number(step):
    inputs = [argument.input.symbol for argument in arguments(step)]
    assert len(set(inputs)) == len(inputs), "one letter for two arguments"
    assert {letter.symbol for letter in letters([step])} == set(inputs)
    assert generic_formula(step).dimension == step.unit
    assert " = " in worked_example(step), "write a doctest of the form `step.number(…)`"


def test_no_letter_is_kept_for_an_argument_that_no_step_has():
    assert set(SYMBOLS) == {
        name
        for step in all_steps().values()
        for name, unit, _ in step.parameters
        if unit is not None
    }


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_estimate_is_explained_as_a_method(method):
    assert explain(method).kind == "method"


def test_nothing_else_calls_itself_a_method():
    assert {id for id, term in terms.every().items() if term.kind == "method"} == set(METHODS)
    assert {term.kind for term in terms.every().values()} == {"term", "method"}


def test_every_term_has_a_number_to_recompute():
    assert WORKED.keys() == terms.every().keys()


@pytest.mark.parametrize("id", WORKED)
def test_a_term_s_worked_number_is_what_comes_out(id):
    example = terms.every()[id].example
    steps = {step.id: step.number for step in all_steps().values()}
    for expression in WORKED[id]:
        value = float(eval(expression, {"__builtins__": {}}, steps))
        printed = list(numbers(example))
        assert any(abs(stated - value) <= margin * (1 + 1e-9) for stated, margin in printed), (
            f"{expression} is {value:.6g}, and {example!r} doesn't say so"
        )


SCALES = {
    "%": 1e-2, "million": 1e6, "billion": 1e9, "trillion": 1e12, "GB": 1e9, "MB": 1e6,
    "GFLOP": 1e9, "MFLOP": 1e6, "TFLOP": 1e12,
}  # fmt: skip


def numbers(text):
    """Yield each number of a text and half a unit of its last printed figure."""
    whole = re.compile(
        r"(\d+(?:,\d{3})+|\d+)(?:\.(\d+))?(?:e([+-]?\d+))?(?:/(\d+))?\s?([A-Za-z%]*)"
    )
    for found in whole.finditer(text):
        before, after, exponent, below, suffix = found.groups()
        value = float(f"{before.replace(',', '')}.{after or 0}") / float(below or 1)
        power = 10.0 ** int(exponent or 0)
        margin = 0.5 * 10.0 ** -len(after or "") * power
        margin = 0.0 if below else margin
        # in "4.83 instead of 9.66 GFLOP" the first number has the unit of the second
        yield value * power, margin
        for written, scale in SCALES.items():
            if written == suffix or (written in text and after):
                yield value * power * scale, margin * scale


@pytest.mark.parametrize(
    ("asked", "id"),
    [
        ("mfu", "mfu"),
        ("MFU", "mfu"),
        ("pf-day", "pf-day"),
        ("PF-days", "pf-day"),
        ("ZFLOP", "flop"),
        ("backward_flop_per_token", "backward_flop_per_token"),
        ("chinchilla", "chinchilla"),
        ("6nd", "6nd"),
        ("2N", "2n"),
        ("causal halving", "causal-halving"),
        ("selective recomputation", "selective-recomputation"),
        ("activation checkpointing", "activation-recomputation"),
        ("hardware", "hardware"),
        ("A100-days", "a100-days"),
        ("what is mfu", "mfu"),
        ("What is the MFU?", "mfu"),
        ("explain 6nd", "6nd"),
        ("what does PF-day mean", "pf-day"),
        ("What does ZeRO-3 stand for?", "zero"),
        ("how does pipeline parallelism work?", "pipeline-parallelism"),
        ("why is goodput lower on a bill", "goodput"),
        ("FSDP", "fsdp"),
        ("KV cache", "kv-cache"),
        ("global batch size", "global-batch"),
        ("weight tying", "tied-embeddings"),
        ("Chinchilla-optimal", "chinchilla-optimal"),
        ("tokens per parameter", "tokens_per_parameter"),
        ("critical batch size", "critical_batch_size"),
        ("pipeline bubble", "pipeline_bubble"),
        ("8-bit Adam", "8-bit-adam"),
        ("bfloat16", "bf16"),
        ("EU systemic risk", "training-threshold"),
        ("1/3 rule", "one-third-rule"),
        ("roofline", "roofline"),
        ("GPU-hour", "gpu-hour"),
        ("token", "token"),
    ],
)
def test_names_are_found_as_people_write_them(asked, id):
    assert explain(asked).id == id


@pytest.mark.parametrize(
    ("asked", "near"),
    [("mfuu", "mfu"), ("mfx", "mfu"), ("what is mfx?", "mfu"), ("chinchila", "chinchilla")],
)
def test_a_misspelt_name_gets_near_matches(asked, near):
    with pytest.raises(UnknownNameError, match=f"'{near}'"):
        explain(asked)


def test_a_sentence_with_two_names_asks_which_one():
    with pytest.raises(UnknownNameError, match="mfu and hfu"):
        explain("what is the difference between MFU and HFU?")


def test_who_uses_a_step_is_read_off_real_derivations():
    assert uses()["linear_forward_flop"] >= ("forward_flop_per_token",)
    assert "flop_per_token" in explain("backward_flop_per_token").used_by
    assert "every convention" in explain("training_flop").used_by
    assert "the convention chinchilla" in explain("softmax_forward_flop").used_by
    assert "operations of kind linear" in explain("matrix_weights").used_by
    assert "the term hfu" in explain("mfu").used_by


@pytest.mark.parametrize("id", conventions.every())
def test_a_convention_shows_the_formulas_of_a_real_run_and_their_numbers(id):
    explanation = explain(id) if id not in terms.every() else every()[id]()
    assert explanation.kind == "convention"
    assert explanation.lines[-1].id == "training_flop"
    assert all(line.result for line in explanation.lines)
    assert explanation.letters


def test_six_nd_of_gpt_3_is_the_paper_s_number():
    assert "3.143 × 10²³ FLOP" in explain("six-nd").example


def test_units_say_what_they_convert_to():
    assert explain("pf-day").formula == "8.64 × 10¹⁹ FLOP"
    assert explain("mac").formula == "2 FLOP"
    assert registry.find("PF-day").scale == 86_400 * 10**15


def test_the_json_is_a_card():
    card = explain("pf-day").to_dict()
    assert card["schema"] == "flopwise/card/1"
    assert {"kind", "id", "name", "fields"} <= set(card)
    assert all(
        {"name", "value", "unit", "text", "source"} == set(field) for field in card["fields"]
    )


def test_what_see_also_names_can_be_explained():
    for id in terms.every():
        for other in explain(id).see:
            assert explain(other).text


def test_the_steps_that_terms_name_exist():
    for term in terms.every().values():
        assert set(term.steps) <= all_steps().keys()
        assert not (term.steps and term.formula), "a formula is written once"
