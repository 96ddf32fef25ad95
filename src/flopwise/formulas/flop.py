"""How many floating-point operations training takes, per token and in all."""

from flopwise.derivation.expression import constant, counted_as, minimum, total
from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Flop,
    FlopPerSequence,
    FlopPerToken,
    Number,
    Parameters,
    Tokens,
    TokensPerSequence,
)

FLOP_PER_WEIGHT = constant(2, "flop/(parameter·token)")
"""A multiply-add: one multiplication and one addition."""

FLOP_PER_SCORE_AND_VALUE = constant(4, "flop/token")
"""Two multiply-adds for each feature and position: one for the score, one for the weighted sum."""


@step("F_W", name="forward pass through the weights", source="kaplan2020")
def linear_forward_flop(weights: Parameters) -> FlopPerToken:
    """Each weight takes part in one multiplication and one addition for every token.

    Biases, normalisations and activations are left out: they add a few operations for each
    feature where the matrices add thousands.

    >>> linear_forward_flop.number(174_563_733_504)
    349127467008
    """
    return FLOP_PER_WEIGHT * weights


@step("p", name="positions that a token attends to", source="vaswani2017")
def attended_positions(sequence_length: TokensPerSequence, causal: bool) -> Number:
    """A token looks at itself and at what came before, on average at half the sequence; in an
    encoder, and in code that computes the whole square and masks it, every token takes s positions.

    Over a sequence of s tokens a causal mask leaves s·(s+1)/2 pairs.

    >>> attended_positions.number(2047, True)
    1024
    >>> attended_positions.number(2048, False)
    2048
    """
    positions = counted_as(sequence_length, "")
    return (positions + 1) / 2 if causal else positions


@step("p", name="positions that a token attends to", source="beltagy2020")
def windowed_positions(sequence_length: TokensPerSequence, window: Number) -> Number:
    """With a sliding window a token looks at itself and at most `window` - 1 tokens before it.

    The first tokens of a sequence see fewer: of 10 tokens with a window of 5 they see 1, 2, 3, 4
    and then always 5. Once the window is as long as the sequence this is the causal mean again.

    >>> windowed_positions.number(10, 5)
    4
    >>> windowed_positions.number(2048, 4096) == attended_positions.number(2048, True)
    True
    """
    positions = counted_as(sequence_length, "")
    widest = minimum(window, positions)
    return widest - widest * (widest - 1) / (2 * positions)


@step("p_{eff}", name="positions after sparsity", source="child2019")
def sparse_positions(positions: Number, density: Number) -> Number:
    """Where a pattern leaves out part of the positions, the rest is this share of them.

    >>> sparse_positions.number(1024.5, 0.5)
    512.25
    """
    return positions * density


@step("F_{att}", name="forward pass of attention", source="kaplan2020")
def attention_forward_flop(layers: Number, width: Number, positions: Number) -> FlopPerToken:
    """A token's query meets the key of each position, and the values are summed by their weights:
    two products over the width of all heads together, with no parameters of their own.

    This is what 2 FLOP per parameter misses; it grows with the length of the sequence.

    >>> attention_forward_flop.number(96, 12_288, 2048)
    9663676416
    """
    return FLOP_PER_SCORE_AND_VALUE * layers * width * positions


@step("F_{pool}", name="forward pass of what is computed once a sequence", source="devlin2018")
def pooled_forward_flop(weights: Parameters, sequence_length: TokensPerSequence) -> FlopPerToken:
    """BERT's pooler reads the first token only, and a label is read off that: each of these weights
    is multiplied once a sequence, so that a token's share is one part in s.

    BERT base, whose pooler is 768 wide and gives two labels, over 512 tokens:

    >>> pooled_forward_flop.number(768 * 768 + 768 * 2, 512)
    2310
    """
    return FLOP_PER_WEIGHT * weights / counted_as(sequence_length, "")


@step("F_{soft}", name="forward pass of the softmax", source="hoffmann2022")
def softmax_forward_flop(layers: Number, heads: Number, positions: Number) -> FlopPerToken:
    """Hoffmann et al. count three operations for each score: exponential, sum and division.

    >>> softmax_forward_flop.number(80, 64, 2048)
    31457280
    """
    return constant(3, "flop/token") * layers * heads * positions


@step("F_{emb}", name="forward pass of the embedding as a product", source="hoffmann2022")
def embedding_product_flop(weights: Parameters) -> FlopPerToken:
    """Hoffmann et al. count the embedding as a product with a one-hot vector.

    In practice it is a look-up that multiplies nothing.

    >>> embedding_product_flop.number(32_000 * 8_192)
    524288000
    """
    return FLOP_PER_WEIGHT * weights


@step("F", name="forward pass", source="kaplan2020")
def forward_flop_per_token(*parts: FlopPerToken) -> FlopPerToken:
    """One token's way through the model: what its weights cost and what looking back costs.

    >>> forward_flop_per_token.number(349_127_467_008, 4_834_197_504)
    353961664512
    """
    return total(*parts)


@step("B", name="backward pass", source="kaplan2020")
def backward_flop_per_token(forward: FlopPerToken) -> FlopPerToken:
    """Going back, each product of the forward pass becomes two of the same size: one gives the
    gradient of its weights, the other the gradient of its inputs, which the layer below needs.

    Attention's products have two activations for operands and need two gradients as well. Taking
    the backward pass as equal to the forward pass is a common mistake.

    >>> backward_flop_per_token.number(353_961_664_512)
    707923329024
    """
    return 2 * forward


@step("R", name="recomputation", source="chen2016")
def recomputed_flop_per_token(*forward_again: FlopPerToken) -> FlopPerToken:
    """Activations that were not kept are computed a second time during the backward pass.

    The device really does this work, but the mathematics doesn't need it: it counts in hardware
    FLOP (and HFU), never in model FLOP (and MFU).

    >>> recomputed_flop_per_token.number(347_892_350_976)
    347892350976
    """
    return total(*forward_again)


@step("c", name="FLOP per token", source="kaplan2020")
def flop_per_token(*passes: FlopPerToken) -> FlopPerToken:
    """Forward and backward pass together: what one token of training costs.

    >>> flop_per_token.number(353_961_664_512, 707_923_329_024)
    1061884993536
    """
    return total(*passes)


@step("c", name="FLOP per token by 6N", source="kaplan2020")
def six_n(parameters: Parameters) -> FlopPerToken:
    """Two FLOP for each parameter going forward and four going back, for every token.

    The rule leaves attention out and counts embeddings that multiply nothing; for large models at
    short context both are small.

    >>> six_n.number(175_000_000_000)
    1050000000000
    """
    return constant(6, "flop/(parameter·token)") * parameters


@step("c", name="FLOP per token by 8N", source="chen2016")
def eight_n(parameters: Parameters) -> FlopPerToken:
    """With full recomputation the forward pass runs a second time: 2 more for each parameter.

    >>> eight_n.number(175_000_000_000)
    1400000000000
    """
    return constant(8, "flop/(parameter·token)") * parameters


@step("F", name="forward pass by 2N", source="kaplan2020")
def two_n(parameters: Parameters) -> FlopPerToken:
    """One multiply-add for each parameter and token.

    >>> two_n.number(175_000_000_000)
    350000000000
    """
    return FLOP_PER_WEIGHT * parameters


@step("c_{att}", name="attention in training", source="chowdhery2022")
def attention_training_flop(forward: FlopPerToken) -> FlopPerToken:
    """Attention's forward products and, going back, twice as much again.

    Over the whole square this is the 12·L·H·Q·T that PaLM's appendix B adds to 6N.

    >>> attention_training_flop.number(4 * 118 * 48 * 256 * 2048)
    35634806784
    """
    return 3 * forward


@step("C", name="training compute", source="kaplan2020")
def training_flop(cost: FlopPerToken, tokens: Tokens) -> Flop:
    """Every token costs the same, so the total is cost times count.

    >>> float(training_flop.number(1_061_884_993_536, 300_000_000_000))
    3.185654980608e+23
    """
    return cost * tokens


@step("C_i", name="compute of inference", source="kaplan2020")
def inference_flop(cost: FlopPerToken, tokens: Tokens) -> Flop:
    """Every token that is read or written goes forward once through the model.

    A million tokens at 2N of 70 billion parameters:

    >>> inference_flop.number(140_000_000_000, 10**6)
    140000000000000000
    """
    return cost * tokens


@step("C_s", name="forward compute of one sequence", source="kaplan2020")
def forward_flop(cost: FlopPerToken, sequence_length: TokensPerSequence) -> FlopPerSequence:
    """All tokens of a sequence go through the model at once; their costs add up.

    GPT-3 over 2,048 tokens, with attention over the whole square:

    >>> forward_flop.number(358_791_143_424, 2048)
    734804261732352
    """
    return cost * sequence_length
