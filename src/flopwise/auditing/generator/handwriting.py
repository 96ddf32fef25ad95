"""How one text writes numbers, units and formulas; it stays the same throughout a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.auditing.generator.expressions import (
    Equation,
    Expression,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    TenTo,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


class Handwriting(NamedTuple):
    """The habits of one text."""

    phrases: Mapping[str, Any]
    """The vocabulary of its language."""
    math: str
    """plain, latex, code or html."""
    large: str
    """Counts from a million up: suffix, word, caret, raised, e, grouped, spaced, engineering."""
    huge: str
    """Amounts: caret, raised, e, engineering."""
    product_sign: str
    units: Mapping[str, str]
    symbols: Mapping[str, str]
    approximately: str
    brackets: bool
    """Whether powers of ten stand in brackets inside a product."""
    digits: str = ""
    """Other digits than 0 to 9."""
    decimal: str = "."
    group: str = ","
    bare_quotient: bool = False
    """Whether a quotient of two figures goes without brackets."""

    def equation(self, equation: Equation, *, chained: bool = False, named: bool = True) -> str:
        """Write the members with signs between them, each on its line where `chained`."""
        members = equation.members
        if not named and isinstance(members[0], Symbol) and len(members) > 1:
            members = members[1:]
        written = [self.expression(member) for member in members]
        text = written[0]
        for index, member in enumerate(written[1:], 1):
            last = index == len(written) - 1
            sign = self.approximately if last and equation.rounded else "="
            text += f"\n  {sign} {member}" if chained and index > 1 else f" {sign} {member}"
        return text

    def expression(self, expression: Expression, *, inside: bool = False) -> str:
        """Write one expression; `inside` a product or a quotient."""
        match expression:
            case Number():
                text = self.number(expression)
                powered = "10" in text and any(
                    sign in text for sign in ("×", "times", " x ", "·", " *")
                )
                return f"({text})" if inside and self.brackets and powered else text
            case TenTo(exponent):
                return f"1e{exponent}" if self.math == "code" else f"10{self.raised(exponent)}"
            case Symbol(name):
                return self.symbol(name)
            case Product(parts):
                return f" {self.product_sign} ".join(
                    f"({self.expression(part)})" if isinstance(part, Sum)
                    else self.expression(part, inside=True) for part in parts
                )  # fmt: skip
            case Sum(parts):
                return " + ".join(self.expression(part, inside=True) for part in parts)
            case Power(base, exponent):
                return f"{self.expression(base)}{self.raised(exponent)}"
            case Quotient(above, below):
                return self._quotient(above, below)

    def symbol(self, name: str) -> str:
        """Write a letter, or the words that stand for it."""
        written = self.symbols.get(name, name)
        if self.math != "latex" or len(written) == 1:
            return written
        if written[-1] in "₁₂₃":
            return f"{written[:-1]}_{'₀₁₂₃'.index(written[-1])}"
        head, _, index = written.partition("_")
        return rf"{head}_{{\text{{{index}}}}}" if index else rf"\text{{{written}}}"

    def raised(self, exponent: int) -> str:
        """Write an exponent."""
        if self.math == "latex":
            return f"^{{{exponent}}}" if exponent > 9 else f"^{exponent}"
        if self.math == "html":
            return f"<sup>{exponent}</sup>"
        if self.math == "code":
            return f"**{exponent}"
        return str(exponent).translate(RAISED) if self.huge == "raised" else f"^{exponent}"

    def number(self, number: Number) -> str:
        """Write a figure with its unit."""
        text = self._translated(self._figure(number))
        if not number.unit:
            return text
        unit = self.units[number.unit]
        if unit.startswith("$"):
            dollar = r"\$" if self.math == "latex" else "$"
            return f"{dollar}{text}{unit[1:]}"
        if unit in ("%", "٪"):
            return text + (r"\%" if self.math == "latex" else unit)
        if self.math == "latex":
            return rf"{text} \text{{ {unit}}}"
        return f"{text} {unit}"

    def _quotient(self, above: Expression, below: Expression) -> str:
        if self.math == "latex":
            return rf"\frac{{{self.expression(above)}}}{{{self.expression(below)}}}"
        top, bottom = self.expression(above, inside=True), self.expression(below, inside=True)
        simple = isinstance(below, Number | Symbol)
        if not simple or (not self.bare_quotient and " " in bottom and bottom[0] != "("):
            bottom = f"({bottom})"
        if not self.bare_quotient and " " in top and top[0] != "(":
            top = f"({top})"
        return f"{top} / {bottom}"

    def _figure(self, number: Number) -> str:
        value, digits = number.value, number.digits
        amount = (
            number.amount
            or number.unit.startswith("flop")
            or number.unit in ("second", "device_second")
        )
        if value < 1e6 or (value < 1e7 and number.unit in ("day", "pf_day")):
            return self._small(value, digits)
        if value >= 1e15 or amount:
            return self._powered(value, digits, self.huge)
        if self.large == "suffix":
            for scale, suffix in SUFFIXES:
                if value >= scale:
                    letter = rf"\text{{{suffix}}}" if self.math == "latex" else suffix
                    return _mantissa(value / scale, digits) + letter
        if self.large == "word":
            for scale, word in self.phrases["number_words"]:
                if value >= scale:
                    said = rf" \text{{{word}}}" if self.math == "latex" else word
                    return f"{_mantissa(value / scale, digits)}{said}"
        if self.large in ("grouped", "spaced"):
            separator = " " if self.large == "spaced" else self._separator()
            return f"{value:,.0f}".replace(",", separator)
        return self._powered(value, digits, self.large)

    def _small(self, value: float, digits: int) -> str:
        text = _mantissa(value, digits)
        if "." not in text and len(text) > 4 and self.large != "e" and self.math != "code":
            return f"{int(text):,}".replace(",", self._separator())
        return text

    def _separator(self) -> str:
        return "{,}" if self.math == "latex" and self.group == "," else self.group

    def _powered(self, value: float, digits: int, how: str) -> str:
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        exponent, number = int(power), float(mantissa)
        if self.math == "code" or how == "e":
            return f"{_mantissa(number, digits)}e{exponent}"
        if how == "engineering":
            shift = exponent % 3
            exponent, number = exponent - shift, number * 10**shift
        front = _mantissa(number, digits)
        return f"{front} {self.product_sign} 10{self.raised(exponent)}"

    def _translated(self, text: str) -> str:
        if self.math == "code" or (self.decimal == "." and not self.digits):
            return text
        if self.decimal != ".":
            text = text.replace(".", self.decimal)
        if self.digits and self.math == "plain":
            text = text.translate(str.maketrans("0123456789", self.digits))
        return text


def _mantissa(value: float, digits: int) -> str:
    """Write a figure digit by digit, without needless zeros.

    >>> _mantissa(3.15, 3), _mantissa(175.0, 3), _mantissa(315000.0, 3), _mantissa(0.4, 3)
    ('3.15', '175', '315000', '0.4')
    """
    _, _, power = f"{value:.{max(digits, 1) - 1}e}".partition("e")
    decimals = max(0, digits - 1 - int(power))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
