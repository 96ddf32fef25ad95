"""Worked answers that go through forward and backward pass, by parameters or by layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.generator.counting import truth
from flopwise.auditing.generator.draft import CALCULATION, FACTS, METHOD, plain, symbols
from flopwise.auditing.generator.expressions import (
    Equation,
    Expression,
    Number,
    Power,
    Symbol,
    over,
    plus,
    times,
)
from flopwise.formulas.flop import (
    attention_forward_flop,
    backward_flop_per_token,
    flop_per_token,
    linear_forward_flop,
    training_flop,
)

if TYPE_CHECKING:
    from flopwise.auditing.generator.draft import Draft


def passes(draft: Draft) -> None:
    """Forward 2N, backward 4N, then by tokens, by sequences or by steps."""
    subject = draft.subject
    draft.truth = truth(subject.parameters, subject.tokens)
    count = draft.fact("parameters", "N", subject.parameters, "wrong_parameters")
    tokens = draft.fact("tokens", "D", subject.tokens, "wrong_tokens")
    forward, mark = 2, None
    if draft.makes("multiply_add_as_one"):
        forward = 1
        mark = draft.plant(
            "multiply_add_as_one", "2 × N", 0.5, alt_kinds=("wrong_factor", "wrong_formula")
        )
    draft.say("forward", METHOD, _so_many("F", forward), mark=mark)
    backward, mark = _backward(draft, forward)
    draft.say("backward", METHOD, _so_many("R", backward), mark=mark)
    both = forward + backward
    route = _route(draft)
    role = {"per_step": "per_step", "per_sequence": "per_sequence"}.get(route, "per_token")
    mark_unit = None
    if route == "per_step":
        batch = subject.batch_tokens or 1.0
        mark_unit = draft.plant(
            "per_step_with_steps", f"per token; a step has {plain(batch)}", 1 / batch,
            alt_kinds=("missing_factor",),
        )  # fmt: skip
    elif route == "per_sequence":
        length = subject.sequence_length
        mark_unit = draft.plant(
            "per_sequence_with_sequences", f"per token; a sequence has {length:,}", 1 / length,
            alt_kinds=("missing_factor",),
        )  # fmt: skip
    cost = draft.product(
        role, "c", times(both, count), both * count.value, symbols=symbols(both, "N"),
        mark=mark_unit, also=mark,
    )  # fmt: skip
    _whole(draft, route, cost, tokens)


def _whole(draft: Draft, route: str, cost: Number, tokens: Number) -> None:
    subject = draft.subject
    if route in ("per_step", "right_steps"):
        batch = draft.fact("batch", "B", subject.batch_tokens or 1.0, section=CALCULATION)
        if route == "right_steps":
            cost = draft.product("per_step", "c", times(cost, batch), cost.value * batch.value)
        number = draft.product(
            "step_count", "S", over(tokens, batch), tokens.value / batch.value, unit=""
        )
        draft.conclude(draft.total(times(cost, number), cost.value * number.value))
    elif route in ("per_sequence", "right_sequences", "cost_of_sequence"):
        length = draft.fact("sequence_length", "s", subject.sequence_length, section=CALCULATION)
        if route != "per_sequence":
            cost = draft.product(
                "per_sequence", "c", times(cost, length), cost.value * length.value
            )
        mark = None
        number = tokens
        if route == "cost_of_sequence":
            mark = draft.plant(
                "sequence_cost_with_tokens", f"× {plain(tokens.value / length.value)} sequences",
                length.value, alt_kinds=("missing_factor", "wrong_formula"),
            )  # fmt: skip
        else:
            number = draft.product(
                "sequences", "M", over(tokens, length), tokens.value / length.value, unit=""
            )
        draft.conclude(draft.total(times(cost, number), cost.value * number.value, mark=mark))
    else:
        draft.conclude(draft.total(times(cost, tokens), cost.value * tokens.value))


def _route(draft: Draft) -> str:
    for mistake, route in (
        ("per_step_with_steps", "per_step"),
        ("per_sequence_with_sequences", "per_sequence"),
        ("sequence_cost_with_tokens", "cost_of_sequence"),
    ):
        if draft.makes(mistake):
            return route
    if draft.random.random() < 0.65:
        return "tokens"
    return "right_steps" if draft.subject.batch_tokens else "right_sequences"


def _backward(draft: Draft, forward: int) -> tuple[int, int | None]:
    if draft.makes("backward_equals_forward"):
        return forward, draft.plant(
            "backward_equals_forward", f"{2 * forward} × N", 0.5, effect=2 / 3
        )
    if draft.makes("forward_tripled"):
        return 3 * forward, draft.plant("forward_tripled", f"{2 * forward} × N", 1.5, effect=4 / 3)
    return 2 * forward, None


def _so_many(left: str, coefficient: int) -> Equation:
    members: Expression = symbols("N") if coefficient == 1 else symbols(coefficient, "N")
    return Equation((Symbol(left), members), rounded=True)


def layers(draft: Draft) -> None:
    """Layer by layer: 12·d² weights, attention, depth, three passes, tokens."""
    subject = draft.subject
    depth, width, length = subject.layers, subject.width, subject.sequence_length
    attention = draft.random.random() < 0.6
    draft.truth = _true_layers(depth, width, length if attention else 0, subject.tokens)
    few = (0.25, 0.5, 2, 3)
    stated_depth = draft.fact("layers", "L", depth, "wrong_layers", factors=few)
    stated_width = _width(draft, length if attention else 0)
    stated_length = None
    if attention or draft.makes("sequence_cost_with_tokens"):
        stated_length = draft.fact("sequence_length", "s", length)
    tokens = draft.fact("tokens", "D", subject.tokens, "wrong_tokens")
    cost = _one_layer(draft, stated_width, stated_length if attention else None)
    if draft.makes("layers_forgotten"):
        mark = draft.plant(
            "layers_forgotten", f"× {plain(stated_depth.value)} layers", 1 / stated_depth.value
        )
        draft.say(
            "forward_pass", CALCULATION,
            Equation((Symbol("F"), cost._replace(unit="flop"))), mark=mark,
        )  # fmt: skip
    else:
        cost = draft.product(
            "forward_pass", "F", times(stated_depth, cost), stated_depth.value * cost.value
        )
    _three_passes(draft, cost, tokens, stated_length)


def _three_passes(draft: Draft, cost: Number, tokens: Number, length: Number | None) -> None:
    times_forward, mark = 3, None
    if draft.makes("backward_equals_forward"):
        times_forward = 2
        mark = draft.plant("backward_equals_forward", "3 × F", 2 / 3)
    cost = draft.product(
        "both_passes", "c", times(times_forward, cost), times_forward * cost.value,
        symbols=symbols(times_forward, "F"), mark=mark,
    )  # fmt: skip
    mark = None
    if draft.makes("sequence_cost_with_tokens"):
        assert length is not None
        cost = draft.product("per_sequence", "c", times(cost, length), cost.value * length.value)
        mark = draft.plant(
            "sequence_cost_with_tokens", f"× {plain(tokens.value / length.value)} sequences",
            length.value, alt_kinds=("missing_factor", "wrong_formula"),
        )  # fmt: skip
    draft.conclude(draft.total(times(cost, tokens), cost.value * tokens.value, mark=mark))


def _one_layer(draft: Draft, width: Number, length: Number | None) -> Number:
    square = Power(width, 2)
    coefficient, mark = 24, None
    weights = width.value**2
    looked = 4 * length.value * width.value if length else 0.0
    if draft.makes("multiply_add_as_one"):
        coefficient = 12
        mark = draft.plant(
            "multiply_add_as_one", "24 × d²", 0.5,
            effect=(12 * weights + looked) / (24 * weights + looked),
            alt_kinds=("wrong_factor", "wrong_formula", "unit_mismatch"),
        )  # fmt: skip
    cost = draft.product(
        "layer", "F₁", times(coefficient, square), coefficient * weights,
        symbols=times(coefficient, Power(Symbol("d"), 2)), mark=mark,
    )  # fmt: skip
    if length is None:
        return cost
    seen = draft.product(
        "layer_attention", "F₂", times(4, length, width), looked, symbols=symbols(4, "s", "d")
    )
    return draft.product("layer_sum", "F₃", plus(cost, seen), cost.value + seen.value)


def _width(draft: Draft, length: int) -> Number:
    width = draft.subject.width
    stated = draft.number(width)
    mark = None
    if draft.makes("wrong_width"):
        stated = Number(float(draft.random.choice((width // 4, width // 2, width * 2))), 6)
        factor = stated.value / width
        effect = (24 * stated.value**2 + 4 * length * stated.value) / (
            24 * width**2 + 4 * length * width
        )
        mark = draft.plant("wrong_width", plain(width), factor, effect=effect)
    draft.say("width", FACTS, Equation((Symbol("d"), stated)), mark=mark)
    return stated


def _true_layers(depth: int, width: int, length: int, tokens: float) -> float:
    forward = linear_forward_flop.number(12 * depth * width**2)
    if length:
        forward += attention_forward_flop.number(depth, width, length)
    cost = flop_per_token.number(forward, backward_flop_per_token.number(forward))
    return float(training_flop.number(cost, tokens))
