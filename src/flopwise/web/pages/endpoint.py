"""What stands behind the address of a page: the cache before the work, bounds on both."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flopwise.errors import FlopwiseError
from flopwise.web.pages import forms, problems, visitors
from flopwise.web.pages.asked import Asked
from flopwise.web.replies import Refused
from flopwise.web.waiting import unless_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from flopwise.progress import Progress
    from flopwise.web.replies import Reply
    from flopwise.web.shared import Shared

    Page = Callable[[Asked], Reply]

log = logging.getLogger("flopwise.web")


class PageEndpoint:
    """A page that is read: kept by its address."""

    methods: tuple[str, ...] = ("GET", "HEAD")

    def __init__(
        self, page: Page, shared: Shared, *, quick: bool = False, fresh: bool = False
    ) -> None:
        self.page = page
        self.shared = shared
        self.quick = quick
        """Whether it is made in milliseconds, whatever it is asked for."""
        self.fresh = fresh
        """Whether it shows what others may have changed since, and so isn't kept."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page, or the one that says what is wrong."""
        try:
            found = await self.reply(scope, receive)
        except Refused as refused:
            found = problems.page(refused.reply.status, str(refused), scope["path"])
        if found is not None:
            await found.send(send)

    async def reply(self, scope: Scope, receive: Receive) -> Reply | None:
        """Return the page; None where nobody waits for it."""
        if scope["method"] not in self.methods:
            raise Refused(
                HTTPStatus.METHOD_NOT_ALLOWED, f"this page takes {' and '.join(self.methods)} only"
            )
        if self.fresh:
            return await self.made(self.asked(scope), receive)
        key = ("page", scope["path"].encode("utf-8", "replace"), scope["query_string"])
        kept = self.shared.cache.find(key)
        if kept is not None:
            return kept
        found = await self.made(self.asked(scope), receive)
        if found is not None and found.status == HTTPStatus.OK:
            return self.shared.cache.keep(key, found)
        return found

    def asked(self, scope: Scope) -> Asked:
        """Read what is asked for."""
        most = self.shared.limits.parameters
        raw = scope["query_string"].decode("latin-1")
        try:
            query = parse_qsl(raw, keep_blank_values=True, max_num_fields=2 * most)
        except ValueError:
            raise Refused(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"the address has more than {2 * most} parts"
            ) from None
        return Asked(
            scope["path"], tuple(query), scope["path_params"].get("name", ""),
            voter=visitors.voter(scope), may_write=self.shared.limits.writes,
        )  # fmt: skip

    async def made(self, asked: Asked, receive: Receive) -> Reply | None:
        """Have the page made: here, or by a worker that is stopped when nobody waits for it."""
        if self.quick:
            return rendered(self.page, asked)
        return await unless_left(receive, self.shared.workers.carry_out, rendered, self.page, asked)


class FormEndpoint(PageEndpoint):
    """A page that also takes what has no place in an address: a pasted text, a file."""

    methods = ("GET", "HEAD", "POST")

    async def reply(self, scope: Scope, receive: Receive) -> Reply | None:
        """Return the page for a form that was sent, or as it is read."""
        if scope["method"] != "POST":
            return await super().reply(scope, receive)
        visitors.refuse_foreign(scope)
        self.shared.throttle.count(scope)
        fields = await forms.read(scope, receive, self.shared.limits)
        if fields is None:
            return None
        sent = self.asked({**scope, "query_string": b""})
        return await self.made(sent._replace(query=fields, sent=True), receive)


def rendered(page: Page, asked: Asked, *, progress: Progress | None = None) -> Reply:
    """Make a page; whatever goes wrong becomes a page too."""
    del progress
    try:
        return page(asked)
    except FlopwiseError as error:
        return problems.of(error, asked)
    except Exception:
        log.exception("an internal error on %s", asked.path)
        sentence = "An internal error; please report it with the address that led to it"
        return problems.page(HTTPStatus.INTERNAL_SERVER_ERROR, sentence, asked.path)
