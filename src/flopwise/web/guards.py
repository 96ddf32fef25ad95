"""What every request passes: who may ask, and what a browser may do with the reply."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from flopwise.web import replies
from flopwise.web.api.addresses import BASE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from flopwise.web.replies import Reply

COOKIE = "flopwise_token"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_OPEN = ("/static/", f"{BASE}/health")
"""What needs no token: files that are the same for all, and whether the server is well."""


class Guards:
    """Middleware: the token, the names of this server, the headers of every reply."""

    def __init__(self, app: ASGIApp, token: str = "", hosts: tuple[str, ...] = ()) -> None:
        self.app = app
        self.token = token
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused.send(guarded)
        else:
            await self.app(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Reply | None:
        """Return what one gets who may not ask; None for all others."""
        headers = dict(scope["headers"])
        if self.hosts and _host(headers) not in self.hosts:
            sentence = "this server doesn't answer to that name"
            return _refusal(scope, HTTPStatus.MISDIRECTED_REQUEST, sentence)
        if not self.token or scope["path"].startswith(_OPEN):
            return None
        return self._admitted(scope, headers)

    def _admitted(self, scope: Scope, headers: dict[bytes, bytes]) -> Reply | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        shown = next((value for name, value in query if name == "token"), None)
        if shown is not None and self._is_right(shown):
            # From here on a cookie says so, and the address can be passed on without it.
            left = urlencode([pair for pair in query if pair[0] != "token"])
            place = "/" + scope["path"].lstrip("/") + (f"?{left}" if left else "")
            cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Lax"
            more = ((b"location", place.encode()), (b"set-cookie", cookie.encode()))
            return replies.reply(HTTPStatus.SEE_OTHER, b"", b"text/plain", more)
        kind, _, borne = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if kind.casefold() == "bearer" and self._is_right(borne.strip()):
            return None
        if self._is_right(_cookie(headers)):
            return None
        sentence = "this server wants its token: open the address that it printed when it started"
        return _refusal(scope, HTTPStatus.UNAUTHORIZED, sentence)

    def _is_right(self, token: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())


def _host(headers: dict[bytes, bytes]) -> str:
    name = headers.get(b"host", b"").decode("latin-1").casefold()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _cookie(headers: dict[bytes, bytes]) -> str:
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return found[COOKIE].value if COOKIE in found else ""


def _refusal(scope: Scope, status: int, sentence: str) -> Reply:
    more = ((b"www-authenticate", b"Bearer"),) if status == HTTPStatus.UNAUTHORIZED else ()
    if scope["path"].startswith(BASE):
        return replies.problem(status, sentence, headers=more)
    from flopwise.web.pages import problems

    page = problems.page(status, sentence, scope["path"])
    return page._replace(headers=(*page.headers, *more))
