"""What it takes to train a part of a model, or one model beside another."""

from flopwise.derivation.expression import constant, counted_as, total
from flopwise.derivation.step import step
from flopwise.formulas.quantities import FlopPerToken, FlopPerWeight, Number, Parameters


@step("N_A", name="LoRA parameters of a matrix", source="hu2021")
def lora_parameters_of_matrix(inputs: Number, outputs: Number, rank: Number) -> Parameters:
    """Beside a frozen matrix two thin ones are trained: `inputs` to `rank`, `rank` to `outputs`.

    Rank 8 on one of GPT-3's attention matrices of 151 million weights:

    >>> lora_parameters_of_matrix.number(12_288, 12_288, 8)
    196608
    """
    return counted_as(rank * (inputs + outputs), "parameter")


@step("N_{LoRA}", name="LoRA parameters", source="hu2021")
def lora_parameters(*matrices: Parameters) -> Parameters:
    """All thin matrices together: what is trained, of all that the model holds.

    GPT-3 with rank 4 on two matrices in each of 96 layers: the 18.9 million of the paper's
    Appendix D.

    >>> lora_parameters.number(96 * 98_304, 96 * 98_304)
    18874368
    """
    return total(*matrices)


@step("B_{frozen}", name="backward pass through frozen weights", source="hu2021")
def frozen_backward_flop_per_token(forward: FlopPerToken) -> FlopPerToken:
    """A frozen matrix needs no gradient of its own, only that of its inputs: one product and not
    two. So its backward pass costs as much as its forward pass.

    Attention's products have no weights and go back at twice their forward cost as ever. Below
    the lowest matrix that is trained nothing has to go back.

    >>> frozen_backward_flop_per_token.number(2 * 7 * 10**9)
    14000000000
    """
    return constant(1) * forward


@step("c_{LoRA}", name="FLOP per token with adapters", source="hu2021")
def lora_flop_per_token(frozen: Parameters, adapters: Parameters) -> FlopPerToken:
    """Frozen weights cost 2 FLOP going forward and 2 going back for each token; the adapters, which
    are trained, the usual 6.

    7 billion frozen parameters and 40 million trained:

    >>> lora_flop_per_token.number(7 * 10**9, 40 * 10**6)
    28240000000
    """
    per_weight = "flop/(parameter·token)"
    return constant(4, per_weight) * frozen + constant(6, per_weight) * adapters


@step("R_{LoRA}", name="FLOP per token with adapters and full recomputation", source="chen2016")
def lora_recomputed_flop_per_token(frozen: Parameters, adapters: Parameters) -> FlopPerToken:
    """Where every block is computed a second time, 2 FLOP come on top for each weight: 6 for the
    frozen ones, 8 for the adapters.

    >>> lora_recomputed_flop_per_token.number(7 * 10**9, 40 * 10**6)
    42320000000
    """
    per_weight = "flop/(parameter·token)"
    return constant(6, per_weight) * frozen + constant(8, per_weight) * adapters


@step("c", name="FLOP per token with a second model", source="rafailov2023")
def flop_per_token_with_reader(trained: Parameters, read: Parameters) -> FlopPerToken:
    """The trained model goes forward and back (6), the other one only forward (2).

    The other one is the reference of DPO, the teacher of a distillation, or a reward model. A
    teacher of 70 billion for a student of 8 billion parameters:

    >>> flop_per_token_with_reader.number(8 * 10**9, 70 * 10**9)
    188000000000
    """
    per_weight = "flop/(parameter·token)"
    return constant(6, per_weight) * trained + constant(2, per_weight) * read


@step("c_{RL}", name="FLOP per token with rollouts", source="shao2024")
def rollout_flop_per_token(policy: Parameters, read: Parameters) -> FlopPerToken:
    """The policy writes each token (2), is trained on it (6), and models that only read it, such as
    the reference, go forward once (2).

    GRPO with a reference of the policy's own size, 7 billion parameters each. The prompt's tokens
    are read and not written; padding and discarded samples come on top.

    >>> rollout_flop_per_token.number(7 * 10**9, 7 * 10**9)
    70000000000
    """
    per_weight = "flop/(parameter·token)"
    return constant(8, per_weight) * policy + constant(2, per_weight) * read


@step("N_{LoRA}", name="typical number of adapter parameters", source="hu2021")
def typical_adapters(parameters: Parameters, share: Number) -> Parameters:
    """Where ranks and matrices aren't told, adapters are a small share of the model.

    Half a percent of 7 billion:

    >>> float(typical_adapters.number(7 * 10**9, 0.005))
    35000000.0
    """
    return parameters * share


@step("r", name="cost of a token with adapters, relative to full fine-tuning", source="hu2021")
def relative_cost_of_adapters(frozen: FlopPerWeight, trained: FlopPerWeight) -> Number:
    """What a frozen weight costs for each token, over what a trained one costs.

    4 against 6 FLOP:

    >>> round(float(relative_cost_of_adapters.number(4, 6)), 3)
    0.667
    """
    return frozen / trained
