"""`/leaderboard`: models by what audits say of their answers; `/method`: how verdicts are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise import gallery, operations
from flopwise.auditing import bounds
from flopwise.standings import leaderboard
from flopwise.store.votes import MOST_IN_A_MINUTE
from flopwise.web.pages import templates
from flopwise.web.pages.answers import filters

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def ranking(asked: Asked) -> Reply:
    """Show the leaderboard, as far as the filters go."""
    said = filters(asked, leaderboard.FILTERS)
    found = operations.standings(said)
    challenges = gallery.challenges().values()
    answers = gallery.answers().values()
    providers = {leaderboard.provider(model) for model in {one.model for one in answers}}
    return templates.page(
        "leaderboard.html", title="Leaderboard", path="/answers", said=said, found=found,
        choices={
            "challenge": sorted((one.id, one.title) for one in challenges),
            "category": sorted((name, name) for name in {one.category for one in challenges}),
            "difficulty": [(name, name) for name in ("easy", "medium", "hard")],
            "provider": sorted((name, name) for name in providers if name),
        },
    )  # fmt: skip


def method(asked: Asked) -> Reply:
    """Say how verdicts are made, and what they can't say."""
    filters(asked, ())
    return templates.page(
        "method.html", title="How verdicts are made", path="/answers", right=bounds.RIGHT,
        close=bounds.CLOSE, off=bounds.OFF, most=MOST_IN_A_MINUTE,
    )  # fmt: skip
