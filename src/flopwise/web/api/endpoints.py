"""What stands behind each address: the checks before the work, and the cache in front of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flopwise.errors import FlopwiseError, InvalidValueError, UnknownNameError
from flopwise.gallery.everything import stamp
from flopwise.operations.requests import DETAILS, accepted
from flopwise.operations.table import LONG, QUICK
from flopwise.web import replies
from flopwise.web.api import events, reading, work
from flopwise.web.replies import Refused
from flopwise.web.waiting import unless_left
from flopwise.web.work import carried_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from flopwise.operations.table import Kind, Operation
    from flopwise.web.cache import Cache
    from flopwise.web.limits import Limits
    from flopwise.web.replies import Reply
    from flopwise.web.workers import Workers

READ = ("GET", "HEAD")
_PAGING = ("limit", "offset")


class Endpoint:
    """An address: whatever goes wrong behind it is sent as a problem."""

    methods: tuple[str, ...] = READ

    def __init__(self, limits: Limits, cache: Cache, workers: Workers) -> None:
        self.limits = limits
        self.cache = cache
        self.workers = workers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            if scope["method"] not in self.methods:
                raise _wrong_method(scope, self.methods)
            found = await self.reply(scope, receive, send)
        except Refused as refused:
            found = refused.reply
        except FlopwiseError as error:
            found = replies.problem_of(error)
        except reading.Left:
            return
        if found is not None:
            await found.send(send)

    async def reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Return the reply, or None where it has been sent already or nobody waits for it."""
        raise NotImplementedError


class OperationEndpoint(Endpoint):
    """An operation of the table, with its options as a JSON object."""

    methods = ("POST",)

    def __init__(self, operation: Operation, *shared: Any) -> None:
        super().__init__(*shared)
        self.operation = operation

    async def reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Answer from the cache, at once, or by a worker."""
        if self.operation.keeps and not self.limits.writes:
            raise Refused(HTTPStatus.FORBIDDEN, "nothing can be kept here: anyone could")
        raw = await reading.body(scope, receive, self.limits)
        told = self.operation.pace == LONG and events.are_wanted(scope)
        key = (self.operation.name, b"", raw)
        is_kept = not told and not self.operation.keeps
        if is_kept and (kept := self.cache.find(key)) is not None:
            return kept
        given = reading.document(raw, self.limits)
        detail = _detail(given.pop("detail", None))
        accepted(self.operation, given)
        asked = (work.operation, self.operation.name, given, detail)
        if told:
            await events.send_all(self.workers, asked, self.limits, scope, receive, send)
            return None
        if self._is_quick(given, raw):
            return _kept(self.cache, key, carried_out(*asked))
        found = await unless_left(receive, self.workers.carry_out, *asked)
        return _kept(self.cache, key, found) if found is not None and is_kept else found

    def _is_quick(self, given: Mapping[str, Any], raw: bytes) -> bool:
        """Tell whether it takes milliseconds: a config may describe anything."""
        plain = not any(isinstance(value, dict) for value in given.values())
        return self.operation.pace == QUICK and len(raw) <= self.limits.inline and plain


class ReadEndpoint(Endpoint):
    """Something that is only read: kept by its address, and not sent again to one who has it."""

    async def reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Answer from the cache, or look it up."""
        del send
        key = (str(stamp()), scope["path"].encode("utf-8", "replace"), scope["query_string"])
        found = self.cache.find(key)
        if found is None:
            looked_up = await self.look_up(scope, receive)
            if looked_up is None:
                return None
            found = _kept(self.cache, key, looked_up)
        return _unless_known(scope, found)

    async def look_up(self, scope: Scope, receive: Receive) -> Reply | None:
        """Return what stands at this address."""
        raise NotImplementedError


class CardsEndpoint(ReadEndpoint):
    """The list of a kind."""

    def __init__(self, kind: Kind, *shared: Any) -> None:
        super().__init__(*shared)
        self.kind = kind

    async def look_up(self, scope: Scope, receive: Receive) -> Reply | None:
        """List what passes the filters, whole or by pages."""
        filters = reading.query(scope, self.limits)
        detail = _detail(filters.pop("detail", None))
        limit, offset = (_count(name, filters.pop(name, None)) for name in _PAGING)
        if limit is not None and not 1 <= limit <= self.limits.page:
            raise InvalidValueError(f"limit should be from 1 to {self.limits.page:,}, not {limit}")
        asked = (work.cards, self.kind.name, filters, detail, (offset or 0, limit))
        return await unless_left(receive, self.workers.carry_out, *asked)


class CardEndpoint(ReadEndpoint):
    """One card of a kind."""

    def __init__(self, kind: Kind, *shared: Any) -> None:
        super().__init__(*shared)
        self.kind = kind

    async def look_up(self, scope: Scope, receive: Receive) -> Reply | None:
        """Show it."""
        del receive
        given = reading.query(scope, self.limits)
        detail = _detail(given.pop("detail", None))
        _nothing_else(given, ("detail",))
        return carried_out(work.card, self.kind.name, scope["path_params"]["id"], detail)


class MadeEndpoint(ReadEndpoint):
    """Something that a function makes once: a schema, the description of all this."""

    def __init__(self, make: Callable[..., Reply], *shared: Any) -> None:
        super().__init__(*shared)
        self.make = make

    async def look_up(self, scope: Scope, receive: Receive) -> Reply | None:
        """Make it."""
        del receive
        _nothing_else(reading.query(scope, self.limits), ())
        return carried_out(self.make, *scope["path_params"].values())


class HealthEndpoint(Endpoint):
    """Whether the server is well, and how busy."""

    async def reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Say so."""
        from flopwise.catalog import VERSION as CATALOG_VERSION
        from flopwise.version import VERSION

        del scope, receive, send
        found = {
            "status": "ok",
            "flopwise": VERSION,
            "catalog": CATALOG_VERSION,
            "working": self.workers.working,
            "waiting": self.workers.waiting,
            "cached": self.cache.size,
        }
        return replies.answer(found)


class NowhereEndpoint(Endpoint):
    """An address behind which nothing stands."""

    def __init__(self, addresses: tuple[str, ...], *shared: Any) -> None:
        super().__init__(*shared)
        self.addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say so, with addresses that come near."""
        del receive
        error = UnknownNameError("address", scope["path"], self.addresses, "see /openapi.json")
        await replies.problem_of(error, HTTPStatus.NOT_FOUND).send(send)


def _wrong_method(scope: Scope, methods: tuple[str, ...]) -> Refused:
    allowed = ", ".join(methods)
    sentence = f"{scope['path'][:100]} takes {allowed}, not {scope['method'][:20]}"
    return Refused(HTTPStatus.METHOD_NOT_ALLOWED, sentence, (b"allow", allowed.encode()))


def _detail(said: Any) -> str:
    if said is None:
        return DETAILS[-1]
    if said not in DETAILS:
        raise UnknownNameError("detail", str(said), DETAILS, f"there are {', '.join(DETAILS)}")
    return str(said)


def _count(name: str, said: str | None) -> int | None:
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise InvalidValueError(f"{name} should be a whole number, not {said[:40]!r}")
    return int(said)


def _nothing_else(given: Mapping[str, str], known: tuple[str, ...]) -> None:
    for name in given:
        raise UnknownNameError("parameter", name, known)


def _kept(cache: Cache, key: tuple[str, bytes, bytes], found: Reply) -> Reply:
    return cache.keep(key, found) if found.status == HTTPStatus.OK else found


def _unless_known(scope: Scope, found: Reply) -> Reply:
    """Send nothing but the tag to one who has just this reply already."""
    known = dict(scope["headers"]).get(b"if-none-match")
    tag = dict(found.headers).get(b"etag")
    if known is None or tag is None:
        return found
    if known.strip() != b"*" and tag not in known:
        return found
    return replies.Reply(HTTPStatus.NOT_MODIFIED, b"", ((b"etag", tag),))
