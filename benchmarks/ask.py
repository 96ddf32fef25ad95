"""How well `ask` answers generated questions, whose answers are computed apart from the product.

`PYTHONPATH=src python benchmarks/ask.py [COUNT] [SEED] [WRONG]` prints the share right by family,
the wrong answers that were given with confidence, and the milliseconds that an answer takes. WRONG
is how many wrong answers are shown (40).
"""

from __future__ import annotations

import collections
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.questions import generate
from benchmarks.questions.judging import Verdict, judge

import flopwise

if TYPE_CHECKING:
    from benchmarks.questions import Question


def asked(question: Question) -> tuple[Verdict, float]:
    """Ask one question, judge the answer, and tell the milliseconds it took."""
    begin = time.perf_counter()
    try:
        answer = flopwise.ask(question.text).to_dict()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the run goes on and counts it
        verdict = Verdict(right=False, confident=False, given=f"{type(error).__name__}: {error}")
    else:
        verdict = judge(question, answer)
    return verdict, 1000 * (time.perf_counter() - begin)


def shares(results: list[tuple[Question, Verdict]]) -> None:
    """Print the share right of each kind and of each family, the worst first."""
    right: collections.Counter[tuple[str, str]] = collections.Counter()
    total: collections.Counter[tuple[str, str]] = collections.Counter()
    for question, verdict in results:
        for key in (("", question.kind), (question.kind, question.family)):
            total[key] += 1
            right[key] += verdict.right
    for key in sorted(total, key=lambda key: (key[0] != "", right[key] / total[key], key)):
        print(f"  {right[key] / total[key]:>7.1%} of {total[key]:>5}  {key[0]:<7} {key[1]}")


def wrong(results: list[tuple[Question, Verdict]], shown: int) -> None:
    """Print wrong answers: those given with confidence first, the families taking turns."""
    turns: collections.Counter[str] = collections.Counter()
    listed = []
    for question, verdict in results:
        if not verdict.right:
            turns[question.family] += 1
            listed.append((not verdict.confident, turns[question.family], question, verdict))
    listed.sort(key=lambda row: row[:2])
    for refused, _, question, verdict in listed[:shown]:
        print(
            f"\n  {'refused or failed' if refused else 'WRONG'}  [{question.family}] {question.text}"
        )
        print(f"    wanted {question.value} {question.unit}  given {verdict.given}")


def main(count: int, seed: int, shown: int) -> None:
    """Ask that many questions and print what came of it."""
    flopwise.ask("How many FLOPs is 1 PF-day?")  # what is loaded once isn't an answer's time
    results, milliseconds = [], []
    for question in generate(count, seed):
        verdict, took = asked(question)
        results.append((question, verdict))
        milliseconds.append(took)
    milliseconds.sort()
    right = sum(verdict.right for _, verdict in results)
    confident = sum(verdict.confident for _, verdict in results)
    print(f"{count} questions, seed {seed}")
    print(f"right                    {right / len(results):.1%}")
    print(f"confident wrong answers  {confident} ({confident / len(results):.1%})")
    print(f"milliseconds             {sum(milliseconds) / len(results):.1f} on average, ", end="")
    print(f"{milliseconds[int(0.99 * (len(results) - 1))]:.1f} at the 99th percentile\n")
    shares(results)
    wrong(results, shown)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(1000, 7, 40)[len(given) :])
