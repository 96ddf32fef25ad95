"""Claims: what a text states, in order, each bound to what it is the amount of."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import vocabulary

if TYPE_CHECKING:
    from flopwise.auditing.reading.chains import Chain, Statement
    from flopwise.auditing.reading.formulas import Factor, Side
    from flopwise.auditing.reading.text import Plain


class Claim(NamedTuple):
    """One stated value."""

    value: float
    low: float
    role: str
    """parameters, tokens, steps, flop, time, …; empty where the words don't say."""
    amount: str
    """For FLOP: of what (total, per_token, per_step, forward, …)."""
    start: int
    end: int
    statement: int
    digits: int
    label: str
    sides: tuple[Side, ...] = ()
    """The sides of the formula that it ends, if it does."""
    names: tuple[str, ...] = ()
    unit_symbol: str = ""
    hedged: bool = False
    partial: bool = False
    """More of its formula stands before it, which could not be read."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the plain text."""
        return self.start, self.end

    @property
    def computed(self) -> Side | None:
        """The first side that is a product of numbers: later ones only shorten it."""
        for side in self.sides:
            if side.value is not None and side.factors:
                return side
        return None

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of that product."""
        return self.computed.factors if self.computed is not None else ()


class Reading(NamedTuple):
    """A text read: its statements and claims, and the symbols that it defines."""

    plain: Plain
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    chains: tuple[Chain, ...]
    symbols: dict[str, str]
    folded: tuple[str, ...]
    """The words of each statement in lower case."""
    roles: dict[str, tuple[Claim, ...]]
    """The claims of each role."""

    def of(self, role: str) -> tuple[Claim, ...]:
        """Return all claims of a role, in order."""
        return self.roles.get(role, ())

    def before(self, claim: Claim, most: int = 200) -> tuple[Claim, ...]:
        """Return the last claims before one: as far back as a reader would look."""
        at = bisect.bisect_left(self.claims, claim.start, key=lambda one: one.start)
        return self.claims[max(0, at - most) : at]

    def beside(self, claim: Claim, most: int = 12) -> list[Claim]:
        """Return the claims in the words of a claim's own statement, and itself."""
        at = bisect.bisect_left(self.claims, claim.start, key=lambda one: one.start)
        near = self.claims[max(0, at - most) : at + most]
        return [one for one in near if one.statement == claim.statement]

    def says(self, statement: int, table: str, name: str) -> bool:
        """Tell whether a statement has a phrase of the vocabulary in it."""
        return vocabulary.says(table, name, self.folded[statement])

    def lately_says(self, claim: Claim, table: str, name: str) -> int | None:
        """Return the last statement with such a phrase, a claim's own or one of the two before."""
        for statement in range(claim.statement, max(-1, claim.statement - 3), -1):
            if self.says(statement, table, name):
                return statement
        return None

    def text_of(self, statement: int) -> str:
        """Return the words of a statement."""
        found = self.statements[statement]
        return self.plain.text[found.start : found.end]
