"""Dimensions: what a number counts, as a product of powers of the things that we count.

>>> flop_per_token = Dimension.parse("flop/token")
>>> print(flop_per_token * Dimension.parse("token"))
flop
>>> print(flop_per_token * Dimension.parse("optimizer_step"))
flop·optimizer_step/token
"""

from __future__ import annotations

BASE = (
    "flop",
    "sparse_flop",
    "parameter",
    "token",
    "sequence",
    "optimizer_step",
    "sample",
    "device",
    "byte",
    "second",
    "joule",
    "dollar",
    "gram_co2e",
    "litre",
)
"""All that is counted as such. A rate of sparse products is another kind than one of dense
products, so that a data sheet's sparse peak can't be taken for the dense one."""

_RATIO_NAMES = {
    "token/optimizer_step": "tokens per step",
    "token/sequence": "tokens per sequence",
    "sequence/optimizer_step": "sequences per step",
    "parameter": "parameters",
    "token": "tokens",
    "optimizer_step": "optimizer steps",
    "second": "time",
    "device": "number of devices",
    "flop": "FLOP",
    "flop/parameter": "FLOP per parameter",
    "flop/token": "FLOP per token",
}


class Dimension:
    """A product of powers of base dimensions; immutable, compared by value."""

    __slots__ = ("_hash", "_text", "powers")

    def __init__(self, powers: tuple[tuple[str, int], ...]) -> None:
        self.powers = powers
        self._hash = hash(powers)
        self._text = ""

    @classmethod
    def of(cls, powers: dict[str, int]) -> Dimension:
        """Make a dimension of base names and exponents; zero exponents drop out."""
        return cls(tuple((base, powers[base]) for base in BASE if powers.get(base)))

    @classmethod
    def parse(cls, text: str) -> Dimension:
        """Read `flop/(parameter·token)`: base names, `·` for products and one `/` at most."""
        above, _, below = text.partition("/")
        powers: dict[str, int] = {}
        for part, sign in ((above, 1), (below.strip("()"), -1)):
            for name in part.split("·"):
                if name and name != "1":
                    if name not in BASE:
                        raise ValueError(f"no base dimension is named {name!r}")
                    powers[name] = powers.get(name, 0) + sign
        return cls.of(powers)

    def __mul__(self, other: Dimension) -> Dimension:
        if not other.powers:
            return self
        if not self.powers:
            return other
        powers = dict(self.powers)
        for base, exponent in other.powers:
            powers[base] = powers.get(base, 0) + exponent
        return Dimension.of(powers)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1 if other.powers else self

    def __pow__(self, exponent: int) -> Dimension:
        return Dimension.of({base: power * exponent for base, power in self.powers})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dimension) and self.powers == other.powers

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        """Tell whether anything is counted at all; a plain number has no dimension."""
        return bool(self.powers)

    def __str__(self) -> str:
        # written once: whatever shows a value in this dimension goes by its name
        if not self._text:
            self._text = self._written()
        return self._text

    def _written(self) -> str:
        above = "·".join(_power(base, power) for base, power in self.powers if power > 0)
        below = "·".join(_power(base, -power) for base, power in self.powers if power < 0)
        if not below:
            return above or "plain number"
        return f"{above or '1'}/{below}" if "·" not in below else f"{above or '1'}/({below})"

    def __repr__(self) -> str:
        return f"Dimension({str(self)!r})"


NUMBER = Dimension(())


def missing_factor(got: Dimension, wanted: Dimension) -> str:
    """Say in words which factor leads from `got` to `wanted`.

    >>> per_step = Dimension.parse("flop·optimizer_step/token")
    >>> missing_factor(per_step, Dimension.parse("flop"))
    'the factor tokens per step (token/optimizer_step) is missing'
    """
    ratio = wanted / got
    text = str(ratio)
    inverse = str(ratio**-1)
    if text in _RATIO_NAMES:
        unit = "" if _RATIO_NAMES[text].replace(" ", "_") == text else f" ({text})"
        return f"the factor {_RATIO_NAMES[text]}{unit} is missing"
    if inverse in _RATIO_NAMES:
        return f"there is one factor of {_RATIO_NAMES[inverse]} ({inverse}) too many"
    return f"a factor in {text} is missing"


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"
