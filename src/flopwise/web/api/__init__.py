"""The HTTP API: every operation and every kind of the table, under `/api/v1`, and its description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from starlette.routing import BaseRoute, Mount, Route

from flopwise.operations.table import KINDS, OPERATIONS
from flopwise.web.api import endpoints, openapi, work
from flopwise.web.api.addresses import BASE, address, kind_address
from flopwise.web.limits import Limits
from flopwise.web.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.web.cache import Cache
    from flopwise.web.workers import Workers

Placed = TypeVar("Placed", Mount, Route)

__all__ = ["Limits", "routes"]


def routes(limits: Limits | None = None, shared: Shared | None = None) -> list[BaseRoute]:
    """Return the routes of the API, made from the table of operations and kinds.

    `shared` where other parts of the server use the same cache and workers.
    """
    shared = shared or Shared.within(limits)
    described = endpoints.MadeEndpoint(openapi.described, *_parts(shared))
    return [
        _any_sign(Mount(BASE, routes=list(_under_base(shared)))),
        Route("/openapi.json", described, methods=None),
    ]


def _under_base(shared: Shared) -> Iterator[Route]:
    """Make the routes below the base; methods are checked by the endpoints, which say so in JSON."""
    places = [address(operation) for operation in OPERATIONS.values()]
    for operation in OPERATIONS.values():
        yield _route(address(operation), endpoints.OperationEndpoint(operation, *_parts(shared)))
    for kind in KINDS.values():
        place = kind_address(kind)
        places.append(place)
        yield _route(place, endpoints.CardsEndpoint(kind, *_parts(shared)))
        yield _route(f"{place}/{{id:path}}", endpoints.CardEndpoint(kind, *_parts(shared)))
    yield _route("/schemas/{name}", endpoints.MadeEndpoint(work.schema, *_parts(shared)))
    yield _route("/health", endpoints.HealthEndpoint(*_parts(shared)))
    whole = tuple(f"{BASE}{place}" for place in (*places, "/schemas", "/health"))
    yield _route("/{rest:path}", endpoints.NowhereEndpoint(whole, *_parts(shared)))


def _parts(shared: Shared) -> tuple[Limits, Cache, Workers]:
    """Return what the API's endpoints work with."""
    return shared.limits, shared.cache, shared.workers


def _route(place: str, endpoint: endpoints.Endpoint) -> Route:
    return _any_sign(Route(place, endpoint, methods=None))


def _any_sign(route: Placed) -> Placed:
    """Let an address hold any character, so that one with a line break gets its problem too."""
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route
