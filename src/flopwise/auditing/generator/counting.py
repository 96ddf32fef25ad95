"""Worked answers that count by parameters and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.generator.draft import CALCULATION, FACTS, METHOD, plain, symbols
from flopwise.auditing.generator.expressions import (
    Equation,
    Number,
    Symbol,
    TenTo,
    over,
    plus,
    times,
)
from flopwise.auditing.generator.subjects import table
from flopwise.formulas.flop import (
    attention_forward_flop,
    attention_training_flop,
    six_n,
    training_flop,
)

if TYPE_CHECKING:
    from flopwise.auditing.generator.draft import Draft


def truth(parameters: float, tokens: float) -> float:
    """Compute what 6ND gives."""
    return float(training_flop.number(six_n.number(parameters), tokens))


def six_nd(draft: Draft) -> None:
    """Six times parameters times tokens."""
    subject = draft.subject
    draft.truth = truth(subject.parameters, subject.tokens)
    count = draft.fact("parameters", "N", subject.parameters, "wrong_parameters")
    tokens = draft.fact("tokens", "D", subject.tokens, "wrong_tokens")
    coefficient, mark = _coefficient(draft)
    if coefficient == 6 and draft.random.random() < 0.6:
        draft.say("why_six", METHOD, optional=True)
    draft.say(
        "rule", METHOD, Equation((Symbol("C"), symbols(coefficient, "N", "D")), rounded=True),
        mark=mark,
    )  # fmt: skip
    _by_rule(draft, coefficient, count, tokens, also=mark)


def epochs(draft: Draft) -> None:
    """Several passes over one data set."""
    subject, random = draft.subject, draft.random
    rounds = random.choice((2, 3, 4, 5))
    draft.truth = truth(subject.parameters, subject.tokens * rounds)
    count = draft.fact("parameters", "N", subject.parameters)
    unique = draft.fact("dataset", "U", subject.tokens)
    draft.say("epochs", FACTS, Equation((Symbol("E"), Number(rounds, 3))))
    if draft.makes("epochs_forgotten"):
        mark = draft.plant(
            "epochs_forgotten", f"{plain(subject.tokens * rounds)} tokens", 1 / rounds,
            alt_kinds=("wrong_fact", "inconsistent"),
        )  # fmt: skip
        draft.say("rule", METHOD, _rule())
        total = draft.total(times(6, count, unique), 6 * count.value * unique.value, mark=mark)
        draft.conclude(total)
        return
    seen = draft.product(
        "seen", "D", times(unique, rounds), unique.value * rounds, symbols=symbols("U", "E"),
        unit="", section=FACTS,
    )  # fmt: skip
    draft.say("rule", METHOD, _rule())
    _by_rule(draft, 6, count, seen)


def non_embedding(draft: Draft) -> None:
    """Six times parameters without embeddings: legitimate, and said."""
    subject = draft.subject
    counted = 12 * subject.layers * subject.width**2
    draft.truth = truth(counted, subject.tokens)
    draft.say("parameters", FACTS, draft.number(subject.parameters))
    count = draft.fact("without_embeddings", "N", counted)
    tokens = draft.fact("tokens", "D", subject.tokens)
    coefficient, mark = _coefficient(draft)
    draft.say("rule", METHOD, _rule(coefficient), mark=mark)
    _by_rule(draft, coefficient, count, tokens, also=mark)


def recomputation(draft: Draft) -> None:
    """Eight times, since the forward pass runs twice: legitimate, and said."""
    subject = draft.subject
    draft.truth = truth(subject.parameters, subject.tokens) * 4 / 3
    count = draft.fact("parameters", "N", subject.parameters)
    tokens = draft.fact("tokens", "D", subject.tokens)
    draft.say("recomputed", METHOD)
    draft.say("rule", METHOD, _rule(8))
    _by_rule(draft, 8, count, tokens)


def mixture(draft: Draft) -> None:
    """Only the parameters that a token passes count."""
    subject = draft.subject
    draft.truth = truth(subject.parameters, subject.tokens)
    whole = draft.number(subject.all_parameters or subject.parameters)
    draft.say("all_parameters", FACTS, whole)
    count = draft.fact("active_parameters", "N", subject.parameters)
    tokens = draft.fact("tokens", "D", subject.tokens)
    draft.say("rule", METHOD, _rule())
    mark = None
    if draft.makes("total_parameters_of_mixture"):
        mark = draft.plant(
            "total_parameters_of_mixture", plain(count.value), whole.value / count.value,
            alt_kinds=("wrong_fact", "wrong_formula", "convention"),
        )  # fmt: skip
        count = whole
    value = 6 * count.value * tokens.value
    draft.conclude(draft.total(times(6, count, tokens), value, mark=mark))


def with_attention(draft: Draft) -> None:
    """6N and attention's own products, as PaLM counts: legitimate."""
    subject = draft.subject
    layers, width, length = subject.layers, subject.width, subject.sequence_length
    attention = float(
        attention_training_flop.number(attention_forward_flop.number(layers, width, length))
    )
    draft.truth = truth(subject.parameters, subject.tokens) + attention * subject.tokens
    count = draft.fact("parameters", "N", subject.parameters)
    tokens = draft.fact("tokens", "D", subject.tokens)
    shape = [
        draft.fact("layers", "L", layers),
        draft.fact("width", "d", width),
        draft.fact("sequence_length", "s", length),
    ]
    linear = draft.product(
        "through_weights", "c₁", times(6, count), 6 * count.value, symbols=symbols(6, "N"),
    )  # fmt: skip
    looked = draft.product(
        "through_attention", "c₂", times(12, *shape), attention,
        symbols=symbols(12, "L", "d", "s"),
    )  # fmt: skip
    cost = draft.product("per_token", "c", plus(linear, looked), linear.value + looked.value)
    draft.conclude(draft.total(times(cost, tokens), cost.value * tokens.value))


def steps(draft: Draft) -> None:
    """Sequences a batch, tokens a sequence, steps: all as the text gives them."""
    subject, random = draft.subject, draft.random
    data = table("subjects")["described"]
    batch_count, step_count = random.choice(data["batch_sequences"]), random.choice(data["steps"])
    length_count = subject.sequence_length
    draft.truth = truth(subject.parameters, batch_count * step_count * length_count)
    count = draft.fact("parameters", "N", subject.parameters)
    batch = draft.fact("batch_sequences", "b", batch_count)
    length = draft.fact("sequence_length", "s", length_count)
    number = draft.fact("steps", "S", step_count)
    if draft.makes("sequence_length_forgotten") or draft.makes("batch_forgotten"):
        name, kept, lost = "sequence_length_forgotten", batch, length
        if draft.makes("batch_forgotten"):
            name, kept, lost = "batch_forgotten", length, batch
        mark = draft.plant(
            name, f"× {plain(lost.value)}", 1 / lost.value, alt_kinds=("unit_mismatch",)
        )
        per_step = draft.product(
            "per_step", "c", times(6, count, kept), 6 * count.value * kept.value, mark=mark
        )
    else:
        tokens = draft.product(
            "tokens_per_step", "B", times(batch, length), batch.value * length.value,
            symbols=symbols("b", "s"), unit="",
        )  # fmt: skip
        per_step = draft.product(
            "per_step", "c", times(6, count, tokens), 6 * count.value * tokens.value,
            symbols=symbols(6, "N", "B"),
        )  # fmt: skip
    draft.conclude(draft.total(times(per_step, number), per_step.value * number.value))


def catalogued_steps(draft: Draft) -> None:
    """Cost of a step, times steps, of a model whose batch is known."""
    subject = draft.subject
    batch_tokens = subject.batch_tokens or 1.0
    draft.truth = truth(subject.parameters, subject.tokens)
    count = draft.fact("parameters", "N", subject.parameters)
    tokens = draft.number(subject.tokens)
    if draft.makes("wrong_batch"):
        batch = draft.fact("batch", "B", batch_tokens, "wrong_batch")
        number = draft.fact("steps", "S", draft.number(tokens.value / batch_tokens, 3).value)
    else:
        draft.say("tokens", FACTS, Equation((Symbol("D"), tokens)))
        batch = draft.fact("batch", "B", batch_tokens)
        if draft.makes("guessed_steps"):
            number = _guessed(draft, tokens.value / batch.value)
        else:
            number = draft.product(
                "step_count", "S", over(tokens, batch), tokens.value / batch.value,
                symbols=over(Symbol("D"), Symbol("B")), unit="", section=CALCULATION,
            )  # fmt: skip
    per_step = draft.product(
        "per_step", "c", times(6, count, batch), 6 * count.value * batch.value,
        symbols=symbols(6, "N", "B"),
    )  # fmt: skip
    draft.conclude(draft.total(times(per_step, number), per_step.value * number.value))


def _guessed(draft: Draft, right: float) -> Number:
    factor = draft.random.choice((0.1, 0.3, 3.2, 5, 10))
    guess = draft.number(right * factor, 1)
    mark = draft.plant(
        "guessed_steps", plain(round(right)), guess.value / right, alt_kinds=("wrong_fact",)
    )
    draft.say("steps_guessed", CALCULATION, guess, mark=mark)
    return guess


def _coefficient(draft: Draft) -> tuple[int, int | None]:
    if draft.makes("coefficient"):
        wrong = draft.random.choice((2, 2, 3, 4, 12))
        mark = draft.plant(
            "coefficient", "6 × N × D", wrong / 6, alt_kinds=("wrong_formula", "missing_factor")
        )
        return wrong, mark
    if draft.makes("eight_without_recomputation"):
        mark = draft.plant(
            "eight_without_recomputation", "6 × N × D", 8 / 6,
            alt_kinds=("wrong_formula", "convention"),
        )  # fmt: skip
        return 8, mark
    return 6, None


def _rule(coefficient: int = 6) -> Equation:
    return Equation((Symbol("C"), symbols(coefficient, "N", "D")), rounded=True)


def _by_rule(
    draft: Draft, coefficient: int, count: Number, tokens: Number, also: int | None = None
) -> None:
    value = coefficient * count.value * tokens.value
    product = draft.number(count.value * tokens.value, 4)._replace(amount=True)
    halfway = times(coefficient, product)
    if draft.random.random() < 0.4 and min(count.value, tokens.value) >= 1e9:
        parts = [Number(number.value / 1e9, number.digits) for number in (count, tokens)]
        halfway = times(coefficient, *parts, TenTo(18))
    total = draft.total(
        times(coefficient, count, tokens), value, symbols=symbols(coefficient, "N", "D"),
        halfway=halfway, also=also,
    )  # fmt: skip
    draft.conclude(total)
