"""The pages: made on the server, whole without scripts, each a function from a request to a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from flopwise.web.pages import (
    answers,
    ask,
    audit,
    compare,
    duel,
    estimate,
    explain,
    home,
    lists,
    problems,
    saved,
    standings,
    thresholds,
    worksheets,
)
from flopwise.web.pages.endpoint import FormEndpoint, PageEndpoint

if TYPE_CHECKING:
    from flopwise.web.pages.endpoint import Page
    from flopwise.web.shared import Shared


def routes(shared: Shared) -> list[Route]:
    """Return the routes of all pages; the last of them says that nothing stands elsewhere."""
    found = [
        _form("/", home.page, shared),
        _route("/estimate", estimate.page, shared, quick=True),
        _route("/ask", ask.page, shared),
        _form("/audit", audit.page, shared),
        _route("/compare", compare.page, shared),
        _route("/explain", explain.index, shared),
        _route("/explain/{name:path}", explain.page, shared, quick=True),
        _route("/thresholds/check", thresholds.page, shared),
        _route("/challenges/new", worksheets.page, shared),
    ]
    found += [
        _changing("/answers", answers.page, shared),
        _changing("/answers/{name:path}", answers.page, shared),
        _changing("/duel", duel.page, shared),
        _changing("/leaderboard", standings.ranking, shared),
        _changing("/saved", saved.page, shared),
        _changing("/saved/{name:path}", saved.page, shared),
        _route("/method", standings.method, shared, quick=True),
    ]
    for kind in lists.SHOWN:
        found.append(_route(f"/{kind}", lists.pages(kind), shared))
        show = f"/{kind}/{{name:path}}"
        is_changing = kind == "models"  # their answers and votes stand there too
        found.append(
            Route(
                show,
                PageEndpoint(lists.cards(kind), shared, quick=True, fresh=is_changing),
                methods=None,
            )
        )
    return [*found, _route("/{name:path}", problems.nowhere, shared, quick=True)]


def _route(place: str, page: Page, shared: Shared, *, quick: bool = False) -> Route:
    return Route(place, PageEndpoint(page, shared, quick=quick), methods=None)


def _changing(place: str, page: Page, shared: Shared) -> Route:
    """Make the route of a page that shows what was kept since, and takes forms."""
    return Route(place, FormEndpoint(page, shared, fresh=True), methods=None)


def _form(place: str, page: Page, shared: Shared) -> Route:
    return Route(place, FormEndpoint(page, shared), methods=None)
