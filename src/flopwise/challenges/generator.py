"""Fresh challenges without end: drawn from a seed, each with its answer worked out step by step."""

from __future__ import annotations

import random

from flopwise.asking.quantities import KINDS, quantity_of
from flopwise.asking.solving.relations import relations
from flopwise.asking.solving.solver import Leaf, given, solve
from flopwise.catalog import citations
from flopwise.challenges.task import LEVELS, Makers, Task
from flopwise.challenges.topics import flop, memory, time
from flopwise.challenges.worksheet import Posed, Worksheet
from flopwise.errors import InvalidValueError, UnknownNameError
from flopwise.estimation.result import Estimate, Wording
from flopwise.provenance import made
from flopwise.scenario import Model
from flopwise.units import registry

TOPICS: dict[str, dict[str, Makers]] = {
    "flop": flop.TASKS,
    "memory": memory.TASKS,
    "time": time.TASKS,
}
MOST = 200
_SEEDS = 2**53


def worksheet(
    seed: int, count: int = 20, topic: str = "flop", level: str = "easy", *, key: bool = False
) -> Worksheet:
    """Draw a worksheet; equal seeds give equal ones. With `key` it is shown with its answers.

    Raises UnknownNameError for a topic or level that is none, InvalidValueError for a count or seed
    out of bounds.

    >>> sheet = worksheet(7, 1)
    >>> sheet.items[0].prompt == worksheet(7, 1).items[0].prompt
    True
    """
    if topic not in TOPICS:
        raise UnknownNameError("topic", topic, TOPICS, hint=f"there are {', '.join(TOPICS)}")
    if level not in LEVELS:
        raise UnknownNameError("level", level, LEVELS, hint=f"there are {', '.join(LEVELS)}")
    if not 1 <= count <= MOST:
        raise InvalidValueError(f"a worksheet has 1 to {MOST} challenges, not {count}")
    if not 0 <= seed < _SEEDS:
        raise InvalidValueError(f"a seed is a whole number from 0 to 2^53, not {seed}")
    chance = random.Random(f"{topic} {level} {seed}")  # noqa: S311 -- no secret
    makers = TOPICS[topic][level]
    items: list[Posed] = []
    seen: set[str] = set()
    for number in range(1, count + 1):
        task = _fresh(chance, makers, seen)
        items.append(Posed(number, task.title, task.prompt, answered(task)))
    words = ["challenges", "new", "--seed", str(seed), "--count", str(count), "--topic", topic]
    words += ["--level", level, *(["--key"] if key else [])]
    return Worksheet(seed, topic, level, tuple(items), key, made(words))


def _fresh(chance: random.Random, makers: Makers, seen: set[str]) -> Task:
    """Draw a task that is not on the sheet yet, as long as there is one."""
    for _ in range(100):
        task = makers[int(chance.random() * len(makers))](chance)
        if task.prompt not in seen:
            break
    seen.add(task.prompt)
    return task


def answered(task: Task) -> Estimate:
    """Work a task out through the relations that answer questions, from what it gives and nothing else."""

    def leaf(role: str) -> Leaf | None:
        return given(KINDS[role].input, task.givens[role]) if role in task.givens else None

    way = solve(task.goal, relations(), leaf, task.tags)
    if way is None or way.used != frozenset(task.givens):
        raise InvalidValueError(
            f"the task {task.title!r} can't be worked out from all that it gives"
        )
    derivation = way.derivation()
    keys = {
        *(value.source for value in task.givens.values()),
        *(step.source for step in derivation.steps),
    }
    return Estimate(
        quantity=quantity_of(task.goal), model=Model("", task.title), run={}, method="derived",
        convention=None, derivation=derivation, unit=registry.find(task.unit) if task.unit else None,
        sources=citations.cite(sorted(key for key in keys if key)), made=made(["challenges", "new"]),
        wording=Wording(task.title, "The answer is {value}"),
    )  # fmt: skip
