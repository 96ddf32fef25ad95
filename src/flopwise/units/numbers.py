"""Numbers as people read them: grouped digits, powers of ten, a sensible number of figures."""

from __future__ import annotations

from fractions import Fraction

Number = int | Fraction | float
"""A value: exact as long as the formula allows."""

LONGEST_WHOLE = 10**15
"""Whole numbers up to here are printed digit by digit, larger ones as powers of ten."""

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def raised(exponent: int) -> str:
    """Write an exponent in superscript digits.

    >>> "10" + raised(-23)
    '10⁻²³'
    """
    return str(exponent).translate(_RAISED)


def mantissa_and_exponent(value: float | Fraction, digits: int) -> tuple[str, int]:
    """Split into a mantissa with `digits` significant figures and a power of ten.

    >>> mantissa_and_exponent(3.1856e23, 3)
    ('3.19', 23)
    """
    mantissa, _, exponent = f"{float(value):.{digits - 1}e}".partition("e")
    return mantissa, int(exponent)


def grouped(value: object, digits: int = 5) -> str:
    """Print a number for a reader: whole ones digit by digit, others to `digits` figures.

    >>> grouped(12288), grouped(Fraction(2049, 2)), grouped(3.1856490e23), grouped(0.25)
    ('12,288', '1,024.5', '3.1856 × 10²³', '0.25')
    """
    text, exponent = _digits(value, digits)
    return text if exponent is None else f"{text} × 10{raised(exponent)}"


def approximate(value: float, digits: int = 4) -> str:
    """Print a number to so many figures, whole ones included, which `grouped` leaves as they are.

    >>> approximate(174_600_000_000, 3), approximate(3.1856490e23)
    ('175,000,000,000', '3.186 × 10²³')
    """
    return grouped(float(f"{value:.{digits}g}"))


def grouped_latex(value: object, digits: int = 5) -> str:
    r"""Print a number as LaTeX.

    >>> print(grouped_latex(12288), grouped_latex(3.1856490e23))
    12{,}288 3.1856 \times 10^{23}
    """
    text, exponent = _digits(value, digits)
    text = text.replace(",", "{,}")
    return text if exponent is None else rf"{text} \times 10^{{{exponent}}}"


def _digits(value: object, digits: int) -> tuple[str, int | None]:
    if isinstance(value, Fraction) and value.denominator == 1:
        value = value.numerator
    if isinstance(value, float) and value.is_integer() and abs(value) < LONGEST_WHOLE:
        value = int(value)
    if isinstance(value, int):
        if abs(value) < LONGEST_WHOLE:
            return f"{value:,}", None
    elif not isinstance(value, float | Fraction):
        raise TypeError(f"{value!r} is no number")
    if value == 0:
        return "0", None
    if isinstance(value, Fraction) and value.denominator == 2 and abs(value) < LONGEST_WHOLE:
        return f"{float(value):,.1f}", None
    mantissa, exponent = mantissa_and_exponent(value, digits)
    if -4 <= exponent < digits + 1:
        return _trimmed(f"{float(value):,.{max(0, digits - 1 - exponent)}f}"), None
    if exponent < 15 and exponent > 0:
        return f"{float(value):,.0f}", None
    return _trimmed(mantissa), exponent


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
