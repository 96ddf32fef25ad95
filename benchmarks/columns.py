"""How fast a million configurations go through the whole derivation of GPT-3, on one core.

Run it with `python benchmarks/columns.py`. The yardstick is 6ND written by hand in NumPy, which
does a fraction of the arithmetic. The result is checked against single estimates first.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from flopwise import operations

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ROWS = 1_000_000
ROUNDS = 9
AT_MOST = 0.2


def configurations(rows: int = ROWS) -> dict[str, NDArray[np.float64]]:
    """Draw shapes and token counts, all of them different."""
    random = np.random.default_rng(0)
    width = 128.0 * random.integers(4, 200, rows)
    return {
        "hidden_size": width,
        "intermediate_size": width * random.integers(2, 6, rows),
        "num_hidden_layers": random.integers(4, 200, rows).astype(float),
        "sequence_length": 2.0 ** random.integers(9, 18, rows),
        "tokens": random.uniform(1e9, 1e14, rows),
    }


def by_hand(inputs: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """6ND, with 12·L·d² and the word embedding for N, as one would write it in NumPy."""
    width = inputs["hidden_size"]
    parameters = 12 * inputs["num_hidden_layers"] * width**2 + 50_257 * width
    return 6 * parameters * inputs["tokens"]


def median_seconds(run: Callable[[], object]) -> float:
    """Run a few times and return the median."""
    times = []
    run()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def check(inputs: dict[str, NDArray[np.float64]], found: NDArray[np.float64]) -> None:
    """Compare some rows with single estimates, which are exact."""
    for row in range(0, ROWS, ROWS // 10):
        own = {name: int(column[row]) for name, column in inputs.items() if name != "tokens"}
        length = own.pop("sequence_length")
        fixed = {"num_attention_heads": 1, "vocab_size": 50_257, "max_position_embeddings": 2048}
        single = operations.estimate(
            {"model_type": "gpt2", **fixed, **own},
            tokens=float(inputs["tokens"][row]),
            sequence_length=length,
        )
        if single.value is None or abs(found[row] / float(single.value) - 1) > 1e-12:
            raise SystemExit(f"row {row} is {found[row]:.17g}, and {single.value} by itself")


def main() -> None:
    """Print seconds, rows a second and the ratio to the yardstick."""
    inputs = configurations()
    estimate = operations.estimate("gpt-3")
    check(inputs, estimate.columns(**inputs))
    ours = median_seconds(lambda: estimate.columns(**inputs))
    theirs = median_seconds(lambda: by_hand(inputs))
    print(f"{ROWS:,} configurations through GPT-3's derivation, median of {ROUNDS} runs")
    print(f"flopwise  {ours:.4f} s  {ROWS / ours / 1e6:6.1f} million rows a second")
    print(f"6ND       {theirs:.4f} s  {ROWS / theirs / 1e6:6.1f} million rows a second, by hand")
    print(f"ratio     {ours / theirs:.2f}; wanted: under {AT_MOST} s")


if __name__ == "__main__":
    main()
