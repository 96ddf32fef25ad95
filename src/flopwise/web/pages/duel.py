"""`/duel`: two answers with their names hidden; the reader votes, and then sees who wrote them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flopwise import gallery, operations
from flopwise.errors import InvalidValueError, StoreError
from flopwise.standings.judging import judged
from flopwise.standings.leaderboard import of_pair
from flopwise.store.votes import TooManyVotesError, VoteError
from flopwise.web.pages import problems, prose, templates, visitors
from flopwise.web.pages.answers import filters
from flopwise.web.pages.asked import address

if TYPE_CHECKING:
    from flopwise.store.votes import Vote
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Show a pair, count the vote that a form brings, or show what a vote was about."""
    if asked.sent:
        return _voted(asked)
    said = filters(asked, ("challenge", "seen"))
    if said.get("seen"):
        return _seen(asked, said["seen"])
    voter = asked.voter or visitors.newcomer()
    try:
        duel = operations.new_duel(voter, said.get("challenge", ""))
    except InvalidValueError as error:
        return problems.page(HTTPStatus.OK, str(error), "/duel")
    challenge = gallery.challenge(said["challenge"]) if said.get("challenge") else None
    if duel is None:
        found = templates.page(
            "duel.html", title="You have voted on every pair", path="/answers", duel=None,
            challenge=challenge, sides=(), prompt="",
        )  # fmt: skip
    else:
        challenge = gallery.challenge(duel.challenge)
        sides = [
            (name, prose.shown(gallery.answer(id).text), gallery.answer(id).language)
            for name, id in (("A", duel.left), ("B", duel.right))
        ]
        found = templates.page(
            "duel.html", title="Which answer is better?", path="/answers", duel=duel,
            challenge=challenge, sides=sides, prompt=prose.shown(challenge.prompt),
        )  # fmt: skip
    return visitors.remembered(found, voter)


def _voted(asked: Asked) -> Reply:
    """Count a vote, and go to where it is shown who wrote what."""
    try:
        vote = operations.cast_vote(asked.voter, asked.first("duel"), asked.first("choice"))
    except TooManyVotesError as error:
        return problems.page(HTTPStatus.TOO_MANY_REQUESTS, str(error), "/duel")
    except VoteError as error:
        return problems.page(HTTPStatus.FORBIDDEN, str(error), "/duel")
    except StoreError as error:
        return problems.page(HTTPStatus.SERVICE_UNAVAILABLE, str(error), "/duel")
    return templates.elsewhere(address("/duel", [("seen", f"{vote.first},{vote.second}")]))


def _seen(asked: Asked, pair: str) -> Reply:
    """Show who wrote two answers that this reader has voted on."""
    first, _, second = pair.partition(",")
    own = [
        vote for vote in operations.votes(asked.voter)
        if asked.voter and (vote.first, vote.second) == (first, second)
    ]  # fmt: skip
    if not own:
        raise InvalidValueError("you have not voted on these two answers")
    vote: Vote = own[-1]
    answers = [gallery.answer(id) for id in (vote.first, vote.second)]
    verdicts = judged(answers)
    sides = [
        (one, gallery.author(one.model).name, verdict)
        for one, verdict in zip(answers, verdicts, strict=True)
    ]
    ranks = [one.rank for one in verdicts]
    agreed = None
    if vote.preferred and None not in ranks and ranks[0] != ranks[1]:
        better = vote.first if ranks[0] < ranks[1] else vote.second  # type: ignore[operator]
        agreed = better == vote.preferred
    return templates.page(
        "duel-seen.html", title=" vs ".join(name for _, name, _ in sides), path="/answers",
        sides=sides, vote=vote, challenge=gallery.challenge(vote.challenge), agreed=agreed,
        tally=of_pair(operations.votes(), vote.first, vote.second),
    )  # fmt: skip
