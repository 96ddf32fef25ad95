"""What laws that draw a line at an amount of compute ask to be computed."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import Flop, Number


@step("C_{line}", name="line for a modification", source="eu-gpai-guidelines")
def modification_limit(base: Flop, share: Number) -> Flop:
    """Who changes another's model by more than this share of its training becomes its provider.

    Where the original's compute can neither be learned nor estimated, the line of the law itself
    stands in for it: a third of 10²³ FLOP, or of 10²⁵ where the original carries systemic risk.

    A third of 10²³ FLOP:

    >>> f"{modification_limit.number(10**23, 1 / 3):.4g}"
    '3.333e+22'
    """
    return base * share


@step("C_{all}", name="cumulative compute", source="eu-gpai-guidelines")
def cumulative_compute(base: Flop, modification: Flop) -> Flop:
    """A model that starts from another's weights carries the compute of both.

    >>> cumulative_compute.number(300 * 10**21, 10 * 10**21)
    310000000000000000000000
    """
    return base + modification
