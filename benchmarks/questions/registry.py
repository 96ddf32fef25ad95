"""The families of questions: each draws its values and returns the answer, by plain arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.questions.drawing import Draw

    Truth = float | bool | None

KINDS = ("number", "yesno", "cannot")


class Unclear(Exception):  # noqa: N818 -- no error: the values are drawn again
    """The values drawn leave the answer open, as when two amounts are nearly the same."""


class Family(NamedTuple):
    """One kind of question with its phrases' name, the unit of its answer and what is let pass."""

    name: str
    kind: str
    unit: str
    tolerance: float
    weight: float
    needs: tuple[str, ...]
    draw: Callable[[Draw], Truth]


FAMILIES: dict[str, Family] = {}


def number(
    unit: str, tolerance: float = 0.005, weight: float = 1
) -> Callable[[Callable[[Draw], float]], Callable[[Draw], float]]:
    """Register a family that is answered by a number in its base unit."""

    def register(draw: Callable[[Draw], float]) -> Callable[[Draw], float]:
        name = draw.__name__
        FAMILIES[name] = Family(name, "number", unit, tolerance, weight, (), draw)
        return draw

    return register


def yesno(weight: float = 1) -> Callable[[Callable[[Draw], bool]], Callable[[Draw], bool]]:
    """Register a family that is answered by yes or no."""

    def register(draw: Callable[[Draw], bool]) -> Callable[[Draw], bool]:
        name = draw.__name__
        FAMILIES[name] = Family(name, "yesno", "", 0, weight, (), draw)
        return draw

    return register


def cannot(
    *needs: str, weight: float = 1
) -> Callable[[Callable[[Draw], None]], Callable[[Draw], None]]:
    """Register a family that must be refused, for want of what is named."""

    def register(draw: Callable[[Draw], None]) -> Callable[[Draw], None]:
        name = draw.__name__
        FAMILIES[name] = Family(name, "cannot", "", 0, weight, needs, draw)
        return draw

    return register


def clearly(left: float, right: float, factor: float = 1.4) -> bool:
    """Tell whether left is above right, where they're far enough apart for that."""
    if max(left, right) < factor * min(left, right):
        raise Unclear
    return left > right
