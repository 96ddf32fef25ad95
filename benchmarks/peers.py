"""How long it takes to count GPT-2's forward pass, here and with calflops and fvcore.

Run it with `python benchmarks/peers.py`; a peer that isn't installed is left out with a message.
The peers run the model, so they have to build it first; that is given apart. What they call FLOPs
differs, too: fvcore's are multiply-adds, and each leaves out other operations.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import logging
import statistics
import time
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MODEL = "gpt2"
LENGTH = 1024
ROUNDS = 5
FLOP_OF_A_MAC = 2


class Peer(NamedTuple):
    """A tool that counts a model by running it."""

    name: str
    run: Callable[[Any, Any], float]
    """Takes the model and its input; returns FLOP, a multiply-add being two."""
    remark: str


def by_calflops(model: Any, tokens: Any) -> float:
    """Count with calflops."""
    from calflops import calculate_flops

    flop, _, _ = calculate_flops(
        model=model, kwargs={"input_ids": tokens}, print_results=False, print_detailed=False,
        output_as_string=False,
    )  # fmt: skip
    return float(flop)


def by_fvcore(model: Any, tokens: Any) -> float:
    """Count with fvcore."""
    from fvcore.nn import FlopCountAnalysis

    analysis = FlopCountAnalysis(model, tokens)
    analysis.unsupported_ops_warnings(enabled=False)
    analysis.uncalled_modules_warnings(enabled=False)
    return float(analysis.total()) * FLOP_OF_A_MAC


PEERS = (
    Peer("calflops", by_calflops, "with norms, activations and softmax"),
    Peer("fvcore", by_fvcore, "twice what it prints: it calls multiply-adds FLOPs"),
)


def by_flopwise() -> float:
    """Count with Flopwise, from the catalog's config on."""
    from flopwise import operations

    value = operations.estimate(
        MODEL, quantity="forward_compute", convention="torch", sequence_length=LENGTH
    ).value
    if value is None:
        raise SystemExit(f"{MODEL} has no count")
    return float(value)


def seconds(run: Callable[[], float]) -> tuple[float, float]:
    """Run once; return the seconds and the result."""
    began = time.perf_counter()
    result = run()
    return time.perf_counter() - began, result


def median(run: Callable[[], float]) -> float:
    """Run a few times; return the median of the seconds."""
    return statistics.median(seconds(run)[0] for _ in range(ROUNDS))


def build() -> tuple[Any, Any]:
    """Make the model that the peers run, and its input."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    class Logits(torch.nn.Module):  # type: ignore[misc]  # torch isn't typed for mypy
        """The model as a function from words to logits, which is what all peers can trace."""

        def __init__(self) -> None:
            super().__init__()
            config = AutoConfig.for_model(MODEL)
            self.model = AutoModelForCausalLM.from_config(config, attn_implementation="eager")

        def forward(self, input_ids: Any) -> Any:
            return self.model(input_ids, use_cache=False).logits

    return Logits().eval(), torch.zeros((1, LENGTH), dtype=torch.long)


def main() -> None:
    """Print each tool's seconds, how many times ours that is, and what it counts."""
    first, ours = seconds(by_flopwise)
    again = median(by_flopwise)
    print(f"the forward pass of {MODEL} over {LENGTH:,} tokens, median of {ROUNDS}\n")
    print(f"{'flopwise':10}{again:>10.4f} s{'':>14}  {ours:.6e} FLOP; {first:.3f} s with imports")
    installed = [peer for peer in PEERS if importlib.util.find_spec(peer.name)]
    for peer in PEERS:
        if peer not in installed:
            print(f"{peer.name:10} is not installed: pip install '.[test,benchmark]'")
    if not installed or not importlib.util.find_spec("transformers"):
        return
    began = time.perf_counter()
    model, tokens = build()
    built = time.perf_counter() - began
    for peer in installed:
        with contextlib.redirect_stdout(io.StringIO()):
            run = functools.partial(peer.run, model, tokens)
            _, theirs = seconds(run)
            taken = median(run)
        print(
            f"{peer.name:10}{taken:>10.4f} s{taken / again:>8,.0f} times  {theirs:.6e} FLOP; "
            f"{peer.remark}"
        )
    print(f"\nbefore that, the peers' model is built in {built:.1f} s")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    main()
