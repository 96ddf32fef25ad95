"""How many distinct estimates a second one core answers, in full JSON and as a page.

Run it with `python benchmarks/estimates.py`. No two requests are alike, so that what is kept from
one to the next is what any request may use. The yardstick is the standard library's `json`, which
reads and writes the same bodies: what a server would do at least that got them ready-made.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flopwise.estimation.result import Estimate

COUNT = 100
ROUNDS = 5
AT_LEAST = 300
"""Estimates a second through the HTTP API, on one core."""


class Kind(NamedTuple):
    """One kind of request: `options` draws one that is not like the others."""

    name: str
    options: Callable[[random.Random], dict[str, Any]]


def of_tokens(model: str) -> Callable[[random.Random], dict[str, Any]]:
    """Draw another number of tokens, and another sequence length, for a model."""

    def drawn(chance: random.Random) -> dict[str, Any]:
        length = chance.randrange(256, 8192)
        return {
            "model": model,
            "tokens": chance.randrange(10**9, 10**13),
            "sequence_length": length,
        }

    return drawn


def of_machines(chance: random.Random) -> dict[str, Any]:
    """Draw another number of devices, and how long they run."""
    hours, devices = chance.randrange(1, 9999), chance.randrange(8, 9999)
    return {
        "model": "gpt-3",
        "method": "hardware",
        "gpus": f"{devices}xA100",
        "duration": f"{hours}h",
    }


def of_sizes(chance: random.Random) -> dict[str, Any]:
    """Draw another size of a model that nothing else is known of."""
    return {
        "model": f"{chance.randrange(1000, 999_999)}M",
        "tokens": chance.randrange(10**9, 10**13),
    }


def of_shapes(chance: random.Random) -> dict[str, Any]:
    """Draw a config of another shape, which nothing has been kept of."""
    config = {
        "model_type": "llama", "hidden_size": 128 * chance.randrange(8, 128), "vocab_size": 32_000,
        "num_hidden_layers": chance.randrange(8, 128), "num_attention_heads": 32,
        "intermediate_size": chance.randrange(1000, 99_999),
    }  # fmt: skip
    return {"model": config, "tokens": chance.randrange(10**9, 10**13), "sequence_length": 4096}


KINDS = (
    Kind("gpt-3", of_tokens("gpt-3")),
    Kind("llama-3.1-405b", of_tokens("llama-3.1-405b")),
    Kind("deepseek-v3", of_tokens("deepseek-v3")),
    Kind("devices and time", of_machines),
    Kind("a size alone", of_sizes),
    Kind("a config", of_shapes),
)


def bodies(estimates: Iterator[Estimate]) -> list[str]:
    """Answer in full JSON."""
    return [json.dumps(estimate.to_dict()) for estimate in estimates]


def pages(estimates: Iterator[Estimate]) -> list[str]:
    """Answer as pages."""
    return [estimate.to("html") for estimate in estimates]


def read_and_written(texts: list[str]) -> list[str]:
    """Read each body and write it again."""
    return [json.dumps(json.loads(text)) for text in texts]


def timed(run: Callable[[], list[str]]) -> tuple[float, list[str]]:
    """Run once; return the seconds for each answer, and the answers."""
    began = time.perf_counter()
    found = run()
    return (time.perf_counter() - began) / len(found), found


def measured(kind: Kind) -> tuple[float, float, float]:
    """Return the median seconds of a JSON answer, of a page, and of reading and writing the JSON."""
    chance = random.Random(0)

    def asked() -> Iterator[Estimate]:
        return (operations.estimate(**kind.options(chance)) for _ in itertools.repeat(None, COUNT))

    rounds = []
    pages(asked())  # what is loaded once isn't a request's time
    for _ in range(ROUNDS):
        in_json, texts = timed(lambda: bodies(asked()))
        page, _ = timed(lambda: pages(asked()))
        again, _ = timed(functools.partial(read_and_written, texts))
        rounds.append((in_json, page, again))
    in_json, page, again = map(statistics.median, zip(*rounds, strict=True))
    return in_json, page, again


def main() -> None:
    """Print the rates, and how many times the yardstick's time an answer takes."""
    print(f"{COUNT} distinct requests of each kind, median of {ROUNDS} rounds, on one core\n")
    print(f"{'':18}{'JSON':>8}{'page':>9}   a second{'JSON':>8}{'page':>9}   times json")
    for kind in KINDS:
        in_json, page, again = measured(kind)
        print(
            f"{kind.name:18}{1 / in_json:>8,.0f}{1 / page:>9,.0f}{'':>11}"
            f"{in_json / again:>8.1f}{page / again:>9.1f}"
        )
    print(f"\nwanted: at least {AT_LEAST} a second in JSON, with HTTP's own time on top")


if __name__ == "__main__":
    main()
