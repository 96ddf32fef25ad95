"""A worked answer before it has words: what is said in which order, and what of it is wrong."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.auditing.generator.expressions import (
    Equation,
    Expression,
    Number,
    Product,
    Symbol,
    digits_of,
    rounded,
    times,
)
from flopwise.auditing.generator.subjects import Subject, table

if TYPE_CHECKING:
    from random import Random

FACTS, METHOD, CALCULATION, CHECK, RESULT, AFTERWARDS = (
    "facts", "method", "calculation", "check", "result", "afterwards",
)  # fmt: skip


class Plan(NamedTuple):
    """An error that has been made, before its place in the text is known."""

    mistake: str
    kind: str
    should_be: str
    factor: float
    effect: float
    severity: str
    on_result: bool
    alt_kinds: tuple[str, ...]


class Line(NamedTuple):
    """One statement: what it is about (`role`), and its figure or its formula."""

    role: str
    section: str
    body: Expression | Equation | None = None
    marks: tuple[int, ...] = ()
    also: int | None = None
    words: tuple[tuple[str, Expression], ...] = ()
    optional: bool = False


class Draft:
    """Collects lines; each figure is rounded as it is shown and goes on so into the next line."""

    def __init__(self, random: Random, subject: Subject, wanted: frozenset[str]) -> None:
        self.random = random
        self.subject = subject
        self.wanted = wanted
        self.lines: list[Line] = []
        self.plans: list[Plan] = []
        self.truth = 0.0
        self.final: float | None = None
        self.final_unit = "FLOP"
        self.quantity = "training_compute"
        self.convention = ""
        self.digits = random.choice((3, 3, 3, 4))

    def makes(self, mistake: str) -> bool:
        """Tell whether that mistake is to be made here."""
        return mistake in self.wanted

    def plant(
        self,
        mistake: str,
        should_be: str,
        factor: float,
        *,
        effect: float | None = None,
        severity: str = "error",
        on_result: bool = True,
        alt_kinds: tuple[str, ...] = (),
    ) -> int:
        """Record a mistake; returns the mark of the line that shows it."""
        kind = known_mistakes()[mistake]["kind"]
        power = (factor if effect is None else effect) if on_result else 1.0
        self.plans.append(
            Plan(mistake, kind, should_be, factor, power, severity, on_result, alt_kinds)
        )
        return len(self.plans) - 1

    def say(
        self,
        role: str,
        section: str,
        body: Expression | Equation | None = None,
        *,
        mark: int | None = None,
        marks: tuple[int, ...] = (),
        also: int | None = None,
        optional: bool = False,
        **words: Expression,
    ) -> None:
        """Add a statement."""
        self.lines.append(
            Line(
                role,
                section,
                body,
                marks if mark is None else (*marks, mark),
                also,
                tuple(words.items()),
                optional,
            )
        )

    def fact(
        self,
        role: str,
        symbol: str,
        true: float,
        mistake: str = "",
        *,
        unit: str = "",
        power: float = 1,
        section: str = FACTS,
        factors: tuple[float, ...] = (0.1, 0.4, 0.5, 0.6, 1.6, 2.5, 3, 10),
    ) -> Number:
        """State a figure of the subject, or a wrong one; returns what is stated."""
        used = self.number(true, unit=unit)
        mark = None
        if mistake and self.makes(mistake):
            used = self.number(true * self.random.choice(factors), 2, unit)
            factor = used.value / true
            mark = self.plant(
                mistake, plain(true), factor, effect=factor**power, alt_kinds=("unsupported",)
            )
        self.say(role, section, Equation((Symbol(symbol), used)), mark=mark)
        return used._replace(unit="")

    def number(self, value: float, digits: int = 0, unit: str = "") -> Number:
        """Round a figure to what is shown: whole counts up to 100,000 stay whole."""
        if not digits and value < 100_000 and value == int(value):
            return Number(float(value), 6, unit)
        digits = digits or min(self.digits, digits_of(value))
        shown = rounded(value, digits)
        return Number(shown, digits_of(shown), unit)

    def product(
        self,
        role: str,
        left: str,
        factors: Expression,
        value: float,
        *,
        symbols: Expression | None = None,
        unit: str = "flop",
        section: str = CALCULATION,
        last: bool = False,
        mark: int | None = None,
        also: int | None = None,
        halfway: Expression | None = None,
    ) -> Number:
        """State a calculation; the last one is where arithmetic goes wrong if it is to."""
        right = self.number(value, self.digits)
        stated, marks = right, () if mark is None else (mark,)
        if last and self.makes("product_power_of_ten"):
            factor = self.random.choice((0.001, 0.01, 0.1, 0.1, 10, 10, 100, 1000))
            stated = self.number(right.value * factor, self.digits)
            wrong = self.plant(
                "product_power_of_ten", plain(right.value), factor, alt_kinds=("inconsistent",)
            )
            marks = (*marks, wrong)
        if last and self.makes("product_digits"):
            stated = self.number(
                right.value * self.random.choice((0.22, 0.31, 0.45, 0.57, 1.37, 1.72, 2.4, 3.2)),
                self.digits,
            )
            wrong = self.plant(
                "product_digits", plain(right.value), stated.value / right.value,
                alt_kinds=("inconsistent",),
            )  # fmt: skip
            marks = (*marks, wrong)
        members: list[Expression] = [Symbol(left)]
        if symbols is not None and self.random.random() < 0.6:
            members.append(symbols)
        members.append(factors)
        if halfway is not None and self.random.random() < 0.3:
            members.append(halfway)
        members.append(stated._replace(unit=unit))
        exact = abs(stated.value - value) <= 1e-9 * value
        self.say(role, section, Equation(tuple(members), not exact), marks=marks, also=also)
        return stated._replace(amount=unit == "flop")

    def total(self, factors: Expression, value: float, **options: Any) -> Number:
        """State the result's calculation."""
        return self.product("total", "C", factors, value, last=True, **options)

    def conclude(self, total: Number) -> None:
        """State the result once more, perhaps shorter, perhaps differently."""
        value, mark = total.value, None
        if self.makes("rounded_up"):
            raised = self.number(value * self.random.choice((1.6, 1.75, 2.2, 3.2, 4)), 2)
            mark = self.plant(
                "rounded_up", plain(value), raised.value / value, alt_kinds=("inconsistent",)
            )
            self.say("rounded_up", RESULT, raised._replace(unit="flop"), mark=mark)
            value, mark = raised.value, None
        if self.makes("total_restated"):
            factor = self.random.choice((0.1, 0.25, 0.4, 2.5, 4, 10, 100))
            other = self.number(value * factor, 2)
            mark = self.plant(
                "total_restated", plain(value), other.value / value, alt_kinds=("arithmetic",)
            )
            value = other.value
        digits = self.random.choice((1, 2, 2, 3, 3, 3))
        while abs(rounded(value, digits) / value - 1) > 0.025:
            digits += 1
        stated = self.number(value, digits, "flop")
        if digits == 2 and mark is None and self.random.random() < 0.3:
            cut = _cut(value)
            stated = self.number(cut, 2, "flop") if cut / value > 0.975 else stated
        self.final = stated.value
        self.say("conclusion", RESULT, stated, mark=mark)

    @property
    def unmade(self) -> frozenset[str]:
        """Mistakes that were wanted and found no place."""
        return self.wanted - {plan.mistake for plan in self.plans}


def symbols(*names: str | float) -> Product:
    """Write a product of letters (and bare numbers)."""
    return times(*(Symbol(name) if isinstance(name, str) else name for name in names))


def plain(value: float) -> str:
    """Write a figure for `should_be`.

    >>> plain(3.15e23), plain(12288), plain(0.4)
    ('3.15e+23', '12,288', '0.4')
    """
    return f"{value:,.10g}" if 0.001 <= value < 1e9 else f"{value:.4g}"


def _cut(value: float) -> float:
    """Cut to two figures, as people do who don't round."""
    mantissa, _, exponent = f"{value:.6e}".partition("e")
    return float(f"{int(float(mantissa) * 10 + 1e-6) / 10}e{exponent}")


@functools.cache
def known_mistakes() -> dict[str, dict[str, Any]]:
    """Return all known mistakes by name."""
    return table("mistakes")
