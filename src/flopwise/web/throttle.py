"""How many forms one address may send in a minute."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from flopwise.web.replies import Refused

if TYPE_CHECKING:
    from starlette.types import Scope


class Throttle:
    """Bounds the forms of one address in a minute: cookies are cheap, addresses less so."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sent: dict[str, list[float]] = {}

    def count(self, scope: Scope) -> None:
        """Count a form. Raises Refused where there were too many."""
        client = scope.get("client")
        address = client[0] if client else ""
        now = time.monotonic()
        if len(self._sent) > _MOST_ADDRESSES:
            self._sent.clear()
        lately = [moment for moment in self._sent.get(address, ()) if moment > now - _MINUTE]
        if len(lately) >= self._most:
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"these are more than {self._most} forms in a minute; please wait",
                (b"retry-after", b"60"),
            )
        self._sent[address] = [*lately, now]


_MINUTE = 60.0
_MOST_ADDRESSES = 10_000
