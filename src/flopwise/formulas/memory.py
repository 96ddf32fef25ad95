"""What training keeps in memory, in bytes: of each parameter, before any activation."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import Bytes, BytesPerParameter, Parameters


@step("b", name="state of a parameter", source="rajbhandari2020")
def state_of_parameter(
    weight: BytesPerParameter, gradient: BytesPerParameter, master: BytesPerParameter,
    first_moment: BytesPerParameter, second_moment: BytesPerParameter,
) -> BytesPerParameter:  # fmt: skip
    """A parameter is kept as its weight, its gradient and what the optimizer remembers of it.

    Mixed precision with Adam: 2 bytes each for weight and gradient, and 4 each for a copy of the
    weight and both moments.

    >>> state_of_parameter.number(2, 2, 4, 4, 4)
    16
    """
    return weight + gradient + master + first_moment + second_moment


@step("M_{states}", name="model states", source="rajbhandari2020")
def model_states(parameters: Parameters, state: BytesPerParameter) -> Bytes:
    """Every parameter takes as much; activations come on top.

    >>> model_states.number(7 * 10**9, 16)
    112000000000
    """
    return parameters * state
