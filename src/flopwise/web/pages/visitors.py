"""Who sends a form: a browser that shows our page, and a voter by a cookie that says nothing else."""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from starlette.types import Scope

    from flopwise.web.replies import Reply

_COOKIE = "flopwise_voter"
_VOTER = re.compile(r"[A-Za-z0-9_-]{20,64}")
_YEAR = 365 * 24 * 3600
_OURS = ("same-origin", "none")


def refuse_foreign(scope: Scope) -> None:
    """Refuse a form that another site made its reader's browser send. Raises Refused."""
    headers = dict(scope["headers"])
    site = headers.get(b"sec-fetch-site", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    foreign = site not in _OURS if site else bool(origin) and urlsplit(origin).netloc != host
    if foreign:
        raise Refused(HTTPStatus.FORBIDDEN, "this form was sent from another site, and is not read")


def voter(scope: Scope) -> str:
    """Return who the cookie says it is; empty for somebody new."""
    raw = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    try:
        found = SimpleCookie(raw).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None and _VOTER.fullmatch(found.value) else ""


def newcomer() -> str:
    """Return a name for somebody new, which nobody can guess."""
    return secrets.token_urlsafe(24)


def remembered(reply: Reply, name: str) -> Reply:
    """Let the browser keep the voter's name."""
    cookie = f"{_COOKIE}={name}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Strict"
    return reply._replace(headers=(*reply.headers, (b"set-cookie", cookie.encode())))
