"""One amount, written as people write it: 7B, 7 billion, seven billion, 7e9, 7,000,000,000, 7000M."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SCALES = ((1e12, "T", "trillion"), (1e9, "B", "billion"), (1e6, "M", "million"))
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value: float) -> str:
    """Write a number without an exponent and without idle zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def words(value: int) -> str:
    """Write a whole number below 1,000 in words."""
    if value >= 100:
        hundreds = f"{ONES[value // 100]} hundred"
        return f"{hundreds} and {words(value % 100)}" if value % 100 else hundreds
    if value < 20:
        return ONES[value]
    return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")


def scientific(value: float, random: Random) -> str:
    """Write a number with a power of ten, in one of the hands for it."""
    digits, _, power = f"{value:.6e}".partition("e")
    exponent, mantissa = int(power), plain(float(digits))
    raised = str(exponent).translate(SUPERSCRIPTS)
    forms = [f"{mantissa}e{exponent}"] * 6 + [
        f"{mantissa}E{exponent}",
        f"{mantissa}e+{exponent}",
        f"{mantissa}x10^{exponent}",
        f"{mantissa} x 10^{exponent}",
        f"{mantissa}*10^{exponent}",
        f"{mantissa}*10**{exponent}",
        f"{mantissa} × 10^{exponent}",
        f"{mantissa}·10{raised}",
    ]
    if mantissa == "1":
        forms += [f"10^{exponent}", f"10^{exponent}", f"10**{exponent}", f"10{raised}"]
    return random.choice(forms)


def count(value: float, random: Random) -> str:
    """Write a size or a number of tokens, a million or more."""
    place = next(i for i, scale in enumerate(SCALES) if value >= scale[0] * 0.999)
    scale, letter, word = SCALES[place]
    mantissa = round(value / scale, 4)
    short = f"{plain(mantissa)}{letter}"
    forms = [short] * 9 + [
        short.lower(),
        f"{plain(mantissa)} {letter}",
        *[f"{plain(mantissa)} {word}"] * 4,
        scientific(value, random),
        scientific(value, random),
        f"{round(value):,}",
    ]
    if mantissa % 1 == 0 and mantissa <= 100:
        forms += [f"{words(int(mantissa))} {word}"] * 2
    if place < 2 and mantissa < 10:
        below = SCALES[place + 1]
        forms.append(f"{plain(round(value / below[0], 4))}{below[1]}")
        if mantissa < 1.5:
            forms.append(f"{plain(round(value / below[0], 4))} {below[2]}")
    return random.choice(forms)


def few(value: int, random: Random) -> str:
    """Write a small whole number: devices, batches, steps."""
    forms = [str(value)] * 8
    if value >= 1000:
        forms += [f"{value:,}"] * 4
    if value % 1000 == 0:
        forms += [f"{value // 1000}k"] * 2
    if value <= 20 or (value < 100 and value % 10 == 0) or value == 64:
        forms += [words(value)] * 2
    return random.choice(forms)


def article(phrase: str) -> str:
    """Put "a" or "an" before a phrase, as it is spoken."""
    vowel = phrase[0].lower() in "aeiou" or phrase.startswith(("8", "11 ", "18 ", "11B", "18B"))
    return f"an {phrase}" if vowel else f"a {phrase}"
