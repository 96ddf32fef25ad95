"""What the optimizer's update of the weights costs."""

from flopwise.derivation.expression import constant
from flopwise.derivation.step import step
from flopwise.formulas.quantities import Flop, OptimizerSteps, Parameters, Tokens, TokensPerStep


@step("S", name="optimizer steps", source="brown2020")
def optimizer_steps(tokens: Tokens, tokens_per_step: TokensPerStep) -> OptimizerSteps:
    """The weights are updated once for each batch, not once for each token.

    >>> optimizer_steps.number(300_000_000_000, 3_200_000)
    93750
    """
    return tokens / tokens_per_step


@step("D", name="tokens", source="brown2020")
def tokens_of_steps(steps: OptimizerSteps, tokens_per_step: TokensPerStep) -> Tokens:
    """Steps alone say nothing about work; times the tokens of each step they do.

    >>> tokens_of_steps.number(93_750, 3_200_000)
    300000000000
    """
    return steps * tokens_per_step


@step("C_{upd}", name="weight update", source="kingma2014")
def weight_update_flop(parameters: Parameters, steps: OptimizerSteps) -> Flop:
    """Adam does some 14 operations for each parameter, but once a step, not once a token.

    Counted by hand in Algorithm 1, constants folded: the first moment 3, the second 4, the two
    corrections 2, root 1, epsilon 1, division 1, step size 1, subtraction 1. With millions of
    tokens in a step this is less than a millionth of the products.

    >>> float(weight_update_flop.number(174_604_259_328, 93_750))
    2.29168090368e+17
    """
    return constant(14, "flop/(parameter·optimizer_step)") * parameters * steps
