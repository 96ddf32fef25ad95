"""How to split a training budget between size and data, by the laws that people have fitted."""

from flopwise.derivation.expression import constant, counted_as
from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Flop,
    Number,
    Parameters,
    Tokens,
    TokensPerParameter,
    TokensPerSequence,
)

FLOP_PER_PARAMETER_AND_TOKEN = constant(6, "flop/(parameter·token)")


@step("L", name="loss by a fitted law", source="hoffmann2022")
def loss_of_fit(
    parameters: Parameters, tokens: Tokens, floor: Number, size_coefficient: Number,
    size_exponent: Number, data_coefficient: Number, data_exponent: Number,
) -> Number:  # fmt: skip
    """The loss falls towards a floor, as a power of the size and as a power of the data.

    Chinchilla, 70 billion parameters and 1.4 trillion tokens, with Hoffmann et al.'s fit:

    >>> round(loss_of_fit.number(70e9, 1.4e12, 1.69, 406.4, 0.34, 410.7, 0.28), 4)
    1.9366
    """
    size = size_coefficient / counted_as(parameters, "") ** size_exponent
    data = data_coefficient / counted_as(tokens, "") ** data_exponent
    return floor + size + data


@step("a", name="exponent of the size", source="hoffmann2022")
def optimal_size_exponent(size_exponent: Number, data_exponent: Number) -> Number:
    """With more compute the best size grows with this power of it, and the data with the rest.

    Hoffmann et al.'s third approach (α = 0.34, β = 0.28), which the paper gives as 0.46 from
    exponents that aren't rounded:

    >>> round(float(optimal_size_exponent.number(0.34, 0.28)), 4)
    0.4516

    Besiroglu et al.'s fit of the same runs:

    >>> round(float(optimal_size_exponent.number(0.3478, 0.3658)), 3)
    0.513
    """
    return data_exponent / (size_exponent + data_exponent)


@step("G", name="factor of the size", source="hoffmann2022")
def optimal_size_factor(
    size_coefficient: Number, size_exponent: Number, data_coefficient: Number,
    data_exponent: Number,
) -> Number:  # fmt: skip
    """At the best split one percent more size and one percent more data would lower the loss by as
    much: α·A/N^α = β·B/D^β, at N·D = C/6. This factor solves that.

    >>> round(optimal_size_factor.number(406.4, 0.34, 410.7, 0.28), 4)
    1.3447
    """
    ratio = (size_exponent * size_coefficient) / (data_exponent * data_coefficient)
    return ratio ** (1 / (size_exponent + data_exponent))


@step("N_{opt}", name="best number of parameters by a fitted law", source="hoffmann2022")
def optimal_parameters_of_fit(compute: Flop, factor: Number, exponent: Number) -> Parameters:
    """The size at which a given budget, spent by 6ND, leads to the lowest loss.

    Gopher's budget by Hoffmann et al.'s fit as it is printed, in billions; 6ND
    leaves it 3.0 trillion tokens, 93 for each parameter:

    >>> round(optimal_parameters_of_fit.number(5.76e23, 1.3447, 0.28 / 0.62) / 1e9)
    32

    By Besiroglu et al.'s fit of the same runs it is more than twice as much, with
    18 tokens for each:

    >>> factor = optimal_size_factor.number(482.01, 0.3478, 2085.43, 0.3658)
    >>> exponent = optimal_size_exponent.number(0.3478, 0.3658)
    >>> round(optimal_parameters_of_fit.number(5.76e23, factor, exponent) / 1e9)
    72
    """
    pairs = counted_as(compute / FLOP_PER_PARAMETER_AND_TOKEN, "")
    return counted_as(factor * pairs**exponent, "parameter")


@step("N_{opt}", name="best number of parameters by a power law", source="hoffmann2022")
def optimal_parameters_by_power(
    compute: Flop, known_compute: Flop, known_parameters: Parameters, exponent: Number
) -> Parameters:
    """From one budget for which the best size is known, the size grows as a power of compute.

    Approach 1 of Hoffmann et al. has 67 billion at 5.76e23 FLOP and an exponent of 0.50; at
    1.27e26 FLOP their Table 3 gives 1 trillion:

    >>> round(optimal_parameters_by_power.number(1.27e26, 5.76e23, 67e9, 0.5) / 1e12, 2)
    0.99
    """
    return known_parameters * (compute / known_compute) ** exponent


@step("D_{opt}", name="best number of tokens by a power law", source="hoffmann2022")
def optimal_tokens_by_power(
    compute: Flop, known_compute: Flop, known_tokens: Tokens, exponent: Number
) -> Tokens:
    """From one budget for which the best amount of data is known, it grows as a power of compute.

    Approach 1 of Hoffmann et al. has 1.5 trillion tokens at 5.76e23 FLOP and an exponent of 0.50;
    at 1.27e26 FLOP their Table 3 gives 21.2 trillion:

    >>> round(optimal_tokens_by_power.number(1.27e26, 5.76e23, 1.5e12, 0.5) / 1e12, 1)
    22.3
    """
    return known_tokens * (compute / known_compute) ** exponent


@step("D", name="tokens that a budget pays for", source="kaplan2020")
def tokens_of_budget(compute: Flop, parameters: Parameters) -> Tokens:
    """What six FLOP for each parameter and token leave for the data.

    Gopher's budget, spent on 70 billion parameters:

    >>> round(tokens_of_budget.number(5.76e23, 70e9) / 1e12, 2)
    1.37
    """
    return compute / (FLOP_PER_PARAMETER_AND_TOKEN * parameters)


@step("r", name="tokens per parameter", source="hoffmann2022")
def tokens_per_parameter(tokens: Tokens, parameters: Parameters) -> TokensPerParameter:
    """How much data there was for the size: about 20 is best for the budget of training alone, and
    far more is usual for models that will be used a lot.

    Chinchilla:

    >>> tokens_per_parameter.number(1.4e12, 70e9)
    20.0
    """
    return tokens / parameters


@step("D_{opt}", name="tokens by a ratio", source="hoffmann2022")
def tokens_by_ratio(parameters: Parameters, ratio: TokensPerParameter) -> Tokens:
    """So many tokens for each parameter; 20 is the rule that Hoffmann et al. are quoted with.

    >>> tokens_by_ratio.number(70 * 10**9, 20)
    1400000000000
    """
    return ratio * parameters


@step("N_{opt}", name="parameters by a ratio", source="hoffmann2022")
def parameters_by_ratio(compute: Flop, ratio: TokensPerParameter) -> Parameters:
    """With D = r·N a budget of 6·N·D is 6·r·N², which gives the size.

    20 tokens for each parameter and Gopher's budget, in billions:

    >>> round(parameters_by_ratio.number(5.76e23, 20) / 1e9, 1)
    69.3
    """
    squared = compute / (FLOP_PER_PARAMETER_AND_TOKEN * ratio)
    return counted_as(counted_as(squared, "") ** 0.5, "parameter")


@step("B_{crit}", name="critical batch size", source="kaplan2020")
def critical_batch_size(loss: Number, scale: Tokens, exponent: Number) -> Tokens:
    """A larger batch than this saves little time, a smaller one little compute. It grows as the
    loss falls.

    Kaplan et al. fit 2·10^8 tokens and an exponent of 0.21; at a loss of 3, in millions of tokens:

    >>> round(critical_batch_size.number(3, 2 * 10**8, 0.21) / 1e6, 2)
    1.07
    """
    return scale / loss ** (1 / exponent)


@step("N", name="parameters that a budget pays for", source="kaplan2020")
def parameters_of_budget(compute: Flop, tokens: Tokens) -> Parameters:
    """What six FLOP for each parameter and token leave for the size.

    1e25 FLOP on 15 trillion tokens, in billions:

    >>> round(float(parameters_of_budget.number(10**25, 15 * 10**12)) / 1e9, 1)
    111.1
    """
    return compute / (FLOP_PER_PARAMETER_AND_TOKEN * tokens)


@step("N_{opt}", name="parameters for a number of tokens", source="hoffmann2022")
def parameters_of_tokens(tokens: Tokens, ratio: TokensPerParameter) -> Parameters:
    """The size for which so much data is the best amount.

    1.4 trillion tokens at 20 for each parameter, in billions:

    >>> round(float(parameters_of_tokens.number(1.4e12, 20)) / 1e9)
    70
    """
    return tokens / ratio


@step("C", name="compute for which a size is best, by a power law", source="hoffmann2022")
def compute_of_optimal_parameters(
    parameters: Parameters, known_compute: Flop, known_parameters: Parameters, exponent: Number
) -> Flop:
    """The power law of the best size, solved for the budget.

    Approach 1 of Hoffmann et al. (67 billion at 5.76e23 FLOP, exponent 0.50): 10 billion
    parameters want 1.28e22; their Table 3 has 1.23e22:

    >>> f"{compute_of_optimal_parameters.number(10e9, 5.76e23, 67e9, 0.5):.3g}"
    '1.28e+22'
    """
    return known_compute * (parameters / known_parameters) ** (1 / exponent)


@step("C", name="compute for which a size is best, by a fitted law", source="hoffmann2022")
def compute_of_optimal_fit(parameters: Parameters, factor: Number, exponent: Number) -> Flop:
    """The fitted law of the best size, solved for the budget.

    70 billion parameters by Besiroglu et al.'s fit, whose factor is 0.1196 and exponent 0.5126:

    >>> f"{compute_of_optimal_fit.number(70e9, 0.1196, 0.5126):.2g}"
    '5.4e+23'
    """
    pairs = (counted_as(parameters, "") / factor) ** (1 / exponent)
    return FLOP_PER_PARAMETER_AND_TOKEN * counted_as(pairs, "parameter·token")


@step("x", name="tokens over the best number", source="hoffmann2022")
def over_optimal(tokens: Tokens, parameters: Parameters, ratio: TokensPerParameter) -> Number:
    """How many times as many tokens as would be best for the budget of training alone.

    15 trillion tokens for 8 billion parameters, at 20 each:

    >>> float(over_optimal.number(15 * 10**12, 8 * 10**9, 20))
    93.75
    """
    return tokens / (parameters * ratio)


@step("s", name="length at which attention costs as much as the weights", source="kaplan2020")
def attention_crossover(width: Number, attended: Number) -> TokensPerSequence:
    """A layer's weights cost 24 d² FLOP for each token (12 d² of them, twice), and its products of
    queries, keys and values 4 s d, where every position attends to all `s`. So the two are equal at
    six times the width; where a position only attends to those before it (half of them on
    average), at twice that.

    This holds for a plain block: as many keys as queries, a feed-forward layer of four times the
    width. GPT-3's width of 12,288, every position attending to all:

    >>> attention_crossover.number(12_288, 1)
    73728
    """
    return counted_as(6 * width / attended, "token/sequence")
