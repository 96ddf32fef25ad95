"""How long `flopwise estimate gpt-3` takes from a cold start, as a multiple of bare Python's.

Run it with the interpreter that Flopwise is installed for: `python benchmarks/cold_start.py`. Both
commands run in turn, so that whatever else the machine does falls on both. The first rounds, which
write bytecode and fill the file cache, don't count.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 25
WARM_UP = 3
AT_MOST = 10
HOPED_FOR = 8
MEMORY_AT_MOST = 40

FLOPWISE = Path(sys.executable).with_name("flopwise")
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "flopwise --version": [str(FLOPWISE), "--version"],
    "flopwise estimate gpt-3": [str(FLOPWISE), "estimate", "gpt-3"],
}
PEAK_MEMORY = """
import flopwise
import resource
import sys
try:
    lines = open("/proc/self/status").read().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
except OSError:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes //= 1024 if sys.platform == "darwin" else 1
print(kilobytes)
"""
"""What the process held at most; getrusage would count what its parent held before it started."""


def seconds(command: list[str]) -> float:
    """Run a command with its output piped, and return how long it took."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment())
    return time.perf_counter() - began


def environment() -> dict[str, str]:
    """Return this environment, with bytecode written as usual."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def medians() -> dict[str, float]:
    """Run all commands in turn, round after round; return the median seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(WARM_UP + ROUNDS):
        for name, command in COMMANDS.items():
            taken = seconds(command)
            if turn >= WARM_UP:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def peak_memory() -> float:
    """Return the megabytes that `import flopwise` takes, the interpreter included."""
    ran = subprocess.run(
        [sys.executable, "-c", PEAK_MEMORY],
        capture_output=True, text=True, check=True, env=environment(),
    )  # fmt: skip
    return int(ran.stdout) / 1024


def main() -> None:
    """Print the ratios."""
    found = medians()
    bare = found["python -c pass"]
    print(f"median of {ROUNDS} rounds, in turn, output piped")
    for name, taken in found.items():
        print(f"{name:24} {1000 * taken:7.1f} ms  {taken / bare:5.1f} times bare Python")
    print(f"wanted: at most {AT_MOST} times for an estimate, {HOPED_FOR} hoped for")
    print(f"import flopwise: {peak_memory():.1f} MB at most; wanted: under {MEMORY_AT_MOST} MB")


if __name__ == "__main__":
    main()
