"""Every step of the product: explained, sourced, worked through, and right by hand."""

import doctest
import functools
import importlib
import itertools
import pkgutil
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import flopwise
import flopwise.formulas
from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.expression import Expression, Input, counted_as
from flopwise.derivation.latex import as_latex
from flopwise.derivation.step import REGISTRY
from flopwise.derivation.text import as_text
from flopwise.errors import UnitError
from flopwise.formulas.flop import (
    attended_positions,
    attention_forward_flop,
    attention_training_flop,
    backward_flop_per_token,
    flop_per_token,
    forward_flop,
    forward_flop_per_token,
    linear_forward_flop,
    six_n,
    training_flop,
    windowed_positions,
)
from flopwise.formulas.hardware import (
    compute_from_hardware,
    device_time,
    model_flop_utilisation,
)
from flopwise.formulas.parameters import (
    block_weights,
    matrix_weights,
    parameters,
    product_weights,
)
from flopwise.formulas.registry import KINDS
from flopwise.formulas.update import (
    optimizer_steps,
    tokens_of_steps,
    weight_update_flop,
)

for module in pkgutil.iter_modules(flopwise.formulas.__path__):
    importlib.import_module(f"flopwise.formulas.{module.name}")

STEPS = {
    id: step
    for id, step in REGISTRY.items()
    if step.function.__module__.startswith("flopwise.formulas.")
}
CHOICES = (True, False)
PF_DAY = 86_400 * 10**15

every_step = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)


def uses(step):
    """Yield the step used with inputs of the right units, once for each of its structures."""
    structure = [name for name, unit, _ in step.parameters if unit is None]
    for chosen in itertools.product(CHOICES, repeat=len(structure)):
        choice = iter(chosen)
        arguments = []
        for name, unit, many in step.parameters:
            if unit is None:
                arguments.append(next(choice))
            else:
                count = 3 if many else 1
                arguments += [Input(f"{name}{n}", name[0], name, unit) for n in range(count)]
        yield step(*arguments)


def test_there_are_steps_for_each_question():
    questions = {step.function.__module__.rpartition(".")[2] for step in STEPS.values()}
    assert {"flop", "parameters", "hardware", "update"} <= questions
    assert len(STEPS) >= 30


@every_step
def test_a_step_is_explained_in_whole_sentences(step):
    assert len(step.explanation) > 20
    assert step.explanation[0].isupper()
    assert step.explanation.endswith((".", ":"))


@every_step
def test_a_step_has_a_source_that_the_catalog_knows(step):
    assert step.source in citation_keys()


@functools.cache
def citation_keys():
    keys = set()
    for path in Path(flopwise.__file__).parent.rglob("*.toml"):
        keys |= tomllib.loads(path.read_text("utf-8")).get("sources", {}).keys()
    return keys


@every_step
def test_a_step_has_a_worked_example_that_uses_it_and_holds(step):
    examples = doctest.DocTestParser().get_examples(step.documentation)
    assert any(f"{step.id}.number(" in found.source for found in examples)
    runner = doctest.DocTestRunner(verbose=False)
    test = doctest.DocTest(
        examples, dict(step.function.__globals__), step.id, None, None, step.documentation
    )
    assert runner.run(test).failed == 0


@every_step
def test_a_step_traces_in_each_structure_and_gives_the_unit_that_it_declares(step):
    traced = list(uses(step))
    assert traced
    for node in traced:
        assert node.dimension == step.unit


@every_step
def test_a_step_can_be_printed(step):
    for node in uses(step):
        assert isinstance(node, Expression)
        assert as_text(node)
        assert as_latex(node).count("{") == as_latex(node).count("}")


@every_step
def test_a_step_has_a_short_symbol_and_a_name_in_words(step):
    assert step.name.strip() == step.name != ""
    assert "_" not in step.name
    assert 0 < len(step.symbol) < 20
    assert step.symbol.count("{") == step.symbol.count("}")


@every_step
def test_a_step_says_flop_never_flops(step):
    assert "flops" not in f"{step.id} {step.name}".casefold()


def test_the_registry_of_operations_holds_only_steps_of_the_product():
    for name, kind in KINDS.items():
        assert set(kind.steps) <= set(STEPS.values()), name
        assert kind.steps or kind.uncounted, f"{name} neither counts nor says why not"


# GPT-3 175B by hand: 96 blocks of 12·d², d = 12,288, and 50,257 words, over 2,048 tokens.
LAYERS, WIDTH, WORDS, LENGTH = 96, 12_288, 50_257, 2048
WEIGHTS = 174_563_733_504
IN_WEIGHTS, IN_ATTENTION, FORWARD = 715_013_052_432_384, 19_791_209_299_968, 734_804_261_732_352


def test_gpt_3_multiplies_every_token_with_this_many_weights():
    matrices = [(WIDTH, WIDTH)] * 4 + [(WIDTH, 4 * WIDTH), (4 * WIDTH, WIDTH)]
    block = block_weights.number(*(matrix_weights.number(*shape) for shape in matrices))
    assert block == 12 * WIDTH**2 == 1_811_939_328
    assert product_weights.number(LAYERS * block, WORDS * WIDTH) == WEIGHTS


def test_gpt_3_forward_over_one_sequence_equals_torch_s_count_to_the_digit():
    weights = linear_forward_flop.number(WEIGHTS)
    attention = attention_forward_flop.number(
        LAYERS, WIDTH, attended_positions.number(LENGTH, False)
    )
    assert weights * LENGTH == IN_WEIGHTS
    assert attention * LENGTH == IN_ATTENTION
    forward = forward_flop_per_token.number(weights, attention)
    assert forward_flop.number(forward, LENGTH) == FORWARD == IN_WEIGHTS + IN_ATTENTION


def test_gpt_3_backward_is_exactly_twice_forward():
    forward = Fraction(FORWARD, LENGTH)
    assert backward_flop_per_token.number(forward) * LENGTH == 2 * FORWARD


@pytest.mark.parametrize(
    ("causal", "by_hand", "published"),
    [
        # 3 × (2 × 174,563,733,504 + 4 × 96 × 12,288 × 1,024.5) × 300e9
        (True, 318_565_498_060_800_000_000_000, 3.1856e23),
        # the same over all 2,048 positions
        (False, 322_912_029_081_600_000_000_000, 3.2291e23),
    ],
)
def test_gpt_3_training_on_300_billion_tokens(causal, by_hand, published):
    positions = attended_positions.number(LENGTH, causal)
    attention = attention_forward_flop.number(LAYERS, WIDTH, positions)
    forward = linear_forward_flop.number(WEIGHTS) + attention
    cost = flop_per_token.number(forward, backward_flop_per_token.number(forward))
    compute = training_flop.number(cost, 300 * 10**9)
    assert compute == by_hand
    assert compute / published == pytest.approx(1, rel=1e-4)


def test_gpt_3_parameters_with_biases_norms_and_positions():
    block = 12 * WIDTH**2 + 13 * WIDTH
    count = parameters.number(LAYERS * block, WORDS * WIDTH, LENGTH * WIDTH, 2 * WIDTH)
    assert count == 174_604_259_328


# Table D.1 of the GPT-3 paper: parameters in millions, tokens in billions, PF-days, FLOP.
@pytest.mark.parametrize(
    ("millions", "billions", "pf_days", "flop"),
    [
        (109, 250, 1.89, 1.64e20),
        (355, 2000, 49.3, 4.26e21),
        (125, 300, 2.60, 2.25e20),
        (2650, 300, 55.2, 4.77e21),
        (12_850, 300, 268, 2.31e22),
        (174_600, 300, 3640, 3.14e23),
    ],
)
def test_six_times_parameters_times_tokens_gives_table_d_1(millions, billions, pf_days, flop):
    compute = training_flop.number(six_n.number(millions * 10**6), billions * 10**9)
    assert compute / flop == pytest.approx(1, rel=0.01)
    assert compute / PF_DAY / pf_days == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize(("length", "window"), [(1, 1), (5, 2), (7, 7), (7, 100), (64, 16), (9, 1)])
def test_the_mean_of_the_positions_is_that_of_the_mask_counted_pair_by_pair(length, window):
    pairs = sum(
        1 for query in range(length) for key in range(length) if query - window < key <= query
    )
    assert windowed_positions.number(length, window) * length == pairs
    causal = sum(1 for query in range(length) for key in range(length) if key <= query)
    assert attended_positions.number(length, True) * length == causal
    assert attended_positions.number(length, False) * length == length**2


def test_palm_adds_twelve_times_layers_heads_width_and_positions():
    # appendix B of PaLM: 6N + 12·L·H·Q·T with 118 layers, 48 heads of 256 over 2,048 tokens
    attention = attention_forward_flop.number(118, 48 * 256, 2048)
    assert attention_training_flop.number(attention) == 12 * 118 * 48 * 256 * 2048


def test_a_thousand_gpus_for_a_day_at_half_their_peak():
    time = device_time.number(1000, 86_400)
    compute = compute_from_hardware.number(time, 312 * 10**12, Fraction(1, 2))
    assert compute == 1000 * 86_400 * 156 * 10**12
    assert model_flop_utilisation.number(compute, time, 312 * 10**12) == Fraction(1, 2)


def test_steps_and_tokens_lead_to_each_other():
    assert optimizer_steps.number(300 * 10**9, 3_200_000) == 93_750
    assert tokens_of_steps.number(93_750, 3_200_000) == 300 * 10**9


def test_the_weight_update_hardly_counts():
    update = weight_update_flop.number(174_604_259_328, 93_750)
    assert 0 < update < 3.14e23 / 10**6


def test_cost_times_steps_is_refused_and_times_tokens_of_the_steps_is_not():
    cost = Input("cost", "c", "cost", "flop/token")
    steps = Input("steps", "S", "steps", "optimizer_step")
    batch = Input("batch", "B", "batch", "token/optimizer_step")
    with pytest.raises(UnitError, match="tokens per step"):
        training_flop(cost, steps)
    root = training_flop(cost, tokens_of_steps(steps, batch))
    values = {"cost": Value(6), "steps": Value(5), "batch": Value(7)}
    assert Derivation(root, values).value == 210


@pytest.mark.parametrize("factor", [2, 10])
def test_twice_the_tokens_is_twice_the_work_and_so_for_every_factor(factor):
    n, d = 175 * 10**9, 300 * 10**9
    once = training_flop.number(six_n.number(n), d)
    assert training_flop.number(six_n.number(n), factor * d) == factor * once
    assert training_flop.number(six_n.number(factor * n), d) == factor * once


def test_elements_become_parameters_only_through_a_step_that_says_so():
    elements = Input("elements", "e", "elements")
    with pytest.raises(UnitError, match="linear_forward_flop takes weights in parameter"):
        linear_forward_flop(elements)
    assert linear_forward_flop(counted_as(elements, "parameter")).dimension == (
        linear_forward_flop.unit
    )
