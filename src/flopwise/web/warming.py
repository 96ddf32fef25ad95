"""Has a new server make a few pages before anyone asks, so that nobody waits for imports and data."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import anyio

from flopwise.web import replies
from flopwise.web.pages import ask, audit, compare, estimate, explain, home, lists, thresholds
from flopwise.web.pages.asked import Asked
from flopwise.web.pages.endpoint import rendered
from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.applications import Starlette

    from flopwise.progress import Progress
    from flopwise.web.replies import Reply
    from flopwise.web.workers import Workers

QUESTIONS = (
    "How many FLOPs does it take to train a 7B model on 2T tokens?",
    "How many H100 hours does Llama 3.1 8B take at 40% MFU, and what does that cost?",
    "What is MFU?",
)
TEXT = (
    "GPT-3 has 175 billion parameters and was trained on 300B tokens.\n\n"
    "The forward pass takes 2N FLOPs per token and the backward pass 2N.\n\n"
    "So 4 x 175e9 x 300e9 = 2.1e23 FLOP."
)


def warmed(workers: Workers, count: int) -> Callable[[Starlette], Any]:
    """Return a lifespan that begins with these pages, made here and by so many workers."""

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            for _ in range(count):  # all at once, so that each falls to another worker
                group.start_soon(_warm, workers)
            made()
        yield

    return lifespan


async def _warm(workers: Workers) -> None:
    with contextlib.suppress(Refused):  # on a machine so slow, the first to ask will wait
        await workers.carry_out(made)


def made(*, progress: Progress | None = None) -> Reply:
    """Make a page of each kind, and drop it."""
    del progress
    gpt3 = ("model", "gpt-3")
    for question in QUESTIONS:
        rendered(ask.page, Asked("/ask", (("q", question),)))
    rendered(audit.page, Asked("/audit", (("text", TEXT),)))
    rendered(estimate.page, Asked("/estimate", (gpt3,)))
    rendered(compare.page, Asked("/compare", (("models", "gpt-3,llama-2-70b"),)))
    rendered(thresholds.page, Asked("/thresholds/check", (gpt3,)))
    rendered(explain.page, Asked("/explain/training_compute", (), "training_compute"))
    for index in (home.page, explain.index, *map(lists.pages, lists.SHOWN)):
        rendered(index, Asked("/"))
    return replies.answer("made")
