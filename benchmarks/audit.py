"""How well the audit judges generated answers, whose errors are known because they were planted.

`python benchmarks/audit.py [COUNT] [SEED]` prints the share of right verdicts and of right first
errors, the false alarms, the time for an answer, and what was taken for what.
"""

from __future__ import annotations

import collections
import sys
import time
from typing import TYPE_CHECKING

from flopwise.auditing.audit import audit
from flopwise.auditing.generator import generate_many

if TYPE_CHECKING:
    from flopwise.auditing.generator.records import Written
    from flopwise.auditing.result import Audit, Finding

VERDICTS = ("right", "close", "off", "wrong", "undecided")


def first_error_is_right(written: Written, found: Finding | None) -> bool:
    """Tell whether the first error has the kind and the place that were planted."""
    planted = written.first_error
    if planted is None or found is None:
        return planted is None and found is None
    spans = [(planted.start, planted.end), *planted.also_at]
    overlaps = any(start < found.end and end > found.start for start, end in spans)
    return overlaps and found.kind in (planted.kind, *planted.alt_kinds)


def main(count: int, seed: int) -> None:
    """Audit that many answers and print what came of it."""
    verdicts: collections.Counter[tuple[str, str]] = collections.Counter()
    missed: collections.Counter[str] = collections.Counter()
    first = alarms = spotless = 0
    begin = time.perf_counter()
    for written in generate_many(count, seed):
        result: Audit = audit(written.text, model=written.challenge_subject or "")
        agreed = result.verdict == written.verdict or written.borderline
        verdicts[written.verdict, written.verdict if agreed else result.verdict] += 1
        found = result.findings[result.first_error] if result.first_error is not None else None
        if first_error_is_right(written, found):
            first += 1
        elif written.first_error is not None:
            missed[written.first_error.mistake] += 1
        if written.first_error is None:
            spotless += 1
            alarms += found is not None and found.severity == "error"
    seconds = time.perf_counter() - begin
    right = sum(number for (said, given), number in verdicts.items() if said == given)
    print(f"{count} answers, seed {seed}, {1000 * seconds / count:.0f} ms each")
    print(f"verdicts right       {right / count:.1%}")
    print(f"first errors right   {first / count:.1%}")
    print(f"false alarms         {alarms} of {spotless}")
    print(f"\n{'planted / given':<16}" + "".join(f"{name:>11}" for name in VERDICTS))
    for said in VERDICTS:
        print(f"{said:<16}" + "".join(f"{verdicts[said, given]:>11}" for given in VERDICTS))
    print("\nfirst errors missed, by mistake:")
    for mistake, number in missed.most_common(12):
        print(f"  {number:>4}  {mistake}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(1000, 7)[len(given) :])
