"""The application: pages, the API and the files that pages load, behind what guards them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from flopwise.web import api, assets, pages
from flopwise.web.guards import Guards
from flopwise.web.shared import Shared
from flopwise.web.warming import warmed

if TYPE_CHECKING:
    from flopwise.web.limits import Limits


def application(
    limits: Limits | None = None, *, token: str = "", hosts: tuple[str, ...] = ()
) -> Starlette:
    """Make the application, to be run by any ASGI server.

    With a `token` it answers only those who bear it; with `hosts` only under these names, so that a
    foreign page can't reach a server on this machine by a name of its own.
    """
    shared = Shared.within(limits)
    return Starlette(
        routes=[*assets.routes(), *api.routes(shared=shared), *pages.routes(shared)],
        middleware=[Middleware(Guards, token=token, hosts=hosts)],
        lifespan=warmed(shared.workers, shared.limits.workers),
    )
